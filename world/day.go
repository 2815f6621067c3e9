package world

import "fmt"

// day lists the phases of a business day in their order.
var day = []phase{
	{name: "open", doc: "the next business day begins; yesterday's flows and reports are cleared", run: (*World).open},
	{name: "act", doc: "institutions read yesterday's bulletin and their mail, decide, speak, write and instruct payments", run: (*World).act},
	{name: "publish", doc: "what institutions said and what the scenario scripts becomes today's bulletin", run: (*World).publish},
	{name: "pay", doc: "instructed payments, loans and redemptions are made, in the order of the roster", run: (*World).pay},
	{name: "trade", doc: "markets clear, once in each round", rounds: round},
	{name: "carry", doc: "coupons, interest on cash and the carry of swaps are paid", run: (*World).carry},
	{name: "gauge", doc: "volatilities, past closes and amounts outstanding are brought up to date", run: (*World).gauge},
	{name: "check", doc: "the books balance, bonds cover every loan, and each price move is the sum of its parts", run: (*World).checkDay},
	{name: "report", doc: "institutions report on the close; the series of the day get their values", run: (*World).report},
	{name: "record", doc: "observers see the finished day", run: (*World).record},
}

// round is what happens in each round of trade.
var round = []phase{
	{name: "bid", doc: "institutions read today's bulletin and submit demand schedules", run: (*World).bid},
	{name: "clear", doc: "prices are found at which excess demand is zero; price moves are split by bidder and cause", run: (*World).clear},
	{name: "settle", doc: "swaps pay variation margin, trades are booked in whole units, books are marked to the new prices", run: (*World).settle},
	{name: "lend", doc: "loans and payments instructed during bidding are made", run: (*World).pay},
	{name: "check", doc: "the books balance; the clearing house is left with rounding errors only", run: (*World).checkRound},
}

// phase is a part of the day: either a step of the world or a list of phases that
// is run once in each round.
type phase struct {
	name, doc string
	run       func(*World) error
	rounds    []phase
}

// Step simulates one business day. After an error, which names the day and the
// phase, the world cannot go on.
func (w *World) Step() error {
	if w.err == nil {
		if w.err = w.opening(); w.err != nil {
			w.err = fmt.Errorf("base date (%s): %w", w.view.Date, w.err)
		}
	}
	if w.err == nil {
		w.err = w.follow(day, 0, 0)
	}
	return w.err
}

// follow runs a list of phases. The first of them has place slot in the profile;
// r counts rounds from 1 and is 0 outside rounds.
func (w *World) follow(list []phase, slot, r int) error {
	for i := range list {
		p := &list[i]
		began := w.profile.begin()
		if p.rounds == nil {
			if err := p.run(w); err != nil {
				return w.locate(p, r, err)
			}
		} else {
			for w.view.Round = range w.cfg.Rounds {
				if err := w.follow(p.rounds, slot+1, w.view.Round+1); err != nil {
					return err
				}
			}
		}
		w.profile.end(slot, began)
		slot += 1 + len(p.rounds)
	}
	return nil
}

// locate adds the day and phase in which an error arose, and the round where a
// day has more than one.
func (w *World) locate(p *phase, r int, err error) error {
	where, name := "", p.name
	if r > 0 {
		name = "trade/" + name
		if w.cfg.Rounds > 1 {
			where = fmt.Sprintf(", round %d of %d", r, w.cfg.Rounds)
		}
	}
	return fmt.Errorf("day %d (%s)%s, phase %s: %w", w.view.Day, w.view.Date, where, name, err)
}

// open begins the next business day.
func (w *World) open() error {
	v := &w.view
	v.Day++
	v.Previous, v.Date = v.Date, w.cfg.Calendar.Add(v.Date, 1)
	v.Elapsed, v.YearShare = int(v.Date-v.Previous), v.Previous.YearShare(v.Date)
	v.Round = 0
	w.openCentres()
	copy(v.Open, v.Deviation)
	clear(v.Move)
	for i := range v.Bulletin { // the speaker may reuse this memory
		v.Bulletin[i].Vector, v.Bulletin[i].News = nil, nil
	}
	w.books.SetStep(v.Day)
	w.books.ResetFlows()
	w.attribution.Reset()
	clear(w.traded)
	clear(w.values)
	clear(w.count)
	w.rec.MaxGapBp = 0
	w.largestMove = 1
	return nil
}

// openCentres finds out which markets are open today.
func (w *World) openCentres() {
	v := &w.view
	for k := range w.closed {
		if !w.closed[k] {
			w.lastOpen[k] = v.Previous
		}
		w.closed[k], v.OpenShare[k] = !v.Calendar.IsOpen(w.cfg.Instruments[k].centre, v.Date), 0
		if !w.closed[k] {
			v.OpenShare[k] = w.lastOpen[k].YearShare(v.Date)
		}
	}
}

// PhaseDoc describes a phase of the day.
type PhaseDoc struct {
	Name, Doc string
	Rounds    []PhaseDoc // phases of each round, if the phase consists of rounds
}

// Day lists the phases of a business day in their order.
func Day() []PhaseDoc { return describe(day) }

func describe(list []phase) (out []PhaseDoc) {
	for _, p := range list {
		out = append(out, PhaseDoc{p.name, p.doc, describe(p.rounds)})
	}
	return out
}
