package validation

import (
	"fmt"
	"math"
)

// Strategies of the two sides.
var (
	tokyoStrategies      = []string{"silent", "veiled_threat", "salami", "programme", "front_loaded", "bills_first", "repo_first", "tit_for_tat", "best_response"}
	washingtonStrategies = []string{"firm", "stress_sensitive", "deadline", "tit_for_tat"}
)

// finalRate is the tariff on Japan's goods at the end of a run.
func (p *path) finalRate() float64 { return p.last(tariffGeneral) }

// agreedRate is the tariff agreed in a deal; NaN without a deal.
func (p *path) agreedRate() float64 {
	if v := p.last(dealRate); v > 0 {
		return v
	}
	return math.NaN()
}

// agreedRound is the round of the deal; NaN without a deal.
func (p *path) agreedRound() float64 {
	if p.last(dealRate) > 0 {
		return p.last(rounds)
	}
	return math.NaN()
}

// noStress removes market stress from the game, noLoss the cost of its own sales to Tokyo.
const (
	noStress = "agents:\n  us_trade: {us_stress_cost_pct: 0, us_impatience_per_stress: 0}\n"
	noLoss   = "agents:\n  us_trade: {jp_loss_weight_sh: 0}\n"
)

// bargaining simulates the talks without a threat, with and without a cost of market
// stress to Washington, and the effect of the card.
func (s *suite) bargaining() {
	n := s.n
	if s.scored {
		n *= 2 // rates and rounds are whole numbers
	}
	base := s.lab.arm("talks", "baseline", "", n)
	s.then(func() {
		s.row("V6.rate", base.each((*path).agreedRate))
		s.row("V6.rounds", base.each((*path).agreedRound))
	})
	if s.scored {
		return
	}
	calm := s.lab.arm("talks, stress of no cost", "baseline", noStress, n)
	sale := s.lab.arm("talks under a sale", "japan-sale-2025", "", n)
	hint := s.lab.arm("talks under a hint", "veiled-threat", "", n)
	best := s.lab.arm("talks under best response", "baseline", "agents:\n  jp_mof: {strategy: best_response}\n", n)
	free := s.lab.arm("talks under a sale, losses of no weight", "japan-sale-2025", noLoss, n)
	calmSale := s.lab.arm("talks under a sale, stress of no cost", "japan-sale-2025", noStress, n)
	s.then(func() {
		s.row("V6.calm.rate", calm.each((*path).agreedRate))
		s.row("V6.calm.rounds", calm.each((*path).agreedRound))
		t := Table{ID: "card", Title: "What the card is worth: talks with and without it",
			Note: "Change of the final tariff: mean of paired differences from the row of reference, in brackets twice its standard error; where there is no " +
				"deal the final tariff is the one then in force. Negative: Japan pays less.",
			Head: []string{"Japan", "reference", ">deal, %", ">rate, % [5 %, 95 %]", ">rounds [5 %, 95 %]", ">break-off, %", ">change of final tariff, pp"}}
		add := func(name, ref string, a, b *arm) {
			diff := make([]float64, n)
			for r := range diff {
				diff[r] = a.runs[r].finalRate() - b.runs[r].finalRate()
			}
			change := "–"
			if a != b {
				change = fmt.Sprintf("%s (%s)", Number(Mean(diff)), Number(2*SD(diff)/math.Sqrt(float64(n))))
			}
			t.Rows = append(t.Rows, []string{name, ref, Number(100 * a.share((*path).hasDeal)), interval(a.each((*path).agreedRate)),
				interval(a.each((*path).agreedRound)),
				Number(100 * a.share((*path).hasBroken)), change})
		}
		add("keeps silent", "–", base, base)
		add("hints each month", "silent", hint, base)
		add("sells 300 bn over a quarter", "silent", sale, base)
		add("sells 300 bn; its losses and the alliance do not weigh on Tokyo", "silent", free, base)
		add("best response", "silent", best, base)
		add("silent; stress costs Washington nothing", "silent", calm, base)
		add("sells 300 bn; stress costs Washington nothing", "silent, no cost", calmSale, calm)
		s.report.Tables = append(s.report.Tables, t)
	})
}

func (p *path) hasDeal() bool   { return p.last(dealRate) > 0 }
func (p *path) hasBroken() bool { return p.broke }
func (p *path) hasSold() bool   { return p.sold > 0.1 }

// share of runs for which f holds.
func (a *arm) share(f func(p *path) bool) float64 {
	n := 0
	for _, p := range a.runs {
		if f(p) {
			n++
		}
	}
	return float64(n) / float64(len(a.runs))
}

