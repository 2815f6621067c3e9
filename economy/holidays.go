package economy

import (
	"fmt"
	"slices"
	"strings"

	"kirifuda/world"
)

// Years of which the calendar of the world knows the holidays.
const firstHolidays, lastHolidays = 1970, 2199

// HolidayRow is one row of holidays.csv: a day in the year on which a centre of trading
// is closed.
type HolidayRow struct {
	Centre  string
	Holiday string
	// Rule is the day of the year:
	//
	//	12-25                      a date
	//	2025-01-09                 a date of one year
	//	third monday of january    likewise first to fourth, and last
	//	easter -2                  days after Easter Sunday
	//	equinox march 20.8431      the day ⌊c + 0.242194·(y − 1980) − ⌊(y − 1980)/4⌋⌋
	//	between                    any day between two holidays of the centre
	//	open 2015-04-03            on this date the centre is open after all
	Rule string
	// Observed is the day on which a holiday on a weekend is observed: empty for no other
	// day, monday after a Sunday, nearest weekday, next weekday that is not a holiday, or
	// japan: next after a Sunday, since 12 April 1973.
	Observed  string
	FirstYear int // 0 for all years before LastYear
	LastYear  int // 0 for all years after FirstYear

	Status, Source string

	rule holidayRule
	line int
}

// in reports whether the row applies to a year.
func (r *HolidayRow) in(year int) bool {
	return year >= r.FirstYear && (r.LastYear == 0 || year <= r.LastYear)
}

// observances are the words allowed in the column observed.
var observances = []string{"", "monday", "nearest", "next", "japan"}

// readHolidays reads holidays.csv.
func readHolidays(l *loader) ([]HolidayRow, error) {
	t, err := openTable(l.fsys, "holidays.csv", "centre", "holiday", "rule", "observed", "first_year", "last_year")
	if err != nil {
		return nil, err
	}
	var rows []HolidayRow
	for t.next() {
		r := HolidayRow{
			Centre: t.str("centre"), Holiday: t.str("holiday"), Rule: t.str("rule"), Observed: t.opt("observed"),
			FirstYear: t.year("first_year"), LastYear: t.year("last_year"), Status: t.str("status"), Source: t.str("source"),
		}
		if r.rule, err = parseHolidayRule(r.Rule); err != nil {
			t.fail("rule", err.Error())
		}
		if !slices.Contains(observances, r.Observed) {
			t.fail("observed", "is not empty"+strings.Join(observances, ", "))
		}
		if r.LastYear != 0 && r.LastYear < r.FirstYear {
			t.fail("last_year", "is before first_year")
		}
		for i := range rows {
			x := &rows[i]
			if x.Centre == r.Centre && x.Holiday == r.Holiday && x.Rule == r.Rule && x.FirstYear == r.FirstYear && x.LastYear == r.LastYear {
				t.fail("holiday", "appears twice with this rule and these years in "+r.Centre)
			}
		}
		r.line = t.line()
		rows = append(rows, r)
	}
	return rows, t.err
}

// year returns a year of the calendar, 0 if the value is empty.
func (t *csvTable) year(column string) int {
	if t.opt(column) == "" {
		return 0
	}
	y := int(t.num(column))
	if y < firstHolidays || y > lastHolidays || float64(y) != t.num(column) {
		t.fail(column, fmt.Sprintf("is not a year from %d to %d", firstHolidays, lastHolidays))
	}
	return y
}

// holidays reads holidays.csv and lists its centres.
func (l *loader) holidays() error {
	rows, err := readHolidays(l)
	if err != nil {
		return err
	}
	l.b.Holidays = rows
	for _, r := range rows {
		if !slices.ContainsFunc(l.centres, func(c world.Centre) bool { return c.Name == r.Centre }) {
			l.centres = append(l.centres, world.Centre{Name: r.Centre})
		}
	}
	return nil
}

// calendar tabulates the days on which the centres are open. It takes longer than all
// tables together, so it comes after them.
func (l *loader) calendar() (err error) {
	for i := range l.centres {
		c := &l.centres[i]
		closes := newCloser(slices.DeleteFunc(slices.Clone(l.b.Holidays), func(r HolidayRow) bool { return r.Centre != c.Name }))
		for y := firstHolidays; y <= lastHolidays; y++ {
			c.Holidays = closes.year(c.Holidays, y)
		}
	}
	if l.b.Calendar, err = world.NewCalendar(l.centres, firstHolidays, lastHolidays); err != nil {
		return fmt.Errorf("holidays.csv: %w", err)
	}
	return nil
}
