package configs

import (
	"errors"
	"fmt"
	"time"
)

// Date is a calendar day, counted from 1970-01-01. The zero value means "no
// date". Dates compare with the ordinary operators. Dates in configuration
// files are business dates: Monday to Friday; holidays are not known here.
type Date int32

// dateLayout is the only accepted way to write a date.
const dateLayout = "2006-01-02"

// The years a [Date] in a file may have. 1970 is left out so that the zero
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

// DateOf returns the date that t shows in its own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDate reads an ISO date such as 2025-04-01, between 1971 and 2199. It
// accepts weekends; the loader does not.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dateLayout, s)
	if err != nil {
		var pe *time.ParseError
		if errors.As(err, &pe) && pe.Message != "" && len(s) == len(dateLayout) {
			return 0, fmt.Errorf("not a date in the calendar")
		}
		return 0, errDate
	}
	if t.Year() < minYear || t.Year() > maxYear {
		return 0, fmt.Errorf("outside the years %d to %d", minYear, maxYear)
	}
	return DateOf(t), nil
}

// IsZero reports whether d is unset.
func (d Date) IsZero() bool { return d == 0 }

// Time returns midnight of d in UTC.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String returns the ISO form, or "" for the unset date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(dateLayout)
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// IsBusinessDay reports whether d lies between Monday and Friday.
func (d Date) IsBusinessDay() bool {
	w := d.Weekday()
	return w != time.Saturday && w != time.Sunday
}

// NextBusinessDay returns d itself if it is a business day, otherwise the
// Monday after it.
func (d Date) NextBusinessDay() Date {
	for !d.IsBusinessDay() {
		d++
	}
	return d
}

// AddBusinessDays returns the date n business days after d (before, if n is
// negative). A weekend counts as the Monday that follows it.
func (d Date) AddBusinessDays(n int) Date {
	d = d.NextBusinessDay()
	monday := int64(d) - (int64(d.Weekday())+6)%7
	k := (int64(d.Weekday())+6)%7 + int64(n)
	week, rest := k/5, k%5
	if rest < 0 {
		week, rest = week-1, rest+5
	}
	return Date(monday + 7*week + rest)
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
