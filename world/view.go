package world

// View is what everybody can see. Institutions must not change it.
type View struct {
	Day      int  // 1 on the first day
	Date     Date // of the business day
	Round    int  // 0 in the first round of bidding of the day
	Rounds   int
	Previous Date // the business day before

	Instruments []Instrument
	X           []float64   // price displacement from base, bp, after the last clearing
	Open        []float64   // X before today's first round
	Move        []float64   // today's move so far, bp
	History     [][]float64 // X at the close of the last days, newest first; see Back
	Vol         []float64   // standard deviation of daily moves over normal, at least 1
	Stress      float64     // scale of exogenous volatility, 1 in calm
	VIX         float64     // equity-volatility gauge, index
	MOVE        float64     // rate-volatility gauge, index
	Outstanding []float64   // USD bn at base prices, per instrument
	Issued      []float64   // announced net issuance since the start, USD bn at base prices

	PolicyRatePct []float64   // per currency, in the order of Currencies
	Bulletin      []Statement // in Act: published yesterday; in Bid: published today

	Currencies []Currency
	Facts      *Facts

	latest []float64 // [type*agents+target]
	agents int
	news   []float64
}

// remember puts today's prices at the head of the history.
func (v *View) remember() {
	last := v.History[len(v.History)-1]
	copy(last, v.X)
	copy(v.History[1:], v.History[:len(v.History)-1])
	v.History[0] = last
}

// Back is the close of instrument k, n days ago (0: the last close); before the
// start it is the base price.
func (v *View) Back(k, n int) float64 {
	if n >= len(v.History) {
		n = len(v.History) - 1
	}
	return v.History[n][k]
}

// Change is the move of instrument k over the last n closes, bp.
func (v *View) Change(k, n int) float64 { return v.Back(k, 0) - v.Back(k, n) }

// Latest is the last value said of a target in statements of a type, 0 if none.
func (v *View) Latest(t StatementType, target int) float64 {
	if target < 0 {
		return 0
	}
	return v.latest[int(t)*v.agents+target]
}

// Level is the quote of instrument k.
func (v *View) Level(k int) float64 { return v.Instruments[k].Quote(v.X[k]) }

// News is today's innovation of the fair value of instrument k, bp.
func (v *View) News(k int) float64 { return v.news[k] }
