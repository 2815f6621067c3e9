package world

import (
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
		if weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday; weekend == d.Business() {
			t.Fatalf("%s: business day is %t", d, d.Business())
		}
		d++
	}
	if got := date("2025-04-04").AddBusiness(1); got != date("2025-04-07") {
		t.Errorf("after Friday 4 April comes %s", got)
	}
	if got := NewDate(1969, time.December, 25).Weekday(); got != time.Thursday {
		t.Errorf("25 December 1969 was a %s", got)
	}
	if got := date("2025-04-05").NextBusiness(); got != date("2025-04-07") || got.NextBusiness() != got {
		t.Errorf("Saturday 5 April is moved to %s", got)
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
		e := d.AddBusiness(n)
		want, step := d, Date(1)
		if n < 0 {
			step = -1
		}
		for i := 0; i != n; {
			if want += step; want.Business() {
				i += int(step)
			}
		}
		if e != want {
			t.Fatalf("%s + %d business days = %s, want %s", d, n, e, want)
		}
		if n > 0 && (d.BusinessUntil(e) != n || e.BusinessUntil(d) != 0) {
			t.Fatalf("%s + %d business days = %s, which is %d later", d, n, e, d.BusinessUntil(e))
		}
	})
}
