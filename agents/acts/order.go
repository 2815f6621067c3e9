package acts

import "kirifuda/world"

// Order is an act of a scenario, with its names looked up: what one institution is told to
// do. Amounts are USD bn; days are those of the run, the first as 1.
type Order struct {
	Name     string // of the act
	Verb     Verb
	From, To int   // first and last day
	What     []int // instruments

	TotalUSDBn  float64   // spread evenly over the days on which the markets are open,
	PerDayUSDBn float64   // or on each such day,
	PathUSDBn   []float64 // or day by day

	Convert int  // instrument of the currency into which proceeds are converted or with which purchases are paid, −1 for none
	Said    bool // in public
	// CentralBank says that the actor makes the money with which it pays.
	CentralBank bool

	Statement world.Statement // of an act that says something

	When, Unless, Until Condition
}

// Condition is what an act depends on: a statement of a type, made by or about an agent, or
// a price or an index of volatility that has passed a level.
type Condition struct {
	Set   bool
	Type  world.StatementType
	About int // agent, −1 for any

	Gauge Gauge   // None for a statement
	Of    int     // instrument
	Below bool    // met below the level, and not above it
	Level float64 // in the unit of the quote
}

// Gauge is what a condition measures.
type Gauge uint8

// Gauges.
const (
	None  Gauge = iota
	Quote       // of an instrument: a yield in percent, an exchange rate, an index
	VIX
	MOVE
)

// met reports whether something was said yesterday, or a gauge stood at the last close, as
// the condition says.
func (c *Condition) met(v *world.View) bool {
	if !c.Set {
		return false
	}
	level := 0.0
	switch c.Gauge {
	case None:
		for i := range v.Bulletin {
			if s := &v.Bulletin[i]; s.Type == c.Type && (c.About < 0 || s.Target == c.About || s.Actor == c.About) {
				return true
			}
		}
		return false
	case Quote:
		level = v.Level(c.Of)
	case VIX:
		level = v.VIX
	case MOVE:
		level = v.MOVE
	}
	return c.Below && level < c.Level || !c.Below && level > c.Level
}

// amount is what is due on the i-th of n days after the act has begun, USD bn: the same on
// each, or by its path.
func (o *Order) amount(i, n int) float64 {
	switch {
	case len(o.PathUSDBn) > 0:
		if i < len(o.PathUSDBn) {
			return o.PathUSDBn[i]
		}
		return 0
	case o.PerDayUSDBn != 0:
		return o.PerDayUSDBn
	}
	return o.TotalUSDBn / float64(n)
}

// Planned is the size of the act if its markets are open on n days, USD bn.
func (o *Order) Planned(n int) float64 { return o.Due(n, n) }

// Due is the size of the first i of n days, USD bn.
func (o *Order) Due(i, n int) (sum float64) {
	switch {
	case len(o.PathUSDBn) > 0:
		for _, x := range o.PathUSDBn[:min(i, len(o.PathUSDBn))] {
			sum += x
		}
		return sum
	case o.PerDayUSDBn != 0:
		return o.PerDayUSDBn * float64(i)
	case n == 0:
		return 0
	}
	return o.TotalUSDBn * float64(i) / float64(n)
}

// Days lists the days of the act on which all its markets are open, in a run that follows
// start. An act without markets has every day.
func (o *Order) Days(instruments []world.Instrument, calendar *world.Calendar, start world.Date) (out []int) {
	for day := max(1, o.From); day <= o.To; day++ {
		date, open := calendar.Add(start, day), true
		for _, k := range o.What {
			centre := -1
			if name := instruments[k].Centre; name != "" {
				centre = calendar.Centre(name)
			}
			open = open && calendar.IsOpen(centre, date)
		}
		if open {
			out = append(out, day)
		}
	}
	return out
}
