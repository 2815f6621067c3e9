package economics_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/output"
)

// mapping is a YAML mapping as text: what stands before its keys, and its entries
// of a line or more.
type mapping struct {
	head    string
	entries []string
}

// split takes the entries of a mapping apart, whose keys are indented by so many
// spaces.
func split(text string, indent int) (m mapping) {
	begins := regexp.MustCompile(`^ {` + string(rune('0'+indent)) + `}[^\s#]`)
	for line := range strings.Lines(text) {
		switch n := len(m.entries); {
		case begins.MatchString(line):
			m.entries = append(m.entries, line)
		case n == 0:
			m.head += line
		default:
			m.entries[n-1] += line
		}
	}
	return m
}

func (m mapping) String() string { return m.head + strings.Join(m.entries, "") }

// reorder is a scenario whose keys, agents and their parameters stand as the
// functions put them; nil leaves an order as it is.
func reorder(text string, keys, roster, parameters func([]string)) string {
	file := split(text, 0)
	for i, section := range file.entries {
		if !strings.HasPrefix(section, "agents:") {
			continue
		}
		all := split(section, 2)
		for k, agent := range all.entries {
			one := split(agent, 4)
			if parameters != nil {
				parameters(one.entries)
			}
			all.entries[k] = one.String()
		}
		if roster != nil {
			roster(all.entries)
		}
		file.entries[i] = all.String()
	}
	if keys != nil {
		keys(file.entries)
	}
	return file.String()
}

// lived loads a scenario from its text, runs it and returns the resolved text
// without comments, and the hash of all rows of all tables.
func lived(t *testing.T, text string, trace output.Trace) (resolved, hash string) {
	t.Helper()
	cat := agents.Default()
	s, err := experiment.LoadScenario("order.yaml", cat, configs.Options{ReadFile: func(string) ([]byte, error) { return []byte(text), nil }})
	if err != nil {
		t.Fatal(err)
	}
	e, err := experiment.New(cat, experiment.Plan{Kind: experiment.KindRun, Seed: 1, Reps: 1, Trace: trace}, -1, s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Attach(filepath.Join(t.TempDir(), "x"), false); err != nil {
		t.Fatal(err)
	}
	out, err := engine.Execute(t.Context(), e, engine.Options{})
	if err != nil || out.Failed > 0 || out.DatasetSHA256 == "" {
		t.Fatalf("%+v, %v", out, err)
	}
	return regexp.MustCompile(`(?m)(^|  )# .*$`).ReplaceAllString(string(configs.Resolved(s)), ""), out.DatasetSHA256
}

// A YAML mapping has no order: the world is the same, bit for bit in every row of
// every table, however the keys of a file stand, whoever of the agents comes first.
func TestOrderOfKeysIsNobodysBusiness(t *testing.T) {
	if testing.Short() {
		t.Skip("economics are the same under the race detector")
	}
	s, err := experiment.LoadScenario("japan-sale-2025", agents.Default(), configs.Options{Set: []string{"days=30"}})
	if err != nil {
		t.Fatal(err)
	}
	roster, err := os.ReadFile("testdata/roster.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		text  string
		trace output.Trace
	}{
		"resolved": {string(configs.Resolved(s)), output.TraceFull},
		"roster":   {string(roster), output.TracePanel}, // ninety days: long enough for a deal
	} {
		t.Run(name, func(t *testing.T) {
			resolved, hash := lived(t, x.text, x.trace)
			try := func(what, text string) {
				t.Helper()
				if text == x.text {
					t.Fatalf("%s: the order is what it was", what)
				}
				if len(text) != len(x.text) {
					t.Fatalf("%s: something was lost", what)
				}
				r, h := lived(t, text, x.trace)
				if r != resolved {
					t.Errorf("%s: another resolved text", what)
				}
				if h != hash {
					t.Errorf("%s: other rows: dataset %s, want %s", what, h, hash)
				}
			}
			random := rand.New(rand.NewPCG(1, 2))
			shuffle := func(list []string) {
				random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			}
			for range 6 {
				try("at random", reorder(x.text, shuffle, shuffle, shuffle))
			}
			try("sorted", reorder(x.text, slices.Sort, slices.Sort, slices.Sort))
			// One agent moves to either end, those that others ask about among them.
			for id, last := range map[string]bool{"jp_trade": false, "us_trade": true, "jp_mof": true, "news": true} {
				try(id, reorder(x.text, nil, func(list []string) {
					i := slices.IndexFunc(list, func(s string) bool { return strings.HasPrefix(s, "  "+id+":") })
					if i < 0 {
						t.Fatalf("no agent %s", id)
					}
					if agent := list[i]; last {
						copy(list[i:], list[i+1:])
						list[len(list)-1] = agent
					} else {
						copy(list[1:], list[:i])
						list[0] = agent
					}
				}, nil))
			}
		})
	}
}
