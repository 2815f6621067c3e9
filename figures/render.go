package figures

import (
	"bytes"
	"fmt"
	"image/color"
	"io"
	"math"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"kirifuda/output"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// Options choose what is drawn. The zero value of a field means its default.
type Options struct {
	Scenario string // the first that is not the baseline
	Baseline string // none
	Series   string // column of panel; the yield of the 10-year Treasury
	Seller   string // holder whose buyers are shown; Japan's Ministry of Finance
}

// Size of the figure.
const (
	width  = 12 * vg.Inch
	height = 4.3 * vg.Inch
	dpi    = 150
)

// One hue for bands that nest, dark enough to tell apart in grey.
var (
	ink     = color.NRGBA{R: 0x33, G: 0x33, B: 0x33, A: 0xff}
	faint   = color.NRGBA{R: 0xdd, G: 0xdd, B: 0xdd, A: 0xff}
	grey    = color.NRGBA{R: 0x77, G: 0x77, B: 0x77, A: 0xff}
	outer   = color.NRGBA{R: 0xd3, G: 0xe3, B: 0xf3, A: 0xff}
	inner   = color.NRGBA{R: 0x9e, G: 0xc5, B: 0xe4, A: 0xff}
	strong  = color.NRGBA{R: 0x08, G: 0x45, B: 0x94, A: 0xff}
	firebox = color.NRGBA{R: 0xb2, G: 0x3a, B: 0x1e, A: 0xff}
)

// Render draws the experiment in dir; the extension of the file says the format:
// svg, png or pdf.
func Render(dir, file string, o Options) error {
	if o.Series == "" {
		o.Series = "ust_10y_yield_pct"
	}
	if o.Seller == "" {
		o.Seller = "jp_mof"
	}
	format := strings.TrimPrefix(filepath.Ext(file), ".")
	if !slices.Contains([]string{"svg", "png", "pdf"}, format) {
		return fmt.Errorf("%s: a figure is an svg, png or pdf file", file)
	}
	s, err := load(dir, o)
	if err != nil {
		return err
	}
	data, err := s.encode(format)
	if err != nil {
		return err
	}
	return output.WriteFile(file, output.Replace, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// encode is the figure as a file of a format.
func (s *study) encode(format string) ([]byte, error) {
	c, err := canvas(format)
	if err != nil {
		return nil, err
	}
	heading := textStyle(12.5, ink)
	heading.Font.Weight = xfont.WeightBold
	if format == "pdf" {
		heading.Font.Variant, heading.Font.Weight = pdfBold.Variant, pdfBold.Weight
	}
	if err := s.draw(draw.New(c), heading); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return nil, err
	}
	// An SVG names its font only; where it is missing a similar one will do.
	data := b.Bytes()
	if format == "svg" {
		data = bytes.ReplaceAll(data, []byte("font-family:Liberation Sans"), []byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif"))
	}
	return data, nil
}

// pdfBold is the bold face as a variant of its own. The canvas for PDF enters
// every font without a style and asks for a bold one by its style, so that it
// does not find it.
var pdfBold = font.Font{Typeface: "Liberation", Variant: "SansBold"}

func init() {
	for _, f := range liberation.Collection() {
		if f.Font.Variant == "Sans" && f.Font.Weight == xfont.WeightBold && f.Font.Style == xfont.StyleNormal {
			font.DefaultCache.Add(font.Collection{{Font: pdfBold, Face: f.Face}})
		}
	}
}

func canvas(format string) (vg.CanvasWriterTo, error) {
	if format == "png" {
		return vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(dpi))}, nil
	}
	return draw.NewFormattedCanvas(width, height, format)
}

// draw lays the panels out in a row under a title and over a caption.
func (s *study) draw(c draw.Canvas, style text.Style) error {
	c.SetColor(color.White)
	c.Fill(c.Rectangle.Path())
	level, diff, scale := s.unit()
	name := strings.TrimSuffix(s.series.Name, "_pct")

	fan := newPlot(title(s.series.Doc), level)
	if err := s.addBands(fan, s.with, s.scenario); err != nil {
		return err
	}
	if s.base != nil {
		if err := addLine(fan, s.base.dates, s.base.quantiles()[len(quantiles)/2], ink, true, s.baseline+", median"); err != nil {
			return err
		}
	}
	headroom(fan, 2)
	panels := []*plot.Plot{fan}

	if s.base != nil {
		d := s.difference(scale)
		p := newPlot("Effect: "+s.scenario+" less "+s.baseline, diff)
		if err := s.addBands(p, d, "paired: the same run in both"); err != nil {
			return err
		}
		if err := addLine(p, d.dates, make([]float64, len(d.dates)), grey, true, ""); err != nil {
			return err
		}
		headroom(p, 1)
		panels = append(panels, p)
	}
	if s.allSold > 0 {
		p, err := s.buyers()
		if err != nil {
			return err
		}
		panels = append(panels, p)
	}

	const top, gap, leading = 34, 18, 13
	caption := s.caption(name)
	if s.eventDate != 0 {
		caption += " Dotted: " + date(s.eventDate).Format("2 January 2006") + ", the event day."
	}
	small := textStyle(10, grey)
	lines := wrap(caption, c.Max.X-c.Min.X-2*gap, small.Width)
	foot := vg.Length(15 + leading*len(lines))
	w := (c.Max.X - c.Min.X - vg.Length(gap*(len(panels)+1))) / vg.Length(len(panels))
	var tiles [1][]draw.Canvas
	for i := range panels {
		x := c.Min.X + gap + vg.Length(i)*(w+gap)
		tiles[0] = append(tiles[0], draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
			Min: vg.Point{X: x, Y: c.Min.Y + foot}, Max: vg.Point{X: x + w, Y: c.Max.Y - top},
		}})
	}
	for i, p := range panels {
		heading := p.Title.Text
		p.Title.Text = ""
		p.Draw(tiles[0][i])
		c.FillText(style, vg.Point{X: tiles[0][i].Min.X, Y: c.Max.Y - 22}, fit(heading, w, style.Width))
	}
	for i, line := range lines {
		c.FillText(small, vg.Point{X: c.Min.X + gap, Y: c.Min.Y + 8 + vg.Length(len(lines)-1-i)*leading}, line)
	}
	return nil
}

