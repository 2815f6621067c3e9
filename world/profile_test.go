package world

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestProfile(t *testing.T) {
	const days, rounds = 20, 3
	cfg := busy()
	cfg.Rounds = rounds
	if w := build(t, cfg); w.Profile() != nil || !w.profile.begin().IsZero() {
		t.Error("time is taken unasked")
	}
	want := runHash(t, cfg, days)
	cfg.Profile = true
	if runHash(t, cfg, days) != want {
		t.Error("taking the time changes the run")
	}
	w := build(t, cfg)
	began := time.Now()
	steps(t, w, days)
	elapsed := time.Since(began)
	var phases []string
	var whole, part, trade time.Duration
	for _, p := range w.Profile() {
		before, name, nested := strings.Cut(p.Phase, "/")
		calls := days
		switch {
		case nested:
			calls *= rounds
			part += p.Total
			if before != "trade" {
				t.Errorf("%s is part of no trade", p.Phase)
			}
		case before == "trade":
			trade = p.Total
			fallthrough
		default:
			name = before
			whole += p.Total
		}
		phases = append(phases, name)
		if p.Calls != calls || p.Total < 0 {
			t.Errorf("%s: %d calls in %v, want %d", p.Phase, p.Calls, p.Total, calls)
		}
	}
	if !slices.Equal(phases, names(Day())) {
		t.Errorf("profile of %q, the day has %q", phases, names(Day()))
	}
	if !(0 < part && part <= trade && trade <= whole && whole <= elapsed) {
		t.Errorf("rounds took %v of %v of trade, all phases %v of %v", part, trade, whole, elapsed)
	}
	w.Profile()[0].Calls = 0
	if w.Profile()[0].Calls != days {
		t.Error("a profile once shown can be changed from outside")
	}
}
