package world

// report is the value of a series as one institution reports it.
type report struct {
	series int
	value  float64
}

// report lets institutions report on the close and computes the day's series.
func (w *World) report() error {
	for i := range w.seats {
		if w.seats[i].closer == nil {
			continue
		}
		if err := w.close(i); err != nil {
			return err
		}
	}
	w.collect()
	w.rec.Statements, w.rec.Rounds = w.statements, w.rounds
	w.valueSeries()
	return nil
}

// collect adds up what institutions have reported and done.
func (w *World) collect() {
	w.statements = append(w.statements[:0], w.view.Bulletin...)
	for _, d := range w.desks {
		w.statements = append(w.statements, d.did...)
		d.did = d.did[:0]
		for _, r := range d.reports {
			w.values[r.series] += r.value
			w.count[r.series]++
		}
		d.reports = d.reports[:0]
	}
}

// opening lets institutions report on the base date and shows it to the observers
// that want to see it, once.
func (w *World) opening() error {
	if w.opened {
		return nil
	}
	w.opened = true
	for i := range w.seats {
		if w.seats[i].opener == nil {
			continue
		}
		if err := w.openDesk(i); err != nil {
			return err
		}
	}
	w.collect()
	w.baseSeries()
	w.rec.Statements, w.rec.Rounds = w.statements, nil
	for _, o := range w.cfg.Observers {
		if o, ok := o.(BaseObserver); ok {
			if err := o.ObserveBase(&w.rec); err != nil {
				return err
			}
		}
	}
	return nil
}
