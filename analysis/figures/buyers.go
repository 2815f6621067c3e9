package figures

import (
	"fmt"
	"image/color"
	"math"
	"sort"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

var sellerOption = Option{Name: "seller", Default: "jp_mof", Doc: "`holder` whose sales are followed"}

// Buyers shows which groups bought the Treasuries that a holder sold, and how much
// more each group holds at the end than in the baseline.
var Buyers = register(Figure{
	Name: "buyers",
	Doc:  "buyers of the Treasuries that a holder sold, and their holdings at the end",
	Long: `Purchases by groups of holders from a seller of Treasuries, at the prices paid, and
how much more they hold on the last day than in the same runs of the baseline, at
the prices of that day. Needs an experiment with --trace holdings or full.`,
	Options: []Option{sellerOption, armOption, vsOption},
	Draw: func(src Source, v Values) (*Page, error) {
		s, err := load(src, v, seriesOption.Default) // only its runs and days are used
		if err != nil {
			return nil, err
		}
		t, err := s.loadTaken(src.Dir, v[sellerOption.Name])
		if err != nil {
			return nil, err
		}
		if t.all <= 0 {
			return nil, fmt.Errorf("table flows of %s has no sales by %s in %s: the figure needs --trace holdings and a holder that sells", src.Dir, t.seller,
				s.scenario)
		}
		p, err := t.bars()
		if err != nil {
			return nil, err
		}
		p.Title.Text = fmt.Sprintf("Buyers of the Treasuries that %s sold for USD %.0f bn", t.name(), t.all)
		caption := fmt.Sprintf("%s One run, seed %d.", simulated, s.seed)
		if len(s.with.runs) > 1 {
			caption = fmt.Sprintf("%s Means of %s, seed %d.", simulated, s.count(s.with, "run"), s.seed)
		}
		caption += s.captionOfExtent()
		if s.base != nil {
			caption += " Holdings at the end: " + s.scenario + " less " + s.baseline + "."
		}
		return &Page{Panels: []*plot.Plot{p}, Caption: caption}, nil
	},
})

// bars draws two bars for each group: its purchases from the seller, and how much
// more it holds at the end.
func (t *taken) bars() (*plot.Plot, error) {
	names := make([]string, 0, len(t.sold))
	for g := range t.sold {
		names = append(names, g)
	}
	size := func(g string) float64 { return max(t.sold[g], math.Abs(t.kept[g])) }
	sort.Slice(names, func(i, j int) bool {
		if a, b := t.sold[names[i]], t.sold[names[j]]; a != b {
			return a < b
		}
		return names[i] < names[j]
	})
	for len(names) > 1 && size(names[0]) < t.all/200 {
		names = names[1:]
	}
	p := NewPlot(fmt.Sprintf("Buyers of the Treasuries sold for %.0f bn", t.all), "")
	p.X.Label.Text = "USD bn at market prices"
	p.X.Tick.Marker, p.Y.Tick.Marker = ticks{}, plot.ConstantTicks(nil)
	series := []struct {
		of    map[string]float64
		shade color.Color
		label string
	}{{t.sold, inner, "bought from " + t.name()}}
	if len(t.kept) > 0 {
		series = append(series, series[0])
		series[1].of, series[1].shade, series[1].label = t.kept, strong, "held more at the end"
	}
	thick := vg.Points(168 / float64(len(names)) / float64(len(series)+1))
	for i, b := range series {
		v := make(plotter.Values, len(names))
		for k, g := range names {
			v[k] = b.of[g]
		}
		chart, err := plotter.NewBarChart(v, thick)
		if err != nil {
			return nil, err
		}
		chart.Horizontal, chart.Color, chart.LineStyle.Width = true, b.shade, 0
		chart.Offset = thick * vg.Length(float64(len(series)-1)/2-float64(i))
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

// name is the name of the seller in texts.
func (t *taken) name() string {
	if t.seller == sellerOption.Default {
		return "Japan"
	}
	return t.seller
}
