package analysis

import (
	"math"

	"kirifuda/analysis/stats"
	"kirifuda/experiment"
	"kirifuda/output"
)

// CardStat is a line of the card's balance sheet over pairs of runs.
type CardStat struct {
	Side   string      `json:"side"`
	Item   string      `json:"item"`
	Unit   string      `json:"unit"`
	Period string      `json:"period"`
	Diff   *stats.Stat `json:"difference"`
}

// Cards is the card's balance sheet in an experiment with two arms, over the first n
// replications (0 for all). Empty names of arms mean the first that is not the baseline,
// and the baseline. A replication of a sweep is the average over the points. There are no
// lines if no run is finished in both arms.
func Cards(dir, shock, vs string, n int) (list []CardStat, scenario, baseline string, err error) {
	p, out, err := experiment.Stored(dir)
	if err != nil {
		return nil, "", "", err
	}
	a, b, err := armsOf(p, shock, vs)
	if err != nil {
		return nil, "", "", err
	}
	scenario, baseline = p.Arms[a].Scenario, p.Arms[b].Scenario
	values, lines, err := cardValues(p, out, a, b)
	if err != nil {
		return nil, "", "", err
	}
	extent, err := p.Extent(out)
	if err != nil {
		return nil, "", "", err
	}
	for i, l := range lines {
		v := overPoints(p, used(extent, values[i]))
		if n > 0 && n < len(v) {
			v = v[:n]
		}
		if d := stats.Describe(v, stats.Continuous); d != nil {
			list = append(list, CardStat{Side: l.Side, Item: l.Item, Unit: l.Unit, Period: l.Period, Diff: d})
		}
	}
	return list, scenario, baseline, nil
}

// cardValues are the values of the lines by run of two arms, NaN where a run is missing in
// either, and the lines themselves.
func cardValues(p *experiment.Plan, out *output.Store, a, b int) (values [][]float64, lines []CardLine, err error) {
	if p.Trace < output.TracePanel {
		return nil, nil, experiment.Usage("%s has no table card (trace %s)", out.Dir, p.Trace)
	}
	with, without, err := accountsOf(p, out, a, b)
	if err != nil {
		return nil, nil, err
	}
	for r := range with {
		if len(with[r]) == 0 || len(without[r]) == 0 {
			continue
		}
		card := Card(with[r], without[r])
		if lines == nil {
			lines = card
			values = make([][]float64, len(lines))
			for i := range values {
				values[i] = make([]float64, p.PerArm())
				for j := range values[i] {
					values[i][j] = math.NaN()
				}
			}
		}
		for i, l := range card {
			values[i][r] = l.Value
		}
	}
	return values, lines, nil
}

// accountsOf reads the accounts of all runs of two arms.
func accountsOf(p *experiment.Plan, out *output.Store, a, b int) (with, without []experiment.Account, err error) {
	with, without = make([]experiment.Account, p.PerArm()), make([]experiment.Account, p.PerArm())
	columns := []output.Column{
		{Name: "scenario", Type: output.String}, {Name: "run_id", Type: output.Int32}, {Name: "item", Type: output.String},
		{Name: "instrument", Type: output.String}, {Name: "value", Type: output.Double}, {Name: "unit", Type: output.String},
	}
	err = out.ScanColumns("card", columns, func(c *output.Cells) error {
		arm, run, err := p.Place(c.String(0), c.Int32(1))
		if err != nil {
			return err
		}
		x := experiment.AccountItem{Item: c.String(2), Instrument: c.String(3), Value: c.Double(4), Unit: c.String(5)}
		switch arm {
		case a:
			with[run] = append(with[run], x)
		case b:
			without[run] = append(without[run], x)
		}
		return nil
	})
	return with, without, err
}

// BalanceRows are the lines of one run as rows of the table balance.
func BalanceRows(scenario, baseline string, run int32, card []CardLine) []output.CardBalanceRow {
	var out []output.CardBalanceRow
	for _, l := range card {
		out = append(out, output.CardBalanceRow{
			Scenario: scenario, RunID: run, Baseline: baseline, Side: l.Side, Item: l.Item, Value: l.Value, Unit: l.Unit, Period: l.Period,
		})
	}
	return out
}
