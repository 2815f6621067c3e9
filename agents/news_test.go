package agents_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/world"
)

// Volatility rises on the day of a fall; what equities are worth must grow as the
// parameter says nevertheless.
func TestEquityNewsHasNoDriftOfItsOwn(t *testing.T) {
	const days, runs = 500, 80
	var sum, squares, n float64
	for run := range runs {
		r := &newsOnly{}
		start, err := world.ParseDate("2025-03-31")
		if err != nil {
			t.Fatal(err)
		}
		cat := agents.Default()
		p := &agents.NewsParams{
			Scale: 1, EquityShare: 1.05, Persistence: 0.985, VolOfVol: 0.16, TailDF: 8, EquityVol: 1.3, Leverage: 0.85,
			RateEquity: 0.6, WorldEquity: 0.66, HalfLifeDays: 500,
		}
		w, err := world.New(world.Config{
			Seed: 5, Run: uint64(run), Start: start, Days: days, Inline: true, Observers: []world.Observer{r},
			Currencies:  []world.Currency{{ID: "usd", UnitsPerBn: 1e11, BasePerUSD: 1, CentralBank: "bank"}},
			Instruments: []world.Instrument{{ID: "eq_us", Class: world.Equity, Currency: "usd", UnitsPerUSDBn: 1e6, BasePrice: 100, DailySDBp: 113, LimitBp: 2000, Issuer: "bank"}},
			Agents: []world.AgentSpec{
				{ID: "bank", New: func(*world.Setup) (world.Institution, error) { return still{}, nil }},
				{ID: "news", New: func(s *world.Setup) (world.Institution, error) { return cat["news_wire"].New(s, p) }},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Run(context.Background()); err != nil {
			t.Fatal(err)
		}
		w.Close()
		for _, x := range r.bp {
			sum += x
			squares += x * x
			n++
		}
	}
	mean, se := sum/n, math.Sqrt(squares)/n
	if math.Abs(mean) > 3*se {
		t.Errorf("equity news has a mean of %.2f bp a day, standard error %.2f", mean, se)
	}
	if se > 1 {
		t.Errorf("standard error %.2f bp: too few days to see a drift", se)
	}
}

type newsOnly struct{ bp []float64 }

func (o *newsOnly) Observe(r *world.Record) error {
	for _, s := range r.Statements {
		if s.Type == world.Fundamentals {
			o.bp = append(o.bp, s.Vector[0])
		}
	}
	return nil
}

type still struct{}

func (still) Act(*world.Desk) {}
func (still) Bid(*world.Desk) {}

// Japan's insurers hedge dollars, not what they hold at home: dollar rates that
// rise make foreign bonds dear and home bonds no cheaper.
func TestHomeBondsNeedNoHedge(t *testing.T) {
	p := play(t, "calm", 30, quiet, "real_money.hedge_cost_weight=0.5", events(onDay("2025-04-03", "us_fed", "policy_rate", "", 5.33)))
	for _, jgb := range []string{"jgb_le10y", "jgb_gt10y"} {
		if x := p.at(t, jgb, 30); math.Abs(x) > 1 {
			t.Errorf("100 bp of the Federal Reserve move %s by %g bp", jgb, x)
		}
	}
}

// What a decision of the Federal Reserve does to bills is policy, also in the
// books of dealers.
func TestBillsMoveForAReason(t *testing.T) {
	p := play(t, "calm", 10, quiet, events(onDay("2025-04-03", "us_fed", "policy_rate", "", 4.58)))
	var policy, valuation float64
	for key, bp := range p.attribution {
		if strings.HasSuffix(key, "/ust_le1y") {
			switch strings.Split(key, "/")[1] {
			case "policy":
				policy += bp
			case "valuation":
				valuation += bp
			}
		}
	}
	if !(policy > 4*math.Abs(valuation)) {
		t.Errorf("bills move by %g bp for policy and %g for valuation", policy, valuation)
	}
}

// A fund that opens beyond its limit would sell on the first day without cause.
func TestOpeningBeyondTheLimit(t *testing.T) {
	s, err := configs.Load("calm", agents.Default(), configs.Options{Set: []string{"rv_fund.haircut_pct=8"}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = experiment.Build(s, agents.Default(), experiment.RunOptions{Inline: true})
	if err == nil || !strings.Contains(err.Error(), "times what its equity allows") {
		t.Errorf("haircuts of 8 %% on an equity of 4 %%: %v", err)
	}
}
