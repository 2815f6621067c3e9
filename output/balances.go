package output

import "kirifuda/world"

// addBase describes the assets and writes prices and balances of the base date.
func (r *Recorder) addBase(rec *world.Record) error {
	if r.instruments != nil {
		if err := r.addInstruments(rec); err != nil {
			return err
		}
	}
	if r.prices == nil && r.balances == nil {
		return nil
	}
	r.window.addStock(rec)
	return r.keepStock()
}

// stock is the state at a close.
type stock struct {
	date             int32
	deviation, rates []float64 // by instrument, by currency
	units            []int64   // [agent*assets+asset]
}

// addStock replaces the stock by that of a finished day.
func (w *window) addStock(rec *world.Record) {
	s, v := &w.stock, rec.View
	s.date = int32(v.Date)
	s.deviation = append(s.deviation[:0], v.Deviation...)
	s.rates = append(s.rates[:0], v.PolicyRatePct...)
	s.units = s.units[:0]
	for i := range rec.Agents {
		for a := range rec.Books.Assets() {
			s.units = append(s.units, rec.Books.Units(i, a))
		}
	}
}

// keepStock writes prices and balances.
func (r *Recorder) keepStock() error {
	if err := r.keepPrices(); err != nil {
		return err
	}
	return r.keepBalances()
}

// keepPrices writes the state of every asset.
func (r *Recorder) keepPrices() error {
	if r.prices == nil {
		return nil
	}
	now := &r.window.stock
	for s := range r.assets.list {
		x := &r.assets.list[s]
		d := x.deviation(now.deviation)
		row := PriceRow{
			Scenario: r.scenario, RunID: r.runID, Date: now.date, Instrument: x.name, DeviationBp: d, Quote: x.quote(d), Price: x.price(d),
		}
		if x.issuer >= 0 {
			row.OutstandingN = x.outstanding(now.units[x.issuer*len(r.assets.list)+s])
		}
		if x.money >= 0 {
			row.RatePct = r.numbers.keep(now.rates[x.money])
		}
		if err := r.prices.add(row.Date, row); err != nil {
			return err
		}
	}
	return nil
}

// keepBalances writes the balances of all agents.
func (r *Recorder) keepBalances() error {
	if r.balances == nil {
		return nil
	}
	now := &r.window.stock
	for i, name := range r.books.agents {
		for s := range r.assets.list {
			units := now.units[i*len(r.assets.list)+s]
			if units == 0 {
				continue
			}
			row := BalanceRow{
				Scenario: r.scenario, RunID: r.runID, Date: now.date, Holder: name, Asset: r.assets.list[s].name,
				UnitsN: units, ValueUSDBn: r.assets.worth(s, units, now.deviation),
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
