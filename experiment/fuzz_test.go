package experiment

import (
	"encoding/json"
	"errors"
	"maps"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/internal/bounded"
	"kirifuda/output"
)

// No text of a plan makes a reader panic or hang, and what the two readers of a plan
// make of it agrees. A changed plan is refused by its identifier and its digest, so
// that some texts are given right ones.
func FuzzPlan(f *testing.F) {
	for _, p := range []Plan{
		{Kind: KindMC, Seed: 5, Reps: 3, Trace: output.TraceRuns},
		{Kind: KindMC, Seed: 5, Reps: 9, Extended: []int{3, 5}, FirstRep: 2, Trace: output.TracePanel},
	} {
		e, err := New(agents.Default(), p, -1, scenario(f, "calm"))
		if err != nil {
			f.Fatal(err)
		}
		q := e.Plan
		q.Series, q.Outcomes = q.Series[:2], q.Outcomes[:2] // most of the text
		text, err := q.text()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, false)
		f.Add(text, true)
	}
	for _, text := range []string{
		`{"arms":[{"scenario":"a"}],"reps":4294967296,"chunk_runs":1,"runs":[{"scenario":"a","count":1}]}`,
		`{"arms":[{"scenario":"a"}],"reps":1,"chunk_runs":1,"design":{"axes":[],"points":[]},"runs":[{"scenario":"a","count":1}]}`,
		`{"arms":[{"scenario":"a"}],"reps":3,"chunk_runs":9223372036854775807,"extended":[7,-1],"runs":[{"scenario":"a","count":1}]}`,
	} {
		f.Add([]byte(text), true)
	}
	f.Fuzz(func(t *testing.T, text []byte, sign bool) {
		bounded.Read(t, len(text), func() {
			if p := (&Plan{}); sign && json.Unmarshal(text, p) == nil {
				p.SchemaVersion = output.SchemaVersion
				p.identify()
				if b, err := p.text(); err == nil {
					text = b
				}
			}
			p, err := parsePlan("x", text)
			if err != nil {
				return
			}
			l, err := output.ReadLayout(text)
			if err != nil {
				return // a member that the plan does not have
			}
			if l.ID != p.ID || l.ChunkLength != p.ChunkRuns || len(l.Runs) != len(p.RunList) {
				t.Fatalf("%+v and %+v", p, l)
			}
			if chunks := p.Chunks(); chunks > 0 && p.Runs() < 1<<12 {
				runs := 0
				for k := range chunks {
					runs += len(p.Chunk(k))
				}
				if runs != p.Runs() {
					t.Fatalf("%d chunks have %d runs of %d", chunks, runs, p.Runs())
				}
				if n := len(p.Order(0, p.PerArm())); n != chunks {
					t.Fatalf("%d of %d chunks are ordered", n, chunks)
				}
			}
		})
	})
}

// No text of a stored configuration, read with real kinds and tables, makes the reader panic or hang, and each refusal
// says why.
func FuzzConfig(f *testing.F) {
	cat := agents.Default()
	maps.DeleteFunc(cat, func(kind string, _ agents.Kind) bool { return kind != "fed" && kind != "jp_mof" && kind != "dealer" }) // each takes time
	read := func(text []byte) (*configs.Scenario, error) {
		return LoadScenario("config.yaml", cat, configs.Options{ReadFile: func(string) ([]byte, error) { return text, nil }})
	}
	small := []byte("standalone: true\nname: a\nstart: 2025-04-01\ndays: 3\nagents: {fed: {kind: fed}, jp_mof: {kind: jp_mof, sale_usd_bn: 3}}\n")
	s, err := read(small)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(small)
	f.Add(configs.Resolved(s))
	f.Add([]byte("standalone: true\ndays: 3\nloadings: {ust_10y: {policy: 1}}\nmetrics: {a: \"max(ust10y_pct)\"}\nevents: [{date: 2025-04-02, type: pause}]\n"))
	f.Add([]byte("standalone: true\nname: b\nstart: 2025-04-01\ndays: 9\nagents: {us_fed: {kind: fed}, jp_mof: {kind: jp_mof}, dealer_1: {kind: dealer}}\nacts:\n" +
		"  a: {actor: us_fed, do: buy, what: [notes, long], usd_bn_per_day: 20, from: 2025-04-03, to: 2025-04-09, said: true}\n" +
		"  b: {actor: jp_mof, do: sell, what: treasuries, path_usd_bn: [1, 2], from: 3, to: 5, proceeds: jpy, unless: deal, when: vix > 20}\n" +
		"  c: {actor: jp_mof, do: veiled_threat, on: 2025-04-04, credibility_sh: 0.5}\n  d: {actor: jp_mof, do: redeem, from: 2, to: 9}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		bounded.Read(t, len(text), func() {
			s, err := read(text)
			if err == nil && len(s.Acts) > 0 {
				_, err = NewBuilder(s, cat)
			}
			var e *configs.Error
			switch {
			case err == nil:
				_ = configs.Digest(s)
			case !errors.As(err, &e) || len(e.Problems) == 0:
				t.Fatalf("not a configuration error: %v", err)
			}
		})
	})
}
