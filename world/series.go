package world

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Series is one number a day that observers are shown, a column of the panel. A
// market series is read off the finished day; all others are reported by
// institutions and listed by their kind.
type Series struct {
	Name string // lower-case letters, digits and underscores, ending in the unit
	Unit string // of the list: see CheckUnit
	Doc  string
	Mean bool // average the reports of several institutions instead of adding them

	Kind      SeriesKind // what becomes of the values of several days
	Valuation Valuation  // at which prices an amount is counted; empty where prices play no part

	Read func(*Record) float64 // value of a market series; nil for a reported series
	Base float64               // value on the base date; NaN if there is none, as of flows and peaks. Of a reported series it is known once the world has opened
}

// Same reports whether two declarations of a reported series agree.
func (s *Series) Same(o *Series) bool {
	return s.Name == o.Name && s.Unit == o.Unit && s.Doc == o.Doc && s.Mean == o.Mean && s.Kind == o.Kind && s.Valuation == o.Valuation &&
		s.Read == nil && o.Read == nil
}

// list collects the series of the world: those of its configuration, then any
// others that kinds of the roster list, by name.
func (w *World) list() error {
	at := map[string]int{}
	add := func(s Series, by string) error {
		if s.Read == nil {
			s.Base = math.NaN()
		}
		if i, ok := at[s.Name]; !ok {
			at[s.Name] = len(w.series)
			w.series = append(w.series, s)
		} else if by == "" || !w.series[i].Same(&s) {
			return fmt.Errorf("%stwo series have the name %q", by, s.Name)
		}
		return nil
	}
	for _, s := range w.cfg.Series {
		if err := add(s, ""); err != nil {
			return err
		}
	}
	n := len(w.series)
	for _, spec := range w.cfg.Agents {
		for _, s := range spec.Series {
			if s.Read != nil {
				return fmt.Errorf("agent %q lists the series %q with a function Read, which only market series have", spec.ID, s.Name)
			}
			if err := add(s, fmt.Sprintf("agent %q: ", spec.ID)); err != nil {
				return err
			}
		}
	}
	slices.SortFunc(w.series[n:], func(a, b Series) int { return strings.Compare(a.Name, b.Name) })
	w.reported = make([]bool, len(w.series))
	w.values = make([]float64, len(w.series))
	w.count = make([]int, len(w.series))
	return nil
}

// Series registers a series that the institution reports and returns its number
// for [Desk.Report]. The reports of several institutions are added, or averaged if
// the series says so. No institution can read it. New fails if the kind does not
// list the series.
func (s *Setup) Series(declared Series) int {
	w := s.world
	i := slices.IndexFunc(w.series, func(x Series) bool { return x.Name == declared.Name })
	own := slices.ContainsFunc(w.cfg.Agents[s.Self].Series, func(x Series) bool { return x.Same(&declared) })
	if i < 0 || !own {
		if w.unlisted == nil {
			w.unlisted = fmt.Errorf("agent %q reports the series %q, which its kind does not list", s.ID, declared.Name)
		}
		return 0
	}
	w.reported[i] = true
	return i
}

// valueSeries computes the day's value of every series.
func (w *World) valueSeries() {
	for i := range w.series {
		switch s := &w.series[i]; {
		case s.Read != nil:
		case !w.reported[i]:
			w.values[i] = math.NaN()
		case s.Mean && w.count[i] > 0:
			w.values[i] /= float64(w.count[i])
		}
	}
	for i := range w.series { // market series may read reported ones
		if s := &w.series[i]; s.Read != nil {
			w.values[i] = s.Read(&w.rec)
		}
	}
}

// baseSeries sets every series to its value on the base date. A reported series gets
// it from the institutions that report on the opening.
func (w *World) baseSeries() {
	for i := range w.series {
		switch s := &w.series[i]; {
		case s.Read != nil:
			w.values[i] = s.Base
		case w.count[i] == 0:
			w.values[i] = math.NaN()
		case s.Mean:
			w.values[i] /= float64(w.count[i])
		}
		w.series[i].Base = w.values[i]
	}
}
