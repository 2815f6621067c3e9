package agents

import (
	"math"
	"testing"
)

// Whatever the strategy, a programme sells its size, in its time.
func TestPaces(t *testing.T) {
	for _, strategy := range []string{"programme", "bills_first", "repo_first", "front_loaded", "salami"} {
		for _, days := range []int{1, 2, 4, 5, 6, 21, 63, 250} {
			f := JPMoFParams{Strategy: strategy, SaleUSDBn: 300, StartDay: 25, SaleDays: days}
			var sum, half float64
			for day := 1; day < 400; day++ {
				q := f.pace(day, 0, false)
				if q < 0 || q > 0 && (day < 25 || day >= 25+days) {
					t.Errorf("%s over %d days sells %g on day %d", strategy, days, q, day)
				}
				sum += q
				if float64(day-25) < math.Ceil(float64(days)/5) {
					half = sum
				}
			}
			if math.Abs(sum-300) > 1e-9 {
				t.Errorf("%s over %d days sells %g in all, want 300", strategy, days, sum)
			}
			if strategy == "front_loaded" && half < 150-1e-9 {
				t.Errorf("%s over %d days sells %g in the first fifth", strategy, days, half)
			}
		}
	}
	for _, strategy := range []string{"silent", "veiled_threat", "tit_for_tat", "best_response"} {
		f := JPMoFParams{Strategy: strategy, SaleUSDBn: 300, StartDay: 25, SaleDays: 20}
		for day := 1; day < 100; day++ {
			if q := f.pace(day, 0, false); q != 0 {
				t.Errorf("%s sells %g unprovoked", strategy, q)
			}
		}
	}
	deal := JPMoFParams{Strategy: "programme", SaleUSDBn: 300, StartDay: 1, SaleDays: 20, StopOnDeal: true}
	if q := deal.pace(5, 0, true); q != 0 {
		t.Errorf("after a deal %g are sold", q)
	}
}
