package figures

import "gonum.org/v1/plot"

// Fan shows a series over time: median and bands over runs, and the median of the
// baseline.
var Fan = register(Figure{
	Name: "fan",
	Doc:  "a series over time: median and bands over runs",
	Long: `The median of a series on each day, bands that hold 68 and 95 % of the runs, or
less where these are few, and the median of the baseline.`,
	Options: []Option{seriesOption, armOption, vsOption, quantilesOption},
	Draw: func(src Source, v Values) (*Page, error) {
		s, err := load(src, v, v[seriesOption.Name])
		if err != nil {
			return nil, err
		}
		p, err := s.fan()
		if err != nil {
			return nil, err
		}
		return &Page{Panels: []*plot.Plot{p}, Caption: s.captionOfBands(s.with, "run") + s.captionOfEvent()}, nil
	},
})

func (s *study) fan() (*plot.Plot, error) {
	unit, _, _ := s.units()
	p := NewPlot(title(s.series.Doc), unit)
	if err := s.addBands(p, s.with, s.scenario, blue); err != nil {
		return nil, err
	}
	if s.base != nil {
		label := s.baseline
		if len(s.base.runs) > 1 {
			label += ", median"
		}
		if err := addLine(p, s.base.dates, s.base.median(), ink, true, label); err != nil {
			return nil, err
		}
	}
	headroom(p, 2)
	return p, nil
}
