package agents

import (
	"kirifuda/agents/rules"
	"kirifuda/world"
	"kirifuda/world/market"
)

var _ = register("fx_dealer", Define("currency intermediary", newFXDealer, fxDealerPosition))

var fxDealerPosition = world.Series{Name: "fx_dealer_position_usd_bn", Unit: "USD bn", Valuation: world.AtBasePrices,
	Doc: "position of currency dealers in foreign currencies at base exchange rates, interest included; negative if short"}

// FXDealerParams describe currency intermediaries.
type FXDealerParams struct {
	// amount bought per percent that a currency is below its fair value, in calm markets
	// COMPUTED: yen: interventions of 2022, with slow holders 0.085 % per bn at the close; others
	// scaled by turnover, ASSUMED
	DepthUSDBnPerPct map[string]float64 `yaml:"depth_usd_bn_per_pct" unit:"USD bn per %" min:"0" max:"1000" keys:"@foreign_currencies" default:"@depths.dealer" list:"jpy,eur,gbp,cny,krw,cad,mxn" role:"uncertainty" free:"true"`

	CurrencyPositionParams  `yaml:",inline"`
	CurrencyParams          `yaml:",inline"`
	rules.ConvenienceParams `yaml:",inline"`
}

// FXDealer bears currency risk against the dollar, in the manner of Gabaix and
// Maggiori (2015),
//
//	Z_j = (1/Γ_j)·(e_j − ē_j),   1/Γ_j = S_j·min(σ_j, σ̄)^−a
//
// with the fair value ē of currencies: its depth falls with volatility σ, and its
// position stays within a limit.
type FXDealer struct {
	p        FXDealerParams
	at       fxDealerPlaces
	position *rules.Position
	fair     rules.FairValue
}

// fxDealerPlaces are its indices and constants, found at set-up.
type fxDealerPlaces struct {
	currencies
	opening []float64 // position on the first day, by currency, USD bn
	net     int       // series
}

func newFXDealer(s *world.Setup, p *FXDealerParams) (*FXDealer, error) {
	f := &FXDealer{p: *p}
	f.at.currencies = newCurrencies(s.Instruments, p.DepthUSDBnPerPct, &p.CurrencyParams)
	f.at.opening = f.at.balances(s.Book())
	f.at.net = s.Series(fxDealerPosition)
	f.fair = rules.NewFairValue(s, p.ConvenienceParams)
	f.fair.Only(f.at.traded)
	f.position = f.at.position(f.at.opening, p.RiskUSDBn)
	return f, nil
}

// Bid submits the schedule.
func (f *FXDealer) Bid(d *world.Desk) {
	if len(f.at.traded) == 0 {
		return
	}
	if d.View.Round == 0 {
		f.at.revise(d.View, &f.fair, f.position)
	}
	// Interest stays in the currency in which it was earned and is not traded.
	for i, k := range f.at.traded {
		f.position.Normal[i] = f.at.opening[i] + d.Book.Earned(k)
	}
	f.position.Bid(d, market.RiskLimit, func() { f.at.deepen(d.View, f.position, &f.p.CurrencyPositionParams) })
}

// Open reports the opening position.
func (f *FXDealer) Open(d *world.Desk) { f.Close(d) }

// Close reports the position.
func (f *FXDealer) Close(d *world.Desk) {
	if len(f.at.traded) > 0 {
		d.Report(f.at.net, f.at.held(d.Book))
	}
}

// Adjust changes what it wants to hold by what an act of the scenario has bought.
func (f *FXDealer) Adjust(k int, bought, _ float64) { f.at.adjust(f.at.opening, k, bought) }
