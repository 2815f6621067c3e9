package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"kirifuda/configs"
	"kirifuda/experiment"
)

// sweepSpec is a sweep as a YAML file; flags override it.
type sweepSpec struct {
	Scenario    string   `yaml:"scenario"`
	Scenarios   []string `yaml:"scenarios"` // several
	Vs          string   `yaml:"vs"`
	Design      string   `yaml:"design" enum:"grid|zip|lhs|sobol|halton|saltelli|morris|oat" default:"grid"`
	N           int      `yaml:"n" min:"1" default:"64"`
	Reps        int      `yaml:"reps" min:"1" default:"1"`
	Seed        int64    `yaml:"seed" min:"0" max:"9007199254740991"`
	DesignSeed  int64    `yaml:"design_seed"`
	SecondOrder bool     `yaml:"second_order"`
	Levels      int      `yaml:"levels" min:"2" default:"4"`
	Axes        []string `yaml:"axes"` // as for -x
	Set         []string `yaml:"set"`  // as for -s
	SetBoth     []string `yaml:"set_both"`
	SetVs       []string `yaml:"set_vs"`
	Trace       string   `yaml:"trace"`

	lines map[string]int // of the keys that the file gives
}

// specKeys lists the keys of a sweepSpec.
const specKeys = "scenario or scenarios, vs, design, n, reps, seed, design_seed, second_order, levels, axes, set, set_both, set_vs, trace"

// Largest sizes of files named on the command line.
const (
	maxSpec   = 8 << 20
	maxPoints = 128 << 20
)

// readInput reads a file named on the command line. The limit is for devices, which
// may never end.
func readInput(path string, most int64) ([]byte, error) {
	b, err := func() ([]byte, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer func() { _ = f.Close() }()
		return io.ReadAll(io.LimitReader(f, most+1))
	}()
	var p *fs.PathError
	if errors.As(err, &p) {
		return nil, usageError("%s cannot be read: %w", path, p.Err)
	}
	if int64(len(b)) > most {
		return nil, usageError("%s: the file is larger than %d MiB", path, most>>20)
	}
	return b, err
}

func readSpec(path string) (*sweepSpec, error) {
	b, err := readInput(path, maxSpec)
	if err != nil {
		return nil, err
	}
	return parseSpec(path, b)
}

func parseSpec(path string, b []byte) (*sweepSpec, error) {
	s := &sweepSpec{}
	var err error
	if s.lines, err = configs.ReadDocument(path, b, s); err != nil {
		return nil, err
	}
	if s.lines["axes"] == 0 {
		return nil, &configs.Error{Problems: []configs.Problem{{File: path, Key: "axes", Message: "must be set",
			Allowed: "a list such as [jp_mof.sale_usd_bn=lin:0:500:11], or a scenario as the argument and axes with -x"}}}
	}
	if line := s.lines["scenarios"]; line > 0 && (s.lines["scenario"] > 0 || len(s.Scenarios) == 0) {
		return nil, &configs.Error{Problems: []configs.Problem{{File: path, Line: line, Key: "scenarios", Message: "names the scenarios",
			Allowed: "a list such as [sale-100, sale-300], without the key scenario"}}}
	}
	return s, nil
}

// apply takes values from the file where flags are not given and returns the scenarios.
func (s *sweepSpec) apply(c *cobra.Command, f *scenarioFlags, o *experiment.DesignOptions, m *armFlags, axes *[]string, reps *int) []string {
	*axes = s.Axes
	// A flag goes before the file, and the file before the default.
	use := func(flag, key string) bool { return !c.Flags().Changed(flag) && s.lines[key] > 0 }
	if use("design", "design") {
		o.Kind = s.Design
	}
	if use("runs", "n") {
		o.N = s.N
	}
	if use("reps", "reps") {
		*reps = s.Reps
	}
	if use("design-seed", "design_seed") {
		o.Seed = s.DesignSeed
	}
	if use("second-order", "second_order") {
		o.SecondOrder = s.SecondOrder
	}
	if use("levels", "levels") {
		o.Levels = s.Levels
	}
	if use("seed", "seed") {
		_ = c.Flags().Set("seed", strconv.FormatInt(s.Seed, 10))
	}
	if use("trace", "trace") {
		_ = f.trace.Set(s.Trace) // an unknown level is refused with the plan
	}
	if use("vs", "vs") {
		m.vs = s.Vs
	}
	f.set, m.both, m.vsSet = slices.Concat(s.Set, f.set), slices.Concat(s.SetBoth, m.both), slices.Concat(s.SetVs, m.vsSet)
	switch {
	case len(s.Scenarios) > 0:
		return s.Scenarios
	case s.Scenario != "":
		return []string{s.Scenario}
	}
	return []string{defaultScenario}
}

// useless refuses settings that the kind of design would ignore. Lines are those of the
// keys of the file, if there is one.
func useless(given func(string) bool, file string, lines map[string]int, kind string) error {
	onLevels := kind == "grid" || kind == "zip" || kind == "oat"
	for _, x := range []struct {
		flag, key string
		ignored   bool
		designs   string
	}{
		{"runs", "n", onLevels, "lhs, sobol, halton, saltelli and morris; the points of this one are those of its axes"},
		{"design-seed", "design_seed", onLevels, "lhs, sobol, halton, saltelli and morris, which are drawn"},
		{"second-order", "second_order", kind != "saltelli", "saltelli"},
		{"levels", "levels", kind != "morris", "morris"},
	} {
		if !x.ignored {
			continue
		}
		if given(x.flag) {
			name := "--" + x.flag
			if x.flag == "runs" {
				name = "-n"
			}
			return usageError("%s has no effect on a %s design: it is for %s", name, kind, x.designs)
		}
		if line := lines[x.key]; line > 0 {
			return &configs.Error{Problems: []configs.Problem{{File: file, Line: line, Key: x.key, Message: "has no effect on a " + kind + " design: it is for " + x.designs}}}
		}
	}
	return nil
}
