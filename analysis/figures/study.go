package figures

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"kirifuda/internal/english"
	"kirifuda/output"
)

// Options that figures share.
var (
	seriesOption    = Option{Name: "series", Default: "ust_10y_yield_pct", Doc: "`column` of panel", Choices: seriesNames}
	armOption       = Option{Name: "arm", Doc: "`scenario` to draw (default: the one that is not the baseline, if it is the only one)"}
	quantilesOption = Option{Name: "quantiles", Doc: "limits of bands, `percent` from 0 to 100: two or four, such as 5,25,75,95 (default: bands of 68 and 95 %, or less where runs are few)"}
	vsOption        = Option{Name: "vs", Doc: "`scenario` to compare with (default: the baseline of the experiment)"}
)

// study is a series of a scenario and, if there is one, of the baseline.
type study struct {
	scenario, baseline string // baseline is empty if there is none
	series             output.Column
	base, with         *paths
	eventDate          int32 // 0 if there is none
	seed               int64
	points             int    // points of the design in the scenario that is drawn
	chosen             []band // bands that were asked for; nil for those that the runs allow
	note               string // what is missing in an unfinished experiment
}

// tables is a series of all scenarios of an experiment.
type tables struct {
	study // what all scenarios have in common
	arm   map[string]*paths
	order []string        // of the scenarios
	dated map[int32]int32 // date by day
}

// load reads a series of the scenarios named by the options arm and vs.
func load(src Source, v Values, series string) (*study, error) {
	t, err := read(src, v, series)
	if err != nil {
		return nil, err
	}
	return t.of(src, v[armOption.Name], v[vsOption.Name])
}

// of is the study of a scenario and of the one it is compared with; see arms.
func (t *tables) of(src Source, scenario, vs string) (*study, error) {
	s := t.study
	var err error
	if s.scenario, s.baseline, err = arms(scenario, vs, src.Baseline, t.order); err != nil {
		return nil, err
	}
	s.with, s.base = t.arm[s.scenario], t.arm[s.baseline]
	return &s, s.loadRuns(src.Dir, t.dated)
}

// read reads a series of all scenarios.
func read(src Source, v Values, series string) (*tables, error) {
	s := &tables{study: study{note: src.Note}, arm: map[string]*paths{}, dated: map[int32]int32{}}
	var err error
	if s.chosen, err = parseBands(v[quantilesOption.Name]); err != nil {
		return nil, err
	}
	store, err := output.OpenStore(src.Dir)
	if err != nil {
		return nil, err
	}
	all := store.Layout.Series
	i := slices.IndexFunc(all, func(c output.Column) bool { return c.Name == series })
	if i < 0 {
		return nil, fmt.Errorf("table panel has no series %q%s", series, nearest(series, seriesNames(src.Dir)))
	}
	s.series = all[i]
	if err := store.ScanColumns("panel", append(output.PanelKeys(), s.series), func(c *output.Cells) error {
		scenario, run, date := c.String(0), c.Int32(1), c.Int32(2)
		if src.Uses != nil && !src.Uses(run) {
			return nil
		}
		p := s.arm[scenario]
		if p == nil {
			p = &paths{runs: map[int32][]float64{}}
			s.arm[scenario] = p
			s.order = append(s.order, scenario)
		}
		p.runs[run] = append(p.runs[run], c.Double(4))
		if len(p.runs[run]) > len(p.dates) {
			p.dates = append(p.dates, date)
		}
		s.dated[c.Int32(3)] = date
		return nil
	}); err != nil {
		return nil, err
	}
	if len(s.order) == 0 {
		if _, err := os.Stat(src.Dir); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("%s has no rows in table panel: the figure needs an experiment with --trace panel or more", src.Dir)
	}
	return s, nil
}

// arms chooses scenario and baseline among those in the tables. If vs is empty, the
// baseline is that of the plan, unless that is the scenario to be drawn. If scenario is
// empty, there must be only one that is neither.
func arms(scenario, vs, planned string, have []string) (string, string, error) {
	if vs != "" && vs == scenario {
		return "", "", fmt.Errorf("arm and vs are both %s: they must differ", vs)
	}
	if vs == "" && planned != scenario {
		vs = planned
	}
	for _, name := range []string{scenario, vs} {
		if name != "" && !slices.Contains(have, name) {
			return "", "", fmt.Errorf("there is no scenario %q; there are %s%s", name, strings.Join(have, ", "), meant(name, have))
		}
	}
	if scenario == "" {
		others := slices.DeleteFunc(slices.Clone(have), func(name string) bool { return name == vs })
		if len(others) > 1 {
			others = slices.DeleteFunc(others, func(name string) bool { return name == planned })
		}
		if len(others) > 1 {
			return "", "", fmt.Errorf("there are the arms %s: choose the one to draw with --%s, or draw all with sim figure scenarios", english.List(have), armOption.Name)
		}
		scenario = strings.Join(others, "")
	}
	if scenario == "" { // the baseline stands alone
		scenario, vs = vs, ""
	}
	return scenario, vs, nil
}

// loadRuns reads the seed, counts the points of the design and finds the date of the
// event day, if all runs have the same.
func (s *study) loadRuns(dir string, dated map[int32]int32) error {
	runs, err := output.ReadRuns(dir)
	if err != nil {
		return err
	}
	points, events := map[int32]bool{}, map[int32]bool{}
	for i := range runs {
		if runs[i].Scenario == s.scenario {
			s.seed, points[runs[i].DesignID], events[runs[i].EventDay] = runs[i].Seed, true, true
		}
	}
	s.points = len(points)
	for day := range events {
		if len(events) == 1 && day > 0 {
			s.eventDate = dated[day]
		}
	}
	return nil
}

// seriesNames lists the series of an experiment's panel.
func seriesNames(dir string) []string {
	store, err := output.OpenStore(dir)
	if err != nil {
		return nil
	}
	var out []string
	for _, c := range store.Layout.Series {
		out = append(out, c.Name)
	}
	return out
}

// units returns the labels of axes, in words, for levels and for differences, and the
// scale of the latter relative to the column's unit.
func (s *study) units() (level, difference string, scale float64) {
	u := s.series.Unit
	switch u {
	case "%/yr":
		return "percent", "basis points", 100
	case "%":
		return "percent", "percentage points", 1
	case "bp":
		u = "basis points"
	case "pp":
		u = "percentage points"
	case "1":
		u = ""
	}
	u = strings.Replace(u, "/yr", " a year", 1)
	return u, u, 1
}

// common lists the runs that are complete in both arms.
func (s *study) common() []int32 {
	var out []int32
	for id, v := range s.with.runs {
		if b := s.base.runs[id]; len(v) == len(s.with.dates) && len(b) == len(s.base.dates) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// difference is scenario less baseline in runs with the same number.
func (s *study) difference(scale float64) *paths {
	d := &paths{dates: s.with.dates, runs: map[int32][]float64{}}
	for _, id := range s.common() {
		b := s.base.runs[id]
		for t, v := range s.with.runs[id] {
			if t < len(b) {
				d.runs[id] = append(d.runs[id], scale*(v-b[t]))
			}
		}
	}
	return d
}
