package talks

import (
	"math"

	"kirifuda/internal/portable"
)

// Outlook is the common information of both sides when they bargain.
type Outlook struct {
	Day      int     // business day
	Round    int     // round, first 1
	Stress   float64 // Ω, mean over the days since the last round
	Fear     float64 // stress that Washington expects from future sales
	Pressure float64 // cost to Washington of yielding now, % of GDP a year
	Lasting  bool    // a sale is under way, so that fear and pressure do not fade
	Tariff   float64 // average tariff on Japan's goods in force, percent
	Loss     float64 // cost of its sales to Tokyo while there is no deal, % of GDP a year
	sale     float64 // stress from a planned sale while it lasts
	rounds   float64 // number of rounds for which it lasts
	relief   float64 // reduction of fear per round of the sale
	left     struct {
		fear, loss float64 // values once the sale has ended
	}
}

// burden adds the effect of threats and sales on Washington, which depends on its strategy.
func (t *Game) burden(o *Outlook, u *Pressure) {
	o.Lasting = u.selling
	switch t.Strategy {
	case "stress_sensitive":
		o.Fear = t.Fear(u)
	case "tit_for_tat":
		o.Pressure = u.cost
	}
}

// later is the outlook k rounds ahead.
func (t *Game) later(o Outlook, k int) Outlook {
	fade := portable.Pow(t.P.StressDecay, float64(k))
	o.Day += k * t.P.RoundDays
	o.Round += k
	o.Stress *= fade
	if !o.Lasting {
		o.Fear *= fade
		o.Pressure *= fade
	}
	o.rounds = math.Max(0, o.rounds-float64(k))
	if o.Day >= t.P.DeadlineDay.DayOrNever() {
		o.Tariff = math.Max(o.Tariff, t.P.NoDealPct)
	}
	return o
}

// next is the outlook one round ahead as foreseen by the selling ministry. The negotiators
// expect a sale under way to last; the ministry knows when its own sale will end, and that
// completed sales are no longer feared.
func (t *Game) next(o Outlook) Outlook {
	if o.Lasting {
		o.Fear = math.Max(0, o.Fear-o.relief)
	}
	runs := o.rounds > 0
	o = t.later(o, 1)
	if runs && o.rounds == 0 {
		o.Loss = o.left.loss
		if o.Lasting {
			o.Lasting, o.Fear = false, o.left.fear
		}
	}
	return o
}
