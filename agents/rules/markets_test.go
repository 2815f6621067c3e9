package rules

import (
	"math/rand/v2"
	"slices"
	"testing"

	"kirifuda/world"
)

// assorted are some instruments of each class.
var assorted = []world.Instrument{
	{ID: "ust_short", Class: world.Bond, Currency: "usd", DurationYr: 0.4, Bucket: "short"},
	{ID: "ust_middle", Class: world.Bond, Currency: "usd", DurationYr: 6, Bucket: "middle"},
	{ID: "ust_early", Class: world.Bond, Currency: "usd", DurationYr: 3, Bucket: "early"},
	{ID: "ust_late", Class: world.Bond, Currency: "usd", DurationYr: 14, Bucket: "late"},
	{ID: "swap_middle", Class: world.Swap, Currency: "usd", DurationYr: 6, Bucket: "middle"},
	{ID: "swap_late", Class: world.Swap, Currency: "usd", DurationYr: 14, Bucket: "late"},
	{ID: "swap_early", Class: world.Swap, Currency: "usd", DurationYr: 3, Bucket: "early"},
	{ID: "ois", Class: world.Swap, Currency: "inr", DurationYr: 3},
	{ID: "corporate", Class: world.Bond, Currency: "usd", DurationYr: 7},
	{ID: "gsec_long", Class: world.Bond, Currency: "inr", DurationYr: 9},
	{ID: "gsec_short", Class: world.Bond, Currency: "inr", DurationYr: 0.5},
	{ID: "gsec", Class: world.Bond, Currency: "inr", DurationYr: 4},
	{ID: "inr", Class: world.FX, Currency: "inr"},
	{ID: "brl", Class: world.FX, Currency: "brl"},
	{ID: "nifty", Class: world.Equity, Currency: "inr", Country: "IN"},
	{ID: "spx", Class: world.Equity, Currency: "usd", Country: "US"},
}

// Institutions find their markets whatever the order of the table.
func TestMarketsAreFoundInAnyOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		all := slices.Clone(assorted)
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		m := FindMarkets(all)
		names := func(index ...int) (out []string) {
			for _, k := range index {
				name := "none"
				if k >= 0 {
					name = all[k].ID
				}
				out = append(out, name)
			}
			return out
		}
		expect := func(what string, got []string, want ...string) {
			t.Helper()
			if !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", what, got, want)
			}
		}
		var cash, swaps, hedged, notes, long []int
		for _, b := range m.Buckets {
			if b.Note() {
				notes = append(notes, b.Cash)
			}
			if b.Long() {
				long = append(long, b.Cash)
			}
			cash, swaps = append(cash, b.Cash), append(swaps, b.Swap)
			if b.Bill() != (all[b.Cash].ID == "ust_short") {
				t.Errorf("%s is a bill: %t", all[b.Cash].ID, b.Bill())
			}
			if m.BucketOf(b.Cash) != len(cash)-1 || b.Swap >= 0 && m.BucketOf(b.Swap) != len(cash)-1 {
				t.Errorf("%s is not found in its place", all[b.Cash].ID)
			}
		}
		for _, b := range m.Hedged() {
			hedged = append(hedged, b.Cash)
		}
		ten := m.TenYear()
		two, tenSwap := m.TwoAndTen()
		expect("Treasuries", names(cash...), "ust_short", "ust_early", "ust_middle", "ust_late")
		expect("their swaps", names(swaps...), "none", "swap_early", "swap_middle", "swap_late")
		expect("those with a swap", names(hedged...), "ust_early", "ust_middle", "ust_late")
		expect("points of the dollar curve", names(m.Bill(), m.Longest(), ten.Cash, ten.Swap, two, tenSwap), "ust_short", "ust_late", "ust_middle", "swap_middle", "swap_early", "swap_middle")
		expect("notes", names(notes...), "ust_early", "ust_middle")
		expect("beyond five years", names(long...), "ust_middle", "ust_late")
		expect("dollar swaps", names(m.DollarSwaps()...), "swap_early", "swap_middle", "swap_late")
		expect("rupee bonds", names(m.Bonds("inr")...), "gsec_short", "gsec", "gsec_long")
		expect("points of other curves", names(m.Curve("inr"), m.Curve("brl")), "gsec", "none")
		expect("currencies", names(m.FX("inr"), m.FX("brl"), m.FX("usd")), "inr", "brl", "none")
		expect("equities", names(m.Equity("IN"), m.Equity("US"), m.Equity("JP")), "nifty", "spx", "none")
		if n := len(m.Currencies()); n != 2 {
			t.Errorf("there are %d currencies", n)
		}
		if n := len(m.ForeignBonds()); n != 3 {
			t.Errorf("there are %d foreign bonds", n)
		}
		if k := slices.IndexFunc(all, func(in world.Instrument) bool { return in.ID == "corporate" }); m.BucketOf(k) != -1 {
			t.Error("a corporate bond is a Treasury")
		}
	}
}

func TestNoMarkets(t *testing.T) {
	m := FindMarkets(nil)
	two, ten := m.TwoAndTen()
	for _, k := range []int{m.Bill(), m.Longest(), m.TenYear().Cash, m.TenYear().Swap, two, ten, m.FX("inr"), m.Equity("US"), m.Curve("inr")} {
		if k != -1 {
			t.Errorf("an instrument %d is found among none", k)
		}
	}
}
