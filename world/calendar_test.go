package world

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"kirifuda/world/market"
)

// twoCentres are closed on a few days, on some of them together.
func twoCentres(t interface {
	Helper()
	Fatal(args ...any)
}) *Calendar {
	t.Helper()
	c, err := NewCalendar([]Centre{
		{Name: "east", Holidays: []Holiday{{date("2025-04-02"), "Spring"}, {date("2025-04-04"), "Rest"}, {date("2026-01-01"), "New Year"}}},
		{Name: "west", Holidays: []Holiday{{date("2025-04-03"), "Thaw"}, {date("2025-04-04"), "Rest"}, {date("2026-01-01"), "Year's end"}}},
	}, 2025, 2026)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCentres(t *testing.T) {
	c := twoCentres(t)
	if c.Centre("west") != 1 || c.Centre("north") != -1 || len(c.Centres()) != 2 {
		t.Errorf("centres are %v", c.Centres())
	}
	for _, x := range []struct {
		date             string
		step, east, west bool
		holiday          string
	}{
		{"2025-04-01", true, true, true, ""},
		{"2025-04-02", true, false, true, ""},
		{"2025-04-03", true, true, false, ""},
		{"2025-04-04", false, false, false, "Rest"},
		{"2025-04-05", false, false, false, ""},
		{"2026-01-01", false, false, false, "New Year, Year's end"},
		{"2030-01-01", true, true, true, ""}, // outside the tables
	} {
		d := date(x.date)
		if c.IsStep(d) != x.step || c.IsOpen(-1, d) != x.step || c.IsOpen(0, d) != x.east || c.IsOpen(1, d) != x.west || c.Holiday(-1, d) != x.holiday {
			t.Errorf("%s: %t %t %t %q, want %+v", d, c.IsStep(d), c.IsOpen(0, d), c.IsOpen(1, d), c.Holiday(-1, d), x)
		}
	}
	if got := c.Add(date("2025-04-03"), 1); got != date("2025-04-07") {
		t.Errorf("after 3 April comes %s", got)
	}
	if got := c.Add(date("2025-04-07"), -1); got != date("2025-04-03") {
		t.Errorf("before 7 April comes %s", got)
	}
	if got := c.NextStep(date("2025-04-04")); got != date("2025-04-07") {
		t.Errorf("4 April is moved to %s", got)
	}
	if got := c.NextOpen(1, date("2025-04-02")); got != date("2025-04-07") {
		t.Errorf("the west opens again on %s", got)
	}
	if got := c.LastOpen(0, date("2025-04-03")); got != date("2025-04-01") {
		t.Errorf("the east was last open on %s", got)
	}
	// What the west does on Thursdays it does on Monday the 7th.
	for d, want := range map[string]bool{"2025-04-02": false, "2025-04-03": false, "2025-04-04": false, "2025-04-07": true, "2025-04-10": true, "2025-04-11": false} {
		if got := c.Due(time.Thursday, 1, date(d)); got != want {
			t.Errorf("due on %s: %t", d, got)
		}
	}
	if _, err := NewCalendar(make([]Centre, 9), 2025, 2026); err == nil {
		t.Error("nine centres were accepted")
	}
	if _, err := NewCalendar(nil, 2026, 2020); err == nil {
		t.Error("a calendar that ends before it begins was accepted")
	}
}

// Steps are counted in the same way as they are taken one by one, inside the tables,
// outside them and across their ends.
func TestCalendarProperty(t *testing.T) {
	c := twoCentres(t)
	for _, c := range []*Calendar{nil, {}, c} {
		rapid.Check(t, func(t *rapid.T) {
			d := NewDate(2024, 11, 1) + Date(rapid.IntRange(0, 900).Draw(t, "date"))
			n := rapid.IntRange(-300, 300).Draw(t, "steps")
			want, step := d, Date(1)
			if n < 0 {
				step = -1
			}
			for i := 0; i != n; {
				if want += step; c.IsStep(want) {
					i += int(step)
				}
			}
			e := c.Add(d, n)
			if e != want {
				t.Fatalf("%s + %d steps = %s, want %s", d, n, e, want)
			}
			if n > 0 && (c.Until(d, e) != n || c.Until(e, d) != 0) {
				t.Fatalf("%s + %d steps = %s, which is %d later", d, n, e, c.Until(d, e))
			}
			if n != 0 && !e.IsWeekday() {
				t.Fatalf("%s is a step", e)
			}
			if c.IsStep(d) && c.NextStep(d) != d || !c.IsStep(c.NextStep(d)) {
				t.Fatalf("%s is moved to %s", d, c.NextStep(d))
			}
			for centre := range c.Centres() {
				next := c.NextOpen(centre, d)
				if !c.IsOpen(centre, next) || next <= d || c.LastOpen(centre, next+1) != next {
					t.Fatalf("centre %d opens on %s after %s", centre, next, d)
				}
				for x := d + 1; x < next; x++ {
					if c.IsOpen(centre, x) {
						t.Fatalf("centre %d opens on %s, not only on %s", centre, x, next)
					}
				}
			}
		})
	}
}

// A market that is closed holds its price, trades nothing and pays no variation margin;
// the others clear, and the moves are attributed to the last digit.
func TestClosedMarket(t *testing.T) {
	agents := []AgentSpec{maker("maker", 3), noise("noise", 2), maker("other", 1), noise("more", 5)}
	cfg := small(agents...)
	noCarry(&cfg)
	cfg.Calendar = twoCentres(t)
	cfg.Instruments[tBond].Centre, cfg.Instruments[tSwap].Centre, cfg.Instruments[tShare].Centre = "west", "west", "east"
	w := build(t, cfg)
	for range 8 {
		before := make([]int64, len(w.names))
		for i := range before {
			before[i] = w.books.Units(i, w.cfg.Instruments[tBond].asset) + w.books.Units(i, w.cfg.Instruments[tSwap].asset)
		}
		dev := append([]float64(nil), w.view.Deviation...)
		steps(t, w, 1)
		v := w.View()
		if !v.Calendar.IsStep(v.Date) {
			t.Fatalf("the world stepped on %s", v.Date)
		}
		for k, centre := range map[int]int{tBond: 1, tSwap: 1, tShare: 0, tYen: -1} {
			open := v.Calendar.IsOpen(centre, v.Date)
			if open != v.IsOpen(k) || open != (w.rounds[0].States[k] == market.Cleared) || open != (v.Deviation[k] != dev[k]) {
				t.Errorf("%s: %s is open: %t, state %s, from %g to %g", v.Date, v.Instruments[k].ID, open, w.rounds[0].States[k], dev[k], v.Deviation[k])
			}
			if share := v.OpenShare[k]; open != (share > 0) {
				t.Errorf("%s: %s has been closed for %g of a year", v.Date, v.Instruments[k].ID, share)
			}
		}
		if !v.IsOpen(tBond) {
			for i := range before {
				if now := w.books.Units(i, w.cfg.Instruments[tBond].asset) + w.books.Units(i, w.cfg.Instruments[tSwap].asset); now != before[i] {
					t.Errorf("%s: %s traded in a closed market", v.Date, w.names[i])
				}
			}
			if w.rounds[0].States[tBond].String() != "closed" || w.rounds[0].UnfilledUSDBn[tBond] != 0 {
				t.Errorf("%s: the bond is %s, %g unfilled", v.Date, w.rounds[0].States[tBond], w.rounds[0].UnfilledUSDBn[tBond])
			}
		}
	}
	if got, want := w.View().Date, date("2025-04-11"); got != want {
		t.Errorf("eight steps end on %s, want %s", got, want)
	}
}

// Money accrues by calendar days: interest of a year is a year's interest, and that of a
// Monday three days'.
func TestYearOfInterest(t *testing.T) {
	cfg := small(maker("a", 1), maker("b", 1))
	cfg.Calendar = twoCentres(t)
	w := build(t, cfg)
	var sum, elapsed float64
	for w.View().Date < date("2026-03-31") {
		steps(t, w, 1)
		v := w.View()
		sum, elapsed = sum+v.YearShare, elapsed+float64(v.Elapsed)
		if v.Date.Weekday() == time.Monday && v.Elapsed < 3 {
			t.Errorf("%s accrues %d days", v.Date, v.Elapsed)
		}
	}
	if sum < 1-1e-12 || sum > 1+1e-12 || elapsed != 365 {
		t.Errorf("1 April 2025 to 31 March 2026 is %.15f of a year, %g days", sum, elapsed)
	}
}

func TestLevy(t *testing.T) {
	tax := func(from string) Config {
		var payer int
		cfg := small(maker("a", 1), maker("b", 1))
		noCarry(&cfg)
		for i, a := range cfg.Agents {
			if a.ID == "a" {
				payer = i
			}
		}
		for i := range cfg.Agents {
			if cfg.Agents[i].ID == from {
				cfg.Agents[i] = agent(from, func(d *Desk) { d.Levy(payer, 0, 2.5) }, nil)
			}
		}
		return cfg
	}
	w := build(t, tax("treasury"))
	steps(t, w, 1)
	if got := w.Books().Units(w.agentIndex("treasury"), 0); got != 25e10 {
		t.Errorf("a tax of 2.5 bn brings %d cents", got)
	}
	if err := build(t, tax("b")).Step(); err == nil {
		t.Error("an agent without bonds levied a tax")
	}
}
