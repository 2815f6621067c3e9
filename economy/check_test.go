package economy

import (
	"slices"
	"strings"
	"testing"

	"kirifuda/world"
)

// ustBn returns the market value of the Treasuries of some agents.
func ustBn(b *Balances, agents ...string) float64 {
	var sum float64
	for _, a := range agents {
		for _, v := range b.USTMarketValueBn(a) {
			sum += v
		}
	}
	return sum
}

// TestPublishedTotals is the load check: the totals of the initial state in
// the economics specification, computed from positions and prices alone.
func TestPublishedTotals(t *testing.T) {
	b := balances(t)
	const tol = 1e-4 // USD bn: par is rounded to 1,000 dollars per agent and bucket

	kinds := make(map[string][]string)
	var all []string
	for _, a := range b.Agents {
		if a.ID == b.Issuers["ust_le1y"] {
			continue
		}
		kinds[a.Kind] = append(kinds[a.Kind], a.ID)
		all = append(all, a.ID)
	}
	official := append(slices.Clone(kinds["reserve_manager"]), "jp_mof", "cn_pboc")
	near(t, "all sectors", ustBn(b, all...), 26762.0, tol)
	near(t, "foreign official", ustBn(b, official...), 3935.6, tol)
	// 390 + 250 of the relative-value funds are recorded abroad.
	foreign := slices.Concat(official, kinds["foreign_private"], kinds["japan_private"])
	near(t, "foreign", ustBn(b, foreign...)+640, 9054.2, tol)
	near(t, "Japan", ustBn(b, append(kinds["japan_private"], "jp_mof")...), 1130.8, tol)
	near(t, "Japan MoF", ustBn(b, "jp_mof"), 800, tol)
	near(t, "Fed", ustBn(b, "us_fed"), 3832.2, tol)
	near(t, "households with funds", ustBn(b, "us_households")+610, 2772.4, tol)
	near(t, "state and local", ustBn(b, "us_state_local"), 1487.5, tol)
	near(t, "money market funds", ustBn(b, "us_mmf"), 2900, tol)
	near(t, "dealers", ustBn(b, kinds["dealer"]...), 390, tol)
	near(t, "basis funds", ustBn(b, kinds["rv_basis"]...), 900, tol)
	near(t, "swap funds", ustBn(b, kinds["rv_swap"]...), 350, tol)
	near(t, "UK", ustBn(b, "fp_uk")+250+10, 779.3, tol)
	near(t, "Cayman", ustBn(b, "fp_cayman")+390, 453.6, tol)

	var le1y float64
	for _, a := range official {
		le1y += b.USTMarketValueBn(a)[0]
	}
	near(t, "officials up to one year: bills and maturing notes", le1y, 419.8+0.13*3515.8, 1e-3)

	dv01 := []struct {
		id   string
		want float64 // USD mn per bp
	}{{"ust_le1y", 318}, {"ust_1_5y", 2673}, {"ust_5_10y", 2898}, {"ust_gt10y", 7032}}
	var total float64
	for _, d := range dv01 {
		r, _ := b.Instrument(d.id)
		x := 0.1 * float64(-b.Units("us_treasury", d.id)) / 1e11 * r.DurationYr
		near(t, d.id+" DV01", x, d.want, 0.05*d.want)
		total += x
	}
	near(t, "DV01", total, 12900, 0.05*12900)
	var japan float64
	for k, v := range b.USTMarketValueBn("jp_mof") {
		r, _ := b.Instrument(ustBuckets[k])
		japan += 0.1 * v * r.DurationYr
	}
	near(t, "Japan MoF DV01", japan, 288, 0.05*288)
}

func TestClosedWorld(t *testing.T) {
	b := balances(t)
	sums := make(map[string]int64)
	for i, p := range b.Positions {
		sums[p.Asset] += p.Units
		if p.Units == 0 {
			t.Errorf("zero position %+v", p)
		}
		if i > 0 && comparePositions(b.Positions[i-1], p) >= 0 {
			t.Errorf("positions not sorted at %+v", p)
		}
	}
	if len(sums) != len(b.Instruments) {
		t.Errorf("%d assets are held, want %d", len(sums), len(b.Instruments))
	}
	for asset, s := range sums {
		if s != 0 {
			t.Errorf("%s sums to %d units, want exactly 0", asset, s)
		}
	}
	// Whoever is negative is an issuer, borrows on purpose or pays on a swap.
	for _, p := range b.Positions {
		r, _ := b.Instrument(p.Asset)
		borrows := p.Asset == "usd" && (strings.HasPrefix(p.Agent, "rv_") || strings.HasPrefix(p.Agent, "dealer_")) ||
			p.Asset == "jpy" && strings.HasPrefix(p.Agent, "fx_carry_")
		if p.Units < 0 && b.Issuers[p.Asset] != p.Agent && r.Class != "swap" && !borrows {
			t.Errorf("%s holds %d of %s", p.Agent, p.Units, p.Asset)
		}
	}
}

func TestCheckFindsTampering(t *testing.T) {
	b := balances(t)
	i := slices.IndexFunc(b.Positions, func(p world.Position) bool { return p.Agent == "jp_mof" && p.Asset == "ust_1_5y" })
	b.Positions[i].Units -= 1e11
	err := b.Check()
	if err == nil {
		t.Fatal("no error")
	}
	for _, w := range []string{"asset ust_1_5y sums to -100000000000 units", "Treasuries of jp_mof are worth 799.028", "off by -0.972"} {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q\nlacks %q", err, w)
		}
	}
}
