package output

import (
	"kirifuda/world/market"
)

// keep writes the window as a kept day and begins the next.
func (r *Recorder) keep() error {
	w := &r.window
	if w.days == 0 {
		return nil
	}
	defer w.reset()
	if err := r.panel.add(r.scenario, r.runID, w.date, w.day, r.books.series, w.values); err != nil {
		return err
	}
	if r.holdings == nil {
		return nil
	}
	for j := range r.books.buckets {
		if err := r.keepHoldings(j); err != nil {
			return err
		}
		if err := r.keepFlows(j); err != nil {
			return err
		}
	}
	if err := r.keepStock(); err != nil {
		return err
	}
	return r.keepAttribution()
}

// keepHoldings writes the positions in bucket j.
func (r *Recorder) keepHoldings(j int) error {
	b, agents := &r.books.buckets[j], r.books.agents
	for i, name := range agents {
		p := &r.window.positions[j*len(agents)+i]
		if !p.seen || i == b.issuer {
			continue
		}
		row := HoldingRow{
			Scenario: r.scenario, RunID: r.runID, Date: r.window.date, Holder: name, Bucket: b.id,
			ParUSDBn: float64(p.units) / b.unitsPerBn, ValueUSDBn: float64(p.value) / b.unitsPerBn,
			TransactionsUSDBn: float64(p.paid) / b.unitsPerBn, ValuationUSDBn: float64(p.gain) / b.unitsPerBn,
			OtherUSDBn: float64(p.other) / b.unitsPerBn,
		}
		if err := r.holdings.add(row.Date, row); err != nil {
			return err
		}
	}
	return nil
}

// keepFlows writes the flows of bucket j between holders.
func (r *Recorder) keepFlows(j int) error {
	b, agents := &r.books.buckets[j], r.books.agents
	row := FlowRow{Scenario: r.scenario, RunID: r.runID, Date: r.window.date, Bucket: b.id}
	for s, seller := range agents {
		for i, amount := range r.window.pairs[(j*len(agents)+s)*len(agents):][:len(agents)] {
			if amount == 0 {
				continue
			}
			row.Seller, row.Buyer, row.ValueUSDBn = seller, agents[i], float64(amount)/b.unitsPerBn
			if err := r.flows.add(row.Date, row); err != nil {
				return err
			}
		}
	}
	return nil
}

// keepAttribution writes the parts of price moves.
func (r *Recorder) keepAttribution() error {
	if r.window.moves == nil {
		return nil
	}
	causes := int(market.NumCauses)
	bidders := len(r.window.moves)/len(r.books.instruments)/causes - 1
	at := 0
	for _, id := range r.books.instruments {
		row := AttributionRow{Scenario: r.scenario, RunID: r.runID, Date: r.window.date, Instrument: id}
		for i := 0; i <= bidders; i++ {
			row.Agent = "market"
			if i < bidders {
				row.Agent = r.books.agents[i]
			}
			for c := range causes {
				row.ContributionBp = r.window.moves[at]
				at++
				if row.ContributionBp == 0 {
					continue
				}
				row.Cause = market.Cause(c).String()
				if err := r.attribution.add(row.Date, row); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
