package economics_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"kirifuda/world"
)

// sale is a sale in calm water, beginning on day 5 and lasting 20 days.
func sale(t *testing.T, usdBn float64, settings ...string) *path {
	t.Helper()
	return play(t, "calm", 40, append([]string{quiet, "jp_mof.strategy=programme", fmt.Sprintf("jp_mof.sale_usd_bn=%g", usdBn),
		"jp_mof.start_day=5", "jp_mof.sale_days=20"}, settings...)...)
}

func TestSalesRaiseYields(t *testing.T) {
	sizes := []float64{50, 100, 200, 400}
	last := map[string]float64{}
	for _, size := range sizes {
		p := sale(t, size)
		for _, in := range []string{"ust_1_5y", "ust_5_10y", "ust_gt10y"} {
			x := p.at(t, in, 24)
			if !(x > last[in]) {
				t.Errorf("a sale of %g bn moves %s by %g bp, a smaller one by %g", size, in, x, last[in])
			}
			last[in] = x
		}
		var sold float64
		for _, in := range []string{"ust_le1y", "ust_1_5y", "ust_5_10y", "ust_gt10y"} {
			sold -= p.traded["jp_mof/"+in]
		}
		if math.Abs(sold-size) > 1e-6 {
			t.Errorf("a programme of %g bn sold %g", size, sold)
		}
	}
}

func TestBillsMoveLessThanBonds(t *testing.T) {
	bills, notes, long := sale(t, 60, "jp_mof.maturity=bills"), sale(t, 60, "jp_mof.maturity=notes"), sale(t, 60, "jp_mof.maturity=long")
	b, n, l := bills.at(t, "ust_5_10y", 24), notes.at(t, "ust_5_10y", 24), long.at(t, "ust_5_10y", 24)
	if !(b < n && n < l) {
		t.Errorf("60 bn of bills, notes and long bonds move the 10-year yield by %g, %g and %g bp", b, n, l)
	}
	for key, q := range bills.traded {
		if strings.HasPrefix(key, "jp_mof/") && key != "jp_mof/ust_le1y" {
			t.Errorf("a sale of bills trades %g of %s", q, key)
		}
	}
	if q := long.traded["jp_mof/ust_1_5y"] + long.traded["jp_mof/ust_le1y"]; q != 0 {
		t.Errorf("a sale of long bonds sells %g of short ones", -q)
	}
}

func TestProceeds(t *testing.T) {
	keep, convert := sale(t, 200, "jp_mof.proceeds=keep"), sale(t, 200, "jp_mof.proceeds=convert")
	// Kept dollars reach the yen only through yields, which carry the dollar up.
	if x := keep.at(t, "jpy", 24); !(x > 0) {
		t.Errorf("a sale whose proceeds stay in dollars moves USDJPY by %g bp", x)
	}
	if q := keep.traded["jp_mof/jpy"]; q != 0 {
		t.Errorf("who keeps dollars buys %g of yen", q)
	}
	// It buys yen for what it receives: its dollars stay as they are without a sale,
	// but for coupons and moves within a day.
	none := sale(t, 0, "jp_mof.proceeds=convert")
	dollars := func(p *path) float64 {
		rows := p.holdings["jp_mof"]
		return float64(rows[len(rows)-len(rows)/len(p.x)]) / 1e11 // the first column, in cents
	}
	if got := dollars(convert) - dollars(none); math.Abs(got) > 2 {
		t.Errorf("who converts 200 bn has %g bn of dollars more", got)
	}
	if got := dollars(keep) - dollars(none); !(got > 190 && got < 201) {
		t.Errorf("who keeps 200 bn has %g bn of dollars more", got)
	}
	if k, c := keep.attribution["jp_mof/sale/jpy"], convert.attribution["jp_mof/sale/jpy"]; !(c < k-50) {
		t.Errorf("the sale is said to move USDJPY by %g bp when dollars are kept and by %g when they are converted", k, c)
	}
	if k, c := keep.at(t, "jpy", 24), convert.at(t, "jpy", 24); !(c < k-50) {
		t.Errorf("USDJPY moves by %g bp when dollars are kept and by %g when they are converted", k, c)
	}
}

// What officials sell, others hold: the loss of the seller on what it keeps is
// that of prices.
func TestLossOnWhatIsKept(t *testing.T) {
	p := sale(t, 300)
	loss, held := p.indicator["jp_mof_loss_usd_bn"], p.indicator["jp_mof_ust_usd_bn"]
	if math.Abs(loss[3]) > 1e-9 {
		t.Errorf("before the sale there is a loss of %g", loss[3])
	}
	day := 27 // reported in the morning, so of the close before
	x := p.at(t, "ust_5_10y", day-1)
	if rough := held[day-1] * 3.6 * x / 1e4; !(loss[day-1] > rough/3 && loss[day-1] < 3*rough) {
		t.Errorf("a move of %g bp on %g bn is a loss of %g, about %g was expected", x, held[day-1], loss[day-1], rough)
	}
	if d := held[2] - held[day-1]; math.Abs(d-300) > 1e-6 {
		t.Errorf("holdings fell by %g", d)
	}
}

func TestIntervention(t *testing.T) {
	calm := play(t, "calm", 12, quiet)
	sold := play(t, "calm", 12, quiet, "jp_mof.operation_day=5", "jp_mof.operation_usd_bn=50")
	if a, b := calm.at(t, "jpy", 5), sold.at(t, "jpy", 5); !(b < a-100) {
		t.Errorf("50 bn of dollars sold for yen move USDJPY from %g to %g bp", a, b)
	}
}

