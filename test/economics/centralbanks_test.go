package economics_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"kirifuda/world"
)

// Two years without a shock, with borrowing: no rate, no purchase, no relief, no
// change of issuance, and no price moves.
func TestOfficialsRest(t *testing.T) {
	c := watched(t, 500, "", "us_treasury.net_issuance_usd_bn_per_yr=1900", "us_treasury.refunding_response_sh_per_10bp=0.2")
	for _, s := range c.spoken {
		switch s.Type {
		case world.PolicyRate, world.Purchases, world.CapacityRelief, world.Refunding, world.Intervention:
			t.Errorf("day %d: %s says %s %g", s.Day, s.actor, s.Type, s.Value)
		}
	}
	for _, bank := range []string{"us_fed", "jp_boj", "eu_ecb", "uk_boe", "kr_bok", "ca_boc", "mx_banxico"} {
		for _, in := range c.names {
			if q := c.bought(bank, in); slices.ContainsFunc(q, func(x float64) bool { return x != 0 }) {
				t.Errorf("%s trades %s", bank, in)
			}
		}
	}
	for day, x := range c.x {
		for k, v := range x {
			if v != 0 {
				t.Fatalf("%s moved by %g bp on day %d", c.names[k], v, day+1)
			}
		}
	}
}

// A surprise of 25 bp raises home yields and lowers the dollar, everywhere.
func TestRateSurprises(t *testing.T) {
	for _, s := range []struct {
		bank, date, currency string
		rate                 float64
		bond                 string
		fxLow, fxHigh        float64 // fall of the dollar within a few days, bp
	}{
		{"jp_boj", "2025-05-01", "jpy", 0.75, "jgb_le10y", 25, 80},
		{"eu_ecb", "2025-04-17", "eur", 2.75, "bund", 15, 60},
		{"uk_boe", "2025-05-08", "gbp", 4.75, "gilt", 15, 60},
		{"kr_bok", "2025-04-17", "krw", 3.00, "", 10, 60},
		{"ca_boc", "2025-04-16", "cad", 3.00, "", 8, 40},
		{"mx_banxico", "2025-05-15", "mxn", 9.25, "", 8, 40},
	} {
		c := watched(t, 40, fmt.Sprintf("events: [{date: %s, actor: %s, type: policy_rate, value: %g}]", s.date, s.bank, s.rate))
		if fall := -c.at(t, s.currency, 38); !(fall > s.fxLow && fall < s.fxHigh) {
			t.Errorf("%s: a surprise of 25 bp lowers the dollar by %g bp", s.bank, fall)
		}
		if s.bond == "" {
			continue
		}
		if rise := c.at(t, s.bond, 38); !(rise > 3 && rise < 15) {
			t.Errorf("%s: a surprise of 25 bp raises %s by %g bp", s.bank, s.bond, rise)
		}
	}
}

// Every bank decides on the days of its official calendar, and from the last one in
// regular steps, as the Bank of Mexico does from 2026 on.
func TestMeetingDays(t *testing.T) {
	layer := "kinds: {central_bank: {rate_step_bp: -1, steps_n: 40}}\nevents:\n"
	for i, date := range []string{"2025-04-01", "2025-05-01", "2025-06-02", "2025-07-01", "2025-08-01", "2025-10-01", "2025-11-03", "2026-01-05"} {
		layer += fmt.Sprintf("  - {date: %s, actor: us_trade, type: tariff_expected, value: %g}\n", date, 2.4+2.5*float64(i))
	}
	c := watched(t, 224, layer, "us_trade.pause=false", "us_fed.smoothing_per_quarter=0", "us_fed.tariff_look_through_sh=0")
	for bank, want := range map[string]string{
		"us_fed":     "05-07 06-18 07-30 09-17 10-29 12-10 01-28",
		"eu_ecb":     "04-17 06-05 07-24 09-11 10-30 12-18 02-05",
		"uk_boe":     "05-08 06-19 08-07 09-18 11-06 12-18 02-05",
		"jp_boj":     "05-01 06-17 07-31 09-19 10-30 12-19 01-23",
		"ca_boc":     "04-16 06-04 07-30 09-17 10-29 12-10 01-28",
		"kr_bok":     "04-17 05-29 07-10 08-28 10-23 11-27 01-15",
		"mx_banxico": "05-15 06-26 08-07 09-25 11-06 12-18 02-03",
	} {
		var got []string
		for _, s := range c.of(bank, world.PolicyRate) {
			got = append(got, dateOf(t, s.Day)[5:])
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%s decides on %s, want %s", bank, g, want)
		}
	}
}

