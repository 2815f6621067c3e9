// Package economics_test plays whole worlds: what the model does as a whole, whoever
// of its institutions does it. Rules are tested where they stand.
package economics_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/economy"
	"kirifuda/experiment"
	"kirifuda/world"
	"kirifuda/world/market"
)

// path is what a run did.
type path struct {
	agents      []string
	names       []string // of instruments
	x           [][]float64
	trades      [][]float64 // USD bn by agent and instrument, day by day
	indicator   map[string][]float64
	holdings    map[string][]int64 // everything on a sheet, day by day
	attribution map[string]float64 // bp by "agent/cause/instrument", summed over days
	traded      map[string]float64 // USD bn by "agent/instrument", summed over days
	spoken      []spoken
}

type spoken struct {
	world.Statement
	actor string
}

// Observe implements world.Observer.
func (p *path) Observe(r *world.Record) error {
	p.agents = r.Agents
	p.x = append(p.x, slices.Clone(r.View.Deviation))
	p.trades = append(p.trades, slices.Clone(r.Traded))
	for i := range r.Series {
		p.indicator[r.Series[i].Name] = append(p.indicator[r.Series[i].Name], r.Values[i])
	}
	for _, st := range r.Statements {
		p.spoken = append(p.spoken, spoken{st, r.Agents[st.Actor]})
	}
	n := len(r.View.Instruments)
	for g, a := range r.Agents {
		for s := range r.Books.Assets() {
			p.holdings[a] = append(p.holdings[a], r.Books.Units(g, s), r.Books.Value(g, s))
		}
		for k := range n {
			if q := r.Traded[g*n+k]; q != 0 {
				p.traded[a+"/"+r.View.Instruments[k].ID] += q
			}
			for c := range market.NumCauses {
				if bp := r.Attribution.At(g, c, k); bp != 0 {
					p.attribution[a+"/"+c.String()+"/"+r.View.Instruments[k].ID] += bp
				}
			}
		}
	}
	return nil
}

// at is the displacement of an instrument at the close of a day, 1 for the first.
func (p *path) at(t *testing.T, instrument string, day int) float64 {
	t.Helper()
	k := slices.Index(p.names, instrument)
	if k < 0 {
		t.Fatalf("no instrument %q", instrument)
	}
	return p.x[day-1][k]
}

// of lists what an agent said in statements of a type.
func (p *path) of(agent string, typ world.StatementType) (out []world.Statement) {
	for _, s := range p.spoken {
		if s.Type == typ && s.actor == agent {
			out = append(out, s.Statement)
		}
	}
	return out
}

// said lists the days on which an agent made statements of a type.
func (p *path) said(actor string, t world.StatementType) (days []int, values []float64) {
	for _, s := range p.of(actor, t) {
		days = append(days, s.Day)
		values = append(values, s.Value)
	}
	return days, values
}

// bought is what an agent bought of an instrument, by day.
func (p *path) bought(agent, instrument string) (out []float64) {
	i, k := slices.Index(p.agents, agent), slices.Index(p.names, instrument)
	for _, day := range p.trades {
		out = append(out, day[i*len(p.names)+k])
	}
	return out
}

// last is the value of an indicator on the last day.
func (p *path) last(t *testing.T, name string) float64 {
	t.Helper()
	x := p.indicator[name]
	if len(x) == 0 {
		t.Fatalf("no indicator %q", name)
	}
	return x[len(x)-1]
}

// play runs a scenario of the base world. Settings are those of -s; one that
// starts with "agents:" is a file of its own.
func play(t *testing.T, scenario string, days int, settings ...string) *path {
	t.Helper()
	if testing.Short() {
		t.Skip("economics are the same under the race detector")
	}
	return playOn(t, true, scenario, days, settings...)
}

// playOn is play with either scheduler.
func playOn(t *testing.T, inline bool, scenario string, days int, settings ...string) *path {
	t.Helper()
	cat := agents.Default()
	opt := configs.Options{Set: []string{fmt.Sprintf("days=%d", days)}}
	for _, s := range settings {
		if strings.HasPrefix(s, "agents:") || strings.HasPrefix(s, "kinds:") || strings.HasPrefix(s, "events:") {
			name := fmt.Sprintf("layer-%d.yaml", len(opt.Files))
			opt.Files = append(opt.Files, name)
			text, before := s, opt.ReadFile
			opt.ReadFile = func(n string) ([]byte, error) {
				if n != name && before != nil {
					return before(n)
				}
				return []byte(text), nil
			}
		} else {
			opt.Set = append(opt.Set, s)
		}
	}
	s, err := experiment.LoadScenario(scenario, cat, opt)
	if err != nil {
		t.Fatal(err)
	}
	p := &path{indicator: map[string][]float64{}, holdings: map[string][]int64{}, attribution: map[string]float64{}, traded: map[string]float64{}}
	w, err := experiment.Build(s, cat, experiment.RunOptions{Seed: 7, Inline: inline, Observers: []world.Observer{p}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, in := range w.View().Instruments {
		p.names = append(p.names, in.ID)
	}
	if err := w.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	return p
}

// watched is play of the calm scenario without news; layer, which may be empty, is
// a file of its own.
func watched(t *testing.T, days int, layer string, settings ...string) *path {
	t.Helper()
	settings = append([]string{quiet}, settings...)
	if layer != "" {
		settings = append(settings, layer)
	}
	return play(t, "calm", days, settings...)
}

const quiet = "news.scale=0"

// onDay is an event of the calm world, which starts on Tuesday 1 April 2025.
func onDay(date, actor, kind, target string, value float64) string {
	if target != "" {
		target = ", target: " + target
	}
	return fmt.Sprintf("{date: %s, actor: %s, type: %s%s, value: %g}", date, actor, kind, target, value)
}

func events(e ...string) string { return "events: [" + strings.Join(e, ", ") + "]" }

type observe func(r *world.Record) error

func (f observe) Observe(r *world.Record) error { return f(r) }

// sameBits reports rows that differ; without names what only the second has.
func sameBits(t *testing.T, what string, a, b *path) {
	t.Helper()
	for day := range a.x {
		if !slices.Equal(a.x[day], b.x[day]) {
			t.Errorf("%s: prices differ on day %d", what, day+1)
			return
		}
	}
	for name, rows := range a.holdings {
		if !slices.Equal(rows, b.holdings[name]) {
			t.Errorf("%s: the books of %s differ", what, name)
		}
	}
	for name, rows := range a.indicator {
		if !slices.EqualFunc(rows, b.indicator[name], equalBits) {
			t.Errorf("%s: the indicator %s differs", what, name)
		}
	}
}

// equalBits also calls two missing values equal.
func equalBits(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }

func sum(x []float64) (s float64) {
	for _, v := range x {
		s += v
	}
	return s
}

// dateOf is the date of a day of a run that starts on the base date.
func dateOf(t *testing.T, day int) string {
	t.Helper()
	e, err := economy.Load()
	if err != nil {
		t.Fatal(err)
	}
	return e.Calendar().Add(world.NewDate(2025, 3, 31), day).String()
}
