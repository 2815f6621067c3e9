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

// Business reports whether markets are open: Monday to Friday. National holidays
// count as business days, because no two countries share them all.
func (d Date) Business() bool { return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday }

// NextBusiness is the date itself if it is a business day, otherwise the Monday
// after it.
func (d Date) NextBusiness() Date {
	for !d.Business() {
		d++
	}
	return d
}

// AddBusiness is the date n business days later, or earlier if n is negative.
// Counted from a Sunday, the first later one is Monday and the first earlier one
// is Friday.
func (d Date) AddBusiness(n int) Date {
	step := Date(-1)
	switch {
	case n == 0:
		return d
	case n < 0:
		step = 1
	}
	// Counting from a weekend equals counting from the business day behind it.
	for !d.Business() {
		d += step
	}
	day := int(d.Weekday()) - 1 // since Monday
	week, rest := (day+n)/5, (day+n)%5
	if rest < 0 {
		week, rest = week-1, rest+5
	}
	return d + Date(7*week+rest-day)
}

// BusinessUntil counts the business days after d up to and including e.
func (d Date) BusinessUntil(e Date) int {
	n := 0
	for d < e {
		d++
		if d.Business() {
			n++
		}
	}
	return n
}

// Month is the calendar month, 1 to 12, and the day of the month.
func (d Date) Month() (month, day int) {
	_, m, dd := d.Time().Date()
	return int(m), dd
}