// Tariffs make banks cut, the more the more their country exports to the United
// States; the bank of a managed currency has no rule.
func TestTariffsAndRates(t *testing.T) {
	c := watched(t, 250, "events: [{date: 2025-04-03, actor: us_trade, type: tariff_expected, value: 30}]", "us_trade.pause=false")
	cuts := map[string]float64{}
	for _, s := range c.spoken {
		if s.Type == world.PolicyRate {
			cuts[s.actor]++
		}
	}
	if cuts["ca_boc"] == 0 || cuts["mx_banxico"] == 0 {
		t.Errorf("after 28 pp of tariffs: changes %v", cuts)
	}
	if cuts["cn_pboc"] != 0 {
		t.Errorf("the bank of a managed currency follows a rule: %v", cuts)
	}
	if last := c.of("ca_boc", world.PolicyRate); len(last) > 0 && last[len(last)-1].Value >= 2.75 {
		t.Errorf("tariffs bring the Canadian rate to %g %%", last[len(last)-1].Value)
	}
}

// Buying less than announced raises home yields, more lowers them, and nothing
// is nothing.
func TestTaperSurprise(t *testing.T) {
	none := watched(t, 60, "", "jp_boj.taper_surprise_usd_bn_per_month=0")
	less := watched(t, 60, "", "jp_boj.taper_surprise_usd_bn_per_month=5")
	more := watched(t, 60, "", "jp_boj.taper_surprise_usd_bn_per_month=-5")
	for _, in := range []string{"jgb_le10y", "jgb_gt10y"} {
		if l, n, m := less.at(t, in, 60), none.at(t, in, 60), more.at(t, in, 60); !(l > 0.2 && n == 0 && m < -0.2) {
			t.Errorf("%s: %g, %g and %g bp", in, l, n, m)
		}
	}
	q := sum(less.bought("jp_boj", "jgb_le10y")) + sum(less.bought("jp_boj", "jgb_gt10y"))
	if want := -5.0 * 12 * 54 / 365; math.Abs(q-want) > 1e-6 { // 1 May to 23 June
		t.Errorf("54 days of 5 bn a month less are %g bn, want %g", q, want)
	}
	if s := less.of("jp_boj", world.Purchases); len(s) != 1 || s[0].Day != 23 || !(s[0].Value < 0) {
		t.Errorf("said of it: %v", s)
	}
}

// gilts is a shock to gilts that opens the Bank of England's backstop.
const gilts = "events: [{date: 2025-04-10, actor: uk_boe, type: policy_rate, value: 5.5}]"

