package agents

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/world"
	"kirifuda/world/market"
)

var _ = register("equity_fund", Define("fund with an equity mandate", newEquityFund))

// EquityFundParams describe funds with an equity mandate.
type EquityFundParams struct {
	// market of the mandate
	Market string `yaml:"market" default:"eq_us" enum:"@equities" role:"constant"`
	// fall of desired holdings, in percent of the whole market, per percent by which prices exceed
	// fair value
	// RECALLED: Gabaix and Koijen: a dollar of flow moves value by about five
	Elasticity float64 `yaml:"elasticity" unit:"% per %" min:"0.01" max:"10" default:"0.2" role:"uncertainty"`
	// fall of fair value per pp rise of the term spread, the long less the short yield
	// ASSUMED: model design, range 2 to 8
	TermPct float64 `yaml:"term_pct_per_pp" unit:"% per pp" min:"0" max:"20" default:"4" role:"uncertainty" needs:"a market whose short_rate and long_rate are different bonds"`
	// fall of fair value per pp rise of the short yield
	// ASSUMED: model design
	ShortPct float64 `yaml:"short_pct_per_pp" unit:"% per pp" min:"0" max:"20" default:"6" role:"uncertainty"`
	// fall of fair value when volatility is twice its normal level; from about 12 a fall raises
	// volatility by more than the rise that caused it, and prices have no floor
	// ASSUMED: open point of the model
	VolPct float64 `yaml:"vol_pct" unit:"%" min:"0" max:"10" default:"2" role:"uncertainty"`
	// rise of fair value per percent rise of the dollar against the home currency
	// ASSUMED: Nikkei +0.35 % per % of USDJPY
	DollarShare float64 `yaml:"dollar_share" unit:"% per %" min:"-2" max:"2" default:"0" role:"uncertainty" needs:"a market in a currency other than the dollar"`
	// fall of fair value per pp of tariff on the region's exports, relative to their share in its GDP
	// COMPUTED: short-run loss of export revenue, 2.5·0.95 + 0.05, with profits falling as revenue
	// does (ASSUMED)
	TariffElasticity float64 `yaml:"export_tariff_elasticity" unit:"% per %" min:"0" max:"20" default:"2.4" role:"uncertainty" needs:"a market of the United States or one that represents partners in trade_partners.csv"`
}

// EquityFund is a fund with an inelastic equity mandate.
//
//	Q = Q̄·(1 − ζ·(ln P − v))
//	v = news − b_TP·Δ(y_long − y_short) − b_w·Δy_short − b_v·Δσ + c·Δln e − tariffs − b_x·(X/Y)·Δt
//
// t is the tariff on the region's exports. For the United States it is the mean rate of
// retaliation, and X/Y is its goods exports over GDP. For a market that represents
// partners of the United States, X is their exports to it, and t is the difference
// between U.S. tariffs on them and those implied by the expected average if no partner
// is named: the effect of the average is already in the term tariffs, so a tariff on one
// partner that raises the average lowers t for the others. The term tariffs also includes
// the tariff on a country's own goods, where equities load on it.
//
// Q̄ is the whole market: passive owners do not trade, so the mandates determine the
// elasticity of total demand (Gabaix and Koijen, inelastic markets).
type EquityFund struct {
	p     EquityFundParams
	at    equityFundPlaces
	state equityFundState

	position *rules.Position // in one market
	fair     rules.FairValue
	book     rules.TariffBook
}

// equityFundPlaces are its indices and constants, found at set-up.
type equityFundPlaces struct {
	k       int       // market of the mandate, −1 for none
	hit     []float64 // by partner: exports to the United States over the region's GDP; 0 outside the region
	exports float64   // U.S. exports over GDP
}

// equityFundState is all that changes.
type equityFundState struct {
	vol     float64 // relative volatility last seen
	tariffs float64 // (X/Y)·t when last read, percent of GDP
	said    bool    // tariffs have been read
}

