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
	for _, d := range w.desks {
		for _, r := range d.reports {
			w.values[r.series] += r.value
			w.count[r.series]++
		}
		d.reports = d.reports[:0]
	}
	w.rec.Statements, w.rec.Rounds = w.view.Bulletin, w.rounds
	w.valueSeries()
	return nil
}
