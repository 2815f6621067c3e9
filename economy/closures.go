package economy

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"kirifuda/world"
)

// holidayRule is a parsed rule of holidays.csv.
type holidayRule struct {
	kind    ruleKind
	month   time.Month
	day     int          // of the month; of nth, which one, −1 for the last; of easter, days after it
	weekday time.Weekday // of nth
	equinox float64      // c
	date    world.Date   // of once and open
	year    int          // of date
}

// ruleKind is the form of a rule.
type ruleKind uint8

const (
	fixedDay ruleKind = iota
	onceDay
	nthWeekday
	easterDay
	equinoxDay
	betweenDays
	openDay
)

// ordinals are the words of rules for a weekday of a month.
var ordinals = map[string]int{"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}

// parseHolidayRule reads a rule as described at HolidayRow.
func parseHolidayRule(text string) (r holidayRule, err error) {
	words := strings.Fields(text)
	bad := fmt.Errorf("is not a rule such as 12-25, 2025-01-09, third monday of january, easter -2, equinox march 20.8431, between, open 2015-04-03")
	switch {
	case len(words) == 1 && words[0] == "between":
		r.kind = betweenDays
	case len(words) == 1 && len(text) == len("12-25"):
		d, err := time.Parse("2006-01-02", "2000-"+text)
		if err != nil {
			return r, bad
		}
		r.month, r.day = d.Month(), d.Day()
	case len(words) == 1 || len(words) == 2 && words[0] == "open":
		r.kind = onceDay
		if words[0] == "open" {
			r.kind = openDay
		}
		if r.date, err = world.ParseDate(words[len(words)-1]); err != nil {
			return r, bad
		}
		r.year = r.date.Year()
	case len(words) == 2 && words[0] == "easter":
		r.kind = easterDay
		if r.day, err = strconv.Atoi(words[1]); err != nil {
			return r, bad
		}
	case len(words) == 3 && words[0] == "equinox":
		r.kind = equinoxDay
		if r.equinox, err = strconv.ParseFloat(words[2], 64); err != nil || !r.setMonth(words[1]) || !(r.equinox > 1 && r.equinox < 29) {
			return r, bad
		}
	case len(words) == 4 && words[2] == "of":
		r.kind, r.day = nthWeekday, ordinals[words[0]]
		if r.day == 0 || !r.setWeekday(words[1]) || !r.setMonth(words[3]) {
			return r, bad
		}
	default:
		return r, bad
	}
	return r, nil
}

func (r *holidayRule) setMonth(name string) bool {
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(m.String(), name) {
			r.month = m
			return true
		}
	}
	return false
}

func (r *holidayRule) setWeekday(name string) bool {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.EqualFold(d.String(), name) {
			r.weekday = d
			return true
		}
	}
	return false
}

// on is the date of the rule in a year; 0 if it has none there.
func (r *holidayRule) on(year int) world.Date {
	switch r.kind {
	case fixedDay:
		return world.NewDate(year, r.month, r.day)
	case onceDay:
		if r.year == year {
			return r.date
		}
	case nthWeekday:
		if r.day > 0 {
			first := world.NewDate(year, r.month, 1)
			return first + world.Date((int(r.weekday)-int(first.Weekday())+7)%7+7*(r.day-1))
		}
		last := world.NewDate(year, r.month+1, 1) - 1
		return last - world.Date((int(last.Weekday())-int(r.weekday)+7)%7)
	case easterDay:
		return easter(year) + world.Date(r.day)
	case equinoxDay:
		since := year - 1980
		day := math.Floor(float64(r.equinox+float64(0.242194*float64(since))) - math.Floor(float64(since)/4))
		return world.NewDate(year, r.month, int(day))
	}
	return 0
}

// easter is Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher).
func easter(year int) world.Date {
	a, b, c := year%19, year/100, year%100
	d, e, f := b/4, b%4, (b+8)/25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return world.NewDate(year, time.Month(n/31), n%31+1)
}

// substitution is the first day on which Japan moves a holiday on a Sunday.
var substitution = world.NewDate(1973, time.April, 12)

// closer lists the weekdays on which a centre is closed, year by year.
type closer struct {
	rows        []HolidayRow // of the centre
	observed    []string     // by row: the name of the day on which it is observed
	dates       []world.Date // by row: its date in the year, 0 for none
	opens       []world.Date // holidays on which the centre is open after all
	days, moved []world.Holiday
}

func newCloser(rows []HolidayRow) *closer {
	c := &closer{rows: rows, dates: make([]world.Date, len(rows))}
	for i := range rows {
		c.observed = append(c.observed, rows[i].Holiday+", observed")
		if rows[i].rule.kind == openDay {
			c.opens = append(c.opens, rows[i].rule.date)
		}
	}
	return c
}

// year appends the closures of a year to list.
func (c *closer) year(list []world.Holiday, year int) []world.Holiday {
	c.days, c.moved = c.days[:0], c.moved[:0]
	for i := range c.rows {
		r := &c.rows[i]
		c.dates[i] = 0
		if !r.in(year) {
			continue
		}
		if c.dates[i] = r.rule.on(year); c.dates[i] != 0 {
			c.days = append(c.days, world.Holiday{Date: c.dates[i], Name: r.Holiday})
		}
	}
	c.observe()
	c.fill(year)
	from := len(list)
	for _, h := range append(c.days, c.moved...) {
		if h.Date.IsWeekday() && !slices.Contains(c.opens, h.Date) && !has(list[from:], h.Date) {
			list = append(list, h)
		}
	}
	slices.SortFunc(list[from:], func(a, b world.Holiday) int { return cmp.Compare(a.Date, b.Date) })
	return list
}

// observe adds the weekdays on which holidays on a weekend are observed; two of them are
// observed on two days.
func (c *closer) observe() {
	for i := range c.rows {
		r := &c.rows[i]
		d := c.dates[i]
		if d == 0 || r.Observed == "" || d.IsWeekday() {
			continue
		}
		sunday := d.Weekday() == time.Sunday
		switch {
		case r.Observed == "monday" && sunday, r.Observed == "nearest" && sunday:
			d++
		case r.Observed == "nearest":
			d--
		case r.Observed == "next", r.Observed == "japan" && sunday && d >= substitution:
			for !d.IsWeekday() || has(c.days, d) || has(c.moved, d) {
				d++
			}
		default:
			continue
		}
		c.moved = append(c.moved, world.Holiday{Date: d, Name: c.observed[i]})
	}
}

// fill adds the days between two holidays where these are holidays.
func (c *closer) fill(year int) {
	for i := range c.rows {
		r := &c.rows[i]
		if r.rule.kind != betweenDays || !r.in(year) {
			continue
		}
		for _, h := range c.days {
			if d := h.Date + 1; has(c.days, d+1) && !has(c.days, d) {
				c.moved = append(c.moved, world.Holiday{Date: d, Name: r.Holiday})
			}
		}
	}
}

func has(list []world.Holiday, d world.Date) bool {
	return slices.ContainsFunc(list, func(h world.Holiday) bool { return h.Date == d })
}
