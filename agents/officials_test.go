package agents_test

import (
	"strconv"
	"testing"
)

func ftoa(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// A surprise of 25 bp raises home yields and lowers the dollar, everywhere.
func TestRateSurprises(t *testing.T) {
	calm := play(t, "calm", 40, quiet)
	for _, c := range []struct {
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
		p := play(t, "calm", 40, quiet, "events: [{date: "+c.date+", actor: "+c.bank+", type: policy_rate, value: "+ftoa(c.rate)+"}]")
		fall := calm.at(t, c.currency, 38) - p.at(t, c.currency, 38)
		if !(fall > c.fxLow && fall < c.fxHigh) {
			t.Errorf("%s: a surprise of 25 bp lowers the dollar by %g bp", c.bank, fall)
		}
		if c.bond == "" {
			continue
		}
		if rise := p.at(t, c.bond, 38); !(rise > 3 && rise < 15) {
			t.Errorf("%s: a surprise of 25 bp raises %s by %g bp", c.bank, c.bond, rise)
		}
	}
}
