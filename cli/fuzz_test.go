package cli

import (
	"errors"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/experiment/design"
	"kirifuda/internal/bounded"
)

// plainFault fails on messages that are empty or break lines.
func plainFault(t *testing.T, err error) {
	t.Helper()
	var e *configs.Error
	if !errors.As(err, &e) || len(e.Problems) == 0 {
		t.Fatalf("not a configuration error: %v", err)
	}
	for _, p := range e.Problems {
		if p.Message == "" || strings.ContainsAny(p.String(), "\n\r\x00") {
			t.Fatalf("%q", p)
		}
		for _, word := range []string{"int64", "[]string", "cli.", "struct"} {
			if strings.Contains(p.Message, word) {
				t.Fatalf("a type of Go in %q", p)
			}
		}
	}
}

func FuzzSpec(f *testing.F) {
	for _, text := range []string{
		"scenario: sale-300\naxes: [jp_mof.sale_usd_bn=1,2]\nseed: 5\n", "axes: []", "seed: 010\naxes: [a=b]", "n: 1_000", "axes: [x=lin:0:1:3]\ndesign: oat\n",
		"axes: &a [*a]", "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]", "set: {a: b}", "reps: 12:30:45", strings.Repeat("[", 300), "\xff", "axes: [\"\\0\"]", "--- x\n--- y\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		bounded.Read(t, len(data), func() {
			s, err := parseSpec("s.yaml", data)
			if err != nil {
				plainFault(t, err)
				return
			}
			if _, err := design.ParseAxes(s.Axes); err != nil && err.Error() == "" {
				t.Fatal("no message")
			}
		})
	})
}

func FuzzRequest(f *testing.F) {
	s, err := experiment.LoadScenario("calm", agents.Default(), configs.Options{})
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range []string{
		`{"params": {"jp_mof.sale_usd_bn": 200, "jp_mof.covert": true}, "seed": 7, "n": 4, "metrics": ["a"], "values": true, "id": [1]}`,
		`{"seed": 1, "seed": 2}`, `{"params": {"a": {"b": [1e999]}}}`, `{"n": 010}`, `[[[[`, `{"id": "\u0000\ud800"}`, `null`, `{"params": null, "metrics": null}`, `{"params": {"days": 20.000000000000004}}`,
		strings.Repeat(`{"a":`, 200), `{"params": {"jp_mof.meetings": "x"}}`, "{}{}",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		bounded.Read(t, len(data), func() {
			q, err := readRequest(data)
			if err != nil {
				if err.Error() == "" {
					t.Fatal("no message")
				}
				return
			}
			set, err := settings(s, q.Params)
			if err == nil && len(set) > 0 {
				_, err = s.With(set...)
			}
			if err != nil {
				plainFault(t, err)
			}
		})
	})
}
