package market

import (
	"math"
)

// Form is the shape of one part of a demand schedule.
type Form uint8

// Forms of parts of a schedule. In the formulas x is the move of a price in the
// round, bp, and s(u) = u/√(1 + u²).
const (
	FormOrder      Form = iota // qty, whatever the price
	FormSlope                  // slope·x
	FormExp                    // scale·(exp(beta·x) − 1)
	FormSaturating             // amount·(s((x − centre)/width) − s(−centre/width))
	FormLimited                // φ(U(z))·z less the same at x = 0: see RiskLimited
	FormOther                  // not known to the market
	NumForms
)

var formNames = [NumForms]string{"order", "slope", "exponential", "saturating", "risk_limited", "other"}

func (f Form) String() string { return formNames[f] }

// Term is one number of a part of a schedule.
type Term struct {
	Form       Form
	Item       int    // number of the part among those of its form in the bid
	Part       string // name of the number in the formula of the form
	Instrument int    // instrument demanded, −1 if the number belongs to the whole part
	Price      int    // instrument whose price or position it multiplies, −1 for none
	Cause      Cause  // of orders only
	Value      float64
}

// Saturating is a Response that is a sum of saturating functions of one price
// each, if Known says so. Terms calls emit for each of them.
type Saturating interface {
	Response
	Known() bool
	Terms(emit func(instrument, price int, amountUSDBn, centreBp, widthBp float64))
}

// Terms lists the numbers that define the bid. With them demand can be computed
// by another program, except for responses of a form that the market does not know.
func (b *Bid) Terms(emit func(Term)) {
	for i := range b.shifts {
		s := &b.shifts[i]
		emit(Term{FormOrder, i, "qty", s.k, -1, s.cause, s.qty})
	}
	for i := range b.cells {
		c := &b.cells[i]
		emit(Term{Form: FormSlope, Item: i, Part: "slope", Instrument: c.k, Price: c.l, Value: c.slope})
	}
	for i := range b.curves {
		c := &b.curves[i]
		emit(Term{Form: FormExp, Item: i, Part: "scale", Instrument: c.k, Price: c.k, Value: c.scale})
		emit(Term{Form: FormExp, Item: i, Part: "beta", Instrument: c.k, Price: c.k, Value: c.beta})
	}
	for i, l := range b.limited {
		l.terms(i, emit)
	}
	n := 0
	for i, r := range b.other {
		s, ok := r.(Saturating)
		if !ok || !s.Known() {
			emit(Term{Form: FormOther, Item: i, Part: "unknown", Instrument: -1, Price: -1, Value: math.NaN()})
			continue
		}
		s.Terms(func(k, price int, amount, centre, width float64) {
			emit(Term{Form: FormSaturating, Item: n, Part: "amount", Instrument: k, Price: price, Value: amount})
			emit(Term{Form: FormSaturating, Item: n, Part: "centre", Instrument: k, Price: price, Value: centre})
			emit(Term{Form: FormSaturating, Item: n, Part: "width", Instrument: k, Price: price, Value: width})
			n++
		})
	}
}

// terms lists the numbers that define the position; zeros of matrices are left out.
func (l *RiskLimited) terms(item int, emit func(Term)) {
	whole := func(part string, v float64) {
		emit(Term{Form: FormLimited, Item: item, Part: part, Instrument: -1, Price: -1, Value: v})
	}
	whole("capacity", l.Capacity)
	whole("knee", l.Knee)
	whole("convexity", l.Convexity)
	m, p := len(l.Index), len(l.Price)
	for i, k := range l.Index {
		emit(Term{Form: FormLimited, Item: item, Part: "z0", Instrument: k, Price: -1, Value: l.Z0[i]})
		for j, price := range l.Price {
			if v := l.Gain[i*p+j]; v != 0 {
				emit(Term{Form: FormLimited, Item: item, Part: "gain", Instrument: k, Price: price, Value: v})
			}
		}
		for j, other := range l.Index {
			if v := l.Risk[i*m+j]; v != 0 {
				emit(Term{Form: FormLimited, Item: item, Part: "risk", Instrument: k, Price: other, Value: v})
			}
		}
	}
}
