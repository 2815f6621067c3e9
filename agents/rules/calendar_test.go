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
		cal := NewCalendar(start, c.dates, 10)
		var got []string
		var gaps []int
		for d := range 30 {
			day := start.AddBusiness(d + 1)
			if gap, ok := cal.On(day); ok {
				got, gaps = append(got, day.String()), append(gaps, gap)
			}
		}
		if !slices.Equal(got, c.want) || !slices.Equal(gaps, c.gaps) {
			t.Errorf("%s: %v after %v days, want %v after %v", c.name, got, gaps, c.want, c.gaps)
		}
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
