package analysis

import (
	"math"

	"kirifuda/analysis/stats"
	"kirifuda/experiment"
	"kirifuda/output"
)

// CardStat is a line of the card's balance sheet over pairs of runs: of an arm less
// another, which a comparison of two experiments names itself.
type CardStat struct {
	Arm    string      `json:"arm,omitempty"`
	Vs     string      `json:"vs,omitempty"`
	Side   string      `json:"side"`
	Item   string      `json:"item"`
	Unit   string      `json:"unit"`
	Period string      `json:"period"`
	Diff   *stats.Stat `json:"difference"`
}

// Cards is the card's balance sheet in an experiment with several arms, over the first n
// replications (0 for all), arm by arm. Empty names of arms mean every treatment, and the
// baseline. A replication of a sweep is the average over the points. There are no
// lines if no run is finished in all arms.
func Cards(dir, arm, vs string, n int) ([]CardStat, error) {
	p, out, err := experiment.Stored(dir)
	if err != nil {
		return nil, err
	}
	pairs, err := contrasts(p, arm, vs)
	if err != nil {
		return nil, err
	}
	extent, err := p.Extent(out)
	if err != nil {
		return nil, err
	}
	var list []CardStat
	for _, c := range pairs {
		values, lines, err := cardValues(p, out, c.a, c.b)
		if err != nil {
			return nil, err
		}
		for i, l := range lines {
			v := overPoints(p, used(extent, values[i]))
			if n > 0 && n < len(v) {
				v = v[:n]
			}
			if d := stats.Describe(v, stats.Continuous); d != nil {
				list = append(list, CardStat{Arm: p.Arms[c.a].Scenario, Vs: p.Arms[c.b].Scenario, Side: l.Side, Item: l.Item, Unit: l.Unit, Period: l.Period, Diff: d})
			}
		}
	}
	return list, nil
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
		values, lines = setCard(values, lines, r, p.PerArm(), with[r], without[r])
	}
	return values, lines, nil
}

// setCard sets the values of the lines of run r of n to those of two accounts, unless one
// is empty.
func setCard(values [][]float64, lines []CardLine, r, n int, with, without experiment.Account) ([][]float64, []CardLine) {
	if len(with) == 0 || len(without) == 0 {
		return values, lines
	}
	card := Card(with, without)
	if lines == nil {
		lines = card
		values = make([][]float64, len(lines))
		for i := range values {
			values[i] = make([]float64, n)
			for j := range values[i] {
				values[i][j] = math.NaN()
			}
		}
	}
	for i, l := range card {
		values[i][r] = l.Value
	}
	return values, lines
}

// cards adds the balance sheet: the accounts of A less those of B, in the replications
// that both have and that succeeded in both. There is none without the table card.
func (c *Comparison) cards(a, b *experiment.Plan, armA, armB int) error {
	if !c.Paired || min(a.Trace, b.Trace) < output.TracePanel {
		return nil
	}
	read := func(dir string, p *experiment.Plan, arm int) ([]experiment.Account, error) {
		list := make([]experiment.Account, p.PerArm())
		_, out, err := experiment.Stored(dir)
		if err == nil {
			err = readAccounts(p, out, map[int][]experiment.Account{arm: list})
		}
		return list, err
	}
	with, err := read(c.DirA, a, armA)
	if err != nil {
		return err
	}
	without, err := read(c.DirB, b, armB)
	if err != nil {
		return err
	}
	var values [][]float64
	var lines []CardLine
	for r := range a.Reps {
		s := a.FirstRep + r - b.FirstRep
		if s < 0 || s >= b.Reps {
			continue
		}
		for d := range a.Points() {
			if k, l := a.Number(d, r), b.Number(d, s); c.ExtentA.Uses(k) && c.ExtentB.Uses(l) {
				values, lines = setCard(values, lines, k, a.PerArm(), with[k], without[l])
			}
		}
	}
	for i, l := range lines {
		if d := stats.Describe(overPoints(a, values[i]), stats.Continuous); d != nil {
			c.Card = append(c.Card, CardStat{Side: l.Side, Item: l.Item, Unit: l.Unit, Period: l.Period, Diff: d})
		}
	}
	return nil
}

// accountsOf reads the accounts of all runs of two arms.
func accountsOf(p *experiment.Plan, out *output.Store, a, b int) (with, without []experiment.Account, err error) {
	with, without = make([]experiment.Account, p.PerArm()), make([]experiment.Account, p.PerArm())
	return with, without, readAccounts(p, out, map[int][]experiment.Account{a: with, b: without})
}

// readAccounts reads the accounts of all runs of arms into lists by run.
func readAccounts(p *experiment.Plan, out *output.Store, of map[int][]experiment.Account) error {
	columns := []output.Column{
		{Name: "scenario", Type: output.String}, {Name: "run_id", Type: output.Int32}, {Name: "item", Type: output.String},
		{Name: "instrument", Type: output.String}, {Name: "value", Type: output.Double}, {Name: "unit", Type: output.String},
	}
	return out.ScanColumns("card", columns, func(c *output.Cells) error {
		arm, run, err := p.Place(c.String(0), c.Int32(1))
		if err != nil {
			return err
		}
		x := experiment.AccountItem{Item: c.String(2), Instrument: c.String(3), Value: c.Double(4), Unit: c.String(5)}
		if list := of[arm]; list != nil {
			list[run] = append(list[run], x)
		}
		return nil
	})
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
