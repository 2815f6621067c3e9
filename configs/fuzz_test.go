package configs_test

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"kirifuda/configs"
	"kirifuda/configs/configstest"
)

// FuzzLoad checks that no input makes the loader panic, that every refusal is
// an *Error of one-line problems, and that everything accepted is reproduced by
// its resolved form.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"world.yaml", "scenarios/japan-sale.yaml", "scenarios/japan-sale-small.yaml"} {
		data, err := fs.ReadFile(testFS(), name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, "days=10", "SIM_FUND_A__HEDGED=false")
	}
	if data, err := os.ReadFile("testdata/japan-sale.resolved.yaml"); err == nil {
		f.Add(data, "fund_a.weights={usd: 1}", "SIM_DAYS=1")
	}
	for _, text := range []string{
		"agents: &a\n  jp_mof: *a", "events: &e [*e]", "kinds: {macro_fund: {decay: &d [*d]}}", "? {a: b}\n: c", "days: !!int 5", "- 1", "\xff", "---\n---\n",
		"agents: {jp_mof: {sale_usd_bn: 1e309, sale_start: 2025-05-05}}", "x: " + strings.Repeat("[", 200), "name: \"\\u0000\"", "extends: ./f.yaml",
	} {
		f.Add([]byte(text), "fund_a.decay=[1,", "SIM___=1")
	}
	base, err := configs.Load("japan-sale", fakeCatalogue{}, options())
	if err != nil {
		f.Fatal(err)
	}
	check := func(t *testing.T, s *configs.Scenario, err error) {
		if err != nil {
			var e *configs.Error
			if !errors.As(err, &e) || len(e.Problems) == 0 {
				t.Fatalf("not a configuration error: %v", err)
			}
			for _, p := range e.Problems {
				if strings.ContainsAny(p.String(), "\n\r") || p.Message == "" {
					t.Fatalf("not one line: %q", p)
				}
			}
			return
		}
		configstest.RoundTrip(t, fakeCatalogue{}, s)
	}
	f.Fuzz(func(t *testing.T, data []byte, set, env string) {
		opts := options()
		opts.ReadFile = func(string) ([]byte, error) { return data, nil }
		s, err := configs.Load("f.yaml", fakeCatalogue{}, opts)
		check(t, s, err)
		opts.Files = []string{"c.yaml"}
		opts.Environ = []string{env}
		opts.Set = []string{set, "@p.yaml"}
		s, err = configs.Load("baseline", fakeCatalogue{}, opts)
		check(t, s, err)
		s, err = base.With(set)
		check(t, s, err)
		_, _ = configs.Explain(base, set)
	})
}
