package output

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"unsafe"

	"kirifuda/internal/portable"
	"kirifuda/world"
)

// Base holds the quoted yields of Treasuries on the base date, in percent.
type Base struct {
	UST2yPct  float64 `json:"ust_2y_pct"`
	UST5yPct  float64 `json:"ust_5y_pct"`
	UST10yPct float64 `json:"ust_10y_pct"`
	UST30yPct float64 `json:"ust_30y_pct"`
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

// panelLayout says how the columns of a panel row follow from a record. It is
// built once a run from the src tags:
//
//	quote K      what the market prints for instrument K
//	tenor T      yield of a quoted Treasury, interpolated
//	spread A B   x of A less x of B
//	fx C         units of currency C per US dollar; fxinv C the inverse
//	broad        dollar index
//	policy C     policy rate of currency C
//	indicator    what agents report under the column's name
//	vix, move, residual, iterations
type panelLayout struct {
	cells []panelCell
	// of Treasury buckets, ascending in duration
	durations []float64
	buckets   []int
	x         []float64
	fx        []int // instruments of the dollar index
	weights   []float64
}

type panelCell struct {
	offset uintptr
	name   string
	report bool // an indicator: not finite is missing and no error
	read   func(r *world.Record) float64
}

func newPanelLayout(rec *world.Record, base Base) *panelLayout {
	l := &panelLayout{}
	v := rec.View
	for k := range v.Instruments {
		in := &v.Instruments[k]
		if !isTreasury(in) {
			continue
		}
		at := 0
		for at < len(l.durations) && l.durations[at] < in.DurationYr {
			at++
		}
		l.durations = append(l.durations[:at], append([]float64{in.DurationYr}, l.durations[at:]...)...)
		l.buckets = append(l.buckets[:at], append([]int{k}, l.buckets[at:]...)...)
	}
	l.x = make([]float64, len(l.buckets))
	l.weigh(v)
	for _, f := range reflect.VisibleFields(reflect.TypeFor[PanelRow]()) {
		src := strings.Fields(f.Tag.Get("src"))
		if len(src) == 0 {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("parquet"), ",")
		read := l.source(rec, base, name, src)
		if read != nil {
			l.cells = append(l.cells, panelCell{offset: f.Offset, name: name, report: src[0] == "indicator", read: read})
		}
	}
	return l
}

// source is how a column is read, nil if the world does not have it.
func (l *panelLayout) source(rec *world.Record, base Base, name string, src []string) func(*world.Record) float64 {
	v := rec.View
	switch src[0] {
	case "quote":
		if k := instrument(v, src[1]); k >= 0 {
			return func(r *world.Record) float64 { return r.View.Level(k) }
		}
	case "tenor":
		level, d := base.level(src[1]), tenorYears[src[1]]
		if len(l.buckets) > 0 && level != 0 {
			return func(*world.Record) float64 { return TenorYield(level, d, l.durations, l.x) }
		}
	case "spread":
		a, b := instrument(v, src[1]), instrument(v, src[2])
		if a >= 0 && b >= 0 {
			return func(r *world.Record) float64 { return r.View.X[a] - r.View.X[b] }
		}
	case "fx", "fxinv":
		if k := exchange(v, src[1]); k >= 0 {
			if src[0] == "fx" {
				return func(r *world.Record) float64 { return r.View.Level(k) }
			}
			return func(r *world.Record) float64 { return 1 / r.View.Level(k) }
		}
	case "broad":
		if len(l.fx) > 0 {
			return l.broad
		}
	case "policy":
		for c := range v.Currencies {
			if v.Currencies[c].ID == src[1] {
				return func(r *world.Record) float64 { return r.View.PolicyRatePct[c] }
			}
		}
	case "vix":
		return func(r *world.Record) float64 { return r.View.VIX }
	case "move":
		return func(r *world.Record) float64 { return r.View.MOVE }
	case "indicator":
		for i, n := range rec.Names {
			if n == name {
				return func(r *world.Record) float64 { return r.Indicators[i] }
			}
		}
	case "residual":
		return func(r *world.Record) float64 {
			var most float64
			for i := range r.Rounds {
				most = math.Max(most, r.Rounds[i].ResidualUSDBn)
			}
			return most
		}
	case "iterations":
		return func(r *world.Record) float64 {
			n := 0
			for i := range r.Rounds {
				n += r.Rounds[i].Iterations
			}
			return float64(n)
		}
	default:
		panic("output: column " + name + " has an unknown source")
	}
	return nil
}

// partner is the country whose goods trade weighs a currency in the dollar index.
var partner = map[string]string{"jpy": "JP", "eur": "EU", "gbp": "UK", "cny": "CN", "krw": "KR", "cad": "CA", "mxn": "MX"}

// weigh sets the weights of the dollar index: shares in U.S. goods exports plus
// imports.
func (l *panelLayout) weigh(v *world.View) {
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
			l.fx = append(l.fx, k)
			l.weights = append(l.weights, t)
			sum += t
		}
	}
	for i := range l.weights {
		l.weights[i] /= sum
	}
}

// broad is 100·exp(Σ w·ln(level/base)).
func (l *panelLayout) broad(r *world.Record) float64 {
	var s float64
	for i, k := range l.fx {
		s += float64(l.weights[i] * r.View.X[k])
	}
	return 100 * portable.Exp(s/1e4)
}

// fill sets the columns of a row. Their memory is new, because rows outlive the
// call.
func (l *panelLayout) fill(row *PanelRow, r *world.Record) error {
	for i, k := range l.buckets {
		l.x[i] = r.View.X[k]
	}
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

// isTreasury says whether an instrument is a bucket of U.S. Treasuries.
func isTreasury(in *world.Instrument) bool {
	return in.Class == world.Bond && in.Currency == "usd" && strings.HasPrefix(in.ID, "ust_")
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
