package output

import (
	"fmt"

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