func newEquityFund(s *world.Setup, p *EquityFundParams) (*EquityFund, error) {
	m := rules.FindMarkets(s.Instruments)
	k := s.Instrument(p.Market)
	f := &EquityFund{
		p: *p, at: equityFundPlaces{k: k}, state: equityFundState{vol: 1},
		fair: rules.NewFairValue(s, rules.ConvenienceParams{}), book: rules.NewTariffBook(s),
	}
	if k < 0 {
		return f, nil
	}
	f.fair.Only([]int{k})
	f.exposures(s.Facts, &s.Instruments[k])
	in := &s.Instruments[k]
	short, long, fx := s.Instrument(in.ShortRate), s.Instrument(in.LongRate), m.FX(in.Currency)
	price := []int{k}
	load := []float64{1}
	use := func(k int, l float64) {
		if k < 0 || l == 0 {
			return
		}
		for j := range price {
			if price[j] == k {
				load[j] += l
				return
			}
		}
		price, load = append(price, k), append(load, l)
	}
	// In bp of price per bp of yield: x − v, so signs are opposite to v.
	use(long, p.TermPct)
	use(short, p.ShortPct-p.TermPct)
	use(fx, -p.DollarShare)
	f.position = rules.NewPosition([]int{k}, price)
	cap0 := s.Facts.OutstandingUSDBn[in.ID]
	if cap0 <= 0 {
		cap0 = math.Max(1, s.Book().Holding(k))
	}
	scale := -p.Elasticity * cap0 / 1e4
	for j := range price {
		f.position.Limit.Gain[j] = scale * load[j]
	}
	f.position.Normal[0] = s.Book().Holding(k)
	f.position.Limit.Capacity = math.Inf(1)
	f.position.Limit.Risk[0] = 1
	return f, nil
}

// exposures computes exports over GDP of the firms of a market: U.S. firms' exports to
// all countries, other firms' exports to the United States.
func (f *EquityFund) exposures(facts *world.Facts, in *world.Instrument) {
	f.at.hit = make([]float64, len(f.book.Partners))
	if gdp := facts.GDPUSDBn[in.Country]; in.Country == "US" && gdp > 0 {
		f.at.exports = f.book.Exports / gdp
	}
	gdp := 0.0
	for j := range f.book.Partners {
		a := &f.book.Partners[j]
		if a.Equity == in.ID && a.GDPUSDBn > 0 {
			f.at.hit[j] = a.ToUSUSDBn
			gdp += a.GDPUSDBn
		}
	}
	for j := range f.at.hit {
		if f.at.hit[j] > 0 {
			f.at.hit[j] /= gdp
		}
	}
}

// tariff is (X/Y)·t, percent of GDP.
func (f *EquityFund) tariff(v *world.View) float64 {
	a := f.book.Abroad(v)
	return float64(f.at.exports*f.book.Retaliation()) + f.book.Deviation(f.at.hit, f.book.RiseTo(a), f.book.EvenTo(a))
}

// Bid submits the schedule.
func (f *EquityFund) Bid(d *world.Desk) {
	if f.at.k < 0 {
		return
	}
	if d.View.Round == 0 {
		f.fair.Read(d.View)
		for _, r := range f.fair.Revisions {
			if r.K == f.at.k {
				f.position.Revise(r.Cause, 0, r.Bp)
			}
		}
		f.book.Read(d.View)
		t := f.tariff(d.View)
		if f.state.said { // tariffs of the first day are already in prices
			f.position.Revise(market.Tariff, 0, -100*f.p.TariffElasticity*(t-f.state.tariffs))
		}
		f.state.tariffs, f.state.said = t, true
		if vol := d.View.Vol[f.at.k]; vol != f.state.vol {
			f.position.Revise(market.RiskLimit, 0, -100*f.p.VolPct*(vol-f.state.vol))
			f.state.vol = vol
		}
	}
	f.position.Bid(d, market.RiskLimit, nil)
}

// Adjust changes what it wants to hold by what an act of the scenario has bought.
func (f *EquityFund) Adjust(k int, bought, _ float64) {
	if f.position != nil {
		f.position.Adjust(k, bought)
	}
}
