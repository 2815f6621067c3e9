package world

import (
	"fmt"
	"reflect"

	"kirifuda/internal/rng"
)

// appoint builds the institutions of the roster and gives every sheet a desk.
func (w *World) appoint() error {
	w.seats = make([]seat, len(w.names))
	if err := w.declare(); err != nil {
		return err
	}
	words := map[uint64]string{}
	for i, spec := range w.cfg.Agents {
		word := rng.Word(spec.ID)
		if other, ok := words[word]; ok {
			return fmt.Errorf("agents %q and %q would share a random stream: rename one", spec.ID, other)
		}
		words[word] = spec.ID
		inst, err := spec.New(&Setup{
			ID: spec.ID, Self: i, Instruments: w.cfg.Instruments, Currencies: w.cfg.Currencies, Facts: w.cfg.Facts,
			Start: w.cfg.Start, Calendar: w.cfg.Calendar, Days: w.cfg.Days, Rounds: w.cfg.Rounds, world: w,
		})
		if err == nil {
			err = CheckMethods(inst)
		}
		if err != nil {
			return &SetupError{spec.ID, err}
		}
		w.seats[i] = newSeat(inst)
	}
	for i, s := range w.seats {
		d := &Desk{View: &w.view, Book: Book{w, i}, self: i, w: w, word: rng.Word(w.names[i]), stream: rng.New(rng.Key{})}
		if s.actor != nil {
			w.woken[act] = append(w.woken[act], i)
		}
		if s.bidder != nil {
			w.woken[bid] = append(w.woken[bid], i)
			d.Bid = &d.bid
		}
		w.desks = append(w.desks, d)
		w.bids = append(w.bids, &d.bid)
	}
	return nil
}

// declare collects what agents make common knowledge.
func (w *World) declare() error {
	w.common = map[string]any{}
	for _, spec := range w.cfg.Agents {
		for name, value := range spec.Declares {
			if _, ok := w.common[name]; ok {
				return fmt.Errorf("agent %q declares %q, which another agent has already declared", spec.ID, name)
			}
			w.common[name] = value
		}
	}
	return nil
}

// phaseMethods are the interfaces of an institution, with their methods.
var phaseMethods = []struct {
	name string
	in   reflect.Type
}{{"Act", reflect.TypeFor[Actor]()}, {"Bid", reflect.TypeFor[Bidder]()}, {"Close", reflect.TypeFor[Closer]()}, {"Open", reflect.TypeFor[Opener]()}}

// CheckMethods rejects a struct whose pointer has the methods of a phase: they are
// not methods of the struct and would never be called.
func CheckMethods(inst Institution) error {
	if inst == nil {
		return nil
	}
	t := reflect.TypeOf(inst)
	for _, m := range phaseMethods {
		if !t.Implements(m.in) && reflect.PointerTo(t).Implements(m.in) {
			return fmt.Errorf("method %s belongs to *%s: the constructor must return a pointer", m.name, t)
		}
	}
	return nil
}
