package agents

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/world"
	"kirifuda/world/market"
)

var _ = register("dealer", Define("primary dealer", newDealer, dealerUtilisation, convenienceYield))

var (
	dealerUtilisation = world.Series{Name: "dealer_utilisation_sh", Unit: "share",
		Doc: "use of dealers' balance-sheet capacity, mean over dealers", Mean: true}
	convenienceYield = world.Series{Name: "convenience_yield_pct", Unit: "%/yr",
		Doc: "change in the convenience yield of Treasuries since the start, in dealers' estimate, mean over dealers", Mean: true}
)

// DealerParams describe a primary dealer.
type DealerParams struct {
	// inventory above normal that the balance sheet can carry in calm markets
	// ASSUMED: primary dealers' net positions, 92 bn (2022) to 482 bn (2025): 200 bn above normal
	// for all dealers
	CapacityUSDBn float64 `yaml:"capacity_usd_bn" unit:"USD bn" min:"0" max:"2000" default:"50" role:"uncertainty" free:"true"`
	// steepness of balance-sheet cost above the knee
	// ASSUMED: Duffie and others (2023), shape
	Convexity float64 `yaml:"convexity" unit:"1" min:"0" max:"100" default:"6" role:"uncertainty" free:"true"`
	// utilisation above which cost is convex
	// ASSUMED: Duffie and others (2023), shape
	Knee float64 `yaml:"knee_sh" unit:"share" min:"0.1" max:"1" default:"0.6" role:"uncertainty"`
	// cash spread at which this dealer carries 100 bn of hedged long bonds
	// ASSUMED: April 2025 swap spreads: 12 bp per 100 bn for all dealers; after calibration the
	// four of the base world give 20
	SpreadBpPer100Bn float64 `yaml:"spread_bp_per_100bn" unit:"bp per 100 USD bn" min:"0.5" max:"200" default:"48" role:"uncertainty" free:"true"`
	// unhedged position taken per bp, in bonds with a duration of 5.8 years
	// ASSUMED: 1.5 bn per bp for all dealers
	DepthUSDBnPerBp float64 `yaml:"depth_usd_bn_per_bp" unit:"USD bn per bp" min:"0" max:"20" default:"0.375" role:"uncertainty" free:"true"`
	// amount of bills bought per bp
	// ASSUMED: bills are financed at small haircuts
	BillDepthUSDBn float64 `yaml:"bill_depth_usd_bn_per_bp" unit:"USD bn per bp" min:"0" max:"500" default:"5" role:"uncertainty"`
	// expected long-run effect of a USD m of DV01 to be absorbed
	// COMPUTED: as macro funds
	LongRunBpPerDV float64 `yaml:"long_run_bp_per_dv01" unit:"bp per USD m" min:"0" max:"1" default:"0.078" role:"uncertainty"`
	// share of the difference between month and long-run impact priced into supply still to come
	// ASSUMED: as macro funds
	FastPremium float64 `yaml:"announcement_premium_sh" unit:"share" min:"0" max:"1" default:"0.4" role:"uncertainty"`
	// share of the risk of one bucket's spread that the common factor does not explain
	// ASSUMED: D'Amico and King (2013): local supply effects
	IdiosyncraticRisk float64 `yaml:"idiosyncratic_sh" unit:"share" min:"0.01" max:"1" default:"0.2" role:"uncertainty"`

	rules.BeliefParams      `yaml:",inline"`
	rules.ConvenienceParams `yaml:",inline"`
}

// Dealer makes markets in Treasuries.
//
//	hedged inventory     n = λ⁻¹·(ℓℓ' + ι·diag(ℓ²))⁻¹·(s − s⁰)     s = cash yield − swap rate
//	unhedged inventory   d = S_D·(w − ŵ)
//	both are scaled down by φ as utilisation u approaches capacity (market.RiskLimited)
//
// The cash inventory is hedged in swaps, n of cash against n of fixed rate paid, so that
// cash Treasuries cheapen against swaps when dealers must carry more. Balance-sheet
// capacity falls with volatility.
type Dealer struct {
	p     DealerParams
	at    dealerPlaces
	state dealerState

	position *rules.Position // cash and swaps
	fair     rules.FairValue
}