// caption says what lines and bands are, of how many runs, and with which seed.
func (s *study) caption(name string) string {
	runs := fmt.Sprintf("%d runs", len(s.with.runs))
	if s.points > 1 {
		runs += fmt.Sprintf(" at %d points of the design", s.points)
	}
	text := fmt.Sprintf("Simulated, not a forecast. %s. Lines are medians, bands hold 68 and 95 %% of %s, seed %d.", name, runs, s.seed)
	if len(s.with.runs) == 1 {
		text = fmt.Sprintf("Simulated, not a forecast. %s. One run, seed %d.", name, s.seed)
	}
	if s.with.missing() && len(s.with.runs) > 1 {
		text += " Runs without a value are left out"
		if s.with.thin() {
			text += ", and days on which most have none"
		}
		text += "."
	}
	if s.allSold > 0 && len(s.with.runs) > 1 {
		text += " Bars are means."
	}
	return text
}

// addBands draws the quantiles of paths.
func (s *study) addBands(p *plot.Plot, of *paths, label string) error {
	q := of.quantiles()
	if n := len(of.dates); n > 0 { // all panels cover the run
		p.X.Min, p.X.Max = float64(date(of.dates[0]).Unix()), float64(date(of.dates[n-1]).Unix())
	}
	if !slices.ContainsFunc(q[len(q)/2], func(v float64) bool { return v == v }) {
		p.Y.Min, p.Y.Max = 0, 1
		p.Legend.Add("too few runs have a value")
		return nil
	}
	for i, shade := range []color.Color{outer, inner} {
		lo, hi := q[i], q[len(q)-1-i]
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
		p.Add(mark{x: float64(date(s.eventDate).Unix()), top: p.Y.Max})
	}
	return addLine(p, of.dates, q[len(q)/2], strong, false, label)
}

