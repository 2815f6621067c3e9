package world

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestCalendar(t *testing.T) {
	if _, err := ParseDate("2025-02-30"); err == nil {
		t.Error("30 February was accepted")
	}
	d := date("2024-02-26")
	var back Date
	if text, err := d.MarshalText(); err != nil || string(text) != "2024-02-26" || back.UnmarshalText(text) != nil || back != d {
		t.Errorf("%s, written as %s, is read as %s", d, text, back)
	}
	if back.UnmarshalText([]byte("26.2.2024")) == nil || back != d {
		t.Errorf("26.2.2024 is read as %s", back)
	}
	for range 800 {
		if d.Weekday() != d.Time().Weekday() {
			t.Fatalf("%s is called a %s", d, d.Weekday())
		}
		m, day := d.Month()
		if int(d.Time().Month()) != m || d.Time().Day() != day {
			t.Fatalf("%s: month %d, day %d", d, m, day)
		}
		if weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday; weekend == d.IsWeekday() {
			t.Fatalf("%s: business day is %t", d, d.IsWeekday())
		}
		d++
	}
	if got := date("2025-04-04").addWeekdays(1); got != date("2025-04-07") {
		t.Errorf("after Friday 4 April comes %s", got)
	}
	if got := NewDate(1969, time.December, 25).Weekday(); got != time.Thursday {
		t.Errorf("25 December 1969 was a %s", got)
	}
	if NewDate(2025, time.April, 1).String() != "2025-04-01" || Date(0).String() != "" || !Date(0).IsZero() {
		t.Error("the date is written wrongly")
	}
	for _, bad := range []string{"1970-12-31", "2200-01-01", "2025-4-1", "2025-02-30"} {
		if d, err := ParseDate(bad); err == nil {
			t.Errorf("%s is read as %s", bad, d)
		}
	}
	if err := back.UnmarshalText(nil); err != nil || !back.IsZero() {
		t.Errorf("no text is read as %s, %v", back, err)
	}
}

func TestDateProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := NewDate(1971, 1, 1) + Date(rapid.IntRange(0, 80_000).Draw(t, "date"))
		if p, err := ParseDate(d.String()); err != nil || p != d {
			t.Fatalf("%v %v %v", d, p, err)
		}
		if DateOf(d.Time()) != d {
			t.Fatal(d)
		}
		var back Date
		text, _ := d.MarshalText()
		if err := back.UnmarshalText(text); err != nil || back != d {
			t.Fatal(err)
		}
		n := rapid.IntRange(-600, 600).Draw(t, "days")
		e := d.addWeekdays(n)
		want, step := d, Date(1)
		if n < 0 {
			step = -1
		}
		for i := 0; i != n; {
			if want += step; want.IsWeekday() {
				i += int(step)
			}
		}
		if e != want {
			t.Fatalf("%s + %d business days = %s, want %s", d, n, e, want)
		}
		if n > 0 && e.weekdaysUpTo()-d.weekdaysUpTo() != n {
			t.Fatalf("%s + %d weekdays = %s, which is %d later", d, n, e, e.weekdaysUpTo()-d.weekdaysUpTo())
		}
	})
}

// Shares of consecutive periods add up, and those of a calendar year to one.
func TestYearShareProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := NewDate(1971, 1, 1) + Date(rapid.IntRange(0, 80_000).Draw(t, "date"))
		e := d + Date(rapid.IntRange(0, 1500).Draw(t, "days"))
		sum, days := 0.0, Date(0)
		for x := d; x < e; {
			next := min(e, x+Date(rapid.IntRange(1, 5).Draw(t, "step")))
			sum, days = sum+x.YearShare(next), days+next-x
			x = next
		}
		if whole := d.YearShare(e); math.Abs(whole-sum) > 1e-12 || days != e-d {
			t.Fatalf("%s to %s is %.15f of a year, in parts %.15f", d, e, whole, sum)
		}
		y := d.Year()
		if s := (NewDate(y, 1, 1) - 1).YearShare(NewDate(y, 12, 31)); s != 1 {
			t.Fatalf("the days of %d are %.15f of a year", y, s)
		}
		if back := (d + 1).YearShare(d); back != 0 {
			t.Fatalf("backwards it is %g of a year", back)
		}
	})
	for _, c := range []struct {
		from, to string
		want     float64
	}{{"2025-03-31", "2026-03-31", 1}, {"2025-04-04", "2025-04-07", 3.0 / 365}, {"2027-12-31", "2028-12-31", 1}, {"2027-12-30", "2028-01-01", 1.0/365 + 1.0/366}} {
		if got := date(c.from).YearShare(date(c.to)); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%s to %s is %.15f of a year, want %.15f", c.from, c.to, got, c.want)
		}
	}
}
