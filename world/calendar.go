package world

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Calendar says on which days the markets of a world are open. The world steps from one
// weekday on which at least one of its trading centres is open to the next. The zero
// value and nil have no centres: every weekday is a step, and all markets are open.
type Calendar struct {
	centres  []Centre
	first    Date    // of the tables below
	closed   []uint8 // by day: bit c is set if centre c is closed
	upTo     []int32 // by day: number of steps up to and including it
	steps    []Date
	openings [][]Date // by centre: the days on which it is open
	opened   [][]int32
}

// Centre is a place of trading with holidays of its own.
type Centre struct {
	Name     string
	Holidays []Holiday // by date; weekdays on which it is closed
}

// Holiday is a day on which a centre is closed.
type Holiday struct {
	Date Date
	Name string
}

// maxCentres is the number of bits of Calendar.closed.
const maxCentres = 8

// NewCalendar tabulates the centres from a first to a last year. Outside these years,
// all of them are open on every weekday.
func NewCalendar(centres []Centre, from, to int) (*Calendar, error) {
	if len(centres) > maxCentres {
		return nil, fmt.Errorf("a calendar has at most %d trading centres, not %d", maxCentres, len(centres))
	}
	c := &Calendar{centres: centres, first: NewDate(from, 1, 1), openings: make([][]Date, len(centres)), opened: make([][]int32, len(centres))}
	n := int(NewDate(to+1, 1, 1) - c.first)
	if n <= 0 {
		return nil, fmt.Errorf("a calendar cannot end in %d and begin in %d", to, from)
	}
	c.closed, c.upTo, c.steps = make([]uint8, n), make([]int32, n), make([]Date, 0, n*5/7+5)
	for i, centre := range centres {
		for _, h := range centre.Holidays {
			if at := int(h.Date - c.first); at >= 0 && at < n {
				c.closed[at] |= 1 << i
			}
		}
		c.openings[i], c.opened[i] = make([]Date, 0, n*5/7+5), make([]int32, n)
	}
	everywhere := uint8(1<<len(centres) - 1)
	for at := range n {
		d := c.first + Date(at)
		if d.IsWeekday() && (len(centres) == 0 || c.closed[at] != everywhere) {
			c.steps = append(c.steps, d)
		}
		c.upTo[at] = int32(len(c.steps))
		for i := range centres {
			if d.IsWeekday() && c.closed[at]&(1<<i) == 0 {
				c.openings[i] = append(c.openings[i], d)
			}
			c.opened[i][at] = int32(len(c.openings[i]))
		}
	}
	return c, nil
}

// Centre is the number of a centre by its name, −1 if there is none.
func (c *Calendar) Centre(name string) int {
	if c == nil {
		return -1
	}
	return slices.IndexFunc(c.centres, func(x Centre) bool { return x.Name == name })
}

// Centres lists the names of the centres.
func (c *Calendar) Centres() (names []string) {
	if c != nil {
		for _, x := range c.centres {
			names = append(names, x.Name)
		}
	}
	return names
}

// IsStep reports whether the world steps on a date: a weekday on which some centre is open.
func (c *Calendar) IsStep(d Date) bool {
	if !d.IsWeekday() {
		return false
	}
	at, ok := c.at(d)
	return !ok || len(c.centres) == 0 || c.closed[at] != uint8(1<<len(c.centres)-1)
}

// IsOpen reports whether a centre is open on a date. Centre −1 is open on every step.
func (c *Calendar) IsOpen(centre int, d Date) bool {
	if centre < 0 {
		return c.IsStep(d)
	}
	at, ok := c.at(d)
	return d.IsWeekday() && (!ok || c.closed[at]&(1<<centre) == 0)
}

// at is the place of a date in the tables.
func (c *Calendar) at(d Date) (int, bool) {
	if c == nil || len(c.closed) == 0 {
		return 0, false
	}
	i := int(d - c.first)
	return i, i >= 0 && i < len(c.closed)
}

