package experiment

import (
	"strconv"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
)

func scenario(t testing.TB, name string, set ...string) *configs.Scenario {
	t.Helper()
	s, err := LoadScenario(name, agents.Default(), configs.Options{Set: append([]string{"days=8"}, set...)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sale is a scenario in which something happens within eight days.
func sale(t testing.TB, set ...string) *configs.Scenario {
	return scenario(t, "sale-300", append([]string{"jp_mof.start_day=3", "jp_mof.sale_days=4"}, set...)...)
}

// A factor multiplies what each agent has and leaves all else alone.
func TestFactor(t *testing.T) {
	plain := scenario(t, "sale-300")
	if one := scenario(t, "sale-300", "real_money.beta_pct_per_100bp*=1", "dealer.capacity_usd_bn*=1"); configs.Digest(one) != configs.Digest(plain) {
		t.Error("a factor of one changes", configs.Diff(plain, one))
	}
	half, err := plain.With("kinds.real_money.beta_pct_per_100bp*=0.5", "agents.jp_mof.sale_days*=0.5", "fx_dealer.depth_usd_bn_per_pct*=2", "market.limit_yield_bp*=3")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[float64]bool{}
	for _, d := range configs.Diff(plain, half) {
		a, errA := strconv.ParseFloat(d.A, 64)
		b, errB := strconv.ParseFloat(d.B, 64)
		switch {
		case strings.HasSuffix(d.Key, ".beta_pct_per_100bp") && errA == nil && errB == nil && b == a/2:
			seen[b] = true
		case d.Key == "jp_mof.sale_days" && d.A == "21" && d.B == "11", d.Key == "market.limit_yield_bp" && b == 3*a:
		case strings.HasPrefix(d.Key, "fx_dealer.depth_usd_bn_per_pct.") && errA == nil && errB == nil && b == 2*a:
		default:
			t.Errorf("%s: %s became %s", d.Key, d.A, d.B)
		}
	}
	if len(seen) < 3 {
		t.Errorf("slow holders have %d values", len(seen))
	}
}
