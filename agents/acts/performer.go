package acts

import (
	"math"
	"slices"

	"kirifuda/agents/rules"
	"kirifuda/world"
)

// Adjuster is implemented by institutions that want to hold something. Adjust tells one
// that an act has bought bought USD bn of instrument k for it, at base prices, or has sold
// it if negative: what it wants to hold changes by as much.
type Adjuster interface {
	Adjust(k int, boughtUSDBn float64)
}

// performer carries out acts in the name of an institution, beside what the institution
// does by its own rule.
type performer struct {
	actor  world.Actor
	bidder world.Bidder
	closer world.Closer
	opener world.Opener
	self   Adjuster // nil for one that wants to hold nothing

	profile []float64 // by instrument: share that leaves it in a year because time passes
	issuer  []int     // by instrument, −1 for none
	acts    []act
}

// act is an order with what has become of it.
type act struct {
	Order
	days  []int // on which it is carried out
	first int   // index in days of the first after it has begun, −1 before
	due   float64
	done  float64 // measured as the amount of the verb is
	over  bool    // the last day has passed, or a condition has ended it
	void  bool    // to be recorded as void today
	short bool    // to be recorded as short today

	trades []trade   // of today, by place in What
	fx     float64   // ordered of the currency Convert in this round
	shares []float64 // scratch
}

// trade is what an act did today in one instrument, at base prices.
type trade struct {
	ordered float64 // in the last round
	size    float64 // of that order as the amount of the verb is measured, at the prices at which it was given
	paid    float64 // at the prices of the rounds, USD bn at base exchange rates
}

// Wrap returns an entry of the roster of which the institution also carries out acts. Of
// bonds, profile has the share that comes down to the next shorter maturity, or is
// redeemed, in a year.
func Wrap(spec world.AgentSpec, orders []Order, profile []float64) world.AgentSpec {
	build := spec.New
	spec.New = func(s *world.Setup) (world.Institution, error) {
		inst, err := build(s)
		if err == nil {
			err = world.CheckMethods(inst)
		}
		if err != nil {
			return nil, err
		}
		p := &performer{profile: profile}
		for k := range s.Instruments {
			p.issuer = append(p.issuer, s.Agent(s.Instruments[k].Issuer))
		}
		p.actor, _ = inst.(world.Actor)
		p.bidder, _ = inst.(world.Bidder)
		p.closer, _ = inst.(world.Closer)
		p.opener, _ = inst.(world.Opener)
		p.self, _ = inst.(Adjuster)
		for _, o := range orders {
			p.acts = append(p.acts, act{
				Order: o, days: o.Days(s.Instruments, s.Calendar, s.Start), first: -1,
				trades: make([]trade, len(o.What)), shares: make([]float64, len(o.What)),
			})
		}
		return p, nil
	}
	return spec
}

// Open lets the institution report.
func (p *performer) Open(d *world.Desk) {
	if p.opener != nil {
		p.opener.Open(d)
	}
}

// Act lets the institution act, then begins and ends acts, says what is said of them and
// lets bonds mature.
func (p *performer) Act(d *world.Desk) {
	if p.actor != nil {
		p.actor.Act(d)
	}
	for i := range p.acts {
		a := &p.acts[i]
		a.plan(d.View)
		a.speak(d)
		if a.Verb == Redeem && a.today(d.View.Day) >= 0 {
			p.redeem(a, d)
		}
	}
}

// plan moves an act on to today: it begins on the first of its days on which its conditions
// hold, and ends after the last or when the condition until is met.
func (a *act) plan(v *world.View) {
	a.void, a.short = false, false
	a.clear()
	if a.over || len(a.days) == 0 {
		return
	}
	last := a.days[len(a.days)-1]
	at, isDay := slices.BinarySearch(a.days, v.Day)
	a.When.Set = a.When.Set && !a.holds(&a.When, v) // once is enough
	switch {
	case a.first < 0 && a.holds(&a.Unless, v):
		a.over, a.void = true, true
		return
	case a.first >= 0 && a.Until.met(v):
		a.over, a.void = true, true
		return
	case v.Day > last:
		a.over = true
		return
	}
	if isDay && a.first < 0 && !a.When.Set {
		a.first = at
	}
	if isDay && a.first >= 0 {
		a.due = a.Due(at-a.first+1, len(a.days)-a.first)
	}
	if v.Day == last {
		a.short = a.first >= 0
		a.void = a.first < 0
	}
}

