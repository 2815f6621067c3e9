package figures

import (
	"image/color"
	"math"
	"strconv"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// Colours of figures. Nested bands have one hue and remain distinct in grey.
var (
	ink     = color.NRGBA{R: 0x33, G: 0x33, B: 0x33, A: 0xff}
	faint   = color.NRGBA{R: 0xdd, G: 0xdd, B: 0xdd, A: 0xff}
	grey    = color.NRGBA{R: 0x77, G: 0x77, B: 0x77, A: 0xff}
	outer   = color.NRGBA{R: 0xd3, G: 0xe3, B: 0xf3, A: 0xff}
	inner   = color.NRGBA{R: 0x9e, G: 0xc5, B: 0xe4, A: 0xff}
	strong  = color.NRGBA{R: 0x08, G: 0x45, B: 0x94, A: 0xff}
	firebox = color.NRGBA{R: 0xb2, G: 0x3a, B: 0x1e, A: 0xff}
)

// NewPlot returns an empty panel in the style of the figures: time in seconds since
// 1970 on the horizontal axis, a unit on the vertical axis, a faint grid, and the
// legend at the top left.
func NewPlot(title, unit string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	p.Title.Text = title
	p.Y.Label.Text = unit
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Label.TextStyle.Font, a.Label.TextStyle.Color = face(11), ink
		a.Tick.Label.Font, a.Tick.Label.Color = face(10.5), ink
		a.LineStyle.Color, a.LineStyle.Width = grey, vg.Points(0.6)
		a.Tick.LineStyle.Color, a.Tick.LineStyle.Width, a.Tick.Length = grey, vg.Points(0.6), 4
		a.Padding = 3
	}
	p.X.Tick.Marker, p.Y.Tick.Marker = months{}, ticks{}
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = faint, faint
	grid.Horizontal.Width, grid.Vertical.Width = vg.Points(0.5), vg.Points(0.5)
	p.Add(grid)
	p.Legend.Top, p.Legend.Left = true, true
	p.Legend.TextStyle = textStyle(10.5, ink)
	p.Legend.Padding, p.Legend.XOffs, p.Legend.YOffs = 2, 6, -6
	p.Legend.ThumbnailWidth = 18
	return p
}

func face(size float64) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Size: vg.Points(size)}
}

func textStyle(size float64, c color.Color) text.Style {
	return text.Style{Color: c, Font: face(size), Handler: plot.DefaultTextHandler}
}

// headroom makes room for a legend of some rows above lines and bands.
func headroom(p *plot.Plot, rows int) {
	if p.Y.Max > p.Y.Min {
		p.Y.Max += (p.Y.Max - p.Y.Min) * (0.05 + 0.065*float64(rows))
	}
}

// months has a tick at the first of each month.
type months struct{}

func (months) Ticks(lo, hi float64) []plot.Tick {
	var out []plot.Tick
	first := time.Unix(int64(lo), 0).UTC()
	step := 1 + int((hi-lo)/86400/31)/6
	for t := time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, time.UTC); float64(t.Unix()) <= hi; t = t.AddDate(0, 1, 0) {
		if float64(t.Unix()) < lo {
			continue
		}
		tick := plot.Tick{Value: float64(t.Unix())}
		if (int(t.Month())-1)%step == 0 {
			tick.Label = t.Format("Jan")
			if t.Month() == time.January || len(out) == 0 {
				tick.Label = t.Format("Jan 2006")
			}
		}
		out = append(out, tick)
	}
	return out
}

// ticks has four to eight ticks at round numbers.
type ticks struct{}

func (ticks) Ticks(lo, hi float64) []plot.Tick {
	if !(hi > lo) {
		return nil
	}
	step := math.Pow(10, math.Floor(math.Log10((hi-lo)/4)))
	for _, by := range []float64{5, 2} {
		if (hi-lo)/(by*step) >= 4 {
			step *= by
			break
		}
	}
	decimals := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	var out []plot.Tick
	for i := math.Ceil(lo / step); i*step <= hi; i++ {
		out = append(out, plot.Tick{Value: i * step, Label: strconv.FormatFloat(i*step+0, 'f', decimals, 64)})
	}
	return out
}
