package world

import "kirifuda/world/ledger"

// carry pays coupons on securities, interest on cash, and the carry of swaps for the
// calendar days since the preceding business day: the receiver of fixed earns the fixed
// rate less the policy rate.
//
//	swap   notional·(rate − policy rate)·t
//	bond   par·yield·price·t
//	cash   balance·policy rate·t
//
// with t the share of the year, ACT/ACT, so that rates are what is earned in a calendar
// year: on a Monday t is three days, and over a year it adds up to one.
// Issuers pay coupons, and central banks pay interest on positive balances and
// charge it on negative ones.
func (w *World) carry() error {
	w.carrySwaps()
	w.payCoupons()
	w.payInterest()
	return nil
}

func (w *World) carrySwaps() {
	for k := range w.cfg.Instruments {
		in := &w.cfg.Instruments[k]
		if in.Class != Swap {
			continue
		}
		rate := (in.Quote(w.view.Deviation[k]) - w.view.PolicyRatePct[w.usd]) / 100 * w.view.YearShare
		for i := range w.names {
			if u := w.books.Units(i, in.asset); u != 0 {
				w.houseEntries++
				w.books.PayOn(ledger.Interest, w.house, i, in.money, nearest(float64(u)*rate), in.asset)
			}
		}
	}
}

func (w *World) payCoupons() {
	for k := range w.cfg.Instruments {
		in := &w.cfg.Instruments[k]
		issuer := w.issuer[k]
		if in.Class != Bond || issuer < 0 {
			continue
		}
		rate := in.RunningPct(w.view.Deviation[k]) / 100 * w.view.YearShare
		for i := range w.names {
			if i == issuer {
				continue
			}
			if u := w.books.Units(i, in.asset); u != 0 {
				w.books.PayOn(ledger.Coupon, issuer, i, in.money, nearest(float64(u)*rate), in.asset)
			}
		}
	}
}

func (w *World) payInterest() {
	for c := range w.cfg.Currencies {
		cur := &w.cfg.Currencies[c]
		bank := w.bank[c]
		if bank < 0 {
			continue
		}
		rate := w.view.PolicyRatePct[c] / 100 * w.view.YearShare
		for i := range w.names {
			if i == bank {
				continue
			}
			if u := w.books.Units(i, cur.asset); u != 0 {
				w.books.Pay(ledger.Interest, bank, i, cur.asset, nearest(float64(u)*rate))
			}
		}
	}
}
