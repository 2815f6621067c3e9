package output

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"kirifuda/internal/portable"
	"kirifuda/world"
)

// Base holds levels of quoted series on the base date; zero is not known.
type Base struct {
	UST2yPct  float64 `json:"ust_2y_pct"` // yields of Treasuries, in percent
	UST5yPct  float64 `json:"ust_5y_pct"`
	UST10yPct float64 `json:"ust_10y_pct"`
	UST30yPct float64 `json:"ust_30y_pct"`
	VIXIdx    float64 `json:"vix_idx,omitempty"` // gauges of volatility
	MOVEIdx   float64 `json:"move_idx,omitempty"`
}

// tenorYears are modified durations of the quoted Treasuries.
var tenorYears = map[string]float64{"2y": 1.9, "5y": 4.5, "10y": 8.1, "30y": 16.3}

func (b *Base) level(tenor string) float64 {
	switch tenor {
	case "2y":
		return b.UST2yPct
	case "5y":
		return b.UST5yPct
	case "10y":
		return b.UST10yPct
	}
	return b.UST30yPct
}

// TenorYield is the yield in percent of a bond of the given duration, whose
// yield on the base date was base: the changes x, in bp, of buckets with
// ascending durations are interpolated linearly in duration and flat beyond
// the first and last.
func TenorYield(base, duration float64, durations, x []float64) float64 {
	n := len(durations)
	if n == 0 {
		return base
	}
	change := x[n-1]
	for i := range durations {
		if duration > durations[i] {
			continue
		}
		change = x[i]
		if i > 0 {
			w := (duration - durations[i-1]) / (durations[i] - durations[i-1])
			change = float64((1-w)*x[i-1]) + float64(w*x[i])
		}
		break
	}
	return base + change/100
}

// Series is a numeric column of the panel that is not a key.
type Series struct {
	Column
	source []string // words of the src tag
	offset uintptr  // of the field in a PanelRow
}

var panelSeries = func() []Series {
	var out []Series
	for i, f := range reflect.VisibleFields(reflect.TypeFor[PanelRow]()) {
		if src := strings.Fields(f.Tag.Get("src")); len(src) > 0 {
			out = append(out, Series{Column: panelTable.Columns[i], source: src, offset: f.Offset})
		}
	}
	return out
}()

// PanelSeries lists the series of the panel in the order of its columns.
func PanelSeries() []Series { return slices.Clone(panelSeries) }

// FindSeries is the series of the panel with a name.
func FindSeries(name string) (s Series, ok bool) {
	i := slices.IndexFunc(panelSeries, func(s Series) bool { return s.Name == name })
	if i < 0 {
		return Series{}, false
	}
	return panelSeries[i], true
}

// Gauges read series of the panel off the days of one run. How follows from the
// src tags of PanelRow:
//
//	quote K      what the market prints for instrument K
//	tenor T      yield of a quoted Treasury, interpolated
//	spread A B   x of A less x of B
//	fx C         units of currency C per US dollar; fxinv C the inverse
//	broad        dollar index
//	policy C     policy rate of currency C
//	indicator    what agents report under the column's name
//	vix, move, residual, iterations
type Gauges struct {
	base Base
	// of Treasury buckets, ascending in duration
	durations []float64
	buckets   []int
	x         []float64
	fx        []int // instruments of the dollar index
	weights   []float64
}

// Gauge reads one series. Its value may be missing or not finite.
type Gauge struct {
	Base float64 // value on the base date, NaN if it is not known
	Read func(*world.Record) float64
}

// NewGauges learns what the world has from a day.
func NewGauges(rec *world.Record, base Base) *Gauges {
	g := &Gauges{base: base}
	v := rec.View
	for k := range v.Instruments {
		in := &v.Instruments[k]
		if !in.Treasury() {
			continue
		}
		at := 0
		for at < len(g.durations) && g.durations[at] < in.DurationYr {
			at++
		}
		g.durations = slices.Insert(g.durations, at, in.DurationYr)
		g.buckets = slices.Insert(g.buckets, at, k)
	}
	g.x = make([]float64, len(g.buckets))
	g.weigh(v)
	return g
}

// Treasuries are the places of the Treasury buckets among the instruments, by
// duration.
func (g *Gauges) Treasuries() []int { return g.buckets }

// Day must be called once a day before any gauge is read.
func (g *Gauges) Day(rec *world.Record) {
	for i, k := range g.buckets {
		g.x[i] = rec.View.X[k]
	}
}

