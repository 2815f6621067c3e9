package agents

import (
	"testing"

	"kirifuda/world"
)

func TestAuctionCalendar(t *testing.T) {
	d, err := world.ParseDate("2025-03-31")
	if err != nil {
		t.Fatal(err)
	}
	bills, notes := map[string]int{}, map[string]int{}
	for range 520 {
		prev := d
		d = d.AddBusiness(1)
		b, n := auction(&world.View{Date: d, Previous: prev})
		if b != (d.Weekday() == 4) {
			t.Errorf("%s: bills %t", d, b)
		}
		month := d.String()[:7]
		if b {
			bills[month]++
		}
		if n {
			notes[month]++
			_, day := d.Month()
			if next, _ := d.AddBusiness(1).Month(); day < 15 || day > 17 && func() bool { m, _ := d.Month(); return m == next }() {
				t.Errorf("notes settle on %s", d)
			}
		}
	}
	for month, n := range notes {
		if n != 2 && month != "2027-03" {
			t.Errorf("%s: notes settle %d times", month, n)
		}
		if bills[month] < 4 && month != "2027-03" {
			t.Errorf("%s: bills settle %d times", month, bills[month])
		}
	}
}
