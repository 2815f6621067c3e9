package economics_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
)

func TestSmallFundsTrade(t *testing.T) {
	crowd := "agents: {crowd: {kind: small_funds, funds_n: 5000, assets_usd_bn: 200, workers_n: %d}}"
	one := play(t, "japan-sale-2025", 40, fmt.Sprintf(crowd, 1))
	sameBits(t, "three workers", one, play(t, "japan-sale-2025", 40, fmt.Sprintf(crowd, 3)))
	without := play(t, "japan-sale-2025", 40)
	if one.traded["crowd/usdsw_5_10y"] == 0 || slices.Equal(one.x[39], without.x[39]) {
		t.Error("200 bn of small funds leave no trace")
	}
	// A crowd of value funds softens the blow.
	sale := []string{quiet, "jp_mof.strategy=programme", "jp_mof.sale_usd_bn=300", "jp_mof.start_day=5", "jp_mof.sale_days=20"}
	alone := play(t, "calm", 30, sale...)
	with := play(t, "calm", 30, append(sale, "agents: {crowd: {kind: small_funds, funds_n: 5000, assets_usd_bn: 300, trend_sh: 0}}")...)
	if a, b := alone.at(t, "usdsw_5_10y", 24), with.at(t, "usdsw_5_10y", 24); !(b < a && a > 0) {
		t.Errorf("a sale of 300 bn moves the 10-year swap by %g bp, with value funds by %g", a, b)
	}
}

// Relative-value funds differ in how keenly they trade the spread: without
// margin calls traits change what they hold as long as they respond to it.
func TestTraitsOfRelativeValueFunds(t *testing.T) {
	position := func(response, sd float64) []float64 {
		settings := []string{quiet}
		for _, kind := range []string{"basis", "swap"} {
			for n := 1; n <= 3; n++ {
				settings = append(settings, fmt.Sprintf("agents: {rv_%s_%d: {haircut_pct: 0.1, haircut_vol_power: 0, margin_called_sh: 0, response_per_bp: %g, trait_log_sd: %g}}", kind, n, response, sd))
			}
		}
		return play(t, "sale-300", 15, settings...).indicator["rv_position_usd_bn"]
	}
	if slices.Equal(position(0.005, 0), position(0.005, 0.8)) {
		t.Error("traits change nothing")
	}
	if !slices.Equal(position(0, 0), position(0, 0.8)) {
		t.Error("traits move funds that do not respond to the spread")
	}
}

// A fund that opens beyond its limit would sell on the first day without cause.
func TestOpeningBeyondTheLimit(t *testing.T) {
	s, err := experiment.LoadScenario("calm", agents.Default(), configs.Options{Set: []string{"rv_fund.haircut_pct=8"}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = experiment.Build(s, agents.Default(), experiment.RunOptions{Inline: true})
	if err == nil || !strings.Contains(err.Error(), "times the limit") {
		t.Errorf("haircuts of 8 %% on an equity of 4 %%: %v", err)
	}
}

// Fear of volatility, which is made of falls, does not feed on itself without
// end anywhere in its range.
func TestVolatilityInEquitiesEnds(t *testing.T) {
	// The end of the range is in the tag.
	field, _ := reflect.TypeFor[agents.EquityFundParams]().FieldByName("VolPct")
	high, err := strconv.ParseFloat(field.Tag.Get("max"), 64)
	if err != nil {
		t.Fatal(err)
	}
	settings := []string{"news.scale=1.5"}
	for _, region := range []string{"us", "jp", "eu", "row"} {
		settings = append(settings, fmt.Sprintf("eqf_%s.vol_pct=%g", region, high))
	}
	p := play(t, "april-2025", 40, settings...)
	for day := 1; day <= 40; day++ {
		if x := p.at(t, "eq_us", day); x < 1e4*math.Log(0.5) {
			t.Fatalf("equities have fallen by %.0f %% on day %d", 100*(1-math.Exp(x/1e4)), day)
		}
	}
}

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
