package world

import (
	"context"
	"errors"
	"strings"
	"testing"
)

type observe func(r *Record) error

func (f observe) Observe(r *Record) error { return f(r) }

func TestWatchingChangesNothing(t *testing.T) {
	cfg := busy()
	want := runHash(t, cfg, 10)
	cfg.Observers = []Observer{observe(func(*Record) error { return nil }), &hash{}}
	if runHash(t, cfg, 10) != want {
		t.Error("observers changed the run")
	}
}

func TestObserverStopsTheRun(t *testing.T) {
	full := errors.New("disk full")
	cfg := small(maker("m", 1), noise("n", 1))
	cfg.Observers = []Observer{observe(func(r *Record) error {
		if r.View.Day == 2 {
			return full
		}
		return nil
	})}
	if err := build(t, cfg).Run(context.Background()); !errors.Is(err, full) || !strings.Contains(err.Error(), "day 2") {
		t.Errorf("the run ended with %v", err)
	}
}
