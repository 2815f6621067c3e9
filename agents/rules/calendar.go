package rules

import (
	"fmt"

	"kirifuda/world"
)

// Quarter is the length of a quarter, business days.
const Quarter = 63

// RateStep is the step in which central banks change policy rates, pp.
const RateStep = 0.25

// Calendar holds the days on which an official body decides: pre-announced dates and,
// after the last of them, days at a regular step of business days,
//
//	d_{n+1} = the next date announced, or d_n + step when there is none
//
// Dates do not depend on the start of the run: those before its first day are skipped,
// and nothing is decided before the first date. Without dates, steps are counted from
// the business day before the run.
type Calendar struct {
	dates []world.Date // still to come after next
	step  int
	next  world.Date
	gap   int // business days between the preceding date and next
}

// NewCalendar returns the calendar of a run that begins at start; step is in business
// days.
func NewCalendar(start world.Date, dates []world.Date, step int) Calendar {
	if len(dates) == 0 {
		return Calendar{step: step, next: start.AddBusiness(step), gap: step}
	}
	return Calendar{dates: dates[1:], step: step, next: dates[0], gap: step}
}

// On reports whether d is one of the days, and the number of business days since the
// preceding one (a step for the first). It must be called with days in order.
func (c *Calendar) On(d world.Date) (gap int, ok bool) {
	for c.next < d {
		last := c.next
		if len(c.dates) > 0 {
			c.next, c.dates = c.dates[0], c.dates[1:]
			c.gap = last.BusinessUntil(c.next)
		} else {
			c.next, c.gap = last.AddBusiness(c.step), c.step
		}
	}
	return c.gap, c.next == d
}

// InOrder checks that dates are business days, each later than the one before.
func InOrder(name string, dates []world.Date) error {
	for i, d := range dates {
		if !d.Business() {
			return fmt.Errorf("%s: %s is not a business day", name, d)
		}
		if i > 0 && d <= dates[i-1] {
			return fmt.Errorf("%s: %s is not after %s", name, d, dates[i-1])
		}
	}
	return nil
}
