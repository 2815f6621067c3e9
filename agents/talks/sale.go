package talks

import (
	"math"

	"kirifuda/internal/portable"
)

// Holder is Japan's ministry as the owner of the assets that it might sell.
type Holder struct {
	Programme  float64 // size of a sale, USD bn
	Treasuries float64 // at the start, USD bn
	Deposits   float64 // dollars at the start, USD bn
	Pace       float64 // largest daily sale, USD bn
	DurationYr float64 // duration of its Treasuries, years
	YenPct     float64 // lasting fall of the dollar per USD bn converted, percent
	Alliance   float64 // other costs to Japan of starting a sale, USD bn
	Convert    bool    // proceeds are converted into yen
	Covert     bool    // Washington learns of a sale only from custody reports
	Announce   bool    // the full size of the first sale is announced
}

// Believed is the expected loss from selling q in total on the dollars kept once gone has
// been sold, USD bn: in Treasuries and, if proceeds are converted, in yen,
//
//	loss = D·i·q·kept + y·q·(kept + deposits)
//
// with D the reserve_duration_yr, i the expected_impact_bp_per_bn and y the
// yen_impact_pct_per_bn.
func (h *Holder) Believed(t *Game, q, gone float64) float64 {
	kept := math.Max(0, h.Treasuries-gone)
	loss := float64(h.DurationYr * t.P.ImpactBpPerBn * q / 1e4 * kept)
	if h.Convert {
		loss += float64(h.YenPct / 100 * q * (kept + h.Deposits))
	}
	return loss
}

// Strain is the cost of a further sale in the alliance, USD bn, which rises by the same
// amount with each earlier sale:
//
//	alliance·(1 + sales before)
func (h *Holder) Strain(sales int) float64 { return float64(h.Alliance * float64(1+sales)) }

// Sale is the ministry's information when it decides whether to sell.
type Sale struct {
	Game     *Game
	Holder   *Holder
	Standing Standing
	Day      int
	Tariff   float64 // average tariff in force on Japan's goods, percent
	Sold     float64 // sold so far, USD bn
	Loss     float64 // loss on official dollars since the first sale began, USD bn
	Sales    int     // number of completed sales
	Selling  bool    // a sale is under way
}

// Stop is the outlook if nothing more is sold: a sale under way ends today.
func (s Sale) Stop() Outlook {
	s.Standing.pressure.selling, s.Standing.pressure.Belief.Announced = false, 0
	return s.Standing.Outlook(s.Game, s.Day, s.Standing.Round+1, s.Tariff, s.Game.SaleLoss(s.Loss, 0))
}

// Sell is the outlook if q more is sold from today on. Washington's expectation is that
// for any sale that it knows of.
func (s Sale) Sell(q float64) Outlook {
	t, h, u, gone, pace := s.Game, s.Holder, &s.Standing.pressure, s.Sold+q, s.Holder.Pace
	if !h.Covert && !u.selling {
		u.selling = true
		u.press(t)
		u.Belief.Excess += u.Belief.P.ActionLogOdds
		if h.Announce && s.Sales == 0 {
			u.Belief.Announced = h.Programme
		}
	}
	loss := math.Min(s.Loss+h.Believed(t, q, gone), h.Believed(t, gone, gone))
	o := s.Standing.Outlook(t, s.Day, s.Standing.Round+1, s.Tariff, t.SaleLoss(loss, h.Strain(s.Sales)))
	o.sale, o.rounds = t.SaleStress(pace), q/pace/float64(t.P.RoundDays)
	o.left.loss = t.SaleLoss(loss, 0)
	if t.Strategy == "stress_sensitive" && u.selling {
		o.relief = u.Belief.P.AnnouncedTrust * t.SaleStress(pace*float64(t.P.RoundDays)/float64(t.P.FearDays))
		u.selling, u.Belief.Announced = false, 0
		u.Belief.Excess *= portable.Exp2(-q / pace / u.Belief.P.HalfLifeDays)
		u.Belief.Custody -= q
		o.left.fear = t.Fear(u)
	}
	return o
}

// Best is the sale with the largest expected net gain among none, a quarter, a half and
// all of the rest, USD bn; the gain is
//
//	gain = H·GDP·(E[u with] − E[u without])
func (s Sale) Best() (size float64) {
	t := s.Game
	left := math.Max(0, s.Holder.Programme-s.Sold)
	if !t.P.On || s.Standing.Round >= t.P.MaxRounds || left <= 0 {
		return 0
	}
	without := t.Foresee(s.Stop(), s.Standing.Conceded)
	best := 0.0
	for _, share := range [...]float64{0.25, 0.5, 1} {
		q := share * left
		u := t.Foresee(s.Sell(q), s.Standing.Conceded)
		if net := float64(t.P.HorizonYears*t.P.GDPUSDBn/100*(u-without)) - s.Cost(q); net > best {
			best, size = net, q
		}
	}
	return size
}

// Cost is the cost of selling q more, USD bn:
//
//	b·believed + ½·D·i·q² + alliance·(1 + sales before)
//
// The last term is due when a sale begins.
func (s Sale) Cost(q float64) float64 {
	impact := s.Game.P.ImpactBpPerBn * q / 1e4
	loss := float64(s.Game.P.LossShare*s.Holder.Believed(s.Game, q, s.Sold+q)) + float64(s.Holder.DurationYr*impact*q/2)
	if !s.Selling {
		loss += s.Holder.Strain(s.Sales)
	}
	return loss
}
