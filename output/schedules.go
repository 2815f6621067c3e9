package output

import (
	"fmt"
	"math"
	"slices"

	"kirifuda/world"
	"kirifuda/world/market"
)

// curveSteps is the number of points of a demand curve on either side of the price
// at which the round cleared; they are half a normal daily move apart.
const curveSteps = 8

// ObserveRound records the schedules of a round on chosen days. It implements
// world.RoundObserver.
func (r *Recorder) ObserveRound(b *world.Bidding) error {
	if r.schedules == nil || r.finished || !slices.Contains(r.chunk.opts.Schedules, b.View.Day) {
		return nil
	}
	x := &roundRecorder{r: r, b: b}
	x.terms()
	x.results()
	x.curves()
	if x.err != nil {
		return fmt.Errorf("run %d of %s: %w", r.runID, r.scenario, x.err)
	}
	return nil
}

// roundRecorder turns the bids of a round into rows.
type roundRecorder struct {
	r   *Recorder
	b   *world.Bidding
	err error
}

func (x *roundRecorder) row() ScheduleRow {
	return ScheduleRow{Scenario: x.r.scenario, RunID: x.r.runID, Date: int32(x.b.View.Date), Round: int32(x.b.View.Round)}
}

func (x *roundRecorder) add(row ScheduleRow) {
	if x.err == nil {
		x.err = x.r.schedules.add(row.Date, row)
	}
}

// id is the identifier of an instrument, nil for −1.
func (x *roundRecorder) id(k int) *string {
	if k < 0 {
		return nil
	}
	return &x.b.View.Instruments[k].ID
}

// terms writes the numbers that define every schedule.
func (x *roundRecorder) terms() {
	for i, bid := range x.b.Bids {
		bid.Terms(func(t market.Term) {
			row := x.row()
			row.Agent, row.Form, row.ItemN, row.Part = x.b.Agents[i], t.Form.String(), int32(t.Item), t.Part
			row.Instrument, row.Other, row.Value = x.id(t.Instrument), x.id(t.Price), x.r.numbers.keep(t.Value)
			if t.Form == market.FormOrder {
				cause := t.Cause.String()
				row.Cause = &cause
			}
			x.add(row)
		})
	}
}

// results writes limits, moves and states of the instruments.
func (x *roundRecorder) results() {
	for k := range x.b.View.Instruments {
		for _, v := range []struct {
			part  string
			value float64
		}{{"before_bp", x.b.View.Deviation[k]}, {"limit_bp", x.b.LimitBp[k]}, {"move_bp", x.b.Cleared.Dx[k]}} {
			row := x.row()
			row.Agent, row.Form, row.ItemN, row.Part, row.Instrument = "market", "round", int32(k), v.part, x.id(k)
			row.Value = x.r.numbers.keep(v.value)
			x.add(row)
		}
		row := x.row()
		row.Agent, row.Form, row.ItemN, row.Part, row.Instrument = "market", "round", int32(k), x.b.Cleared.State[k].String(), x.id(k)
		x.add(row)
	}
}

// curves writes each bidder's demand for each instrument along the price of that
// instrument, the other prices being those at which the round cleared.
func (x *roundRecorder) curves() {
	n := len(x.b.View.Instruments)
	dx, q := slices.Clone(x.b.Cleared.Dx), make([]float64, n)
	bids := len(x.b.Bids)
	points := make([]float64, bids*(2*curveSteps+1))
	for k := range n {
		in := &x.b.View.Instruments[k]
		step := 0.5 * in.DailySDBp
		if step <= 0 {
			step = 1
		}
		for j := range 2*curveSteps + 1 {
			dx[k] = x.b.Cleared.Dx[k] + float64(float64(j-curveSteps)*step)
			for i, bid := range x.b.Bids {
				bid.Demand(dx, q, nil)
				points[i*(2*curveSteps+1)+j] = q[k]
			}
		}
		for i := range bids {
			own := points[i*(2*curveSteps+1):][:2*curveSteps+1]
			if !slices.ContainsFunc(own, func(v float64) bool { return v != 0 }) {
				continue
			}
			for j, v := range own {
				if x.err != nil || math.IsNaN(v) {
					break
				}
				move := x.b.Cleared.Dx[k] + float64(float64(j-curveSteps)*step)
				x.err = x.r.demand.add(int32(x.b.View.Date), DemandRow{
					Scenario: x.r.scenario, RunID: x.r.runID, Date: int32(x.b.View.Date), Round: int32(x.b.View.Round),
					Instrument: in.ID, Agent: x.b.Agents[i], MoveBp: move, DemandUSD: v,
				})
			}
		}
		dx[k] = x.b.Cleared.Dx[k]
	}
}
