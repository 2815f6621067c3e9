package rules

import (
	"slices"
	"testing"

	"kirifuda/world"
)

func dates(t *testing.T, text ...string) (out []world.Date) {
	t.Helper()
	for _, s := range text {
		d, err := world.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, d)
	}
	return out
}

func TestCalendar(t *testing.T) {
	for _, c := range []struct {
		name, start string
		dates       []world.Date
		want        []string
		gaps        []int
	}{
		{"dates, then steps", "2025-03-31", dates(t, "2025-04-02", "2025-04-11"), []string{"2025-04-02", "2025-04-11", "2025-04-25", "2025-05-09"}, []int{10, 7, 10, 10}},
		{"a start between the dates", "2025-04-02", dates(t, "2025-04-02", "2025-04-11"), []string{"2025-04-11", "2025-04-25", "2025-05-09"}, []int{7, 10, 10}},
		{"a start after the last", "2025-04-22", dates(t, "2025-04-02", "2025-04-11"), []string{"2025-04-25", "2025-05-09", "2025-05-23"}, []int{10, 10, 10}},
		{"a start long before the first", "2025-03-10", dates(t, "2025-04-11"), []string{"2025-04-11"}, []int{10}},
		{"no dates", "2025-03-31", nil, []string{"2025-04-14", "2025-04-28", "2025-05-12"}, []int{10, 10, 10}},
	} {
		start := dates(t, c.start)[0]
		cal := NewCalendar(nil, start, c.dates, 10)
		var got []string
		var gaps []int
		for d := range 30 {
			day := (*world.Calendar)(nil).Add(start, d+1)
			if gap, ok := cal.Today(&world.View{Date: day}, true); ok {
				got, gaps = append(got, day.String()), append(gaps, gap)
			}
		}
		if !slices.Equal(got, c.want) || !slices.Equal(gaps, c.gaps) {
			t.Errorf("%s: %v after %v days, want %v after %v", c.name, got, gaps, c.want, c.gaps)
		}
	}
}

// A decision on a day on which the home market is closed is made when it opens, and
// days that are holidays everywhere are not counted.
func TestDecisionWaits(t *testing.T) {
	days, err := world.NewCalendar([]world.Centre{{Name: "home", Holidays: []world.Holiday{{Date: world.NewDate(2025, 4, 4), Name: "Rest"}}}}, 2025, 2025)
	if err != nil {
		t.Fatal(err)
	}
	start := dates(t, "2025-04-01")[0]
	cal := NewCalendar(days, start, dates(t, "2025-04-08"), 5)
	closed := dates(t, "2025-04-08", "2025-04-09")
	var got []string
	for d := range 11 {
		day := days.Add(start, d+1)
		if gap, ok := cal.Today(&world.View{Date: day, Calendar: days}, !slices.Contains(closed, day)); ok {
			got = append(got, day.String())
			if gap != 5 {
				t.Errorf("%s: %d days after the last", day, gap)
			}
		}
	}
	if want := []string{"2025-04-10", "2025-04-15"}; !slices.Equal(got, want) {
		t.Errorf("decisions on %v, want %v", got, want)
	}
	if cal := NewCalendar(days, start, nil, 3); cal.next != dates(t, "2025-04-07")[0] {
		t.Errorf("three business days after 1 April is %s", cal.next)
	}
}

func TestDatesInOrder(t *testing.T) {
	if err := InOrder("meetings", dates(t, "2025-04-02", "2025-04-11")); err != nil {
		t.Error(err)
	}
	for _, bad := range [][]world.Date{dates(t, "2025-04-11", "2025-04-02"), dates(t, "2025-04-02", "2025-04-02"), dates(t, "2025-04-05")} {
		if InOrder("meetings", bad) == nil {
			t.Errorf("%v pass", bad)
		}
	}
}
