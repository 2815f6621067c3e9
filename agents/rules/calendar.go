package rules

import (
	"fmt"

	"kirifuda/world"
)

// Quarter is the length of a quarter, business days.
const Quarter = 63

// RateStep is the step in which central banks change policy rates, pp.
const RateStep = 0.25

// Calendar holds the days on which an official body decides. It is the rule of every
// official calendar, those of central banks' meetings and of the U.S. Treasury's
// refundings: dates as far as they are published and, after the last of them, days at a
// regular step of business days,
//
//	d_{n+1} = the next date announced, or d_n + step when there is none
//
// Dates do not depend on the start of the run: those before its first day are skipped,
// and nothing is decided before the first date. Without dates, steps are counted from
// the business day before the run. A decision that falls on a day on which the body's home
// market is closed is made on the first day on which it is open.
type Calendar struct {
	dates []world.Date // still to come after next
	step  int
	next  world.Date
	gap   int // business days between the preceding date and next
}

// NewCalendar returns the calendar of a run whose balances are those at the close of
// start; step is in business days.
func NewCalendar(days *world.Calendar, start world.Date, dates []world.Date, step int) Calendar {
	if len(dates) == 0 {
		return Calendar{step: step, next: days.Add(start, step), gap: step}
	}
	c := Calendar{dates: dates[1:], step: step, next: dates[0], gap: step}
	c.pass(days, start)
	return c
}

// pass moves on to the first date after d.
func (c *Calendar) pass(days *world.Calendar, d world.Date) {
	for c.next <= d {
		last := c.next
		if len(c.dates) > 0 {
			c.next, c.dates = c.dates[0], c.dates[1:]
			c.gap = days.Until(last, c.next)
		} else {
			c.next, c.gap = days.Add(last, c.step), c.step
		}
	}
}

// Today reports whether a decision is made today, and the number of business days since the
// preceding one (a step for the first). It must be called once on every day; open says
// whether the home market is open.
func (c *Calendar) Today(v *world.View, open bool) (gap int, ok bool) {
	gap, ok = c.gap, c.next <= v.Date && open
	if ok {
		c.pass(v.Calendar, v.Date)
	}
	return gap, ok
}

// InOrder checks that dates are weekdays, each later than the one before.
func InOrder(name string, dates []world.Date) error {
	for i, d := range dates {
		if !d.IsWeekday() {
			return fmt.Errorf("%s: %s is not a business day", name, d)
		}
		if i > 0 && d <= dates[i-1] {
			return fmt.Errorf("%s: %s is not after %s", name, d, dates[i-1])
		}
	}
	return nil
}
