package world

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

// A calendar of two centres, both of which are closed on New Year's Day and on two days
// of October.
func sharedHolidays(t interface{ Fatal(...any) }) *Calendar {
	shared := []Holiday{{date("2025-01-01"), "New Year"}, {date("2025-10-09"), "both"}, {date("2025-10-10"), "both"}, {date("2026-01-01"), "New Year"}}
	c, err := NewCalendar([]Centre{{"A", shared}, {"B", shared}}, 2024, 2027)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The number of a date is that of its business day, before the start and after it; a date
// on which all markets are closed is the next business day or, if asked, the last.
func TestWhenProperty(t *testing.T) {
	c := sharedHolidays(t)
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.SampledFrom([]*Calendar{nil, c}).Draw(t, "calendar")
		start := days.NextStep(NewDate(2024, 6, 1) + Date(rapid.IntRange(0, 700).Draw(t, "start")))
		d := NewDate(2024, 3, 1) + Date(rapid.IntRange(0, 1000).Draw(t, "date"))
		forth, back := OnDate(d).In(days, start, false).Day(), OnDate(d).In(days, start, true).Day()
		on := func(n int) Date { return days.Add(days.Add(start, -1), n) }
		want := days.NextStep(d)
		if got := on(forth); got != want {
			t.Fatalf("%s is day %d of a run from %s, which is %s and not %s", d, forth, start, got, want)
		}
		if closed := want != d; back != forth && !closed || closed && back != forth-1 {
			t.Fatalf("%s is day %d or, backwards, %d of a run from %s", d, forth, back, start)
		}
		if on(back) > d {
			t.Fatalf("%s is put on %s", d, on(back))
		}
		// A number stays what it is, wherever the run starts.
		if n := rapid.IntRange(0, 5000).Draw(t, "number"); OnDay(n).In(days, start, false).Day() != n {
			t.Fatalf("day %d has the number %d", n, OnDay(n).In(days, start, false).Day())
		}
	})
}

func TestWhenText(t *testing.T) {
	for text, want := range map[string]When{"2025-07-07": OnDate(date("2025-07-07")), "25": OnDay(25), "0": {}, "-3": OnDay(-3)} {
		w, err := ParseWhen(text)
		if err != nil || w != want || w.String() != text {
			t.Errorf("%s is read as %s, %v", text, w, err)
		}
		raw, err := json.Marshal(map[string]When{"day": want})
		var back map[string]When
		if err != nil || json.Unmarshal(raw, &back) != nil || back["day"] != want {
			t.Errorf("%s is written as %s and read as %s", text, raw, back["day"])
		}
	}
	for _, bad := range []string{"", "soon", "7.7.2025", "25.5", "2025-02-30", "2300-01-01", "25 days"} {
		if w, err := ParseWhen(bad); err == nil {
			t.Errorf("%q is read as %s", bad, w)
		}
	}
	for text, want := range map[string]string{"2025-7-7": "2025-07-07", "20250707": "2025-07-07", "2025/07/07": "2025-07-07", "7.7.2025": "", "25": "", "": ""} {
		if got := GuessDate(text); got != want {
			t.Errorf("%q means %q, want %q", text, got, want)
		}
	}
	if OnDay(0).DayOrNever() != Never || OnDay(3).DayOrNever() != 3 || OnDate(date("2025-03-03")).In(nil, date("2025-04-01"), false).DayOrNever() != Never {
		t.Error("a day before the run is one of it, or a day of it is not")
	}
	defer func() {
		if recover() == nil {
			t.Error("a date has a number in no run")
		}
	}()
	OnDate(date("2025-07-07")).Day()
}
