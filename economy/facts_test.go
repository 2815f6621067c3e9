package economy

import (
	"math"
	"testing"
)

// What the rows say of the rest of the world, of goods under the agreement and
// of partners' currencies.
func TestFacts(t *testing.T) {
	e, err := LoadFS(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	negotiated := 0
	for _, g := range e.Facts.Goods {
		if math.IsNaN(g.DealTariff) {
			negotiated++
			if !g.ToUS {
				t.Errorf("the agreed rate is charged on %s", g.Name)
			}
		}
		if n := g.Name; g.Auto != (n == "Auto parts" || n == "Passenger cars and light vehicles") || g.Farm != (n == "Agriculture and food") {
			t.Errorf("%s: auto %t, farm %t", n, g.Auto, g.Farm)
		}
	}
	if negotiated != 5 {
		t.Errorf("%d goods at the agreed rate, want 5", negotiated)
	}
	currency := map[string]string{"EU": "eur", "UK": "gbp", "CN": "cny", "KR": "krw", "CA": "cad", "MX": "mxn", "ROW": ""}
	for _, p := range e.Facts.Partners {
		if p.Currency != currency[p.Country] {
			t.Errorf("the currency of %s is %q", p.Country, p.Currency)
		}
		if p.Country == "ROW" {
			near(t, "output of the rest of the world", p.GDPUSDBn, 29520, 1e-6)
		}
	}
	near(t, "average tariff", e.Facts.AverageTariffPct, 2.4, 0)
}

// Slow holders take all of an issue between them.
func TestAllotment(t *testing.T) {
	e, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	absorbs := map[string]bool{"us_banks": true, "jp_lifers": true, "us_mmf": true, "nobody": true}
	out := e.Allotment(absorbs)
	for _, id := range ustBuckets {
		var sum float64
		for agent := range absorbs {
			sum += out[agent][id]
		}
		near(t, id, sum, 1, 1e-12)
	}
	if out["jp_mof"] != nil || out["nobody"] != nil {
		t.Errorf("allotment to %v", out)
	}
}