func appendFinite(at plotter.XYs, day int32, v float64) plotter.XYs {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return at
	}
	return append(at, plotter.XY{X: float64(date(day).Unix()), Y: v})
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

// headroom keeps lines and bands clear of a legend of some rows.
func headroom(p *plot.Plot, rows int) {
	if p.Y.Max > p.Y.Min {
		p.Y.Max += (p.Y.Max - p.Y.Min) * (0.05 + 0.065*float64(rows))
	}
}

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

// buyers draws two bars for each group: what it bought from the seller, and what
// more it holds in the end.
func (s *study) buyers() (*plot.Plot, error) {
	names := make([]string, 0, len(s.sold))
	for g := range s.sold {
		names = append(names, g)
	}
	size := func(g string) float64 { return max(s.sold[g], math.Abs(s.kept[g])) }
	sort.Slice(names, func(i, j int) bool {
		if a, b := s.sold[names[i]], s.sold[names[j]]; a != b {
			return a < b
		}
		return names[i] < names[j]
	})
	for len(names) > 1 && size(names[0]) < s.allSold/200 {
		names = names[1:]
	}
	p := newPlot(fmt.Sprintf("Who took the Treasuries sold for %.0f bn", s.allSold), "USD bn at market prices")
	p.X.Label.Text, p.Y.Label.Text = p.Y.Label.Text, ""
	p.X.Tick.Marker, p.Y.Tick.Marker = ticks{}, plot.ConstantTicks(nil)
	bars := []struct {
		of    map[string]float64
		color color.Color
		label string
	}{{s.sold, inner, "bought from Japan"}}
	if len(s.kept) > 0 {
		bars = append(bars, bars[0])
		bars[1].of, bars[1].color, bars[1].label = s.kept, strong, "holds more at the end"
	}
	thick := vg.Points(168 / float64(len(names)) / float64(len(bars)+1))
	for i, b := range bars {
		v := make(plotter.Values, len(names))
		for k, g := range names {
			v[k] = b.of[g]
		}
		chart, err := plotter.NewBarChart(v, thick)
		if err != nil {
			return nil, err
		}
		chart.Horizontal, chart.Color, chart.LineStyle.Width = true, b.color, 0
		chart.Offset = thick * vg.Length(float64(len(bars)-1)/2-float64(i))
		p.Add(chart)
		p.Legend.Add(b.label, chart)
	}
	p.NominalY(names...)
	p.Y.Padding, p.Y.Tick.Length = 4, 0
	p.Y.Min, p.Y.Max = -2.1, float64(len(names))-0.4 // the legend stands below the bars
	p.X.Min, p.X.Max = min(0, 1.05*p.X.Min), 1.05*p.X.Max
	p.Legend.Top, p.Legend.Left = false, false
	p.Legend.XOffs, p.Legend.YOffs = -6, 6
	return p, nil
}

func newPlot(heading, unit string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	p.Title.Text = heading
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

// fit shortens a text by whole words until it is no wider than w.
func fit(text string, w vg.Length, width func(string) vg.Length) string {
	words := strings.Fields(text)
	for n := len(words); n > 1 && width(text) > w; n-- {
		text = strings.Join(words[:n-1], " ") + " …"
	}
	return text
}

// wrap breaks a text into lines no wider than w, unless a word is.
func wrap(text string, w vg.Length, width func(string) vg.Length) []string {
	var lines []string
	for _, word := range strings.Fields(text) {
		if n := len(lines); n > 0 && width(lines[n-1]+" "+word) <= w {
			lines[n-1] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}

// title starts a sentence and drops what stands after its first comma or
// semicolon.
func title(doc string) string {
	if i := strings.IndexAny(doc, ",;"); i > 0 {
		doc = doc[:i]
	}
	return strings.ToUpper(doc[:1]) + doc[1:]
}

// months ticks the first of each month.
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

// ticks are at round numbers, four to eight of them.
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
