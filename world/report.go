package world

import "slices"

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

// report lets institutions report on the close and adds up the day's indicators.
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
	return nil
}
