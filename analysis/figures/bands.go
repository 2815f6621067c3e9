package figures

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// band lies between two quantiles, given as probabilities.
type band struct{ lower, upper float64 }

// beyond is the number of runs beyond a quantile below which it rests on few.
const beyond = 5

// tails are the probabilities below the bands of a number of runs, the widest band
// first. At least five runs lie beyond each limit; with too few for any such band, one
// spans all runs.
func tails(runs int) []float64 {
	var out []float64
	for _, p := range []float64{0.025, 0.05, 0.1} {
		if p*float64(runs) >= beyond {
			out = append(out, p)
			break
		}
	}
	if inside := 0.16; inside*float64(runs) >= beyond {
		return append(out, inside)
	}
	return []float64{0}
}

// tailsText says what the bands of a number of runs hold.
func tailsText(runs int) string {
	t := tails(runs)
	switch {
	case t[0] == 0:
		return "the band spans all"
	case len(t) == 1:
		return fmt.Sprintf("the band holds %.0f %% of", 100*(1-2*t[0]))
	}
	return fmt.Sprintf("bands hold %.0f and %.0f %% of", 100*(1-2*t[1]), 100*(1-2*t[0]))
}

// parseBands reads quantiles in percent, of which the lowest and the highest limit the
// outer band and two others the inner one. The median is a line anyway.
func parseBands(text string) ([]band, error) {
	if text == "" {
		return nil, nil
	}
	var q []float64
	for _, word := range strings.Split(text, ",") {
		v, err := strconv.ParseFloat(strings.TrimSpace(word), 64)
		if err != nil || !(v >= 0 && v <= 100) {
			return nil, fmt.Errorf("quantiles %s: %q is not a percentage; write numbers from 0 to 100, such as 5,25,75,95", text, word)
		}
		if v != 50 {
			q = append(q, v/100)
		}
	}
	slices.Sort(q)
	q = slices.Compact(q)
	if len(q) != 2 && len(q) != 4 {
		return nil, fmt.Errorf("quantiles %s: write the two limits of a band, or the four of two, such as 5,25,75,95", text)
	}
	var out []band
	for i := range len(q) / 2 {
		out = append(out, band{q[i], q[len(q)-1-i]})
	}
	return out, nil
}

// bands are those that were asked for, or those that a number of runs allows, the widest
// first.
func (s *study) bands(runs int) []band {
	if s.chosen != nil {
		return s.chosen
	}
	var out []band
	for _, t := range tails(runs) {
		out = append(out, band{t, 1 - t})
	}
	return out
}

// bandsText says what the bands of a number of runs hold, in words before this number.
// Bands that were asked for may rest on few runs.
func (s *study) bandsText(runs int) string {
	if s.chosen == nil {
		return tailsText(runs)
	}
	percent := func(p float64) string { return strconv.FormatFloat(100*p, 'g', 6, 64) }
	text, few := "", 0
	for i, b := range s.chosen {
		if i > 0 {
			text += " and of "
		}
		text += percent(b.lower) + " and " + percent(b.upper)
		for _, tail := range []float64{b.lower, 1 - b.upper} {
			if tail > 0 && tail*float64(runs) < beyond {
				few++
			}
		}
	}
	verb := "the band lies"
	if len(s.chosen) > 1 {
		verb = "bands lie"
	}
	text = verb + " between the quantiles of " + text + " %"
	if few > 0 {
		text += fmt.Sprintf(" (%d of these limits rest on fewer than %d runs)", few, beyond)
	}
	return text + " of"
}

// addBands draws the quantiles of paths: bands and the median.
func (s *study) addBands(p *plot.Plot, of *paths, label string, in hue) error {
	limits := s.bands(len(of.runs))
	median := of.median()
	if n := len(of.dates); n > 0 { // all panels cover the run
		p.X.Min, p.X.Max = seconds(of.dates[0]), seconds(of.dates[n-1])
	}
	if !slices.ContainsFunc(median, func(v float64) bool { return v == v }) {
		p.Y.Min, p.Y.Max = 0, 1
		p.Legend.Add("too few runs have a value")
		return nil
	}
	for i, b := range limits {
		shade := []color.Color{in.outer, in.inner}[i+2-len(limits)]
		q := of.quantiles(b.lower, b.upper)
		lo, hi := q[0], q[1]
		var ring plotter.XYs
		for t := range of.dates {
			ring = appendFinite(ring, of.dates[t], lo[t])
		}
		for t := len(of.dates) - 1; t >= 0; t-- {
			ring = appendFinite(ring, of.dates[t], hi[t])
		}
		if len(ring) < 3 {
			continue
		}
		band, err := plotter.NewPolygon(ring)
		if err != nil {
			return err
		}
		band.Color, band.LineStyle.Width = shade, 0
		p.Add(band)
	}
	if s.eventDate != 0 {
		p.Add(mark{x: seconds(s.eventDate), top: p.Y.Max})
	}
	return addLine(p, of.dates, median, in.line, false, label)
}

func addLine(p *plot.Plot, dates []int32, v []float64, c color.Color, dashed bool, label string) error {
	var at plotter.XYs
	for t := range dates {
		at = appendFinite(at, dates[t], v[t])
	}
	if len(at) == 0 {
		return nil
	}
	l, err := plotter.NewLine(at)
	if err != nil {
		return err
	}
	l.Color, l.Width = c, vg.Points(1.6)
	if dashed {
		l.Width, l.Dashes = vg.Points(1.1), []vg.Length{vg.Points(4), vg.Points(3)}
	}
	p.Add(l)
	if label != "" {
		p.Legend.Add(label, l)
	}
	return nil
}

func appendFinite(at plotter.XYs, day int32, v float64) plotter.XYs {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return at
	}
	return append(at, plotter.XY{X: seconds(day), Y: v})
}

// date is the date of a day number.
func date(day int32) time.Time { return time.Unix(86400*int64(day), 0).UTC() }

// seconds is the place of a day on a time axis.
func seconds(day int32) float64 { return float64(date(day).Unix()) }

// mark is a dotted vertical line from the axis to the top of the data.
type mark struct{ x, top float64 }

func (m mark) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	x := tx(m.x)
	if x < c.Min.X || x > c.Max.X {
		return
	}
	c.StrokeLine2(draw.LineStyle{Color: firebox, Width: vg.Points(1), Dashes: []vg.Length{vg.Points(1.5), vg.Points(2.5)}}, x, c.Min.Y, x, min(ty(m.top), c.Max.Y))
}
