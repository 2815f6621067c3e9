package validation

import (
	"fmt"
	"math"
	"strings"

	"kirifuda/configs"
	"kirifuda/experiment"
)

// scale is a patch that multiplies a parameter of every agent that has it.
func scale(scenario *configs.Scenario, param string, by float64) map[string][]string {
	out := map[string][]string{}
	for i := range scenario.Agents {
		a := &scenario.Agents[i]
		e, err := configs.Explain(scenario, a.ID+"."+param)
		if err != nil {
			continue
		}
		if v, ok := e.Value.(float64); ok && v != 0 {
			v *= by
			if e.Max != nil {
				v = math.Min(v, *e.Max)
			}
			out[a.ID] = append(out[a.ID], fmt.Sprintf("%s: %v", param, v))
		}
	}
	return out
}

// patchOf writes settings by agent, in the order of the roster.
func patchOf(scenario *configs.Scenario, sets ...map[string][]string) string {
	var b strings.Builder
	b.WriteString("agents:\n")
	for i := range scenario.Agents {
		id := scenario.Agents[i].ID
		var all []string
		for _, m := range sets {
			all = append(all, m[id]...)
		}
		if len(all) > 0 {
			fmt.Fprintf(&b, "  %s: {%s}\n", id, strings.Join(all, ", "))
		}
	}
	return b.String()
}

// sensitivity varies the parameters for which the evidence is weakest.
func (s *suite) sensitivity() {
	scenario, err := experiment.LoadScenario("calm", s.lab.cat, configs.Options{Set: s.lab.set})
	if err != nil {
		return // the arms report the error
	}
	n := s.few(6)
	days, from, to := s.horizon()
	type point struct {
		name                     string
		base, month, talks, card *arm
	}
	var points []point
	add := func(name, patch string) {
		mof := func(p string) string {
			return merge(p, "  jp_mof: {strategy: programme, sale_usd_bn: 100, start_day: %d, sale_days: 21, proceeds: keep, maturity: notes, stop_on_deal: false}\n")
		}
		points = append(points, point{
			name: name, base: s.lab.arm(name, "calm", length(days)+patch, n), month: s.lab.arm(name+", sale", "calm", length(days)+mof(patch), n),
			talks: s.lab.arm(name+", talks", "baseline", patch, n), card: s.lab.arm(name+", card", "japan-sale-2025", patch, n),
		})
	}
	for _, f := range []float64{0.5, 1, 2} {
		add("slow demand × "+Number(f), patchOf(scenario, scale(scenario, "beta_pct_per_100bp", f), scale(scenario, "long_run_bp_per_dv01", 1/f)))
	}
	for _, f := range []float64{0.5, 2} {
		add("dealers' spread × "+Number(f), patchOf(scenario, scale(scenario, "spread_bp_per_100bn", f)))
	}
	s.then(func() {
		t := Table{ID: "sensitivity", Title: "Axes on which the evidence is weakest",
			Note: fmt.Sprintf("%d replications. Slow demand: all semi-elasticities, and what funds expect of lasting supply in proportion. C2 and C3 in bp, "+
				"medians. Card: change of the final tariff by the sale of 300 bn, mean of paired differences, in brackets twice its standard error.", n),
			Head: []string{"setting", ">C2", ">C3", ">10-year cash against swaps at the peak, bp", ">talks: final tariff, %", ">card, pp"}}
		for _, p := range points {
			ps := pairs(p.month, p.base)
			card := make([]float64, n)
			for r := range card {
				card[r] = p.card.runs[r].finalRate() - p.talks.runs[r].finalRate()
			}
			t.Rows = append(t.Rows, []string{p.name,
				Number(Quantile(over(ps, func(q pair) float64 { return q.scaled(q.highest(shockDay, shockDay+26, q.belly)) }), 0.5)),
				Number(Quantile(over(ps, func(q pair) float64 { return q.scaled(q.average(from, to, q.belly)) }), 0.5)),
				Number(Quantile(over(ps, func(q pair) float64 {
					return q.highest(shockDay, shockDay+26, func(d int) float64 { return q.diff(spread10y, d) })
				}), 0.5)),
				Number(Mean(p.talks.each((*path).finalRate))),
				fmt.Sprintf("%s (%s)", Number(Mean(card)), Number(2*SD(card)/math.Sqrt(float64(n)))),
			})
		}
		s.report.Tables = append(s.report.Tables, t)
	})
}

// merge adds the ministry's line to a patch by agent.
func merge(patch, line string) string {
	if !strings.HasPrefix(patch, "agents:\n") {
		patch += "agents:\n"
	}
	return patch + fmt.Sprintf(line, shockDay)
}