// interval writes the median and the 90 % interval as text.
func interval(x []float64) string {
	if m := Quantile(x, 0.5); m == m {
		return fmt.Sprintf("%s [%s, %s]", Number(m), Number(Quantile(x, 0.05)), Number(Quantile(x, 0.95)))
	}
	return "–"
}

// Costs for which the best response is computed: of a unit of stress to Washington, % of
// GDP a year, and of a sale in Japan's alliance, USD bn.
var (
	stressCosts   = []float64{0.01, 0.03, 0.1, 0.3}
	allianceCosts = []float64{0, 0.5, 2, 10}
)

// responses shows at which costs a ministry that looks ahead sells.
func (s *suite) responses() {
	n := s.few(3)
	silent := make([]*arm, len(stressCosts))
	arms := make([][]*arm, len(stressCosts))
	for i, c := range stressCosts {
		washington := fmt.Sprintf("agents:\n  us_trade: {us_stress_cost_pct: %g}\n", c)
		silent[i] = s.lab.arm(fmt.Sprintf("talks, stress of cost %g", c), "baseline", washington, n)
		for _, a := range allianceCosts {
			patch := washington + fmt.Sprintf("  jp_mof: {strategy: best_response, alliance_cost_usd_bn: %g}\n", a)
			arms[i] = append(arms[i], s.lab.arm(fmt.Sprintf("best response, stress of cost %g, alliance of %g", c, a), "baseline", patch, n))
		}
	}
	s.then(func() {
		t := Table{ID: "responses", Title: "When the best response is to sell: share of runs with a sale, mean sold, change of the final tariff",
			Note: fmt.Sprintf("%d runs a cell, up to 300 bn from day 25. Rows: what a unit of stress costs Washington a year while there is no deal. "+
				"Columns: what starting a sale costs Japan beside its losses. Change against silence at the same cost of stress, in brackets twice its standard error.", n),
			Head: []string{"cost of stress, % of GDP", ">silent: final tariff, %"}}
		for _, a := range allianceCosts {
			t.Head = append(t.Head, fmt.Sprintf("alliance USD %g bn", a))
		}
		for i, c := range stressCosts {
			row := []string{Number(c), Number(Mean(silent[i].each((*path).finalRate)))}
			for _, a := range arms[i] {
				diff := make([]float64, n)
				for r := range diff {
					diff[r] = a.runs[r].finalRate() - silent[i].runs[r].finalRate()
				}
				sold := a.each(func(p *path) float64 { return p.sold })
				row = append(row, fmt.Sprintf("%s %% sell, %s bn; %s pp (%s)", Number(100*a.share((*path).hasSold)), Number(Mean(sold[:n])), Number(Mean(diff)),
					Number(2*SD(diff)/math.Sqrt(float64(n)))))
			}
			t.Rows = append(t.Rows, row)
		}
		s.report.Tables = append(s.report.Tables, t)
	})
}

// conduct simulates every pair of strategies.
func (s *suite) conduct() {
	s.responses()
	n := s.few(3)
	arms := make([][]*arm, len(tokyoStrategies))
	for i, j := range tokyoStrategies {
		for _, u := range washingtonStrategies {
			patch := fmt.Sprintf("agents:\n  jp_mof: {strategy: %s}\n  us_trade: {strategy: %s}\n", j, u)
			arms[i] = append(arms[i], s.lab.arm(j+" × "+u, "baseline", patch, n))
		}
	}
	s.then(func() {
		t := Table{ID: "strategies", Title: "What talks end in, by strategy: deals in % of runs, median rate in %, median round",
			Note: fmt.Sprintf("%d runs a cell; sales of 300 bn from day 25. Final: mean tariff in force at the end. In brackets the share of runs in which "+
				"talks broke off, %%.", n),
			Head: []string{"Japan"}}
		for _, u := range washingtonStrategies {
			t.Head = append(t.Head, "Washington "+u)
		}
		for i, j := range tokyoStrategies {
			row := []string{j}
			for _, a := range arms[i] {
				row = append(row, fmt.Sprintf("%s deals at %s, round %s; final %s (%s)", Number(100*a.share((*path).hasDeal)),
					Number(Quantile(a.each((*path).agreedRate), 0.5)), Number(Quantile(a.each((*path).agreedRound), 0.5)),
					Number(Mean(a.each((*path).finalRate))), Number(100*a.share((*path).hasBroken))))
			}
			t.Rows = append(t.Rows, row)
		}
		s.report.Tables = append(s.report.Tables, t)
	})
}
