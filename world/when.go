package world

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// When is the day on which something happens: a date, which stays where it is whenever a
// run starts, or the number of a business day of the run, of which the first is 1. The
// number 0, the zero value, is never.
//
// A date gets its number once the calendar and the start of the run are known, by In. It is
// that of the first business day from the date on, and below 1 if that day lies before the
// run.
type When struct {
	date     Date // zero: the number is given
	number   int
	numbered bool // the date has got its number
}

// OnDay is the business day of the run with a number, the first being 1, or never for 0.
func OnDay(number int) When { return When{number: number} }

// OnDate is a date.
func OnDate(d Date) When { return When{date: d} }

var errWhen = errors.New("neither a date nor a whole number")

// ParseWhen reads a date such as 2025-04-01, or a whole number.
func ParseWhen(s string) (When, error) {
	if n, err := strconv.Atoi(s); err == nil {
		return OnDay(n), nil
	}
	d, err := ParseDate(s)
	switch {
	case errors.Is(err, errDate):
		return When{}, errWhen
	case err != nil:
		return When{}, err
	}
	return OnDate(d), nil
}

// Date is the date if the day is given by one, otherwise the unset date.
func (w When) Date() Date { return w.date }

// Given is the number if the day is given by one; ok is false for a date.
func (w When) Given() (number int, ok bool) { return w.number, w.date.IsZero() }

// In returns the day with the number that its date has in a run whose first business day is
// start. With back, a date on which all markets are closed is the last business day before
// it and not the first one after it.
func (w When) In(days *Calendar, start Date, back bool) When {
	if w.date.IsZero() {
		return w
	}
	d := days.NextStep(w.date)
	if back && d != w.date {
		d = days.Add(w.date, -1)
	}
	base := days.Add(start, -1)
	w.number, w.numbered = days.Until(base, d)-days.Until(d, base), true
	return w
}

// Day is the number of the day in the run: 1 for the first, 0 for never, and less than 1
// for a date before the run. It panics for a date that has not got its number.
func (w When) Day() int {
	if !w.date.IsZero() && !w.numbered {
		panic(fmt.Sprintf("world: %s has no number before it is placed in a run by When.In", w.date))
	}
	return w.number
}

// Never is a number of a day that no run reaches.
const Never = 1 << 30

// DayOrNever is the number of the day in the run, or Never if there is none.
func (w When) DayOrNever() int {
	if n := w.Day(); n > 0 {
		return n
	}
	return Never
}

// String is the date in the ISO form, or the number.
func (w When) String() string {
	if !w.date.IsZero() {
		return w.date.String()
	}
	return strconv.Itoa(w.number)
}

// MarshalJSON writes a string for a date and a number for a number.
func (w When) MarshalJSON() ([]byte, error) {
	if !w.date.IsZero() {
		return json.Marshal(w.date)
	}
	return json.Marshal(w.number)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (w *When) UnmarshalJSON(b []byte) error {
	return w.UnmarshalText([]byte(strings.Trim(string(b), `"`)))
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (w *When) UnmarshalText(b []byte) error {
	v, err := ParseWhen(string(b))
	if err != nil {
		return fmt.Errorf("%q: %w", b, err)
	}
	*w = v
	return nil
}

// GuessDate is the ISO form of the date that a text means which has year, month and day in
// this order, such as 2025-7-7 or 20250707; empty if there is none.
func GuessDate(s string) string {
	for _, layout := range []string{"2006-1-2", "2006/1/2", "2006.1.2", "20060102"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= minYear && t.Year() <= maxYear {
			return DateOf(t).String()
		}
	}
	return ""
}
