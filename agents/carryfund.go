package agents

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/world"
	"kirifuda/world/market"
)

var _ = register("carry_fund", Define("carry fund with a stop-loss", newCarryFund, carryPosition))

var carryPosition = world.Series{Name: "carry_position_usd_bn", Unit: "USD bn", Valuation: world.AtBasePrices,
	Doc: "position of carry funds in foreign currencies at base exchange rates, interest included; negative if short"}

// CarryFundParams describe carry funds.
type CarryFundParams struct {
	// amount bought per percent that a currency is below its fair value, in calm markets; currencies
	// that are not named are not traded
	// ASSUMED: model design
	DepthUSDBnPerPct map[string]float64 `yaml:"depth_usd_bn_per_pct" unit:"USD bn per %" min:"0" max:"1000" keys:"@foreign_currencies" default:"{}" list:"jpy,eur,gbp,cny,krw,cad,mxn" role:"uncertainty" free:"true"`

	CurrencyPositionParams `yaml:",inline"`
	CurrencyParams         `yaml:",inline"`
	// share of the carry position closed per percent of adverse move over five days, beyond the
	// tolerance
	// ASSUMED: reversal after the interventions of 2022; the cut of August 2024 was larger
	StopCutPerPct float64 `yaml:"stop_cut_per_pct" unit:"share per %" min:"0" max:"1" default:"0.008" role:"uncertainty"`
	// share of the closed position that is rebuilt each day
	// ASSUMED: positions were rebuilt over months after August 2024
	StopReturn float64 `yaml:"stop_return_per_day" unit:"1/day" min:"0" max:"1" default:"0.02" role:"uncertainty"`
	// adverse five-day move above which positions are closed
	// ASSUMED: model design
	StopTolerancePct float64 `yaml:"stop_tolerance_pct" unit:"%" min:"0" max:"20" default:"2" role:"uncertainty"`

	rules.ConvenienceParams `yaml:",inline"`
}

// CarryFund is short a low-yielding currency against the dollar. Around that
// position it trades like an intermediary of small depth, but it has a stop-loss that
// closes part of the position after an adverse move.
//
//	Z_j = (1 − cut_j)·Z⁰_j + (1/Γ_j)·(e_j − ē_j),   1/Γ_j = S_j·min(σ_j, σ̄)^−a
//
// The cut is smaller than that observed in August 2024: with the depth implied by
// interventions, a cut of 25 % per 2 % has a loop gain above three, so that no price
// clears the market.
type CarryFund struct {
	p        CarryFundParams
	at       carryFundPlaces
	state    carryFundState
	position *rules.Position
	fair     rules.FairValue
}

// carryFundPlaces are its indices and constants, found at set-up.
type carryFundPlaces struct {
	currencies
	opening []float64 // Z⁰, position on the first day, by currency, USD bn
	net     int       // series
}

// carryFundState is what changes from day to day.
type carryFundState struct {
	stopped []float64 // cut·Z⁰, closed by the stop-loss, by currency, USD bn
}

func newCarryFund(s *world.Setup, p *CarryFundParams) (*CarryFund, error) {
	f := &CarryFund{p: *p}
	f.at.currencies = newCurrencies(s.Instruments, p.DepthUSDBnPerPct, &p.CurrencyParams)
	f.at.opening = f.at.balances(s.Book())
	f.at.net = s.Series(carryPosition)
	f.fair = rules.NewFairValue(s, p.ConvenienceParams)
	f.fair.Only(f.at.traded)
	f.position = f.at.position(f.at.opening, p.RiskUSDBn)
	f.state.stopped = make([]float64, len(f.at.traded))
	return f, nil
}

// Bid submits the schedule.
func (f *CarryFund) Bid(d *world.Desk) {
	v := d.View
	if len(f.at.traded) == 0 {
		return
	}
	if v.Round == 0 {
		f.at.revise(v, &f.fair, f.position)
	}
	f.keep(d)
	f.position.Bid(d, market.RiskLimit, func() {
		f.at.deepen(v, f.position, &f.p.CurrencyPositionParams)
		for i, k := range f.at.traded {
			back := 1.0
			if v.Round == 0 {
				back = 1 - f.p.StopReturn
			}
			move := (v.Deviation[k] - v.Back(k, 5)) / 100 // percent, dollar up
			f.state.stopped[i] = f.p.stop(f.state.stopped[i], f.at.opening[i], move, back)
		}
		f.keep(d)
	})
}

// Open reports the opening position.
func (f *CarryFund) Open(d *world.Desk) { f.Close(d) }

// Close reports the position.
func (f *CarryFund) Close(d *world.Desk) {
	if len(f.at.traded) > 0 {
		d.Report(f.at.net, f.at.held(d.Book))
	}
}

// keep sets the part of the position that does not depend on the price: the opening
// position less what is stopped, and interest, which stays in the currency in which it
// was earned.
func (f *CarryFund) keep(d *world.Desk) {
	for i, k := range f.at.traded {
		f.position.Normal[i] = f.at.opening[i] + d.Book.Earned(k) - f.state.stopped[i]
	}
}

// stop is the part of an opening position that is closed, USD bn, after the dollar has
// risen by move percent over five days, given the part closed before. A short position
// loses when the dollar falls.
//
//	cut_j = max{(1 − r)·cut_j the day before, min(1, c·max(0, adverse move − tolerance))}
//
// with c the stop_cut_per_pct and r the stop_return_per_day.
func (p *CarryFundParams) stop(closed, opening, move, back float64) float64 {
	adverse := move
	if opening < 0 {
		adverse = -move
	}
	closed *= back
	if now := opening * math.Min(1, p.StopCutPerPct*math.Max(0, adverse-p.StopTolerancePct)); math.Abs(now) > math.Abs(closed) {
		return now
	}
	return closed
}

// Adjust changes what it wants to hold by what an act of the scenario has bought.
func (f *CarryFund) Adjust(k int, bought, _ float64) { f.at.adjust(f.at.opening, k, bought) }
