package world

import (
	"errors"
	"fmt"
	"time"
)

// Date is a calendar day, counted in days from 1 January 1970. The zero value
// means "no date". Dates compare with the ordinary operators.
type Date int32

// The years that a [Date] in a file may have. 1970 is left out so that the zero
// value is free to mean "no date".
const (
	minYear = 1971
	maxYear = 2199
)

var errDate = errors.New("not a date; write it as 2025-04-01")

// NewDate returns the date of a year, month and day.
func NewDate(year int, month time.Month, day int) Date {
	return DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateOf returns the date of t in t's own time zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDate reads an ISO date such as 2025-04-01, between 1971 and 2199.
// Weekends are valid dates.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		var pe *time.ParseError
		if errors.As(err, &pe) && pe.Message != "" && len(s) == len(time.DateOnly) {
			return 0, errors.New("not a date in the calendar")
		}
		return 0, errDate
	}
	if t.Year() < minYear || t.Year() > maxYear {
		return 0, fmt.Errorf("outside the years %d to %d", minYear, maxYear)
	}
	return DateOf(t), nil
}

// IsZero reports whether the date is unset.
func (d Date) IsZero() bool { return d == 0 }

// Time is the date at midnight UTC.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String is the ISO form, or "" for the unset date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalText implements encoding.TextMarshaler.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler; empty text is the unset
// date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	v, err := ParseDate(string(b))
	if err != nil {
		return fmt.Errorf("%q: %w", b, err)
	}
	*d = v
	return nil
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday((int(d)%7 + 11) % 7) }

// IsWeekday reports whether the date is a Monday, …, Friday.
func (d Date) IsWeekday() bool { return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday }

// addWeekdays is the date n weekdays later, or earlier if n is negative. Counted from a
// Sunday, the first later one is Monday and the first earlier one is Friday.
func (d Date) addWeekdays(n int) Date {
	step := Date(-1)
	switch {
	case n == 0:
		return d
	case n < 0:
		step = 1
	}
	// Counting from a weekend equals counting from the weekday behind it.
	for !d.IsWeekday() {
		d += step
	}
	day := int(d.Weekday()) - 1 // since Monday
	week, rest := (day+n)/5, (day+n)%5
	if rest < 0 {
		week, rest = week-1, rest+5
	}
	return d + Date(7*week+rest-day)
}

// weekdaysUpTo counts the weekdays up to and including d since a Monday before all dates.
func (d Date) weekdaysUpTo() int {
	const monday = -3 - 7*200_000 // 29 December 1969, and weeks before it
	n := int(d) - monday
	return n/7*5 + min(n%7+1, 5)
}

// Year is the calendar year.
func (d Date) Year() int { return d.Time().Year() }

// Month is the calendar month, 1 to 12, and the day of the month.
func (d Date) Month() (month, day int) {
	_, m, dd := d.Time().Date()
	return int(m), dd
}

// YearShare is the part of a year that passes from the end of d to the end of e, not
// before d, by the convention ACT/ACT: each day is 1/365 of a year, or 1/366 of a leap
// year. The shares of the days of a calendar year add up to one.
func (d Date) YearShare(e Date) float64 {
	first, last := d+1, e
	from, to := first.Year(), last.Year()
	if first > last {
		return 0
	}
	if from == to {
		return float64(last-d) / float64(daysOf(from))
	}
	head := float64(NewDate(from+1, time.January, 1)-first) / float64(daysOf(from))
	tail := float64(last-NewDate(to, time.January, 1)+1) / float64(daysOf(to))
	return head + float64(to-from-1) + tail
}

// daysOf is the number of days of a calendar year.
func daysOf(year int) int {
	if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		return 366
	}
	return 365
}
