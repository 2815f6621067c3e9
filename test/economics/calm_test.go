package economics_test

import (
	"math"
	"strings"
	"testing"
)

func TestNothingHappensInACalmWorld(t *testing.T) {
	p := play(t, "calm", 60, quiet)
	for day, x := range p.x {
		for k, v := range x {
			if v != 0 {
				t.Fatalf("%s moved by %g bp on day %d", p.names[k], v, day+1)
			}
		}
	}
	for what, q := range p.traded { // bills pay for the interest, at an unchanged price
		if !strings.HasSuffix(what, "/ust_le1y") {
			t.Errorf("%s traded %g", what, q)
		}
	}
}

func TestNothingHappensInACalmWorldOfSmallFunds(t *testing.T) {
	p := play(t, "calm", 30, quiet, "agents: {crowd: {kind: small_funds, funds_n: 3000}, herd: {kind: small_funds, market: eq_jp}}")
	for day, x := range p.x {
		for k, v := range x {
			if v != 0 {
				t.Fatalf("%s moved by %g bp on day %d", p.names[k], v, day+1)
			}
		}
	}
}

func TestASaleOfNothingIsNoSale(t *testing.T) {
	none := play(t, "baseline", 45)
	for _, strategy := range []string{"programme", "front_loaded", "salami", "bills_first", "repo_first", "tit_for_tat", "best_response"} {
		zero := play(t, "baseline", 45, "jp_mof.strategy="+strategy, "jp_mof.sale_usd_bn=0", "jp_mof.start_day=5", "jp_mof.sale_days=20")
		sameBits(t, strategy, none, zero)
	}
}

func TestABystanderChangesNothing(t *testing.T) {
	sameBits(t, "an idle agent", play(t, "japan-sale-2025", 45), play(t, "japan-sale-2025", 45, "agents: {bystander: {kind: idle}}"))
}

// Whoever sells, somebody buys: trades sum to zero in every market.
func TestTradesSumToZero(t *testing.T) {
	p := play(t, "japan-sale-2025", 60)
	for _, in := range p.names {
		var net, gross float64
		for key, q := range p.traded {
			if strings.HasSuffix(key, "/"+in) {
				net += q
				gross += math.Abs(q)
			}
		}
		if math.Abs(net) > 1e-9*(1+gross) {
			t.Errorf("trades in %s sum to %g USD bn of %g", in, net, gross)
		}
	}
}

// Announced issuance is bought by those who hold the debt already, in proportion.
func TestIssuanceIsAbsorbed(t *testing.T) {
	sold := func(p *path) (q float64) {
		for _, in := range []string{"ust_le1y", "ust_1_5y", "ust_5_10y", "ust_gt10y"} {
			q -= p.traded["us_treasury/"+in]
		}
		return q
	}
	none := play(t, "calm", 64, quiet)
	p := play(t, "calm", 64, quiet, "us_treasury.net_issuance_usd_bn_per_yr=2520")
	if q := sold(p) - sold(none); q < 400 || q > 700 {
		t.Errorf("10 bn a day over 64 days come to %g", q)
	}
	if x := p.at(t, "ust_5_10y", 64); math.Abs(x) > 0.5 {
		t.Errorf("it moves the 10-year yield by %g bp", x)
	}
}
