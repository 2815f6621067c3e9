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
	if got := date("1969-12-25").Weekday(); got != time.Thursday {
		t.Errorf("25 December 1969 was a %s", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		d := Date(rapid.IntRange(0, 40_000).Draw(t, "date"))
		n := rapid.IntRange(1, 600).Draw(t, "days")
		e := d.AddBusiness(n)
		if !e.Business() || d.BusinessUntil(e) != n || e.BusinessUntil(d) != 0 {
			t.Fatalf("%s + %d business days = %s, which is %d later", d, n, e, d.BusinessUntil(e))
		}
	})
}
