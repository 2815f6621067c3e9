package world

import (
	"strings"
	"testing"
)

func TestCheckUnit(t *testing.T) {
	for _, u := range []string{
		"%", "pp", "bp", "1", "share", "days", "calendar days", "log odds", "USD bn", "USD bn/yr", "%/yr", "1/day", "share/day per %", "share per 10 bp",
		"% of GDP", "% of GDP per pp", "% of GDP per USD bn/yr", "1/round per % of GDP", "JPY per USD", "JPY tn", "bp per 100 USD bn", "%/yr per 100 USD bn",
		"bp per USD m", "log odds per 10 index", "minor units", "id", "as described",
	} {
		if err := CheckUnit(u); err != nil {
			t.Error(err)
		}
	}
	for text, meant := range map[string]string{
		"percent": "%", "pct": "%", "percent per annum": "%/yr", "percentage points": "pp", "basis points": "bp", "number": "1", "ratio": "1",
		"probability": "share", "business days": "days", "USD bn a year": "USD bn/yr", "usd_bn": "USD bn", "% a day": "%/day", "1 per round": "1/round",
		"% per basis point": "% per bp", "$ billion": "USD bn",
		"": "", "furlongs": "", "/day": "", "% per": "", "per %": "", "USD zn": "", "usd": "", "%/week": "", "% per 10": "", "10 %": "",
		"id per day": "", "id/day": "", "as described per %": "", "% of GNP": "", "% per % loss": "",
	} {
		err := CheckUnit(text)
		if err == nil {
			t.Errorf("%q passes", text)
			continue
		}
		if want := "did you mean \"" + meant + "\"?"; strings.Contains(err.Error(), "did you mean") != (meant != "") || meant != "" && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
		if !strings.Contains(err.Error(), "units are %, pp, bp, 1, share") || !strings.HasSuffix(err.Error(), "A of GDP, A/day, A per B)") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestUnits(t *testing.T) {
	base, combined := Units()
	seen := map[string]bool{}
	for _, u := range base {
		if err := CheckUnit(u.Symbol); err != nil || seen[u.Symbol] || u.Meaning == "" {
			t.Error(u, err)
		}
		seen[u.Symbol] = true
	}
	if len(combined) != 3 {
		t.Error(combined)
	}
	for _, e := range endings {
		if err := CheckUnit(e.unit); err != nil || UnitOf("x"+e.ending) != e.unit {
			t.Errorf("%s: %v, %q", e.ending, err, UnitOf("x"+e.ending))
		}
	}
}

func TestWithUnit(t *testing.T) {
	if a, b, c := WithUnit("3", "USD bn"), WithUnit("3", "1"), WithUnit("3", ""); a != "3 USD bn" || b != "3" || c != "3" {
		t.Error(a, b, c)
	}
}

func TestUnitOf(t *testing.T) {
	for name, want := range map[string]string{
		"y_ust_10y_peak_bp": "bp", "y_ust_10y_peak_day_n": "days", "talks_round_n": "1", "sale_usd_bn": "USD bn", "usdjpy_jpy": "JPY per USD",
		"depth_usd_bn_per_pct": "USD bn per %", "net_issuance_usd_bn_per_yr": "USD bn/yr", "beta_pct_per_100bp": "% per 100 bp",
		"spread_bp_per_100bn": "bp per 100 USD bn", "long_run_bp_per_dv01": "bp per USD m", "unwind_sh_per_day": "share/day",
		"scale": "", "kappa_per_day": "", "loss_pct_per_head": "", "lapse": "", "pct": "",
	} {
		got := UnitOf(name)
		if got != want {
			t.Errorf("%s: %q", name, got)
		}
		if got != "" && CheckUnit(got) != nil {
			t.Error(CheckUnit(got))
		}
	}
}