// Bills go first and notes make up the rest: the programme is sold in full.
func TestBillsFirst(t *testing.T) {
	sale := []string{quiet, "jp_mof.strategy=bills_first", "jp_mof.sale_usd_bn=300", "jp_mof.start_day=5", "jp_mof.sale_days=21", "jp_mof.stop_on_deal=false"}
	p := play(t, "calm", 30, sale...)
	if q := p.last(t, "jp_mof_sold_usd_bn"); math.Abs(q-300) > 1e-3 {
		t.Errorf("%g bn are sold, want 300", q)
	}
	bills := p.traded["jp_mof/ust_le1y"]
	if early := play(t, "calm", 8, sale...); math.Abs(early.traded["jp_mof/ust_le1y"]+4*300/21.) > 1e-3 || early.traded["jp_mof/ust_5_10y"] != 0 {
		t.Errorf("in four days %g bn of bills are sold and %g of notes", -early.traded["jp_mof/ust_le1y"], -early.traded["jp_mof/ust_5_10y"])
	}
	if kept := play(t, "calm", 30, append(sale, "jp_mof.maturity=notes")...); kept.traded["jp_mof/ust_le1y"] != 0 || math.Abs(kept.last(t, "jp_mof_sold_usd_bn")-300) > 1e-3 {
		t.Errorf("of notes alone %g bn are sold", kept.last(t, "jp_mof_sold_usd_bn"))
	}
	if !(bills < -100) {
		t.Errorf("%g bn of bills are sold", -bills)
	}
}

func TestSignals(t *testing.T) {
	p := play(t, "baseline", 40, quiet, "jp_mof.strategy=veiled_threat", "jp_mof.start_day=10", "jp_mof.threat_every_days=20", "jp_mof.deny_after_days=1")
	threats, _ := p.said("jp_mof", world.VeiledThreat)
	denials, _ := p.said("jp_mof", world.Denial)
	if fmt.Sprint(threats, denials) != "[10 30] [11 31]" {
		t.Errorf("threats on days %v, denials on days %v", threats, denials)
	}
	p = play(t, "baseline", 30, quiet, "jp_mof.strategy=programme", "jp_mof.start_day=20", "jp_mof.prepare_days=10")
	if days, _ := p.said("jp_mof", world.Preparation); fmt.Sprint(days) != "[10]" {
		t.Errorf("preparations on days %v", days)
	}
	p = play(t, "baseline", 30, quiet, "jp_mof.strategy=programme", "jp_mof.start_day=20", "jp_mof.prepare_days=10", "jp_mof.covert=true")
	if days, _ := p.said("jp_mof", world.Preparation); days != nil {
		t.Errorf("covert preparations on days %v", days)
	}
}

func TestThreats(t *testing.T) {
	threat := []string{quiet, "events: [{date: 2025-04-07, actor: jp_mof, type: veiled_threat, target: us_trade}]"}
	calm := play(t, "calm", 30, quiet)
	believed := play(t, "calm", 30, threat...)
	if x := believed.at(t, "ust_5_10y", 5); !(x > 0.1) {
		t.Errorf("a threat moves the 10-year yield by %g bp", x)
	}
	if a, b := believed.at(t, "ust_5_10y", 5), believed.at(t, "ust_5_10y", 30); !(math.Abs(b) < math.Abs(a)) {
		t.Errorf("a threat that nothing follows still moves the 10-year yield by %g bp after a month, %g at first", b, a)
	}
	ignored := play(t, "calm", 30, append(threat, "kinds: {macro_fund: {credibility_sh: 0}, dealer: {credibility_sh: 0}, reserve_manager: {credibility_sh: 0}}")...)
	for day := range ignored.x {
		if !slices.Equal(ignored.x[day], calm.x[day]) {
			t.Fatalf("a threat that nobody believes moves prices on day %d", day+1)
		}
	}
	denied := play(t, "calm", 30, quiet, "events: [{date: 2025-04-07, actor: jp_mof, type: veiled_threat, target: us_trade}, {date: 2025-04-08, actor: jp_mof, type: denial, target: us_trade}]")
	if a, b := believed.at(t, "ust_5_10y", 8), denied.at(t, "ust_5_10y", 8); !(b < a) {
		t.Errorf("denied, a threat moves the 10-year yield by %g bp, not denied by %g", b, a)
	}
}

// The actor of a threat matters: yields move in proportion to its holdings, and the talks
// of Japan only when Japan threatens.
func TestWhoThreatens(t *testing.T) {
	threat := func(actor string) *path {
		return play(t, "calm", 12, quiet, "events: [{date: 2025-04-07, actor: "+actor+", type: veiled_threat, target: us_trade}]")
	}
	japan, china, idle := threat("jp_mof"), threat("cn_pboc"), play(t, "calm", 12, quiet)
	base := idle.at(t, "ust_gt10y", 5)
	a, b := japan.at(t, "ust_gt10y", 5)-base, china.at(t, "ust_gt10y", 5)-base
	if !(a > 0.1 && b > 0.1*a && b < a) {
		t.Errorf("a threat by Japan moves the longest yield by %g bp, one by China by %g bp", a, b)
	}
	if voice := threat("jp_trade").at(t, "ust_gt10y", 5) - base; voice != a {
		t.Errorf("Tokyo's negotiator speaks for its reserves: %g bp, want %g", voice, a)
	}
}