// dealerPlaces are its indices and constants, found at set-up.
type dealerPlaces struct {
	fed                      int
	n                        int       // buckets of notes and bonds
	supply                   []float64 // loading of the premium on supply, by bucket
	gain                     []float64 // gain of the position at normal volatility
	bill                     int       // the bucket up to one year, −1 for none
	billRef                  float64   // bills held at the start, USD bn
	utilisation, convenience int       // series
}

// dealerState is all that changes.
type dealerState struct {
	belief rules.Belief // belief in a sale by the holder
	relief float64      // capacity relative to normal, as allowed by the central bank
	shift  float64      // supply premium in fair yields, bp
	billA  float64      // fair deviation of bills from base, bp
}

func newDealer(s *world.Setup, p *DealerParams) (*Dealer, error) {
	m := rules.FindMarkets(s.Instruments)
	d := &Dealer{
		p: *p, at: dealerPlaces{bill: m.Bill(), fed: s.Agent("us_fed")}, state: dealerState{belief: rules.NewBeliefs(s, p.BeliefParams), relief: 1},
		fair: rules.NewFairValue(s, p.ConvenienceParams),
	}
	var cash, swap []int
	var load, dur []float64
	for _, b := range m.Hedged() {
		in := &s.Instruments[b.Cash]
		cash, swap = append(cash, b.Cash), append(swap, b.Swap)
		load, dur = append(load, in.Loadings.Convenience), append(dur, in.DurationYr)
		d.at.supply = append(d.at.supply, s.Instruments[b.Swap].Loadings.Supply)
	}
	nb := len(cash)
	d.at.n = nb
	index := append(append([]int{}, cash...), swap...)
	d.position = rules.NewPosition(index, index)
	d.fair.Only(index)
	d.fair.Only([]int{d.at.bill})
	k, err := spreadGain(load, p.IdiosyncraticRisk, p.SpreadBpPer100Bn/100)
	if err != nil {
		return nil, err
	}
	w := 2 * nb
	for i := range nb {
		for j := range nb {
			d.position.Limit.Gain[i*w+j] = k[i*nb+j]
			d.position.Limit.Gain[i*w+nb+j] = -k[i*nb+j]
			d.position.Limit.Gain[(nb+i)*w+j] = -k[i*nb+j]
			d.position.Limit.Gain[(nb+i)*w+nb+j] = k[i*nb+j]
		}
		// Unhedged duration, spread evenly over maturities in DV01.
		d.position.Limit.Gain[(nb+i)*w+nb+i] += p.DepthUSDBnPerBp * rules.UnitYears / dur[i] / float64(nb)
		// Balance sheet: cash notional; unhedged duration z_swap + z_cash weighs in
		// 5.8-year equivalents.
		e := dur[i] / rules.UnitYears
		d.position.Limit.Risk[i*w+i] = 1 + float64(e*e)
		d.position.Limit.Risk[(nb+i)*w+nb+i] = e * e
		d.position.Limit.Risk[i*w+nb+i] = e * e
		d.position.Limit.Risk[(nb+i)*w+i] = e * e
	}
	d.at.gain = append([]float64{}, d.position.Limit.Gain...)
	d.position.Limit.Knee, d.position.Limit.Convexity = p.Knee, p.Convexity
	d.position.Limit.Capacity = math.Max(1e-6, p.CapacityUSDBn)
	book := s.Book()
	for i, kk := range index {
		d.position.Normal[i] = book.Holding(kk)
	}
	if d.at.bill >= 0 {
		d.at.billRef = book.Holding(d.at.bill)
	}
	d.at.utilisation = s.Series(dealerUtilisation)
	d.at.convenience = s.Series(convenienceYield)
	return d, nil
}

