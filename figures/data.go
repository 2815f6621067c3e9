package figures

import (
	"fmt"
	"math"
	"os"
	"reflect"
	"slices"
	"sort"
	"strings"
	"time"

	"kirifuda/analysis/stats"
	"kirifuda/output"
)

// quantiles that bands are drawn between, those of the tables; the middle one is
// the line.
var quantiles = []float64{0.025, 0.16, 0.5, 0.84, 0.975}

// paths are one series of one scenario: values by day and run, sorted by run.
type paths struct {
	dates []int32             // days since 1970
	runs  map[int32][]float64 // NaN is missing
}

// study is what the figure shows.
type study struct {
	scenario, baseline string // baseline is empty if there is none
	series             output.Column
	base, with         *paths
	eventDate          int32              // 0 if there is none
	sold               map[string]float64 // by group of buyers, USD bn a run at the prices paid
	kept               map[string]float64 // more held than in the baseline on the last day, USD bn a run at that day's prices
	allSold            float64
	seed               int64
	points             int // of the design, in the scenario that is drawn
}

// load reads what the options name from the tables.
func load(dir string, o Options) (*study, error) {
	s := &study{}
	column := -1
	for _, t := range output.Tables() {
		if t.Name != "panel" {
			continue
		}
		for i, c := range t.Columns {
			if c.Name == o.Series && c.Optional {
				column, s.series = i, c
			}
		}
	}
	if column < 0 {
		return nil, fmt.Errorf("table panel has no series %q", o.Series)
	}
	all := map[string]*paths{}
	event := map[string]int32{}
	var order []string
	err := output.Scan(dir, output.Filter{}, func(r *output.PanelRow) error {
		p := all[r.Scenario]
		if p == nil {
			p = &paths{runs: map[int32][]float64{}}
			all[r.Scenario] = p
			order = append(order, strings.Clone(r.Scenario))
		}
		v := math.NaN()
		if x := reflect.ValueOf(r).Elem().Field(column); !x.IsNil() {
			v = x.Elem().Float()
		}
		run := append(p.runs[r.RunID], v)
		p.runs[r.RunID] = run
		if len(run) > len(p.dates) {
			p.dates = append(p.dates, r.Date)
		}
		if r.Day == 0 {
			event[r.Scenario] = r.Date
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(order) == 0 {
		if _, err := os.Stat(dir); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("%s has no rows in table panel: draw an experiment with trace panel or more", dir)
	}
	if err := s.arms(o, order); err != nil {
		return nil, err
	}
	s.with, s.base, s.eventDate = all[s.scenario], all[s.baseline], event[s.scenario]
	if err := s.loadDesign(dir); err != nil {
		return nil, err
	}
	return s, s.loadBuyers(dir, o.Seller)
}

// loadDesign reads the seed and counts the points of the design.
func (s *study) loadDesign(dir string) error {
	runs, err := output.ReadRuns(dir)
	if err != nil {
		return err
	}
	points := map[int32]bool{}
	for i := range runs {
		if runs[i].Scenario == s.scenario {
			s.seed, points[runs[i].DesignID] = runs[i].Seed, true
		}
	}
	s.points = len(points)
	return nil
}

// arms chooses scenario and baseline.
func (s *study) arms(o Options, have []string) error {
	for _, name := range []string{o.Scenario, o.Baseline} {
		if name != "" && !slices.Contains(have, name) {
			return fmt.Errorf("there is no scenario %q; there are %s", name, strings.Join(have, ", "))
		}
	}
	s.scenario, s.baseline = o.Scenario, o.Baseline
	for _, name := range have {
		if s.scenario == "" && name != s.baseline {
			s.scenario = name
		}
	}
	return nil
}

// loadBuyers adds up purchases from the seller and, where there is a baseline,
// what more each group holds in the end than in the same runs without the sale.
// What is held is valued at the closing prices of the run with the sale, so that
// a change of prices is no change of holdings.
func (s *study) loadBuyers(dir, seller string) error {
	s.sold, s.kept = map[string]float64{}, map[string]float64{}
	n := float64(len(s.with.runs))
	err := output.Scan(dir, output.Filter{Scenario: s.scenario}, func(r *output.FlowRow) error {
		if r.Seller == seller {
			s.sold[group(r.Buyer)] += r.ValueUSDBn / n
			s.allSold += r.ValueUSDBn / n
		}
		return nil
	})
	if err != nil || s.base == nil {
		return err
	}
	common := s.common()
	type place struct {
		run    int32
		bucket string
	}
	price := map[place]float64{}
	last := func(p *paths, use func(r *output.HoldingRow)) func(r *output.HoldingRow) error {
		return func(r *output.HoldingRow) error {
			if r.Date == p.dates[len(p.dates)-1] && slices.Contains(common, r.RunID) {
				use(r)
			}
			return nil
		}
	}
	err = output.Scan(dir, output.Filter{Scenario: s.scenario}, last(s.with, func(r *output.HoldingRow) {
		if at := (place{r.RunID, r.Bucket}); price[at] == 0 && r.ParUSDBn > 1 { // large enough for rounding not to matter
			price[place{r.RunID, strings.Clone(r.Bucket)}] = r.ValueUSDBn / r.ParUSDBn
		}
	}))
	if err != nil {
		return err
	}
	for _, arm := range []struct {
		scenario string
		p        *paths
		sign     float64
	}{{s.scenario, s.with, 1}, {s.baseline, s.base, -1}} {
		err := output.Scan(dir, output.Filter{Scenario: arm.scenario}, last(arm.p, func(r *output.HoldingRow) {
			if r.Holder != seller {
				s.kept[group(r.Holder)] += arm.sign * r.ParUSDBn * price[place{r.RunID, r.Bucket}] / float64(len(common))
			}
		}))
		if err != nil {
			return err
		}
	}
	return nil
}

// common lists the runs that both arms have in full.
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

// unit is what the axis says, with scale from the column's own.
func (s *study) unit() (level, difference string, scale float64) {
	if strings.HasPrefix(s.series.Unit, "percent per annum") {
		return "percent", "basis points", 100
	}
	if s.series.Unit == "percent" {
		return "percent", "percentage points", 1
	}
	return s.series.Unit, s.series.Unit, 1
}

// difference is scenario less baseline in runs of the same number.
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

// thin reports whether there are values on a day on which fewer than half of the
// runs have one.
func (p *paths) thin() bool {
	for t := range p.dates {
		n := 0
		for _, run := range p.runs {
			if t < len(run) && run[t] == run[t] {
				n++
			}
		}
		if n > 0 && 2*n < len(p.runs) {
			return true
		}
	}
	return false
}

// missing reports whether a run lacks a value on some day.
func (p *paths) missing() bool {
	for _, run := range p.runs {
		if len(run) < len(p.dates) || slices.ContainsFunc(run, math.IsNaN) {
			return true
		}
	}
	return false
}

// quantile lines by day; missing values are left out, and days on which fewer than
// half of the runs have one: they would be lines of other runs than the rest.
func (p *paths) quantiles() [][]float64 {
	out := make([][]float64, len(quantiles))
	var day []float64
	for t := range p.dates {
		day = day[:0]
		for _, run := range p.runs {
			if t < len(run) && run[t] == run[t] {
				day = append(day, run[t])
			}
		}
		if 2*len(day) < len(p.runs) {
			day = day[:0]
		}
		sort.Float64s(day)
		for i, q := range quantiles {
			out[i] = append(out[i], stats.Quantile(day, q))
		}
	}
	return out
}

// date of a day number.
func date(day int32) time.Time { return time.Unix(86400*int64(day), 0).UTC() }

// group is the group of holders that an identifier belongs to.
func group(id string) string {
	kind, rest, _ := strings.Cut(id, "_")
	switch {
	case kind == "dealer":
		return "Dealers"
	case kind == "rv":
		return "Relative-value funds"
	case kind == "fp":
		return "Foreign private"
	case kind == "rm", strings.HasSuffix(id, "pboc"):
		return "Foreign official"
	case id == "us_fed":
		return "Federal Reserve"
	case id == "us_banks":
		return "U.S. banks"
	case id == "us_households":
		return "U.S. households"
	case id == "us_mmf", id == "us_mutual_funds", id == "us_etfs":
		return "U.S. funds"
	case kind == "us" && (strings.HasSuffix(rest, "insurers") || strings.HasSuffix(rest, "pensions")):
		return "U.S. insurers, pensions"
	case kind == "jp":
		return "Japan, private"
	default:
		return "Others"
	}
}
