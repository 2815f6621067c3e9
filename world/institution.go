package world

import "fmt"

// Institution is an agent of the world, as returned by a Constructor. Its methods
// determine the phases it takes part in: see Actor, Bidder, Closer and Opener. An
// institution with none of them only has books. Its methods are never called at
// the same time and use nothing but the desk and the institution's own state.
type Institution any

// Actor is an institution that decides before markets open.
type Actor interface {
	// Act is called once a day, in phase act: read yesterday's bulletin and the
	// mail, decide, publish, send, pay.
	Act(d *Desk)
}

// Bidder is an institution that trades.
type Bidder interface {
	// Bid is called once a round, in phase bid: read today's bulletin and submit a
	// demand schedule through d.Bid. Publish, Send, Pay and Lend work as in Act.
	Bid(d *Desk)
}

// Closer is an institution that reports after the close.
type Closer interface {
	// Close is called once a day, in phase report, with today's bulletin and the books
	// and prices of the close. It may read, keep its own records, and call Report and
	// Did.
	Close(d *Desk)
}

// Opener is an institution that reports on the base date.
type Opener interface {
	// Open is called once, before the first day, with View.Day at 0 and the opening
	// books. It may only read and call Report.
	Open(d *Desk)
}

// Constructor builds an institution from its set-up.
type Constructor func(s *Setup) (Institution, error)

// SetupError is the error of an institution that cannot be built, such as one whose
// parameters contradict each other or its opening books.
type SetupError struct {
	Agent string // its ID
	Err   error
}

func (e *SetupError) Error() string { return fmt.Sprintf("agent %q: %v", e.Agent, e.Err) }

func (e *SetupError) Unwrap() error { return e.Err }

// AgentSpec is one entry of the roster.
type AgentSpec struct {
	ID  string
	New Constructor
	// Declares is what the agent makes common knowledge, by name. All declarations
	// are known before the first institution is built.
	Declares map[string]any
	Series   []Series // that the agent may report
}

// seat holds an institution by its roles; a role it does not have is nil.
type seat struct {
	actor  Actor
	bidder Bidder
	closer Closer
	opener Opener
}

func newSeat(inst Institution) (s seat) {
	s.actor, _ = inst.(Actor)
	s.bidder, _ = inst.(Bidder)
	s.closer, _ = inst.(Closer)
	s.opener, _ = inst.(Opener)
	return s
}

// wake gives institution i its turn.
func (w *World) wake(i int, t turn) (err error) {
	defer w.catch(i, &err)
	d := w.desks[i]
	switch t {
	case act:
		w.seats[i].actor.Act(d)
	case bid:
		d.bid.Reset()
		w.seats[i].bidder.Bid(d)
	}
	return nil
}

// close lets institution i report.
func (w *World) close(i int) (err error) {
	defer w.catch(i, &err)
	w.seats[i].closer.Close(w.desks[i])
	return nil
}

// openDesk lets institution i report on the base date.
func (w *World) openDesk(i int) (err error) {
	defer w.catch(i, &err)
	w.seats[i].opener.Open(w.desks[i])
	return nil
}

// catch turns a panic of institution i into an error.
func (w *World) catch(i int, err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("agent %q failed: %v", w.names[i], r)
	}
}
