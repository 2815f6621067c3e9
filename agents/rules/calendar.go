package rules

import (
	"fmt"

	"kirifuda/world"
)

// Quarter is a quarter of a year, business days.
const Quarter = 63

// RateStep is the step in which central banks change policy rates, pp.
const RateStep = 0.25

// Calendar holds the days on which an official body decides: dates announced
// beforehand and, after the last of them, a regular step of business days,
//
//	d_{n+1} = the next date announced, or d_n + step when there is none
//
// The dates are those of the calendar wherever a run starts: what lies before its
// first day is passed over, and nothing is decided before the first date. Without
// any, steps are counted from the business day before the run.
type Calendar struct {
	dates []world.Date // still to come after next
	step  int
	next  world.Date
	gap   int // business days from the date before next
}

// NewCalendar is for a run that starts on a day; step is in business days.
func NewCalendar(start world.Date, dates []world.Date, step int) Calendar {
	if len(dates) == 0 {
		return Calendar{step: step, next: start.AddBusiness(step), gap: step}
	}
	return Calendar{dates: dates[1:], step: step, next: dates[0], gap: step}
}

// On reports whether d is one of the days and how many business days lie between
// it and the one before, a step for the first. Days must be asked for in order.
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
			return fmt.Errorf("%s: %s does not come after %s", name, d, dates[i-1])
		}
	}
	return nil
}
