package world

// phase lets every institution act or bid, then delivers what was sent.
func (w *World) phase(p phase) error {
	for i, d := range w.desks {
		d.Inbox = w.boxes[i]
		if p == phaseAct {
			d.Inbox = w.since[i]
		}
	}
	if err := w.sched.run(w, p); err != nil {
		return err
	}
	for i := range w.boxes {
		w.boxes[i] = w.boxes[i][:0]
		if p == phaseAct {
			w.since[i] = w.since[i][:0]
		}
	}
	for _, d := range w.desks {
		for _, m := range d.sent {
			w.boxes[m.To] = append(w.boxes[m.To], m)
			w.since[m.To] = append(w.since[m.To], m)
		}
		d.sent = d.sent[:0]
		w.pending = append(w.pending, d.said...)
		d.said = d.said[:0]
	}
	return nil
}
