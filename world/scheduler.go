package world

import (
	"errors"
	"fmt"
	"sync"
)

// turn is a phase of the day in which institutions are called.
type turn uint8

const (
	act turn = iota
	bid
	numTurns
)

func (t turn) String() string { return [...]string{"act", "bid"}[t] }

// scheduler calls the institutions that take part in a turn and returns the error
// of the first in the order of the roster that failed.
type scheduler interface {
	run(w *World, t turn) error
	close()
}

// inlineScheduler calls institutions one after another.
type inlineScheduler struct{}

func (inlineScheduler) run(w *World, t turn) error {
	for _, i := range w.woken[t] {
		if err := w.wake(i, t); err != nil {
			return err
		}
	}
	return nil
}

func (inlineScheduler) close() {}

// errGone is the error of an institution whose method never returned.
var errGone = errors.New("ended its goroutine")

// goroutines gives every institution that acts or bids a goroutine of its own,
// woken once in each turn; a WaitGroup is the barrier.
type goroutines struct {
	done sync.WaitGroup
	gone sync.WaitGroup
	live []*Desk
}

func newGoroutines(w *World) *goroutines {
	g := &goroutines{}
	for i := range w.seats {
		if w.seats[i].actor == nil && w.seats[i].bidder == nil {
			continue
		}
		d := w.desks[i]
		d.wake = make(chan turn, 1)
		g.live = append(g.live, d)
		g.gone.Add(1)
		go func() {
			defer g.gone.Done()
			for t := range d.wake {
				g.one(w, d, t)
			}
		}()
	}
	return g
}

// one calls an institution. It reports back even if the institution ends its
// goroutine.
func (g *goroutines) one(w *World, d *Desk, t turn) {
	defer g.done.Done()
	d.err = errGone
	d.err = w.wake(d.self, t)
}

func (g *goroutines) run(w *World, t turn) error {
	g.done.Add(len(w.woken[t]))
	for _, i := range w.woken[t] {
		w.desks[i].wake <- t
	}
	g.done.Wait()
	for _, i := range w.woken[t] {
		switch err := w.desks[i].err; err {
		case nil:
		case errGone:
			return fmt.Errorf("agent %q %w", w.names[i], err)
		default:
			return err
		}
	}
	return nil
}

func (g *goroutines) close() {
	for _, d := range g.live {
		close(d.wake)
	}
	g.gone.Wait()
}
