package cli

import (
	"testing"
	"time"
)

func TestAge(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	for want, changed := range map[string]time.Time{
		"now": now.Add(-30 * time.Second), "5 min": now.Add(-5 * time.Minute), "3 h": now.Add(-3 * time.Hour), "1 day": now.AddDate(0, 0, -1),
		"40 days": now.AddDate(0, 0, -40), "2 years": now.AddDate(-2, 0, 0), "in the future": now.AddDate(72, 0, 0), "unknown": time.Unix(0, 0),
	} {
		if got := age(changed, now); got != want {
			t.Errorf("%s: %s, want %s", changed, got, want)
		}
	}
	if got := age(now.Add(time.Minute), now); got != "now" { // clocks differ a little
		t.Errorf("a minute ahead: %s", got)
	}
}
