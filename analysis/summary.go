package analysis

import (
	"slices"

	"kirifuda/analysis/stats"
	"kirifuda/experiment"
	"kirifuda/output"
)

// Summarise writes the derived tables fan and, with a baseline, irf: quantiles at
// stats.Bands and at further probabilities over the runs that succeeded in all arms.
func Summarise(dir string, quantiles ...float64) error {
	probs := slices.Concat(stats.Bands, quantiles)
	slices.Sort(probs)
	probs = slices.Compact(probs)
	p, out, err := experiment.Stored(dir)
	if err != nil {
		return err
	}
	if p.Trace < output.TracePanel {
		return nil
	}
	all := seriesNames(out)
	slices.Sort(all)
	arms := make([]int, len(p.Arms))
	for i := range arms {
		arms[i] = i
	}
	b := p.Baseline()
	dates, days, err := panelDates(p, out, 0)
	if err != nil {
		return err
	}
	extent, err := p.Extent(out)
	if err != nil {
		return err
	}
	events := make([]*int32, len(arms))
	for a := range arms {
		day, err := p.EventDayOf(a, out)
		if err != nil {
			return err
		}
		if day > 0 {
			events[a] = new(int32)
			*events[a] = int32(day)
		}
	}
	type bands struct {
		q []float64
		n int
	}
	level, diff := make([]bands, len(arms)*len(all)*len(dates)), make([]bands, len(arms)*len(all)*len(dates))
	place := func(a, j, d int) int { return (a*len(all)+j)*len(dates) + d }
	if err := eachCell(p, out, arms, all, dates, func(j, d int, c *cell) {
		for a := range arms {
			i := place(a, j, d)
			level[i].q, level[i].n = c.quantiles(used(extent, c.at(a)), probs)
			if b >= 0 && a != b {
				diff[i].q, diff[i].n = c.quantiles(used(extent, c.difference(a, b)), probs)
			}
		}
	}); err != nil {
		return err
	}
	// Arms are in the order of their names, as the tables are.
	var fan []output.FanRow
	var irf []output.IRFRow
	for a, arm := range p.Arms {
		for j, name := range all {
			for d, date := range dates {
				i := place(a, j, d)
				for k, q := range probs {
					if level[i].n > 0 {
						fan = append(fan, output.FanRow{Scenario: arm.Scenario, Series: name, Date: date, QSh: q, Value: level[i].q[k], Day: days[d], RunsN: int32(level[i].n)})
					}
					if diff[i].n > 0 {
						irf = append(irf, output.IRFRow{
							Scenario: arm.Scenario, Baseline: p.Arms[b].Scenario, Series: name, Date: date, Day: days[d],
							QSh: q, Value: diff[i].q[k], RunsN: int32(diff[i].n), EventDay: events[a],
						})
					}
				}
			}
		}
	}
	if b >= 0 {
		balance, err := balanceRows(p, out)
		if err != nil {
			return err
		}
		if len(balance) > 0 {
			if err := out.WriteCardBalance(balance); err != nil {
				return err
			}
		}
	}
	if len(irf) > 0 {
		if err := out.WriteIRF(irf); err != nil {
			return err
		}
	}
	return out.WriteFan(fan) // last, so that its presence means that nothing is missing
}

// balanceRows are the lines of the card's balance sheet of all pairs of runs.
func balanceRows(p *experiment.Plan, out *output.Store) ([]output.CardBalanceRow, error) {
	var rows []output.CardBalanceRow
	b := p.Baseline()
	for a := range p.Arms {
		if a == b {
			continue
		}
		with, without, err := accountsOf(p, out, a, b)
		if err != nil {
			return nil, err
		}
		for r := range with {
			if len(with[r]) > 0 && len(without[r]) > 0 {
				rows = append(rows, BalanceRows(p.Arms[a].Scenario, p.Arms[b].Scenario, p.Ref(a, int32(r)).RunID, Card(with[r], without[r]))...)
			}
		}
	}
	return rows, nil
}

// Summarised reports whether the derived tables exist.
func Summarised(dir string) bool {
	parts, err := output.Parts(dir, "summary/fan")
	return err == nil && len(parts) > 0
}
