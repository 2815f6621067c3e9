package figures

import "gonum.org/v1/plot"

// Overview shows an experiment at a glance: fan, difference and buyers. Difference
// needs a baseline and buyers a sale; otherwise they are left out.
var Overview = register(Figure{
	Name: "overview",
	Doc:  "fan, paired difference and buyers in a row",
	Long: `A series of the panel at a glance: quantiles over runs, the difference from the
baseline in paired runs and, if holdings were traced, the buyers of the Treasuries
that Japan sold and their holdings at the end.`,
	Options: []Option{seriesOption, armOption, vsOption, sellerOption, quantilesOption},
	Draw: func(src Source, v Values) (*Page, error) {
		s, err := load(src, v, v[seriesOption.Name])
		if err != nil {
			return nil, err
		}
		t, err := s.loadTaken(src.Dir, v[sellerOption.Name])
		if err != nil {
			return nil, err
		}
		return s.overview(t)
	},
})

func (s *study) overview(t *taken) (*Page, error) {
	panels := []func() (*plot.Plot, error){s.fan}
	caption := s.captionOfBands(s.with, "run")
	if s.base != nil {
		panels = append(panels, s.effect)
	}
	if t.all > 0 {
		panels = append(panels, t.bars)
		if len(s.with.runs) > 1 {
			caption += " Bars are means."
		}
	}
	g := &Page{Caption: caption + s.captionOfEvent(), Width: Wide}
	for _, panel := range panels {
		p, err := panel()
		if err != nil {
			return nil, err
		}
		g.Panels = append(g.Panels, p)
	}
	return g, nil
}
