package world

import (
	"fmt"
	"time"
)

// Date is a calendar date: days since 1 January 1970.
type Date int32

// ParseDate reads an ISO date.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a date such as 2025-04-01", s)
	}
	return Date(t.Unix() / 86400), nil
}

// Time is the date at midnight UTC.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

func (d Date) String() string { return d.Time().Format(time.DateOnly) }

// MarshalText implements encoding.TextMarshaler.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Date) UnmarshalText(b []byte) error {
	v, err := ParseDate(string(b))
	if err == nil {
		*d = v
	}
	return err
}

// Weekday of the date.
func (d Date) Weekday() time.Weekday { return time.Weekday((int(d)%7 + 11) % 7) }

// Business reports whether markets are open: Monday to Friday. National
// holidays are ordinary days, because the markets of the world do not share
// them.
func (d Date) Business() bool { return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday }

// AddBusiness is the date n business days later.
func (d Date) AddBusiness(n int) Date {
	for n > 0 {
		d++
		if d.Business() {
			n--
		}
	}
	return d
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
