package experiment

import (
	"math"
	"reflect"
	"sort"
	"strings"

	"kirifuda/output"
	"kirifuda/world"
)

// series is a numeric column of the panel and where its values come from, read
// off the tags of output.PanelRow.
type series struct {
	name, unit, doc string
	source          []string
}

// panelSeries are the numeric columns of the panel, keys excepted.
var panelSeries = func() []series {
	var out []series
	for _, f := range reflect.VisibleFields(reflect.TypeFor[output.PanelRow]()) {
		src := strings.Fields(f.Tag.Get("src"))
		if len(src) == 0 {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("parquet"), ",")
		out = append(out, series{name, f.Tag.Get("unit"), f.Tag.Get("doc"), src})
	}
	return out
}()

// seriesNames lists them.
func seriesNames() []string {
	out := make([]string, len(panelSeries))
	for i, s := range panelSeries {
		out[i] = s.name
	}
	return out
}

func findSeries(name string) (series, bool) {
	for _, s := range panelSeries {
		if s.name == name {
			return s, true
		}
	}
	return series{}, false
}

// tenorYears are modified durations of the quoted Treasuries.
var tenorYears = map[string]float64{"2y": 1.9, "5y": 4.5, "10y": 8.1, "30y": 16.3}

func tenorLevel(b output.Base, tenor string) float64 {
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

// gauge reads one series off a world, day by day.
type gauge struct {
	base float64 // on the base date, NaN if that is not known
	read func(*world.Record) float64
}

// reader reads series off the records of one run without making panel rows.
type reader struct {
	base      output.Base
	buckets   []int // Treasuries by duration
	durations []float64
	x         []float64
	fx        []int
	weights   []float64
}

func newReader(rec *world.Record, base output.Base) *reader {
	r := &reader{base: base}
	v := rec.View
	for k := range v.Instruments {
		if isTreasury(&v.Instruments[k]) {
			r.buckets = append(r.buckets, k)
		}
	}
	sort.SliceStable(r.buckets, func(i, j int) bool {
		return v.Instruments[r.buckets[i]].DurationYr < v.Instruments[r.buckets[j]].DurationYr
	})
	for _, k := range r.buckets {
		r.durations = append(r.durations, v.Instruments[k].DurationYr)
	}
	r.x = make([]float64, len(r.buckets))
	var sum float64
	for k := range v.Instruments {
		in := &v.Instruments[k]
		country := partner[in.Currency]
		if in.Class != world.FX || country == "" {
			continue
		}
		if t := v.Facts.ImportsUS[country] + v.Facts.ExportsUS[country]; t > 0 {
			r.fx, r.weights, sum = append(r.fx, k), append(r.weights, t), sum+t
		}
	}
	for i := range r.weights {
		r.weights[i] /= sum
	}
	return r
}

// partner is the country whose goods trade weighs a currency in the dollar index.
var partner = map[string]string{"jpy": "JP", "eur": "EU", "gbp": "UK", "cny": "CN", "krw": "KR", "cad": "CA", "mxn": "MX"}

// day must be called once a day before any gauge is read.
func (r *reader) day(rec *world.Record) {
	for i, k := range r.buckets {
		r.x[i] = rec.View.X[k]
	}
}

// gauge finds how a series is read; a series that the world does not have is
// missing every day.
func (r *reader) gauge(rec *world.Record, s series) gauge {
	v, nan := rec.View, math.NaN()
	at := func(match func(*world.Instrument) bool) int {
		for k := range v.Instruments {
			if match(&v.Instruments[k]) {
				return k
			}
		}
		return -1
	}
	byID := func(id string) int { return at(func(in *world.Instrument) bool { return in.ID == id }) }
	switch s.source[0] {
	case "quote":
		if k := byID(s.source[1]); k >= 0 {
			return gauge{v.Instruments[k].Quote(0), func(rec *world.Record) float64 { return rec.View.Level(k) }}
		}
	case "tenor":
		level, d := tenorLevel(r.base, s.source[1]), tenorYears[s.source[1]]
		if len(r.buckets) > 0 && level != 0 {
			return gauge{level, func(*world.Record) float64 { return output.TenorYield(level, d, r.durations, r.x) }}
		}
	case "spread":
		a, b := byID(s.source[1]), byID(s.source[2])
		if a >= 0 && b >= 0 {
			return gauge{0, func(rec *world.Record) float64 { return rec.View.X[a] - rec.View.X[b] }}
		}
	case "fx", "fxinv":
		k := at(func(in *world.Instrument) bool { return in.Class == world.FX && in.Currency == s.source[1] })
		if k >= 0 && s.source[0] == "fx" {
			return gauge{v.Instruments[k].Quote(0), func(rec *world.Record) float64 { return rec.View.Level(k) }}
		}
		if k >= 0 {
			return gauge{1 / v.Instruments[k].Quote(0), func(rec *world.Record) float64 { return 1 / rec.View.Level(k) }}
		}
	case "broad":
		if len(r.fx) > 0 {
			return gauge{100, func(rec *world.Record) float64 {
				var sum float64
				for i, k := range r.fx {
					sum += float64(r.weights[i] * rec.View.X[k])
				}
				return 100 * math.Exp(sum/1e4)
			}}
		}
	case "policy":
		for c := range v.Currencies {
			if v.Currencies[c].ID == s.source[1] {
				return gauge{v.Currencies[c].PolicyRatePct, func(rec *world.Record) float64 { return rec.View.PolicyRatePct[c] }}
			}
		}
	case "vix":
		return gauge{baseVIX, func(rec *world.Record) float64 { return rec.View.VIX }}
	case "move":
		return gauge{baseMOVE, func(rec *world.Record) float64 { return rec.View.MOVE }}
	case "indicator":
		for i, n := range rec.Names {
			if n == s.name {
				return gauge{nan, func(rec *world.Record) float64 { return rec.Indicators[i] }}
			}
		}
	case "residual":
		return gauge{nan, func(rec *world.Record) float64 {
			var most float64
			for i := range rec.Rounds {
				most = math.Max(most, rec.Rounds[i].ResidualUSDBn)
			}
			return most
		}}
	case "iterations":
		return gauge{nan, func(rec *world.Record) float64 {
			n := 0
			for i := range rec.Rounds {
				n += rec.Rounds[i].Iterations
			}
			return float64(n)
		}}
	}
	return gauge{nan, func(*world.Record) float64 { return nan }}
}
