package world

import "fmt"

// Institution is an agent of the world. Both methods are called once per phase
// by the scheduler, never at the same time for one institution, and must use
// nothing but the desk and the institution's own state.
type Institution interface {
	// Act is called once a day before markets open: read yesterday's bulletin and
	// mail, decide, publish, send, pay.
	Act(d *Desk)
	// Bid is called once per round: read today's bulletin and submit a demand
	// schedule through d.Bid.
	Bid(d *Desk)
}

// Closer may be implemented by an institution that reports on the day's end.
// Close is called after settlement, on the books and prices of the close; it may
// only read and Report.
type Closer interface {
	Close(d *Desk)
}

// Constructor builds an institution from its set-up.
type Constructor func(s *Setup) (Institution, error)

// AgentSpec is one line of the roster.
type AgentSpec struct {
	ID  string
	New Constructor
}

// step lets institution i do its part of a phase.
func (w *World) step(i int, p phase) (err error) {
	inst := w.agents[i]
	if inst == nil {
		return nil
	}
	defer w.catch(i, &err)
	d := w.desks[i]
	switch p {
	case phaseAct:
		inst.Act(d)
	case phaseBid:
		d.bid.Reset()
		inst.Bid(d)
	}
	return nil
}

// catch turns a panic of institution i into an error.
func (w *World) catch(i int, err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("agent %q failed: %v", w.names[i], r)
	}
}
