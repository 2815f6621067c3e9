package talks

import (
	"math"

	"kirifuda/internal/portable"
)

// Outlook is what both sides know when they bargain.
type Outlook struct {
	Day      int     // business day
	Round    int     // round, first 1
	Stress   float64 // Ω, mean of the days since the last round
	Fear     float64 // stress that Washington expects of sales to come
	Pressure float64 // what yielding now would cost Washington, % of GDP a year
	Lasting  bool    // a sale is under way: fear and pressure do not fade
	Tariff   float64 // average tariff on Japan's goods in force, percent
	Loss     float64 // what its sales cost Tokyo while there is no deal, % of GDP a year
	sale     float64 // stress that a planned sale brings while it lasts
	rounds   float64 // for how many rounds it lasts
	relief   float64 // what a round of it takes from fear
	left     struct {
		fear, loss float64 // once it has ended
	}
}

// burden adds to an outlook what Washington's strategy makes of threats and sales.
func (t *Game) burden(o *Outlook, u *Pressure) {
	o.Lasting = u.selling
	switch t.Strategy {
	case "stress_sensitive":
		o.Fear = t.Fear(u)
	case "tit_for_tat":
		o.Pressure = u.cost
	}
}

// later is the outlook k rounds on.
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
	if o.Day >= t.P.DeadlineDay {
		o.Tariff = math.Max(o.Tariff, t.P.NoDealPct)
	}
	return o
}

// next is the outlook as the ministry that sells foresees it a round on. Those
// who bargain take a sale that runs for lasting; the ministry knows when its own
// will end and that what it has sold is no longer feared.
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
