package world

import (
	"errors"
	"fmt"
	"sync"
)

type phase uint8

const (
	phaseAct phase = iota
	phaseBid
)

// scheduler runs one phase of all institutions and returns the error of the
// first in roster order that failed.
type scheduler interface {
	run(w *World, p phase) error
	close()
}

// inlineScheduler calls institutions one after another.
type inlineScheduler struct{}

func (inlineScheduler) run(w *World, p phase) error {
	for i := range w.agents {
		if err := w.step(i, p); err != nil {
			return err
		}
	}
	return nil
}

func (inlineScheduler) close() {}

// errGone is the error of an institution whose step never returned.
var errGone = errors.New("ended its goroutine")

// goroutines gives every institution a goroutine of its own, woken once per
// phase; a WaitGroup is the barrier.
type goroutines struct {
	done sync.WaitGroup
	gone sync.WaitGroup
	live []*Desk
}

func newGoroutines(w *World) *goroutines {
	g := &goroutines{}
	for i, inst := range w.agents {
		if inst == nil {
			continue
		}
		d := w.desks[i]
		d.wake = make(chan phase, 1)
		g.live = append(g.live, d)
		g.gone.Add(1)
		go func() {
			defer g.gone.Done()
			for p := range d.wake {
				g.one(w, d, p)
			}
		}()
	}
	return g
}

// one steps an institution. It reports back even if the institution ends its
// goroutine.
func (g *goroutines) one(w *World, d *Desk, p phase) {
	defer g.done.Done()
	d.err = errGone
	d.err = w.step(d.self, p)
}

func (g *goroutines) run(w *World, p phase) error {
	g.done.Add(len(g.live))
	for _, d := range g.live {
		d.wake <- p
	}
	g.done.Wait()
	for _, d := range g.live {
		if d.err == errGone {
			return fmt.Errorf("agent %q %w", w.names[d.self], d.err)
		}
		if d.err != nil {
			return d.err
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
