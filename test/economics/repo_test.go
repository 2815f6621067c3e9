package economics_test

import (
	"math"
	"slices"
	"testing"
)

// The facility lends up to its cap against bonds that stay on the ministry's
// sheet, at a price, and nothing to a hostile holder.
func TestOfficialRepo(t *testing.T) {
	repo := []string{quiet, "jp_mof.strategy=repo_first", "jp_mof.sale_usd_bn=100", "jp_mof.start_day=5", "jp_mof.sale_days=20", "us_trade.talks=false"}
	p := play(t, "baseline", 40, repo...)
	if x := p.last(t, "repo_facility_usd_bn"); math.Abs(x-60) > 1e-6 {
		t.Errorf("%g bn are borrowed", x)
	}
	if q := p.last(t, "jp_mof_sold_usd_bn"); math.Abs(q-40) > 0.01 {
		t.Errorf("%g bn are sold beside the loan", q)
	}
	loans := func(p *path, agent string, day int) float64 { // the last column, in cents
		rows, n := p.holdings[agent], len(p.holdings[agent])/len(p.x)
		return float64(rows[day*n-2]) / 1e11
	}
	if a, b := loans(p, "us_fed", 40), loans(p, "jp_mof", 40); math.Abs(a-60) > 1e-6 || a != -b {
		t.Errorf("the bank has lent %g bn, the ministry borrowed %g", a, -b)
	}
	if x := loans(p, "us_fed", 4); x != 0 {
		t.Errorf("%g bn lent before anybody asked", x)
	}
	refused := play(t, "baseline", 40, append(repo, "us_fed.refuse_hostile=true", "events: [{date: 2025-04-02, actor: jp_mof, type: veiled_threat, target: us_trade}]")...)
	if x, q := refused.last(t, "repo_facility_usd_bn"), refused.last(t, "jp_mof_sold_usd_bn"); x != 0 || math.Abs(q-100) > 0.01 {
		t.Errorf("a hostile holder borrows %g bn and sells %g", x, q)
	}
	// The first sale beyond the cap is hostile too: the loan is called and sold instead.
	called := play(t, "baseline", 60, append(repo, "us_fed.refuse_hostile=true")...)
	if x, q := called.last(t, "repo_facility_usd_bn"), called.last(t, "jp_mof_sold_usd_bn"); x != 0 || math.Abs(q-100) > 0.01 {
		t.Errorf("after the call %g bn are borrowed and %g sold", x, q)
	}
	if x := slices.Max(called.indicator["repo_facility_usd_bn"]); math.Abs(x-60) > 1e-6 {
		t.Errorf("at most %g bn were borrowed before the call", x)
	}
	// A deal ends it.
	deal := play(t, "baseline", 60, append(repo, "events: [{date: 2025-05-20, actor: us_trade, type: deal, target: jp_trade, value: 15}]")...)
	if x := deal.last(t, "repo_facility_usd_bn"); x != 0 {
		t.Errorf("after a deal %g bn are borrowed", x)
	}
}

// What comes home comes home once, whether it was borrowed or sold, lent, refused
// or called: the same dollars are converted, and deposits are left alone.
func TestLoansAreConvertedOnce(t *testing.T) {
	base := []string{quiet, "jp_mof.proceeds=convert", "jp_mof.sale_usd_bn=100", "jp_mof.start_day=5", "jp_mof.sale_days=20", "us_trade.talks=false"}
	converted := func(settings ...string) float64 {
		p := play(t, "baseline", 60, append(base, settings...)...)
		return p.traded["jp_mof/jpy"]
	}
	programme := converted("jp_mof.strategy=programme")
	if !(programme > 90 && programme < 110) {
		t.Fatalf("a sale of 100 bn brings %g bn home", programme)
	}
	for name, settings := range map[string][]string{
		"lent":    {"jp_mof.strategy=repo_first"},
		"refused": {"jp_mof.strategy=repo_first", "us_fed.refuse_hostile=true", "events: [{date: 2025-04-02, actor: jp_mof, type: veiled_threat, target: us_trade}]"},
		"called":  {"jp_mof.strategy=repo_first", "us_fed.refuse_hostile=true"},
	} {
		if x := converted(settings...); math.Abs(x-programme) > 1 {
			t.Errorf("%s: %g bn are converted, %g of the same sale without a loan", name, x, programme)
		}
	}
}
