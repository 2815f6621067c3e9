package figures

import (
	"fmt"

	"gonum.org/v1/plot"
)

// Difference shows the effect of a scenario on a series: the difference from the
// baseline between runs with the same number, which share all random draws.
var Difference = register(Figure{
	Name: "difference",
	Doc:  "a series less that of the baseline, run by run",
	Long: `The difference of a series from the baseline between runs with the same number,
which share all random draws: its median on each day and bands that hold 68 and
95 % of the pairs, or less where these are few. sim irf prints the numbers.`,
	Options: []Option{seriesOption, armOption, vsOption, quantilesOption},
	Draw: func(src Source, v Values) (*Page, error) {
		s, err := load(src, v, v[seriesOption.Name])
		if err != nil {
			return nil, err
		}
		if s.base == nil {
			return nil, fmt.Errorf("%s has no baseline to compare %s with", src.Dir, s.scenario)
		}
		p, err := s.effect()
		if err != nil {
			return nil, err
		}
		p.Title.Text = title(s.series.Doc) + ": " + s.scenario + " less " + s.baseline
		return &Page{Panels: []*plot.Plot{p}, Caption: s.captionOfBands(s.difference(1), "pair of runs") + s.captionOfEvent()}, nil
	},
})

func (s *study) effect() (*plot.Plot, error) {
	_, unit, scale := s.units()
	d := s.difference(scale)
	p := NewPlot("Effect: "+s.scenario+" less "+s.baseline, unit)
	if err := s.addBands(p, d, "paired runs", blue); err != nil {
		return nil, err
	}
	if err := addLine(p, d.dates, make([]float64, len(d.dates)), grey, true, ""); err != nil {
		return nil, err
	}
	headroom(p, 1)
	return p, nil
}
