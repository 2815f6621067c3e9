package economy

import (
	"io/fs"
	"math"
	"regexp"
	"slices"
	"strings"

	"kirifuda/internal/portable"
	"kirifuda/world"
)

// measures are the definitions of market series by the word in the column measure of
// series.csv. The column "of" names the instruments or currencies.
var measures = map[string]func(e *Economy, t *csvTable, of []string) world.Series{
	"quote":      (*Economy).quote,      // market quote of an instrument
	"tenor":      (*Economy).tenor,      // yield of a quoted Treasury, whose level on the base date is a row of levels.csv
	"spread":     (*Economy).spread,     // deviation from base of an instrument less that of another
	"fx":         (*Economy).perDollar,  // units of a currency per US dollar
	"fxinv":      (*Economy).dollarsPer, // US dollars per unit of a currency
	"broad":      (*Economy).broad,      // dollar index
	"policy":     (*Economy).policyRate, // policy rate of a currency
	"vix":        (*Economy).vix,        // volatility gauges
	"move":       (*Economy).move,
	"residual":   (*Economy).residual, // outcome of the clearing
	"iterations": (*Economy).iterations,
}

// seriesName is the form of the name of a series, which is a column of tables.
var seriesName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)

// readSeries reads series.csv, the market series of the panel.
func (e *Economy) readSeries(fsys fs.FS) error {
	t, err := openColumns(fsys, "series.csv", "name", "measure", "of", "duration_yr", "unit", "description")
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for t.next() {
		measure, ok := measures[t.str("measure")]
		if !ok {
			t.fail("measure", "is unknown")
			break
		}
		if (t.opt("duration_yr") != "") != (t.opt("measure") == "tenor") {
			t.fail("duration_yr", "must be given for the measure tenor and only for it")
		}
		s := measure(e, t, strings.Fields(t.opt("of")))
		s.Name, s.Unit, s.Doc = t.str("name"), t.str("unit"), t.str("description")
		if !seriesName.MatchString(s.Name) {
			t.fail("name", "is not a name of at most 32 lower-case letters, digits and underscores")
		}
		if seen[s.Name] {
			t.fail("name", "appears twice")
		}
		seen[s.Name] = true
		e.Series = append(e.Series, s)
	}
	return t.err
}

// named is the index in a list of the i-th name in the column "of".
func named[T any](t *csvTable, of []string, i int, list []T, is func(*T, string) bool) int {
	if i < len(of) {
		for k := range list {
			if is(&list[k], of[i]) {
				return k
			}
		}
	}
	t.fail("of", "does not name an instrument or currency of the world")
	return 0
}

func isInstrument(in *world.Instrument, id string) bool   { return in.ID == id }
func isExchangeRate(in *world.Instrument, id string) bool { return in.Class == world.FX && in.ID == id }
func isCurrency(c *world.Currency, id string) bool        { return c.ID == id }

func (e *Economy) quote(t *csvTable, of []string) world.Series {
	k := named(t, of, 0, e.Instruments, isInstrument)
	return world.Series{Base: e.Instruments[k].Quote(0), Read: func(r *world.Record) float64 { return r.View.Level(k) }}
}

func (e *Economy) spread(t *csvTable, of []string) world.Series {
	a, b := named(t, of, 0, e.Instruments, isInstrument), named(t, of, 1, e.Instruments, isInstrument)
	return world.Series{Base: 0, Read: func(r *world.Record) float64 { return r.View.Deviation[a] - r.View.Deviation[b] }}
}

func (e *Economy) perDollar(t *csvTable, of []string) world.Series {
	k := named(t, of, 0, e.Instruments, isExchangeRate)
	return world.Series{Base: e.Instruments[k].Quote(0), Read: func(r *world.Record) float64 { return r.View.Level(k) }}
}

func (e *Economy) dollarsPer(t *csvTable, of []string) world.Series {
	k := named(t, of, 0, e.Instruments, isExchangeRate)
	return world.Series{Base: 1 / e.Instruments[k].Quote(0), Read: func(r *world.Record) float64 { return 1 / r.View.Level(k) }}
}

