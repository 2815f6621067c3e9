package world

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
)

func TestSchedulersGiveTheSameBits(t *testing.T) {
	days := 40
	if testing.Short() {
		days = 10
	}
	cfg := busy()
	want := runHash(t, cfg, days)
	for _, procs := range []int{1, 2, 8} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		for _, inline := range []bool{true, false} {
			cfg.Inline = inline
			if got := runHash(t, cfg, days); got != want {
				t.Errorf("GOMAXPROCS %d, inline %t: hash %x, want %x", procs, inline, got, want)
			}
		}
	}
	cfg.Seed++
	if runHash(t, cfg, days) == want {
		t.Error("another seed gives the same run")
	}
	cfg = busy()
	cfg.Run++
	if runHash(t, cfg, days) == want {
		t.Error("another run number gives the same run")
	}
}

// A bubble of synctest fails if a goroutine of it outlives its main one.
func TestCloseJoinsGoroutines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := busy()
		cfg.Inline = false
		w, err := New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		steps(t, w, 3)
		w.Close()
		w.Close()
		if err := w.Step(); err == nil || !strings.Contains(err.Error(), "closed") {
			t.Errorf("a closed world steps: %v", err)
		}
	})
	synctest.Test(t, func(t *testing.T) { // also after a failure
		cfg := small(maker("m", 1), agent("a", func(*Desk) { panic("x") }, nil))
		cfg.Inline = false
		w, err := New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		if w.Step() == nil {
			t.Error("no error")
		}
		w.Close()
	})
	synctest.Test(t, func(t *testing.T) { // and where no world came to be
		cfg := small(maker("m", 1), AgentSpec{ID: "bad", New: func(*Setup) (Institution, error) { return nil, errors.New("no licence") }})
		cfg.Inline = false
		if _, err := New(cfg); err == nil || !strings.Contains(err.Error(), `"bad"`) || !strings.Contains(err.Error(), "no licence") {
			t.Errorf("New says %v", err)
		}
	})
}

func TestTheFirstToFailOnTheRosterIsNamed(t *testing.T) {
	fail := func(id string) AgentSpec { return agent(id, func(*Desk) { panic(id) }, nil) }
	for _, inline := range []bool{true, false} {
		cfg := small(maker("m", 1), fail("first"), fail("second"))
		cfg.Inline = inline
		if err := build(t, cfg).Step(); err == nil || !strings.Contains(err.Error(), `"first"`) {
			t.Errorf("inline %t: %v", inline, err)
		}
	}
}
