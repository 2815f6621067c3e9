package audit

import (
	"cmp"
	"maps"
	"slices"
)

// account is what one holder has of one asset.
type account struct{ holder, asset string }

// books hold the balance of every account, in smallest units.
type books map[account]int64

// entry is a row of trades: the seller gives units of an asset to the buyer, who
// pays cash in a money.
type entry struct {
	seller, buyer, asset, money string
	units, cash                 int64
}

// post applies an entry to both sides.
func (b books) post(e *entry) {
	b[account{e.seller, e.asset}] -= e.units
	b[account{e.buyer, e.asset}] += e.units
	b[account{e.buyer, e.money}] -= e.cash
	b[account{e.seller, e.money}] += e.cash
}

// open is an asset whose balances do not add up to zero over all holders, and the
// sum; ok is false if there is none.
func (b books) open() (asset string, sum int64, ok bool) {
	sums := map[string]int64{}
	for at, units := range b {
		sums[at.asset] += units
	}
	for _, s := range slices.Sorted(maps.Keys(sums)) {
		if sums[s] != 0 {
			return s, sums[s], true
		}
	}
	return "", 0, false
}

func compareAccounts(a, b account) int {
	return cmp.Or(cmp.Compare(a.holder, b.holder), cmp.Compare(a.asset, b.asset))
}

// gap is a balance of the trace that differs from the rebuilt one.
type gap struct {
	at        account
	got, want int64
	rows      int // of the balance on the day
}

// first returns the first gap, in the order of holders and assets, between the rows
// of a day and the books; nil if there is none.
func (b books) first(rows map[account]int64, count map[account]int) *gap {
	var worst *gap
	see := func(at account) {
		if n := count[at]; rows[at] == b[at] && n <= 1 {
			return
		}
		if worst == nil || compareAccounts(at, worst.at) < 0 {
			worst = &gap{at, rows[at], b[at], count[at]}
		}
	}
	for at := range rows {
		see(at)
	}
	for at, units := range b {
		if units != 0 {
			see(at)
		}
	}
	return worst
}
