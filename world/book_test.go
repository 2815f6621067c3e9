package world

import (
	"errors"
	"math"
	"testing"
)

func TestBooks(t *testing.T) {
	var b Book
	cfg := small(AgentSpec{ID: "a", New: func(s *Setup) (Institution, error) {
		b = s.Book()
		if s.Agent("a") != s.Self || s.Agent("nobody") != -1 || s.Instrument("swap") != tSwap || s.Instrument("x") != -1 || s.Currency("jpy") != 1 || s.Currency("x") != -1 {
			return nil, errors.New("names are not found")
		}
		return nil, nil
	}}, maker("m", 1), noise("n", 5))
	w := build(t, cfg)
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s is %.12g, want %.12g", what, got, want)
		}
	}
	near("bonds at base prices", b.Holding(tBond), 300*0.97)
	near("value of bonds", b.ValueUSDBn(tBond), 300*0.97)
	near("shares", b.ValueUSDBn(tShare), 20_000.0/150)
	near("yen at the base rate", b.Holding(tYen), 60)
	near("dollars", b.CashUSDBn(), 100)
	near("yen", b.CashBn(1), 9000)
	near("equity", b.EquityUSDBn(), 100+60+300*0.97+20_000.0/150)
	steps(t, w, 5)
	v := w.View()
	near("holding after price moves", b.Holding(tBond), 300*0.97)
	near("bonds", b.ValueUSDBn(tBond), 300*0.97*math.Exp(-6*v.Deviation[tBond]/1e4))
	usd := math.Exp(-v.Deviation[tYen]/1e4) / 150
	near("yen in dollars", b.ValueUSDBn(tYen), b.CashBn(1)*usd)
	near("shares", b.ValueUSDBn(tShare), 20_000*math.Exp(v.Deviation[tShare]/1e4)*usd)
	near("interest", b.Earned(tYen), b.Holding(tYen)-60)
	near("equity", b.EquityUSDBn(), b.CashUSDBn()+b.ValueUSDBn(tBond)+b.ValueUSDBn(tShare)+b.ValueUSDBn(tYen))
}