func TestBackstopEndsAndIsUnwound(t *testing.T) {
	set := []string{"uk_boe.backstop_30y_bp=15", "uk_boe.backstop_days=4", "uk_boe.backstop_usd_bn_per_day=3", "uk_boe.unwind_wait_days=6"}
	c := watched(t, 60, gilts, append(set, "uk_boe.unwind_days=8")...)
	q := c.bought("uk_boe", "gilt")
	var buys, sells []int
	for i, x := range q {
		if x > 1e-6 {
			buys = append(buys, i+1)
		} else if x < -1e-6 {
			sells = append(sells, i+1)
		}
	}
	if len(buys) != 4 || buys[3] != buys[0]+3 {
		t.Fatalf("bought on days %v", buys)
	}
	if len(sells) != 8 || sells[0] <= buys[3]+6 {
		t.Errorf("bought on days %v, sold on days %v", buys, sells)
	}
	if rest := sum(q); math.Abs(rest) > 1e-5 {
		t.Errorf("after the unwind %g bn are left", rest)
	}
	s := c.of("uk_boe", world.Purchases)
	if len(s) != 2 || s[0].Day != buys[0] || s[0].Value != 3 || s[1].Day != buys[3]+1 || s[1].Value != 0 {
		t.Errorf("said of purchases: %v", s)
	}
	kept := watched(t, 60, gilts, append(set, "uk_boe.unwind_days=0")...)
	if rest := sum(kept.bought("uk_boe", "gilt")); math.Abs(rest-12) > 1e-6 {
		t.Errorf("without unwinding %g bn are kept, want 12", rest)
	}
	if a, b := kept.at(t, "gilt", 60), c.at(t, "gilt", 60); !(a < b) {
		t.Errorf("yields stand at %g bp when gilts are kept, %g when they are sold", a, b)
	}
	none := watched(t, 60, gilts, "uk_boe.backstop_30y_bp=1000")
	if a, b := none.at(t, "gilt", buys[3]), c.at(t, "gilt", buys[3]); !(b < a) {
		t.Errorf("the backstop brings yields from %g to %g bp", a, b)
	}
}

// strain is the sale of all the long bonds that the ministry holds, into weak dealers.
var strain = []string{"jp_mof.strategy=front_loaded", "jp_mof.sale_usd_bn=240", "jp_mof.start_day=5", "jp_mof.sale_days=19", "jp_mof.maturity=long"}

// sale300 is a sale that markets bear.
var sale300 = []string{"jp_mof.strategy=programme", "jp_mof.sale_usd_bn=300", "jp_mof.start_day=5", "jp_mof.sale_days=20", "us_fed.market_function=false"}

func TestRepoComesFirst(t *testing.T) {
	c := watched(t, 90, "", append(strain, "us_fed.trigger_utilisation_sh=0.3", "us_fed.trigger_spread_bp=4")...)
	relief, buys := c.of("us_fed", world.CapacityRelief), c.of("us_fed", world.Purchases)
	if len(relief) < 2 || len(buys) < 2 {
		t.Fatalf("relief %v, purchases %v", relief, buys)
	}
	if relief[0].Value != 10 || buys[0].Day != relief[0].Day+2 || buys[0].Value != 20 {
		t.Errorf("relief %v, purchases %v", relief, buys)
	}
	if last := buys[len(buys)-1]; last.Value != 0 {
		t.Errorf("purchases end at %g", last.Value)
	}
	if last := relief[len(relief)-1]; last.Value != 0 {
		t.Errorf("relief ends at %g", last.Value)
	}
	off := watched(t, 90, "", append(strain, "us_fed.market_function=false")...)
	if s := append(off.of("us_fed", world.CapacityRelief), off.of("us_fed", world.Purchases)...); len(s) != 0 {
		t.Errorf("switched off: %v", s)
	}
	if day := buys[3].Day; !(c.at(t, "ust_gt10y", day) < off.at(t, "ust_gt10y", day)) {
		t.Errorf("day %d: %g bp with the bank, %g without", day, c.at(t, "ust_gt10y", day), off.at(t, "ust_gt10y", day))
	}
}

func TestLeverageRelief(t *testing.T) {
	set := append(slices.Clone(sale300), "us_fed.market_function=true", "us_fed.leverage_relief_utilisation_sh=0.2", "us_fed.leverage_relief_after_days=5", "us_fed.leverage_relief_days=30")
	c := watched(t, 90, "", set...)
	relief := c.of("us_fed", world.CapacityRelief)
	if len(relief) < 2 || relief[0].Value != 12.5 || relief[1].Value != 0 || (relief[1].Day-relief[0].Day)%30 != 0 {
		t.Fatalf("relief %v", relief)
	}
	if s := watched(t, 90, "", append(set, "us_fed.leverage_relief_after_days=80")...).of("us_fed", world.CapacityRelief); len(s) != 0 {
		t.Errorf("dealers are never full for 80 days, and yet %v", s)
	}
}
