package economics_test

import (
	"math"
	"slices"
	"testing"

	"kirifuda/world"
)

var treasuryIDs = []string{"ust_le1y", "ust_1_5y", "ust_5_10y", "ust_gt10y"}

// Refundings fall on the days of the official statements, then every thirteen weeks.
func TestRefundingDays(t *testing.T) {
	c := watched(t, 300, "", append(slices.Clone(sale300), "us_treasury.refunding_response_sh_per_10bp=0.001", "us_treasury.refunding_threshold_bp=0")...)
	var got []string
	for _, s := range c.of("us_treasury", world.Refunding) {
		got = append(got, dateOf(t, s.Day))
	}
	if want := []string{"2025-04-30", "2025-07-30", "2025-11-05", "2026-02-04", "2026-05-06"}; !slices.Equal(got, want) {
		t.Errorf("refundings on %v, want %v", got, want)
	}
}

// Borrowing is the same whatever is moved to bills.
func TestRefundingKeepsBorrowing(t *testing.T) {
	set := append(slices.Clone(sale300), "us_treasury.net_issuance_usd_bn_per_yr=1900", "us_treasury.buybacks=false")
	as := watched(t, 85, "", append(set, "us_treasury.refunding_response_sh_per_10bp=0")...)
	to := watched(t, 85, "", append(set, "us_treasury.refunding_response_sh_per_10bp=0.2", "us_treasury.refunding_threshold_bp=1")...)
	if len(as.of("us_treasury", world.Refunding)) != 0 {
		t.Error("a response of nothing is announced")
	}
	said := to.of("us_treasury", world.Refunding)
	if len(said) == 0 || said[0].Value != 0.1 {
		t.Fatalf("said at refundings: %v", said)
	}
	bills := sum(as.bought("us_treasury", treasuryIDs[0])) - sum(to.bought("us_treasury", treasuryIDs[0]))
	var rest float64
	for _, in := range treasuryIDs[1:] {
		rest += sum(to.bought("us_treasury", in)) - sum(as.bought("us_treasury", in))
	}
	if !(bills > 30 && math.Abs(bills-rest) < 0.04*bills) {
		t.Errorf("%g bn more bills for %g bn less of notes and bonds", bills, rest)
	}
	if a, b := as.at(t, "ust_gt10y", 85), to.at(t, "ust_gt10y", 85); !(b < a-0.2) {
		t.Errorf("long yields stand at %g bp, with fewer bonds at %g", a, b)
	}
}

func TestBuybacks(t *testing.T) {
	off := watched(t, 60, "", append(sale300, "us_treasury.buybacks=false")...)
	on := watched(t, 60, "", append(sale300, "us_treasury.buyback_from_bp=2")...)
	never := watched(t, 60, "", append(sale300, "us_treasury.buyback_from_bp=400")...)
	for day := range off.x {
		if !slices.Equal(off.x[day], never.x[day]) {
			t.Fatalf("buybacks that never happen move prices on day %d", day+1)
		}
	}
	var spent float64
	for _, in := range treasuryIDs[1:] {
		for day, q := range on.bought("us_treasury", in) {
			spent += q
			if q != 0 && math.Abs(q-4) > 1e-6 {
				t.Errorf("day %d: %g bn of %s are bought back", day+1, q, in)
			}
		}
	}
	if spent < 8 {
		t.Fatalf("%g bn are bought back", spent)
	}
	if bills := sum(off.bought("us_treasury", "ust_le1y")) - sum(on.bought("us_treasury", "ust_le1y")); math.Abs(bills-spent) > 0.1*spent {
		t.Errorf("%g bn bought back bring %g bn of bills", spent, bills)
	}
	wide := func(c *path) float64 { return c.at(t, "ust_gt10y", 30) - c.at(t, "usdsw_gt10y", 30) }
	if a, b := wide(off), wide(on); !(b < a) {
		t.Errorf("cash is %g bp cheap without buybacks, %g with", a, b)
	}
}

// More sellers bring more sellers, fewer among allies.
func TestRun(t *testing.T) {
	sold := func(c *path, agent string) (s float64) {
		for _, in := range treasuryIDs[1:] {
			s -= sum(c.bought(agent, in))
		}
		return s
	}
	last := math.Inf(-1)
	for _, size := range []string{"0", "200", "400", "800"} {
		c := watched(t, 60, "", "jp_mof.strategy=programme", "jp_mof.sale_usd_bn="+size, "jp_mof.start_day=5", "jp_mof.sale_days=20")
		var s float64
		for _, agent := range c.agents {
			if len(agent) > 3 && agent[:3] == "rm_" {
				s += sold(c, agent)
			}
		}
		if s < last {
			t.Errorf("a sale of %s bn brings sales of %g, a smaller one %g", size, s, last)
		}
		last = s
		if size == "800" {
			if s < 20 {
				t.Errorf("a sale of 800 bn brings no run: %g bn", s)
			}
			if k, h := sold(c, "rm_korea")/125.8, sold(c, "rm_hongkong")/262.9; !(k < h/2) {
				t.Errorf("Korea sells %g %%, Hong Kong %g %%", 100*k, 100*h)
			}
		}
	}
}
