package world

// Message is mail from one agent to another, delivered in the phase after the one
// in which it was sent.
type Message struct {
	From, To int
	Type     StatementType
	Values   [4]float64
}

// act lets institutions decide.
func (w *World) act() error { return w.call(act) }

// bid lets institutions submit demand schedules.
func (w *World) bid() error { return w.call(bid) }

// call wakes the institutions of a turn with their mail, then collects what they
// sent and said, in the order of the roster.
func (w *World) call(t turn) error {
	for i, d := range w.desks {
		d.Inbox = w.mail[i]
		if t == act {
			d.Inbox = w.mailSinceAct[i]
		}
	}
	if err := w.sched.run(w, t); err != nil {
		return err
	}
	for i := range w.mail {
		w.mail[i] = w.mail[i][:0]
		if t == act {
			w.mailSinceAct[i] = w.mailSinceAct[i][:0]
		}
	}
	for _, d := range w.desks {
		for _, m := range d.sent {
			w.mail[m.To] = append(w.mail[m.To], m)
			w.mailSinceAct[m.To] = append(w.mailSinceAct[m.To], m)
		}
		d.sent = d.sent[:0]
		w.pending = append(w.pending, d.said...)
		d.said = d.said[:0]
	}
	return nil
}
