package world

import (
	"testing"

	"kirifuda/world/ledger"
)

func TestPayments(t *testing.T) {
	cfg := small(maker("m", 1), agent("a", func(d *Desk) {
		d.Pay(ledger.Goods, 4, 0, 1.5)
		d.Pay(ledger.Tariff, 2, 1, 30)
		d.Pay(ledger.Goods, -1, 0, 1e6)
		d.Pay(ledger.Goods, 4, 0, 1e-13)
	}, nil))
	noCarry(&cfg)
	w := build(t, cfg)
	b := w.Books()
	before := [3]int64{b.Units(4, 0), b.Units(5, 0), b.Units(2, 1)}
	steps(t, w, 1)
	if d := b.Units(4, 0) - before[0]; d != 1.5e11 {
		t.Errorf("received %d cents", d)
	}
	if d := b.Units(5, 0) - before[1]; d != -1.5e11 {
		t.Errorf("paid %d cents", d)
	}
	if d := b.Units(2, 1) - before[2]; d != 30e9 {
		t.Errorf("tariffs of %d yen", d)
	}
	if b.Turnover(ledger.Tariff, 1) != 30e9 || b.Turnover(ledger.Goods, 0) != 1.5e11 {
		t.Errorf("turnover: tariffs %d, goods %d", b.Turnover(ledger.Tariff, 1), b.Turnover(ledger.Goods, 0))
	}
}