// spreadGain is (λ·(ℓℓ' + ι·diag(ℓ²)))⁻¹, USD bn per bp, for an intermediary that bears
// one factor of spread risk with loadings ℓ and idiosyncratic risk ι; λ is in bp per bn.
func spreadGain(load []float64, iota, lambda float64) ([]float64, error) {
	n := len(load)
	cov := make([]float64, n*n)
	for i := range n {
		for j := range n {
			cov[i*n+j] = lambda * load[i] * load[j]
		}
		cov[i*n+i] += float64(lambda * iota * load[i] * load[i])
	}
	return rules.Inverse(cov, n)
}

// Bid submits the schedule.
func (a *Dealer) Bid(d *world.Desk) {
	v := d.View
	revised := 0.0 // orders for bills with causes other than valuation
	if v.Round == 0 {
		a.state.belief.Read(v)
		a.fair.Read(v)
		for i := range v.Bulletin {
			if v.Bulletin[i].Type == world.CapacityRelief {
				a.state.relief = 1 + v.Bulletin[i].Value/100
			}
		}
		for _, r := range a.fair.Revisions {
			for j, k := range a.position.Limit.Price {
				if k == r.K {
					a.position.Revise(r.Cause, j, r.Bp)
				}
			}
			if r.K == a.at.bill && a.at.bill >= 0 {
				a.state.billA += r.Bp
				d.Bid.Order(a.at.bill, r.Cause, -float64(a.p.BillDepthUSDBn*r.Bp))
				revised -= float64(a.p.BillDepthUSDBn * r.Bp)
			}
		}
		premium := a.state.belief.SupplyPremium(a.p.LongRunBpPerDV, a.p.FastPremium)
		for j := range a.at.n { // fair cash and swap yields alike
			l := a.at.supply[j]
			a.position.Revise(market.Belief, j, l*(premium-a.state.shift))
			a.position.Revise(market.Belief, a.at.n+j, l*(premium-a.state.shift))
		}
		a.state.shift = premium
	}
	a.position.Bid(d, market.RiskLimit, func() {
		vol := 1.0
		if a.at.n > 0 {
			vol = rules.RiskVol(v, a.position.Limit.Index[a.at.n-1])
		}
		a.position.Limit.Capacity = math.Max(1e-6, a.p.CapacityUSDBn*a.state.relief/vol)
		w := 2 * a.at.n
		for i := range a.at.n {
			// Unhedged warehousing is mean-variance: depth falls with the variance.
			base := a.at.gain[(a.at.n+i)*w+a.at.n+i] + a.at.gain[i*w+a.at.n+i] // the unhedged part alone
			a.position.Limit.Gain[(a.at.n+i)*w+a.at.n+i] = -a.at.gain[i*w+a.at.n+i] + base/(vol*vol)
		}
	})
	if a.at.bill >= 0 && v.IsOpen(a.at.bill) {
		want := a.at.billRef + float64(a.p.BillDepthUSDBn*(v.Deviation[a.at.bill]-a.state.billA))
		d.Bid.Order(a.at.bill, market.Valuation, want-d.Book.Holding(a.at.bill)-revised)
		d.Bid.Slope(a.at.bill, a.at.bill, a.p.BillDepthUSDBn)
	}
	d.Send(a.at.fed, world.Utilisation, a.position.Limit.Utilisation(), a.p.CapacityUSDBn)
}

// Open reports on the opening.
func (a *Dealer) Open(d *world.Desk) { a.Close(d) }

// Close reports the use of the balance sheet at the prices of the close and the estimate
// of convenience yield.
func (a *Dealer) Close(d *world.Desk) {
	d.Report(a.at.utilisation, a.position.Utilisation(d.View))
	d.Report(a.at.convenience, -a.fair.Convenience.Loss)
}

// Adjust changes what it wants to hold by what an act of the scenario has bought.
func (a *Dealer) Adjust(k int, bought, _ float64) {
	if k == a.at.bill {
		a.at.billRef += bought
	}
	a.position.Adjust(k, bought)
}
