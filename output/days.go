package output

import (
	"fmt"
	"math"
	"slices"

	"kirifuda/world"
	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

func (r *Recorder) addEvents(rec *world.Record) error {
	name := func(agent int) *string {
		if agent < 0 || agent >= len(rec.Agents) {
			return nil
		}
		return &rec.Agents[agent]
	}
	for i := range rec.Statements {
		s := &rec.Statements[i]
		if s.Type == world.Fundamentals {
			continue
		}
		row := EventRow{
			Scenario: r.scenario, RunID: r.runID, Date: int32(rec.View.Date), Type: s.Type.String(),
			Actor: name(s.Actor), Target: name(s.Target), Day: int32(rec.View.Day),
		}
		if s.Instrument >= 0 && s.Instrument < len(rec.View.Instruments) {
			row.Instrument = &rec.View.Instruments[s.Instrument].ID
		}
		if unit := s.Type.Unit(); unit != "" {
			value := s.Value
			row.Unit, row.Value = &unit, &value
		}
		if s.Text != "" {
			text := s.Text // the bulletin is reused
			row.Text = &text
		}
		if err := r.events.add(row.Date, row); err != nil {
			return err
		}
	}
	return nil
}

func (r *Recorder) addClearing(rec *world.Record) error {
	for i := range rec.Rounds {
		rr := &rec.Rounds[i]
		row := ClearingRow{
			Scenario: r.scenario, RunID: r.runID, Date: int32(rec.View.Date), Round: int32(i),
			IterationsN: int32(rr.Iterations), ResidualUSDBn: rr.ResidualUSDBn, Fallback: rr.Fallback,
		}
		if err := r.clearing.add(row.Date, row); err != nil {
			return err
		}
		for k, s := range rr.States {
			if s == market.Cleared {
				continue
			}
			at := row
			state, unfilled := s.String(), rr.UnfilledUSDBn[k]
			at.Instrument, at.State, at.UnfilledUSDBn = &rec.View.Instruments[k].ID, &state, &unfilled
			if err := r.clearing.add(at.Date, at); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *Recorder) addAttribution(rec *world.Record) error {
	a := rec.Attribution
	if a == nil {
		return nil
	}
	for k := range rec.View.Instruments {
		row := AttributionRow{Scenario: r.scenario, RunID: r.runID, Date: int32(rec.View.Date), Instrument: rec.View.Instruments[k].ID}
		for i := 0; i <= a.Bidders; i++ {
			row.Agent = "market"
			if i < a.Bidders {
				row.Agent = rec.Agents[i]
			}
			for c := market.Cause(0); c < market.NumCauses; c++ {
				if row.ContributionBp = a.At(i, c, k); row.ContributionBp == 0 {
					continue
				}
				row.Cause = c.String()
				if err := r.attribution.add(row.Date, row); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// bookLayout holds the places of instruments in the ledger.
type bookLayout struct {
	assets  []string // names of the ledger's columns
	buckets []bucket // Treasuries
}

type bucket struct {
	instrument, asset int
	issuer            int
	unitsPerBn        float64 // smallest units per USD bn of money and of par
}

func newBookLayout(rec *world.Record) (*bookLayout, error) {
	v := rec.View
	l := &bookLayout{}
	for k := range rec.Books.Assets() {
		l.assets = append(l.assets, rec.Books.AssetName(k))
	}
	for k := range v.Instruments {
		in := &v.Instruments[k]
		if !in.Treasury() {
			continue
		}
		b := bucket{instrument: k, asset: slices.Index(l.assets, in.ID), issuer: slices.Index(rec.Agents, in.Issuer), unitsPerBn: v.Currencies[0].UnitsPerBn}
		if b.asset < 0 {
			return nil, fmt.Errorf("the ledger has no column for %s", in.ID)
		}
		l.buckets = append(l.buckets, b)
	}
	return l, nil
}

// stake is what an agent sold or bought of a bucket, in smallest units of money.
type stake struct {
	agent string
	value int64
}

// addHoldings writes positions and the flows between holders. Every holding was
// worth units·price at yesterday's close, so that the identity
//
//	value = value before + paid in transactions + other + valuation
//
// gives what was paid without storing yesterday's positions.
func (r *Recorder) addHoldings(rec *world.Record) error {
	v, n := rec.View, len(rec.View.Instruments)
	for _, b := range r.books.buckets {
		in := &v.Instruments[b.instrument]
		openPrice, price := in.Price(v.Open[b.instrument]), in.Price(v.Deviation[b.instrument])
		r.sellers, r.buyers = r.sellers[:0], r.buyers[:0]
		for i, name := range rec.Agents {
			units, bought := rec.Books.Units(i, b.asset), rec.Books.Bought(i, b.asset)
			value, gain := rec.Books.Value(i, b.asset), rec.Books.Gain(i, b.asset)
			if units == 0 && bought == 0 {
				continue // also skips the clearing house
			}
			before := int64(math.Round(float64(units-bought) * openPrice))
			change := value - before - gain
			// Units acquired outside the market. A difference of a few units comes
			// from rounding trades to whole units.
			var other int64
			traded := float64(rec.Traded[i*n+b.instrument] * in.UnitsPerUSDBn)
			if d := float64(bought) - traded; math.Abs(d) > float64(2*len(rec.Agents)) {
				other = int64(math.Round(d * price))
			}
			paid := change - other
			switch {
			case paid < 0:
				r.sellers = append(r.sellers, stake{name, -paid})
			case paid > 0:
				r.buyers = append(r.buyers, stake{name, paid})
			}
			if i == b.issuer {
				continue
			}
			row := HoldingRow{
				Scenario: r.scenario, RunID: r.runID, Date: int32(v.Date), Holder: name, Bucket: in.ID,
				ParUSDBn: float64(units) / b.unitsPerBn, ValueUSDBn: float64(value) / b.unitsPerBn,
				TransactionsUSDBn: float64(paid) / b.unitsPerBn, ValuationUSDBn: float64(gain) / b.unitsPerBn,
				OtherUSDBn: float64(other) / b.unitsPerBn,
			}
			if err := r.holdings.add(row.Date, row); err != nil {
				return err
			}
		}
		row := FlowRow{Scenario: r.scenario, RunID: r.runID, Date: int32(v.Date), Bucket: in.ID}
		for _, f := range r.sellers {
			row.Seller = f.agent
			if err := allocate(f.value, r.buyers, func(j int, amount int64) error {
				row.Buyer, row.ValueUSDBn = r.buyers[j].agent, float64(amount)/b.unitsPerBn
				return r.flows.add(row.Date, row)
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// allocate splits total between the buyers in proportion to what they bought, in
// whole units that add up exactly to total, and calls give with each amount that
// is not zero.
func allocate(total int64, buyers []stake, give func(j int, amount int64) error) error {
	var all, upTo float64
	for _, b := range buyers {
		all += float64(b.value)
	}
	var given int64
	for j, b := range buyers {
		upTo += float64(b.value)
		next := total
		if j < len(buyers)-1 {
			next = int64(math.Round(float64(total) * (upTo / all)))
		}
		amount := next - given
		given = next
		if amount == 0 {
			continue
		}
		if err := give(j, amount); err != nil {
			return err
		}
	}
	return nil
}

func (r *Recorder) addTrades(rec *world.Record) error {
	if !r.watches {
		return fmt.Errorf("table trades: the recorder is not attached to the world")
	}
	for i := range r.entries {
		e := &r.entries[i]
		row := TradeRow{
			Scenario: r.scenario, RunID: r.runID, Date: int32(rec.View.Date), SeqN: int32(i), Kind: e.Kind.String(),
			Seller: rec.Agents[e.From], Buyer: rec.Agents[e.To], Asset: r.books.assets[e.Asset], UnitsN: e.Units,
			Money: r.books.assets[e.Money], CashN: e.Cash,
		}
		switch e.Kind {
		case ledger.Coupon, ledger.Interest, ledger.Variation:
			row.ForAsset = &r.books.assets[e.On]
		}
		if err := r.trades.add(row.Date, row); err != nil {
			return err
		}
	}
	r.entries = r.entries[:0]
	return nil
}
