package world

import (
	"fmt"
)

// Step simulates one business day. After an error the world cannot go on.
func (w *World) Step() error {
	if w.err != nil {
		return w.err
	}
	if err := w.day(); err != nil {
		w.err = fmt.Errorf("day %d (%s): %w", w.view.Day, w.view.Date, err)
		return w.err
	}
	return nil
}

func (w *World) day() error {
	v := &w.view
	v.Day++
	v.Previous = v.Date
	v.Date = v.Date.AddBusiness(1)
	v.Round = 0
	copy(v.Open, v.X)
	clear(v.Move)
	for i := range v.Bulletin { // the speaker may use its memory again
		v.Bulletin[i].Vector = nil
	}
	w.books.SetStep(v.Day)
	w.books.ResetFlows()
	w.parts.Reset()
	clear(w.traded)
	clear(w.values)
	clear(w.count)
	w.rec.MaxGapBp = 0
	w.far = 1

	if err := w.phase(phaseAct); err != nil {
		return err
	}
	w.publish()
	if err := w.pay(); err != nil {
		return err
	}
	for r := range w.cfg.Rounds {
		v.Round = r
		if err := w.phase(phaseBid); err != nil {
			return err
		}
		if err := w.clear(r); err != nil {
			return err
		}
		if err := w.pay(); err != nil {
			return err
		}
		if err := w.checkHouse(); err != nil {
			return err
		}
		if err := w.books.Check(); err != nil {
			return err
		}
	}
	w.serviceDebt()
	w.state.update(w)
	copy(v.History[len(v.History)-1], v.X)
	last := v.History[len(v.History)-1]
	copy(v.History[1:], v.History[:len(v.History)-1])
	v.History[0] = last
	w.refreshOutstanding()
	if err := w.books.Check(); err != nil {
		return err
	}
	if err := w.checkLoans(); err != nil {
		return err
	}
	for _, c := range w.closers {
		if err := w.close(c); err != nil {
			return err
		}
	}
	return w.observe()
}
