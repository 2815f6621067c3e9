package acts

import (
	"math"
	"slices"

	"kirifuda/agents/rules"
	"kirifuda/world"
)

// Adjuster is implemented by institutions that want to hold something. Adjust tells one
// that an act has bought bought USD bn of instrument k for it, at base prices, or has sold
// it if negative, and paid paid for it, at the prices of the day: what it wants to hold
// changes by as much.
type Adjuster interface {
	Adjust(k int, bought, paid float64)
}

// Seller is implemented by institutions to which it matters that Treasuries of theirs are
// on sale. Selling tells one that an act has begun, or ended, to sell some.
type Seller interface {
	Selling(begun bool)
}

// Pledger is implemented by institutions that borrow against Treasuries. Pledged is the
// value of those that are not free to be sold, USD bn.
type Pledger interface {
	Pledged() float64
}

// performer carries out acts in the name of an institution, beside what the institution
// does by its own rule.
type performer struct {
	actor  world.Actor
	bidder world.Bidder
	closer world.Closer
	opener world.Opener
	self   Adjuster // nil for one that wants to hold nothing
	seller Seller   // nil for one to which sales do not matter
	debtor Pledger  // nil for one that does not borrow against Treasuries

	profile []float64 // by instrument: share that leaves it in a year because time passes
	issuer  []int     // by instrument, −1 for none
	money   []int     // by instrument: market of the currency in which it is paid, −1 for dollars
	us      int       // agent at which what is said of sales of Treasuries is aimed
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
	told  bool    // the institution knows that it sells

	trades []trade   // of today, by place in What
	shares []float64 // scratch
	fx     float64   // ordered of the currency Convert in this round

	// of an act that converts, dollars at the prices of the rounds
	received       float64 // so far, less what was paid
	exchanged      float64 // so far for that currency
	exchangedToday float64
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
		m := rules.FindMarkets(s.Instruments)
		p := &performer{profile: profile, us: rules.Negotiator(s, "US")}
		for k := range s.Instruments {
			in, money := &s.Instruments[k], -1
			if in.Class != world.FX {
				money = m.FX(in.Currency)
			}
			p.issuer, p.money = append(p.issuer, s.Agent(in.Issuer)), append(p.money, money)
		}
		p.actor, _ = inst.(world.Actor)
		p.bidder, _ = inst.(world.Bidder)
		p.closer, _ = inst.(world.Closer)
		p.opener, _ = inst.(world.Opener)
		p.self, _ = inst.(Adjuster)
		p.seller, _ = inst.(Seller)
		p.debtor, _ = inst.(Pledger)
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
		p.tell(a, d.View)
		p.speak(a, d)
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
	case v.Day > last: // what is said now comes too late to end it
		a.over = true
		return
	case a.first < 0 && a.holds(&a.Unless, v):
		a.over, a.void = true, true
		return
	case a.first >= 0 && a.Until.met(v):
		a.over, a.void = true, true
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

// tell tells the institution that a sale of Treasuries begins or has ended.
func (p *performer) tell(a *act, v *world.View) {
	if p.seller == nil || a.Verb != Sell || !v.Instruments[a.What[0]].Treasury() {
		return
	}
	switch {
	case a.today(v.Day) == 0:
		p.seller.Selling(true)
		a.told = true
	case a.over && a.told:
		p.seller.Selling(false)
		a.told = false
	}
}

// clear forgets what was done yesterday.
func (a *act) clear() {
	for i := range a.trades {
		a.trades[i] = trade{}
	}
	a.fx, a.exchangedToday = 0, 0
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
		if a := &p.acts[i]; a.Verb < Redeem && a.first >= 0 {
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
	did := func(k int, paid float64) {
		if paid != 0 {
			d.Did(world.Statement{Type: world.ActDone, Target: -1, Instrument: k, Value: paid, Text: a.Name})
		}
	}
	for i, k := range a.What {
		paid := a.trades[i].paid
		if m := p.money[k]; m >= 0 {
			paid *= worth(d.View, m)
		}
		did(k, paid)
		if a.Verb == Intervene {
			d.DidOf(world.Intervention, k, paid)
		}
	}
	did(a.Convert, a.exchangedToday)
	left := 0.0 // of all its days, of which some may have passed before it began
	if a.Verb < Redeem {
		left = math.Abs(a.Planned(len(a.days)) - a.done)
	}
	switch {
	case a.void:
		d.Did(world.Statement{Type: world.ActVoid, Target: -1, Instrument: -1, Value: left, Text: a.Name})
	case a.short && left > rules.Dust:
		d.Did(world.Statement{Type: world.ActShort, Target: -1, Instrument: -1, Value: left, Text: a.Name})
	}
}

// speak says what is said of an act in public.
func (p *performer) speak(a *act, d *world.Desk) {
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
		d.SayOf(world.SaleStarted, p.us, a.amount(0, days))
		d.SayOf(world.SaleAnnounced, p.us, a.Planned(days))
	case a.Verb == Sell && a.first >= 0 && a.over:
		d.SayOf(world.SaleEnded, p.us, a.done)
		a.Said = false
	case a.Verb == Buy && n >= 0 && (n == 0 || a.amount(n, days) != a.amount(n-1, days)):
		d.Say(world.Purchases, a.amount(n, days))
	case a.Verb == Buy && a.first >= 0 && a.over:
		d.Say(world.Purchases, 0)
		a.Said = false
	case a.Verb == Issue && n >= 0: // what a price limit has left unsold has been announced
		q := a.amount(n, days)
		for i, w := range a.weights(d, q) {
			if w*q != 0 {
				d.Publish(world.Statement{Type: world.Issuance, Target: -1, Instrument: a.What[i], Value: w * q})
			}
		}
	}
}