// Gauge is how a series is read, in a run of which rec is a day. One that the
// world does not have is missing every day, and ok is false.
func (g *Gauges) Gauge(rec *world.Record, s Series) (gauge Gauge, ok bool) {
	v, nan := rec.View, math.NaN()
	known := func(x float64) float64 {
		if x == 0 {
			return nan
		}
		return x
	}
	switch s.source[0] {
	case "quote":
		if k := instrument(v, s.source[1]); k >= 0 {
			return Gauge{v.Instruments[k].Quote(0), func(r *world.Record) float64 { return r.View.Level(k) }}, true
		}
	case "tenor":
		level, d := g.base.level(s.source[1]), tenorYears[s.source[1]]
		if len(g.buckets) > 0 && level != 0 {
			return Gauge{level, func(*world.Record) float64 { return TenorYield(level, d, g.durations, g.x) }}, true
		}
	case "spread":
		a, b := instrument(v, s.source[1]), instrument(v, s.source[2])
		if a >= 0 && b >= 0 {
			return Gauge{0, func(r *world.Record) float64 { return r.View.X[a] - r.View.X[b] }}, true
		}
	case "fx":
		if k := exchange(v, s.source[1]); k >= 0 {
			return Gauge{v.Instruments[k].Quote(0), func(r *world.Record) float64 { return r.View.Level(k) }}, true
		}
	case "fxinv":
		if k := exchange(v, s.source[1]); k >= 0 {
			return Gauge{1 / v.Instruments[k].Quote(0), func(r *world.Record) float64 { return 1 / r.View.Level(k) }}, true
		}
	case "broad":
		if len(g.fx) > 0 {
			return Gauge{100, g.broad}, true
		}
	case "policy":
		for c := range v.Currencies {
			if v.Currencies[c].ID == s.source[1] {
				return Gauge{v.Currencies[c].PolicyRatePct, func(r *world.Record) float64 { return r.View.PolicyRatePct[c] }}, true
			}
		}
	case "vix":
		return Gauge{known(g.base.VIXIdx), func(r *world.Record) float64 { return r.View.VIX }}, true
	case "move":
		return Gauge{known(g.base.MOVEIdx), func(r *world.Record) float64 { return r.View.MOVE }}, true
	case "indicator":
		for i, n := range rec.Names {
			if n == s.Name {
				return Gauge{nan, func(r *world.Record) float64 { return r.Indicators[i] }}, true
			}
		}
	case "residual":
		return Gauge{nan, func(r *world.Record) float64 {
			var most float64
			for i := range r.Rounds {
				most = math.Max(most, r.Rounds[i].ResidualUSDBn)
			}
			return most
		}}, true
	case "iterations":
		return Gauge{nan, func(r *world.Record) float64 {
			n := 0
			for i := range r.Rounds {
				n += r.Rounds[i].Iterations
			}
			return float64(n)
		}}, true
	default:
		panic("output: column " + s.Name + " has an unknown source")
	}
	return Gauge{nan, func(*world.Record) float64 { return nan }}, false
}

// partner is the country whose goods trade weighs a currency in the dollar index.
var partner = map[string]string{"jpy": "JP", "eur": "EU", "gbp": "UK", "cny": "CN", "krw": "KR", "cad": "CA", "mxn": "MX"}

// weigh sets the weights of the dollar index: shares in U.S. goods exports plus
// imports.
func (g *Gauges) weigh(v *world.View) {
	if v.Facts == nil {
		return
	}
	var sum float64
	for k := range v.Instruments {
		in := &v.Instruments[k]
		country, ok := partner[in.Currency]
		if in.Class != world.FX || !ok {
			continue
		}
		if t := v.Facts.ImportsUS[country] + v.Facts.ExportsUS[country]; t > 0 {
			g.fx = append(g.fx, k)
			g.weights = append(g.weights, t)
			sum += t
		}
	}
	for i := range g.weights {
		g.weights[i] /= sum
	}
}

// broad is 100·exp(Σ w·ln(level/base)).
func (g *Gauges) broad(r *world.Record) float64 {
	var s float64
	for i, k := range g.fx {
		s += float64(g.weights[i] * r.View.X[k])
	}
	return 100 * portable.Exp(s/1e4)
}

// panelLayout fills the rows of one run.
type panelLayout struct {
	gauges *Gauges
	cells  []panelCell
}

type panelCell struct {
	offset uintptr
	name   string
	report bool // an indicator: not finite is missing and no error
	read   func(r *world.Record) float64
}

func newPanelLayout(rec *world.Record, base Base) *panelLayout {
	l := &panelLayout{gauges: NewGauges(rec, base)}
	for _, s := range panelSeries {
		if g, ok := l.gauges.Gauge(rec, s); ok {
			l.cells = append(l.cells, panelCell{offset: s.offset, name: s.Name, report: s.source[0] == "indicator", read: g.Read})
		}
	}
	return l
}

// fill sets the columns of a row. Their memory is new, because rows outlive the
// call.
func (l *panelLayout) fill(row *PanelRow, r *world.Record) error {
	l.gauges.Day(r)
	values := make([]float64, len(l.cells))
	for i := range l.cells {
		c := &l.cells[i]
		v := c.read(r)
		if !finite(v) {
			if c.report {
				continue
			}
			return fmt.Errorf("table panel, column %s: %g is not a finite number", c.name, v)
		}
		values[i] = v
		*(**float64)(unsafe.Add(unsafe.Pointer(row), c.offset)) = &values[i]
	}
	return nil
}

func instrument(v *world.View, id string) int {
	for k := range v.Instruments {
		if v.Instruments[k].ID == id {
			return k
		}
	}
	return -1
}

func exchange(v *world.View, currency string) int {
	for k := range v.Instruments {
		if in := &v.Instruments[k]; in.Class == world.FX && in.Currency == currency {
			return k
		}
	}
	return -1
}
