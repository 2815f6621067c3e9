package world

import (
	"kirifuda/world/ledger"
)

// serviceDebt pays a day's coupons on securities, interest on cash, and the
// carry of swaps: who receives fixed gets the fixed rate less the policy rate.
func (w *World) serviceDebt() {
	const year = 252
	for k := range w.cfg.Instruments {
		in := &w.cfg.Instruments[k]
		if in.Class != Swap {
			continue
		}
		rate := (in.Quote(w.view.X[k]) - w.view.PolicyRatePct[w.usd]) / 100 / year
		for i := range w.names {
			if u := w.books.Units(i, in.asset); u != 0 {
				w.through++
				w.books.Pay(ledger.Interest, w.house, i, in.money, round(float64(u)*rate))
			}
		}
	}
	for k := range w.cfg.Instruments {
		in := &w.cfg.Instruments[k]
		issuer := w.issuer[k]
		if in.Class != Bond || issuer < 0 {
			continue
		}
		rate := in.RunningPct(w.view.X[k]) / 100 / year
		for i := range w.names {
			if i == issuer {
				continue
			}
			if u := w.books.Units(i, in.asset); u != 0 {
				w.books.Pay(ledger.Coupon, issuer, i, in.money, round(float64(u)*rate))
			}
		}
	}
	for c := range w.cfg.Currencies {
		cur := &w.cfg.Currencies[c]
		bank := w.bank[c]
		if bank < 0 {
			continue
		}
		rate := w.view.PolicyRatePct[c] / 100 / year
		for i := range w.names {
			if i == bank {
				continue
			}
			if u := w.books.Units(i, cur.asset); u != 0 {
				w.books.Pay(ledger.Interest, bank, i, cur.asset, round(float64(u)*rate))
			}
		}
	}
}