// holds reports whether a condition is met before the act has begun: of statements, all
// since the start of the run count; a level is read from the first day of the act on.
func (a *act) holds(c *Condition, v *world.View) bool {
	return (c.Gauge == None || v.Day >= a.From) && c.met(v)
}

// clear forgets what was done yesterday.
func (a *act) clear() {
	for i := range a.trades {
		a.trades[i] = trade{}
	}
	a.fx = 0
}

// today is the number of the day since the act has begun, −1 if it is not carried out
// today.
func (a *act) today(day int) int {
	at, isDay := slices.BinarySearch(a.days, day)
	if a.over || a.first < 0 || !isDay {
		return -1
	}
	return at - a.first
}

// Bid lets the institution bid and adds the orders of its acts.
func (p *performer) Bid(d *world.Desk) {
	for i := range p.acts {
		p.book(&p.acts[i], d)
	}
	if p.bidder != nil {
		p.bidder.Bid(d)
	}
	for i := range p.acts {
		if a := &p.acts[i]; a.Verb < Redeem && a.today(d.View.Day) >= 0 {
			p.order(a, d)
		}
	}
}

// Close books the last round, lets the institution report, and records what was done, what
// was not, and what was not begun.
func (p *performer) Close(d *world.Desk) {
	for i := range p.acts {
		p.book(&p.acts[i], d)
	}
	if p.closer != nil {
		p.closer.Close(d)
	}
	for i := range p.acts {
		p.record(&p.acts[i], d)
	}
}

// record makes today's entries in the events.
func (p *performer) record(a *act, d *world.Desk) {
	for i, k := range a.What {
		if paid := a.trades[i].paid; paid != 0 {
			d.Did(world.Statement{Type: world.ActDone, Target: -1, Instrument: k, Value: paid, Text: a.Name})
		}
	}
	left := 0.0
	if a.Verb < Redeem {
		left = math.Abs(a.Planned(len(a.days)-max(0, a.first)) - a.done)
	}
	switch {
	case a.void:
		d.Did(world.Statement{Type: world.ActVoid, Target: -1, Instrument: -1, Value: left, Text: a.Name})
	case a.short && left > rules.Dust:
		d.Did(world.Statement{Type: world.ActShort, Target: -1, Instrument: -1, Value: left, Text: a.Name})
	}
}

// speak says what is said of an act in public.
func (a *act) speak(d *world.Desk) {
	n := a.today(d.View.Day)
	if a.Verb == Say {
		if n == 0 {
			d.Publish(a.Statement)
		}
		return
	}
	if !a.Said {
		return
	}
	days := len(a.days) - max(0, a.first)
	switch {
	case a.Verb == Sell && n == 0:
		d.Say(world.SaleStarted, a.amount(0, days))
		d.Say(world.SaleAnnounced, a.Planned(days))
	case a.Verb == Sell && a.first >= 0 && a.over:
		d.Say(world.SaleEnded, a.done)
		a.Said = false
	case a.Verb == Buy && n >= 0 && (n == 0 || a.amount(n, days) != a.amount(n-1, days)):
		d.Say(world.Purchases, a.amount(n, days))
	case a.Verb == Buy && a.first >= 0 && a.over:
		d.Say(world.Purchases, 0)
		a.Said = false
	case a.Verb == Issue && n >= 0:
		q := a.due - a.done
		for i, w := range a.weights(d, q) {
			if w*q != 0 {
				d.Publish(world.Statement{Type: world.Issuance, Target: -1, Instrument: a.What[i], Value: w * q})
			}
		}
	}
}
