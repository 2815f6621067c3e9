package economy

import (
	"strings"
	"testing"
)

func TestLevelsAgreeWithInstruments(t *testing.T) {
	b := balances(t)
	usd := map[string]float64{
		"jpy": 1 / b.Levels["usdjpy"], "eur": b.Levels["eurusd"], "gbp": b.Levels["gbpusd"], "cny": 1 / b.Levels["usdcny"],
		"krw": 1 / b.Levels["usdkrw"], "cad": 1 / b.Levels["usdcad"], "mxn": 1 / b.Levels["usdmxn"], "usd": 1,
	}
	for id, want := range usd {
		r, ok := b.Instrument(id)
		if !ok {
			t.Fatalf("no instrument %s", id)
		}
		near(t, id+" price", r.BasePrice, want, 1e-11*want)
	}
	rates := map[string]string{
		"jgb_le10y": "jgb_10y", "jgb_gt10y": "jgb_30y", "bund": "bund_10y", "gilt": "gilt_10y",
	}
	for _, c := range b.Currencies {
		rates[c.ID] = c.RateLevel
	}
	for id, level := range rates {
		r, _ := b.Instrument(id)
		near(t, id+" yield", r.BaseYieldPct, b.Levels[level], 0)
	}
	// Bond prices follow from coupon, yield and duration to first order.
	for _, id := range ustBuckets {
		r, _ := b.Instrument(id)
		near(t, id+" price", r.BasePrice, 1-(r.BaseYieldPct-r.CouponPct)/100*r.DurationYr, 0.02)
	}
}

// TestNotForPublication keeps licensed index and vendor values out.
func TestNotForPublication(t *testing.T) {
	b := balances(t)
	for name := range b.Levels {
		for _, bad := range []string{"spx", "nikkei", "vix", "move", "dxy", "stoxx", "ftse", "csi300", "kospi", "tsx", "swap_spread"} {
			if strings.Contains(name, bad) {
				t.Errorf("levels.csv has %s", name)
			}
		}
	}
	for _, id := range []string{"eq_us", "eq_jp", "eq_eu", "eq_row"} {
		near(t, "index of "+id, b.Levels["index_"+id], 100, 0)
	}
}
