package configs_test

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"kirifuda/configs"
	"kirifuda/configs/configstest"
	"kirifuda/internal/bounded"
)

// FuzzLoad checks that no file, be it the scenario or a layer above it, makes the loader panic, that every refusal is
// an *Error of one-line problems, and that everything accepted is reproduced by
// its resolved form.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"world.yaml", "scenarios/japan-sale.yaml", "scenarios/japan-sale-small.yaml"} {
		data, err := fs.ReadFile(testFS(), name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, false)
	}
	if data, err := os.ReadFile("testdata/japan-sale.resolved.yaml"); err == nil {
		f.Add(data, false)
	}
	for _, text := range []string{
		"agents: &a\n  jp_mof: *a", "events: &e [*e]", "kinds: {macro_fund: {decay: &d [*d]}}", "? {a: b}\n: c", "days: !!int 5", "- 1", "\xff", "---\n---\n",
		"agents: {jp_mof: {sale_usd_bn: 1e309, sale_start: 2025-05-05}}", "x: " + strings.Repeat("[", 200), "name: \"\\u0000\"", "extends: ./f.yaml",
	} {
		f.Add([]byte(text), true)
	}
	opts := options()
	opts.FS = inMemory(f, testFS())
	f.Fuzz(func(t *testing.T, data []byte, layer bool) {
		opts := opts
		opts.ReadFile = func(string) ([]byte, error) { return data, nil }
		name := "f.yaml"
		if layer {
			name, opts.Files = "baseline", []string{"c.yaml"}
		}
		bounded.Read(t, len(data), func() {
			s, err := configs.Load(name, fakeCatalogue{}, opts)
			checkLoaded(t, s, err)
		})
	})
}

// FuzzOverride is FuzzLoad for an override and a variable of the environment.
func FuzzOverride(f *testing.F) {
	for _, x := range [][2]string{
		{"days=10", "SIM_FUND_A__HEDGED=false"}, {"fund_a.weights={usd: 1}", "SIM_DAYS=1"}, {"fund_a.decay=[1,", "SIM___=1"},
		{"fund_a.decay=[0.5]", "SIM_FUND_A__VENUES=cash,swaps"}, {"start=2025-05-05", "SIM_START=today"}, {"@p.yaml", "SIM_EVENTS=[]"},
	} {
		f.Add(x[0], x[1])
	}
	opts := options()
	opts.FS = inMemory(f, testFS())
	opts.ReadFile = func(string) ([]byte, error) { return []byte("days: 7\n"), nil }
	base, err := configs.Load("japan-sale", fakeCatalogue{}, opts)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, set, env string) {
		opts := opts
		opts.Environ = []string{env}
		bounded.Read(t, len(set)+len(env), func() {
			s, err := base.With(set)
			checkLoaded(t, s, err)
			_, _ = configs.Explain(base, set)
			opts.Set = []string{set}
			s, err = configs.Load("baseline", fakeCatalogue{}, opts)
			checkLoaded(t, s, err)
		})
	})
}

// inMemory is a copy of a file system.
func inMemory(t testing.TB, fsys fs.FS) fs.FS {
	out := fstest.MapFS{}
	if err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		out[name] = &fstest.MapFile{Data: data}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// checkLoaded checks what the loader has returned.
func checkLoaded(t *testing.T, s *configs.Scenario, err error) {
	t.Helper()
	if err == nil {
		configstest.RoundTrip(t, fakeCatalogue{}, s)
		return
	}
	var e *configs.Error
	if !errors.As(err, &e) || len(e.Problems) == 0 {
		t.Fatalf("not a configuration error: %v", err)
	}
	for _, p := range e.Problems {
		if strings.ContainsAny(p.String(), "\n\r") || p.Message == "" {
			t.Fatalf("not one line: %q", p)
		}
	}
}
