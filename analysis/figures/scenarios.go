package figures

import (
	"fmt"
	"image/color"
	"slices"

	"gonum.org/v1/plot"
)

// Scenarios shows the effects of all scenarios of an experiment on a series: the
// differences from the baseline between runs with the same number.
var Scenarios = register(Figure{
	Name: "scenarios",
	Doc:  "a series of every scenario less that of the baseline, in one panel",
	Long: `The difference of a series from the baseline for every scenario of an experiment,
between runs with the same number, which share all random draws: its median on each day
and a band that holds 68 % of the pairs, or all of them where they are few.`,
	Options: []Option{seriesOption, vsOption, quantilesOption},
	Draw: func(src Source, v Values) (*Page, error) {
		all, err := loadEach(src, v, v[seriesOption.Name])
		if err != nil {
			return nil, err
		}
		first := all[0]
		if slices.ContainsFunc(all, func(s *study) bool { return s.eventDate != first.eventDate }) {
			for _, s := range all {
				s.eventDate = 0
			}
		}
		_, unit, scale := first.units()
		p := NewPlot(title(first.series.Doc)+": difference from "+first.baseline, unit)
		for i, s := range all {
			d := s.difference(scale)
			if s.chosen == nil {
				bands := s.bands(len(d.runs))
				s.chosen = bands[len(bands)-1:]
			}
			if err := s.addBands(p, d, s.scenario, hues[i%len(hues)]); err != nil {
				return nil, err
			}
		}
		if err := addLine(p, first.with.dates, make([]float64, len(first.with.dates)), grey, true, ""); err != nil {
			return nil, err
		}
		headroom(p, len(all))
		return &Page{Panels: []*plot.Plot{p}, Caption: first.captionOfBands(first.difference(1), "pair of runs") + first.captionOfEvent()}, nil
	},
})

// hue is the colour of a line and of the bands around it.
type hue struct{ line, outer, inner color.Color }

// blue is the hue of a figure with one scenario.
var blue = hue{strong, outer, inner}

// hues are the colours of several scenarios, whose bands overlap: those of Okabe and Ito,
// which can be told apart without seeing red and green.
var hues = func() []hue {
	var out []hue
	for _, c := range []color.NRGBA{
		{R: 0x00, G: 0x72, B: 0xb2}, {R: 0xd5, G: 0x5e, B: 0x00}, {R: 0x00, G: 0x9e, B: 0x73}, {R: 0xcc, G: 0x79, B: 0xa7},
		{R: 0xe6, G: 0x9f, B: 0x00}, {R: 0x56, G: 0xb4, B: 0xe9}, {R: 0x33, G: 0x33, B: 0x33},
	} {
		shade := func(alpha uint8) color.Color { c.A = alpha; return c }
		out = append(out, hue{line: shade(0xff), outer: shade(0x1c), inner: shade(0x38)})
	}
	return out
}()

// loadEach is load for every scenario but the one they are compared with.
func loadEach(src Source, v Values, series string) ([]*study, error) {
	t, err := read(src, v, series)
	if err != nil {
		return nil, err
	}
	base := v[vsOption.Name]
	if base == "" {
		base = src.Baseline
	}
	if base == "" {
		return nil, fmt.Errorf("%s has no baseline: choose the scenario to compare with by --%s", src.Dir, vsOption.Name)
	}
	var out []*study
	for _, name := range t.order {
		if name == base {
			continue
		}
		s, err := t.of(src, name, base)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s has only %s: there is nothing to compare it with", src.Dir, base)
	}
	return out, nil
}
