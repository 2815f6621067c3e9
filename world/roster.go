package world

import (
	"fmt"

	"kirifuda/internal/rng"
)

// hire constructs the institutions.
func (w *World) hire() error {
	w.agents = make([]Institution, len(w.names))
	words := map[uint64]string{}
	for i, spec := range w.cfg.Agents {
		word := rng.Word(spec.ID)
		if other, ok := words[word]; ok {
			return fmt.Errorf("agents %q and %q would share a random stream; rename one", spec.ID, other)
		}
		words[word] = spec.ID
		inst, err := spec.New(&Setup{
			ID: spec.ID, Self: i, Instruments: w.cfg.Instruments, Currencies: w.cfg.Currencies, Facts: w.cfg.Facts,
			Start: w.cfg.Start, Days: w.cfg.Days, Rounds: w.cfg.Rounds, world: w,
		})
		if err != nil {
			return fmt.Errorf("agent %q: %w", spec.ID, err)
		}
		w.agents[i] = inst
		if c, ok := inst.(Closer); ok {
			w.closers = append(w.closers, closing{i, c})
		}
	}
	w.boxes = make([][]Message, len(w.names))
	w.since = make([][]Message, len(w.names))
	for i := range w.names {
		d := &Desk{View: &w.view, Book: Book{w, i}, self: i, w: w, word: rng.Word(w.names[i])}
		d.stream = rng.New(rng.Key{})
		d.Bid = &d.bid
		w.desks = append(w.desks, d)
		w.bids = append(w.bids, &d.bid)
	}
	w.reserve()
	return nil
}
