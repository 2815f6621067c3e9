package world

import "kirifuda/world/ledger"

// daysPerYear is the number of business days over which a yearly rate is paid.
const daysPerYear = 252

// carry pays a day's coupons on securities, interest on cash, and the carry of
// swaps: the receiver of fixed earns the fixed rate less the policy rate.
//
//	swap   notional·(rate − policy rate)/252
//	bond   par·yield·price/252
//	cash   balance·policy rate/252
//
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
		rate := (in.Quote(w.view.Deviation[k]) - w.view.PolicyRatePct[w.usd]) / 100 / daysPerYear
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
		rate := in.RunningPct(w.view.Deviation[k]) / 100 / daysPerYear
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
		rate := w.view.PolicyRatePct[c] / 100 / daysPerYear
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