// days are the open days of a centre, or the steps for centre −1, and the number of them
// up to each day.
func (c *Calendar) days(centre int) (list []Date, upTo []int32) {
	if c == nil {
		return nil, nil
	}
	if centre < 0 {
		return c.steps, c.upTo
	}
	return c.openings[centre], c.opened[centre]
}

// count is the number of open days of a centre up to and including d, from an origin that
// is the same for all dates.
func (c *Calendar) count(centre int, d Date) int {
	list, upTo := c.days(centre)
	if len(list) == 0 {
		return d.weekdaysUpTo()
	}
	last := c.first + Date(len(upTo)-1)
	switch {
	case d < c.first:
		return d.weekdaysUpTo() - (c.first - 1).weekdaysUpTo()
	case d > last:
		return len(list) + d.weekdaysUpTo() - last.weekdaysUpTo()
	}
	return int(upTo[d-c.first])
}

// nth is the open day of a centre whose count is n.
func (c *Calendar) nth(centre, n int) Date {
	list, upTo := c.days(centre)
	last := c.first + Date(len(upTo)-1)
	switch {
	case n < 1:
		return c.first.addWeekdays(n - 1)
	case n > len(list):
		return last.addWeekdays(n - len(list))
	}
	return list[n-1]
}

// Add is the date n steps later, or earlier if n is negative. Counted from a Sunday, the
// first later one is Monday and the first earlier one is Friday, unless it is a holiday
// everywhere.
func (c *Calendar) Add(d Date, n int) Date { return c.add(-1, d, n) }

func (c *Calendar) add(centre int, d Date, n int) Date {
	if list, _ := c.days(centre); len(list) == 0 {
		return d.addWeekdays(n)
	}
	switch {
	case n > 0:
		return c.nth(centre, c.count(centre, d)+n)
	case n < 0:
		return c.nth(centre, c.count(centre, d-1)+1+n)
	}
	return d
}

// Until counts the steps after d up to and including e; 0 if e is not after d.
func (c *Calendar) Until(d, e Date) int { return max(0, c.count(-1, e)-c.count(-1, d)) }

// NextStep is the date itself if it is a step, otherwise the first step after it.
func (c *Calendar) NextStep(d Date) Date {
	if c.IsStep(d) {
		return d
	}
	return c.Add(d, 1)
}

// NextOpen is the first date after d on which a centre is open, LastOpen the last before it.
func (c *Calendar) NextOpen(centre int, d Date) Date { return c.add(centre, d, 1) }

// LastOpen is the last date before d on which a centre is open.
func (c *Calendar) LastOpen(centre int, d Date) Date { return c.add(centre, d, -1) }

// Due reports whether something that a centre does on a day of the week is done on d: on
// that day, or on the first one after it on which the centre is open.
func (c *Calendar) Due(weekday time.Weekday, centre int, d Date) bool {
	if !c.IsOpen(centre, d) {
		return false
	}
	since := Date((int(d.Weekday()) - int(weekday) + 7) % 7)
	return since == 0 || c.LastOpen(centre, d) < d-since
}

// Holiday names the holiday of a centre on a date; empty if there is none. For centre −1
// it is that of all centres.
func (c *Calendar) Holiday(centre int, d Date) string {
	if c == nil || centre < 0 && (len(c.centres) == 0 || !d.IsWeekday() || c.IsStep(d)) {
		return ""
	}
	var names []string
	for i, x := range c.centres {
		if centre >= 0 && i != centre {
			continue
		}
		if at, ok := slices.BinarySearchFunc(x.Holidays, d, func(h Holiday, d Date) int { return int(h.Date) - int(d) }); ok && !slices.Contains(names, x.Holidays[at].Name) {
			names = append(names, x.Holidays[at].Name)
		}
	}
	return strings.Join(names, ", ")
}
