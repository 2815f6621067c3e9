package agents

// mofActs is what the ministry has done by acts of the scenario.
type mofActs struct {
	sales  int       // sales under way
	sold   float64   // Treasuries sold or let mature less those bought, since the start, USD bn at base prices
	bought []float64 // Treasuries bought today, by maturity, USD bn at base prices
	paid   []float64 // for these, USD bn
	yen    float64   // dollars paid today for yen, USD bn
}

func newMOFActs(maturities int) mofActs {
	return mofActs{bought: make([]float64, maturities), paid: make([]float64, maturities)}
}

// pass forgets what was done yesterday.
func (a *mofActs) pass() {
	clear(a.bought)
	clear(a.paid)
	a.yen = 0
}

// Adjust keeps what an act of the scenario has bought apart from the ministry's programme:
// the programme is as large as without the act, and is one of the Treasuries that remain.
func (f *JPMoF) Adjust(k int, bought, paid float64) {
	a := &f.state.acts
	if k == f.at.yen {
		a.yen += paid
	}
	for i, b := range f.at.m.Buckets {
		if b.Cash == k {
			f.at.holder.Treasuries += bought
			a.sold -= bought
			a.bought[i] += bought
			a.paid[i] += paid
		}
	}
}

// Selling tells the ministry that a sale by an act of the scenario has begun or ended. It
// costs as much as a sale of its own, in the talks and in the alliance.
func (f *JPMoF) Selling(begun bool) {
	if begun {
		f.state.acts.sales++
		return
	}
	f.state.acts.sales--
	f.state.sales++
}

// selling reports whether a sale is under way, of its own or by an act of the scenario.
func (f *JPMoF) selling() bool { return f.state.selling || f.state.acts.sales > 0 }

// Pledged is the value of the Treasuries that are or will today be pledged for dollars
// borrowed, USD bn, of which an act sells none.
func (f *JPMoF) Pledged() float64 { return f.pledged() * (f.state.owed + f.state.requested) }
