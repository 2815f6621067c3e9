package economy

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kirifuda/world"
)

func calendarOf(t *testing.T) *world.Calendar {
	t.Helper()
	e, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return e.Calendar()
}

// closedIn lists the weekdays of a year on which a centre is closed, as month and day.
func closedIn(t *testing.T, centre string, year int) string {
	t.Helper()
	c := calendarOf(t)
	at := c.Centre(centre)
	if at < 0 {
		t.Fatalf("no centre %q among %v", centre, c.Centres())
	}
	var days []string
	for d := world.NewDate(year, 1, 1); d <= world.NewDate(year, 12, 31); d++ {
		if d.IsWeekday() && !c.IsOpen(at, d) {
			days = append(days, d.String()[5:])
		}
	}
	return strings.Join(days, " ")
}

// Published lists: SIFMA and the Federal Reserve, NYSE, Tokyo Stock Exchange, TARGET,
// gov.uk; see also the packages pandas_market_calendars and holidays, with which 1990 to
// 2035 agree, but for the rows of holidays.csv that say otherwise.
func TestHolidaysOfKnownYears(t *testing.T) {
	for _, x := range []struct {
		centre string
		year   int
		want   string
	}{
		{"US_BOND", 2015, "01-01 01-19 02-16 05-25 07-03 09-07 10-12 11-11 11-26 12-25"},
		{"US_BOND", 2020, "01-01 01-20 02-17 04-10 05-25 07-03 09-07 10-12 11-11 11-26 12-25"},
		{"US_BOND", 2021, "01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25 12-24"},
		{"US_BOND", 2022, "01-17 02-21 04-15 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26"},
		{"US_BOND", 2025, "01-01 01-20 02-17 04-18 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25"},
		{"US_BOND", 2026, "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25"},
		{"US_EQUITY", 2012, "01-02 01-16 02-20 04-06 05-28 07-04 09-03 10-29 10-30 11-22 12-25"},
		{"US_EQUITY", 2018, "01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25"},
		{"US_EQUITY", 2025, "01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25"},
		{"US_EQUITY", 2026, "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25"},
		{"JP", 2015, "01-01 01-02 01-12 02-11 04-29 05-04 05-05 05-06 07-20 09-21 09-22 09-23 10-12 11-03 11-23 12-23 12-31"},
		{"JP", 2019, "01-01 01-02 01-03 01-14 02-11 03-21 04-29 04-30 05-01 05-02 05-03 05-06 07-15 08-12 09-16 09-23 10-14 10-22 11-04 12-31"},
		{"JP", 2020, "01-01 01-02 01-03 01-13 02-11 02-24 03-20 04-29 05-04 05-05 05-06 07-23 07-24 08-10 09-21 09-22 11-03 11-23 12-31"},
		{"JP", 2021, "01-01 01-11 02-11 02-23 04-29 05-03 05-04 05-05 07-22 07-23 08-09 09-20 09-23 11-03 11-23 12-31"},
		{"JP", 2025, "01-01 01-02 01-03 01-13 02-11 02-24 03-20 04-29 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-24 12-31"},
		{"JP", 2026, "01-01 01-02 01-12 02-11 02-23 03-20 04-29 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23 12-31"},
		{"JP", 2032, "01-01 01-02 01-12 02-11 02-23 04-29 05-03 05-04 05-05 07-19 08-11 09-20 09-21 09-22 10-11 11-03 11-23 12-31"},
		{"EU", 2021, "01-01 04-02 04-05"},
		{"EU", 2025, "01-01 04-18 04-21 05-01 12-25 12-26"},
		{"EU", 2026, "01-01 04-03 04-06 05-01 12-25"},
		{"UK", 2015, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"},
		{"UK", 2016, "01-01 03-25 03-28 05-02 05-30 08-29 12-26 12-27"},
		{"UK", 2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"},
		{"UK", 2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"},
		{"UK", 2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"},
		{"UK", 2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"},
		{"UK", 2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"},
	} {
		if got := closedIn(t, x.centre, x.year); got != x.want {
			t.Errorf("%s is closed in %d on\n%s, want\n%s", x.centre, x.year, got, x.want)
		}
	}
}

func TestHolidayNames(t *testing.T) {
	c := calendarOf(t)
	for _, x := range []struct{ centre, date, want string }{
		{"US_BOND", "2025-06-19", "Juneteenth"},
		{"US_EQUITY", "2026-07-03", "Independence Day, observed"},
		{"JP", "2025-05-06", "Greenery Day, observed"},
		{"JP", "2026-09-22", "Citizens' Holiday"},
		{"JP", "2025-12-31", "Bank holiday of the year end"},
		{"UK", "2022-09-19", "Funeral of the Queen"},
		{"EU", "2025-05-02", ""},
		{"", "2026-01-01", "New Year's Day"},
		{"", "2025-12-25", ""}, // Tokyo is open
	} {
		d, err := world.ParseDate(x.date)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Holiday(c.Centre(x.centre), d); got != x.want {
			t.Errorf("%s %s is %q, want %q", x.centre, x.date, got, x.want)
		}
	}
}

// No weekday but 1 January is a holiday everywhere.
func TestStepsOfAYear(t *testing.T) {
	c := calendarOf(t)
	for year := 1974; year <= lastHolidays; year++ {
		var closed []string
		for d := world.NewDate(year, 1, 1); d <= world.NewDate(year, 12, 31); d++ {
			if d.IsWeekday() && !c.IsStep(d) {
				closed = append(closed, d.String()[5:])
			}
		}
		if len(closed) > 1 || len(closed) == 1 && closed[0] != "01-01" && closed[0] != "01-02" {
			t.Errorf("%d: no market is open on %v", year, closed)
		}
	}
	if n := c.Until(world.NewDate(2025, 3, 31), world.NewDate(2026, 3, 31)); n != 260 {
		t.Errorf("1 April 2025 to 31 March 2026 has %d steps", n)
	}
}

// Every step is a weekday on which somebody trades, and shares of the year between steps
// add up to that of the whole.
func TestEmbeddedCalendarProperty(t *testing.T) {
	c := calendarOf(t)
	rapid.Check(t, func(t *rapid.T) {
		d := world.NewDate(1971, 1, 1) + world.Date(rapid.IntRange(0, 83_000).Draw(t, "date"))
		n := rapid.IntRange(1, 300).Draw(t, "steps")
		last, sum, days := d, 0.0, 0
		for range n {
			next := c.Add(last, 1)
			open := slices.ContainsFunc(c.Centres(), func(x string) bool { return c.IsOpen(c.Centre(x), next) })
			if !open || !next.IsWeekday() || next <= last || next-last > 5 {
				t.Fatalf("after %s comes %s", last, next)
			}
			sum, days, last = sum+last.YearShare(next), days+int(next-last), next
		}
		if last != c.Add(d, n) || c.Until(d, last) != n {
			t.Fatalf("%d steps after %s is %s, not %s", n, d, c.Add(d, n), last)
		}
		if whole := d.YearShare(last); whole-sum > 1e-12 || sum-whole > 1e-12 || days != int(last-d) {
			t.Fatalf("%s to %s is %.15f of a year, in steps %.15f", d, last, whole, sum)
		}
	})
}

func TestEaster(t *testing.T) {
	for year, want := range map[int]string{1971: "04-11", 2000: "04-23", 2008: "03-23", 2025: "04-20", 2038: "04-25", 2160: "03-23", 2199: "04-14"} {
		if got := easter(year).String()[5:]; got != want {
			t.Errorf("Easter of %d is on %s, want %s", year, got, want)
		}
		if easter(year).Weekday() != time.Sunday {
			t.Errorf("Easter of %d is a %s", year, easter(year).Weekday())
		}
	}
}
