package agents

import (
	"testing"
	"time"

	"kirifuda/economy"
	"kirifuda/world"
)

// Bills settle once a week, notes and bonds twice a month, on days on which the market is
// open; a day that is a holiday is replaced by the next, the end of the month by the last
// open day.
func TestAuctionCalendar(t *testing.T) {
	e, err := economy.Load()
	if err != nil {
		t.Fatal(err)
	}
	days := e.Calendar()
	us := days.Centre("US_BOND")
	weeks, notes := 0, map[string]int{}
	for d := world.NewDate(2025, 4, 1); d <= world.NewDate(2031, 3, 31); d++ {
		bills, both := auction(days, us, d)
		if (bills || both) && !days.IsOpen(us, d) {
			t.Errorf("an auction settles on %s, a holiday", d)
		}
		if bills {
			weeks++
			if d.Weekday() != time.Thursday && days.IsOpen(us, d-1) {
				t.Errorf("bills settle on %s", d)
			}
		}
		if both {
			notes[d.String()[:7]]++
			_, day := d.Month()
			if next, _ := days.NextOpen(us, d).Month(); day < 15 || day > 18 && func() bool { m, _ := d.Month(); return m == next }() {
				t.Errorf("notes settle on %s", d)
			}
		}
	}
	if weeks != 313 {
		t.Errorf("bills settle %d times in 313 weeks", weeks)
	}
	for month, n := range notes {
		if n != 2 {
			t.Errorf("%s: notes settle %d times", month, n)
		}
	}
	for date, want := range map[string][2]bool{
		"2025-11-27": {false, false}, "2025-11-28": {true, true}, // Thanksgiving on a Thursday
		"2025-06-19": {false, false}, "2025-06-20": {true, false}, // Juneteenth on a Thursday
		"2026-01-01": {false, false}, "2026-01-02": {true, false},
		"2025-05-30": {false, true}, "2025-06-16": {false, true},
	} {
		d, err := world.ParseDate(date)
		if err != nil {
			t.Fatal(err)
		}
		if bills, notes := auction(days, us, d); [2]bool{bills, notes} != want {
			t.Errorf("%s: bills %t, notes %t, want %v", date, bills, notes, want)
		}
	}
}
