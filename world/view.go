package world

import (
	"math"
	"time"
)

// View is public information. Institutions must not change it.
type View struct {
	Day      int  // 1 on the first day
	Date     Date // of the business day
	Round    int  // 0 in the first round of bidding of the day
	Rounds   int
	Previous Date // the preceding business day
	Calendar *Calendar

	Elapsed   int       // calendar days since Previous
	YearShare float64   // the same as a share of the year, see Date.YearShare
	OpenShare []float64 // share of the year since the market of an instrument was last open; 0 if it is closed today

	Instruments []Instrument
	Deviation   []float64   // deviation of prices from base after the last clearing, bp
	Open        []float64   // X before today's first round
	Move        []float64   // today's move so far, bp
	History     [][]float64 // X at past closes, newest first; see Back
	Vol         []float64   // standard deviation of daily moves relative to normal, at least 1
	Stress      float64     // scale of exogenous volatility, 1 in calm
	VIX         float64     // implied volatility of U.S. equities, index
	MOVE        float64     // implied volatility of U.S. Treasuries, index
	Outstanding []float64   // USD bn at base prices, per instrument
	Issued      []float64   // announced net issuance since the start, USD bn at base prices

	PolicyRatePct []float64   // per currency, in the order of Currencies
	Bulletin      []Statement // in Act: published yesterday; in Bid: published today

	Currencies []Currency
	Facts      *Facts

	latest []float64 // [type*agents+target]
	closed []bool    // by instrument: its market is closed today
	agents int
	news   []float64

	sector  []float64 // by good of the facts: its own tariff, NaN for none
	sectors bool      // some good has one
}

// IsOpen reports whether the market of instrument k is open today. A market that is
// closed holds its price, and nothing is traded in it.
func (v *View) IsOpen(k int) bool { return k >= len(v.closed) || !v.closed[k] }

// Due reports whether something that is done in the market of instrument k on a day of
// the week is done today: on that day, or on the first one after it on which the market is
// open. With k = −1 it is done on any business day.
func (v *View) Due(weekday time.Weekday, k int) bool {
	centre := -1
	if k >= 0 {
		centre = v.Instruments[k].centre
	}
	return v.Calendar.Due(weekday, centre, v.Date)
}

// remember adds today's prices to the history.
func (v *View) remember() {
	last := v.History[len(v.History)-1]
	copy(last, v.Deviation)
	copy(v.History[1:], v.History[:len(v.History)-1])
	v.History[0] = last
}

// Back is the deviation of instrument k from base at the close n days before the
// last one, bp; 0 if that is before the start.
func (v *View) Back(k, n int) float64 {
	if n >= len(v.History) {
		n = len(v.History) - 1
	}
	return v.History[n][k]
}

// Change is the move of instrument k over the last n days, from close to close, bp.
func (v *View) Change(k, n int) float64 { return v.Back(k, 0) - v.Back(k, n) }

// Latest is the value of the latest statement of a type about a target; 0 if there
// is none.
func (v *View) Latest(t StatementType, target int) float64 {
	if target < 0 {
		return 0
	}
	return v.latest[int(t)*v.agents+target]
}

// Level is the quote of instrument k.
func (v *View) Level(k int) float64 { return v.Instruments[k].Quote(v.Deviation[k]) }

// SectorTariff is the tariff of its own on a good of the facts, percent; NaN if it has
// none.
func (v *View) SectorTariff(good int) float64 {
	if !v.sectors {
		return math.NaN()
	}
	return v.sector[good]
}

// SectorTariffs reports whether some good has a tariff of its own.
func (v *View) SectorTariffs() bool { return v.sectors }

// News is today's innovation of the fair value of instrument k, bp.
func (v *View) News(k int) float64 { return v.news[k] }
