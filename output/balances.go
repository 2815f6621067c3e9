package output

import "kirifuda/world"

// addBase writes prices and balances of the base date. It must be called on the
// first day.
func (r *Recorder) addBase(rec *world.Record) error {
	if r.instruments != nil {
		if err := r.addInstruments(rec); err != nil {
			return err
		}
	}
	open := func(agent, asset int) int64 { return opening(rec, agent, asset) }
	base := make([]float64, len(rec.View.Instruments))
	rates := make([]float64, len(rec.View.Currencies))
	for c := range rates {
		rates[c] = rec.View.Currencies[c].PolicyRatePct
	}
	if err := r.addPrices(int32(rec.View.Previous), base, rates, open); err != nil {
		return err
	}
	return r.addBalances(rec.Agents, int32(rec.View.Previous), base, open)
}

// addPrices writes the state of every asset at given deviations from base.
func (r *Recorder) addPrices(date int32, deviation, rates []float64, balance func(agent, asset int) int64) error {
	if r.prices == nil {
		return nil
	}
	for s := range r.assets.list {
		x := &r.assets.list[s]
		d := x.deviation(deviation)
		row := PriceRow{
			Scenario: r.scenario, RunID: r.runID, Date: date, Instrument: x.name, DeviationBp: d, Quote: x.quote(d), Price: x.price(d),
		}
		if x.issuer >= 0 {
			row.OutstandingN = x.outstanding(balance(x.issuer, s))
		}
		if x.money >= 0 {
			row.RatePct = r.numbers.keep(rates[x.money])
		}
		if err := r.prices.add(row.Date, row); err != nil {
			return err
		}
	}
	return nil
}

// addBalances writes the balances of all agents at given deviations from base.
func (r *Recorder) addBalances(agents []string, date int32, deviation []float64, balance func(agent, asset int) int64) error {
	if r.balances == nil {
		return nil
	}
	for i, name := range agents {
		for s := range r.assets.list {
			units := balance(i, s)
			if units == 0 {
				continue
			}
			row := BalanceRow{
				Scenario: r.scenario, RunID: r.runID, Date: date, Holder: name, Asset: r.assets.list[s].name,
				UnitsN: units, ValueUSDBn: r.assets.worth(s, units, deviation),
			}
			if err := r.balances.add(row.Date, row); err != nil {
				return err
			}
		}
	}
	return nil
}

// numbers is memory for optional values of rows, which are pointers. It is taken in
// pieces, so that a day allocates none.
type numbers []float64

// keep returns the address of a copy of v.
func (n *numbers) keep(v float64) *float64 {
	if len(*n) == cap(*n) {
		*n = make([]float64, 0, 4096)
	}
	*n = append(*n, v)
	return &(*n)[len(*n)-1]
}
