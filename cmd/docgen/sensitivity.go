package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"kirifuda/configs"
	"kirifuda/economy"
	"kirifuda/experiment"
	"kirifuda/world"
)

// axes are what the headline depends on: a parameter of all agents of a kind, or
// of all that have it.
var axes = []struct{ text, kind, param string }{
	{"semi-elasticity of slow holders", "", "beta_pct_per_100bp"},
	{"speed of slow holders", "real_money", "kappa_per_day"},
	{"half-life of the yield thought normal", "", "anchor_half_life_days"},
	{"depth of macro funds", "macro_fund", "depth_usd_bn_per_bp"},
	{"dealers' balance sheets", "dealer", "capacity_usd_bn"},
	{"dealers' price for hedged inventory", "dealer", "spread_bp_per_100bn"},
	{"long-run effect that is expected of supply", "", "long_run_bp_per_dv01"},
	{"size of the feared sale", "", "feared_sale_usd_bn"},
	{"safety lost by official sales", "", "confidence_sale_pp"},
}

const saleStart = 5

// years are the days on which the first and the second year from the base date end.
func years() (first, second int, err error) {
	e, err := economy.Load()
	if err != nil {
		return 0, 0, err
	}
	base, days := world.NewDate(2025, time.March, 31), e.Calendar()
	return days.Until(base, world.NewDate(2026, time.March, 31)), days.Until(base, world.NewDate(2027, time.March, 31)), nil
}

// sensitivity halves and doubles single parameters in a world without news.
func (g *generator) sensitivity(b *bytes.Buffer) error {
	head(b, "Changed", "Halved: peak", "Halved: second year", "Doubled: peak", "Doubled: second year")
	peak, late, err := g.impact(nil)
	if err != nil {
		return err
	}
	row(b, "nothing", bp(peak), bp(late), bp(peak), bp(late))
	for _, a := range axes {
		cells := []string{a.text}
		for _, by := range []float64{0.5, 2} {
			set, err := g.scaled(a.kind, a.param, by)
			if err != nil {
				return err
			}
			if peak, late, err = g.impact(set); err != nil {
				return err
			}
			cells = append(cells, bp(peak), bp(late))
		}
		row(b, cells...)
	}
	return nil
}

func bp(v float64) string { return fmt.Sprintf("%.1f", v) }

// scaled are overrides that multiply a parameter wherever it is.
func (g *generator) scaled(kind, param string, by float64) ([]string, error) {
	var set []string
	for _, a := range g.base.Agents {
		if kind != "" && a.Kind != kind || !g.has[a.Kind+"."+param] {
			continue
		}
		e, err := configs.Explain(g.base, "agents."+a.ID+"."+param)
		if err != nil {
			return nil, err
		}
		v, ok := e.Value.(float64)
		if !ok {
			return nil, fmt.Errorf("%s is not a number", param)
		}
		v *= by
		if e.Max != nil {
			v = math.Min(v, *e.Max)
		}
		set = append(set, fmt.Sprintf("%s.%s=%v", a.ID, param, v))
	}
	if len(set) == 0 {
		return nil, fmt.Errorf("nobody has %s", param)
	}
	return set, nil
}

// impact of a sale of 100 bn in a month on the 10-year yield, bp: the highest
// and the mean of the second year.
func (g *generator) impact(set []string) (peak, late float64, err error) {
	first, second, err := years()
	if err != nil {
		return 0, 0, err
	}
	set = append([]string{fmt.Sprintf("days=%d", second), "news_wire.scale=0"}, set...)
	calm, err := g.path(set)
	if err != nil {
		return 0, 0, err
	}
	sold, err := g.path(append(set, "jp_mof.strategy=programme", "jp_mof.sale_usd_bn=100", fmt.Sprintf("jp_mof.start_day=%d", saleStart),
		"jp_mof.sale_days=21", "jp_mof.covert=false", "jp_mof.stop_on_deal=false"))
	if err != nil {
		return 0, 0, err
	}
	n := 0.0
	for i := range sold {
		d := sold[i] - calm[i]
		peak = math.Max(peak, d)
		if i >= first {
			late += d
			n++
		}
	}
	return peak, late / n, nil
}

// yields is the 10-year yield, bp over its base, by day.
type yields []float64

func (y *yields) Observe(r *world.Record) error {
	i := slices.IndexFunc(r.Series, func(s world.Series) bool { return s.Name == "ust_10y_yield_pct" })
	*y = append(*y, 100*(r.Values[i]-r.Series[i].Base))
	return nil
}

func (g *generator) path(set []string) (yields, error) {
	s, err := experiment.LoadScenario("calm", g.cat, configs.Options{Set: set})
	if err != nil {
		return nil, err
	}
	var y yields
	w, err := experiment.Build(s, g.cat, experiment.RunOptions{Seed: 1, Inline: true, Observers: []world.Observer{&y}})
	if err != nil {
		return nil, err
	}
	defer w.Close()
	err = w.Run(context.Background())
	return y, err
}
