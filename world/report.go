package world

import (
	"fmt"
	"math"
	"slices"
)

// report is the value of an indicator as one institution gives it.
type report struct {
	indicator int
	value     float64
}

func (w *World) indicator(name string, mean bool) int {
	if i := slices.Index(w.inds, name); i >= 0 {
		return i
	}
	w.inds = append(w.inds, name)
	w.mean = append(w.mean, mean)
	return len(w.inds) - 1
}

// closing is an institution that reports at the close.
type closing struct {
	agent int
	inst  Closer
}

// close lets an institution report.
func (w *World) close(c closing) (err error) {
	defer w.catch(c.agent, &err)
	c.inst.Close(w.desks[c.agent])
	return nil
}

func (w *World) observe() error {
	for _, d := range w.desks {
		for _, r := range d.reports {
			w.values[r.indicator] += r.value
			w.count[r.indicator]++
		}
		d.reports = d.reports[:0]
	}
	for i, c := range w.count {
		if w.mean[i] && c > 0 {
			w.values[i] /= float64(c)
		}
	}
	w.parts.Totals(w.total)
	for k, m := range w.view.Move {
		if gap := math.Abs(w.total[k] - m); !(gap <= 1e-9*w.far) {
			return fmt.Errorf("attribution of %s: the parts differ from the move of %g bp by %g", w.cfg.Instruments[k].ID, m, gap)
		}
	}
	w.rec.Statements = w.view.Bulletin
	w.rec.Rounds = w.rounds
	for _, o := range w.cfg.Observers {
		if err := o.Observe(&w.rec); err != nil {
			return err
		}
	}
	return nil
}