func (e *Economy) policyRate(t *csvTable, of []string) world.Series {
	c := named(t, of, 0, e.Currencies, isCurrency)
	return world.Series{Base: e.Currencies[c].PolicyRatePct, Read: func(r *world.Record) float64 { return r.View.PolicyRatePct[c] }}
}

func (e *Economy) vix(*csvTable, []string) world.Series {
	return world.Series{Base: e.VIX, Read: func(r *world.Record) float64 { return r.View.VIX }}
}

func (e *Economy) move(*csvTable, []string) world.Series {
	return world.Series{Base: e.MOVE, Read: func(r *world.Record) float64 { return r.View.MOVE }}
}

// tenor interpolates the changes of the Treasury buckets.
func (e *Economy) tenor(t *csvTable, of []string) world.Series {
	duration, base := t.num("duration_yr"), math.NaN()
	if len(of) == 1 {
		level, err := e.Balances.Level(of[0])
		if err != nil {
			t.fail("of", "is not a row of levels.csv")
		}
		base = level
	} else {
		t.fail("of", "is not a row of levels.csv")
	}
	buckets := e.treasuries()
	durations := make([]float64, len(buckets))
	for i, k := range buckets {
		durations[i] = e.Instruments[k].DurationYr
	}
	return world.Series{Base: base, Read: func(r *world.Record) float64 {
		return TenorYield(base, duration, durations, func(i int) float64 { return r.View.Deviation[buckets[i]] })
	}}
}

// treasuries lists the indices of the Treasury buckets, ascending in duration.
func (e *Economy) treasuries() []int {
	var out []int
	for k := range e.Instruments {
		if e.Instruments[k].Treasury() {
			out = append(out, k)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int {
		switch x, y := e.Instruments[a].DurationYr, e.Instruments[b].DurationYr; {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return out
}

// TenorYield is the yield in percent of a bond of the given duration in years,
// whose yield on the base date was base: the changes x(i), in bp, of buckets with
// ascending durations are interpolated linearly in duration and flat beyond the
// first and last.
func TenorYield(base, duration float64, durations []float64, x func(i int) float64) float64 {
	n := len(durations)
	if n == 0 {
		return base
	}
	change := x(n - 1)
	for i := range durations {
		if duration > durations[i] {
			continue
		}
		change = x(i)
		if i > 0 {
			w := (duration - durations[i-1]) / (durations[i] - durations[i-1])
			change = float64((1-w)*x(i-1)) + float64(w*x(i))
		}
		break
	}
	return base + change/100
}

// broad is the dollar against other currencies, weighted by the goods trade of
// their countries with the United States,
//
//	100·exp(Σ w·ln(level/base))
func (e *Economy) broad(*csvTable, []string) world.Series {
	var places []int
	var weights []float64
	var sum float64
	for k := range e.Instruments {
		in := &e.Instruments[k]
		c, ok := e.Currency(in.Currency)
		if in.Class != world.FX || !ok {
			continue
		}
		if trade := e.Facts.ImportsUS[c.Country] + e.Facts.ExportsUS[c.Country]; trade > 0 {
			places, weights = append(places, k), append(weights, trade)
			sum += trade
		}
	}
	for i := range weights {
		weights[i] /= sum
	}
	return world.Series{Base: 100, Read: func(r *world.Record) float64 {
		var s float64
		for i, k := range places {
			s += float64(weights[i] * r.View.Deviation[k])
		}
		return 100 * portable.Exp(s/1e4)
	}}
}

// residual is the largest excess demand left after a round of the day.
func (e *Economy) residual(*csvTable, []string) world.Series {
	return world.Series{Base: math.NaN(), Kind: world.Peak, Valuation: world.AtBasePrices, Read: func(r *world.Record) float64 {
		var most float64
		for i := range r.Rounds {
			most = math.Max(most, r.Rounds[i].ResidualUSDBn)
		}
		return most
	}}
}

// iterations is the number of solver iterations in all rounds of the day.
func (e *Economy) iterations(*csvTable, []string) world.Series {
	return world.Series{Base: math.NaN(), Kind: world.Flow, Read: func(r *world.Record) float64 {
		n := 0
		for i := range r.Rounds {
			n += r.Rounds[i].Iterations
		}
		return float64(n)
	}}
}
