package world

import (
	"testing"
)

// Coupons, interest and the carry of swaps change hands, nothing else.
func TestServiceOfDebt(t *testing.T) {
	cfg := small(agent("a", nil, nil), agent("b", nil, nil), agent("c", nil, nil))
	cfg.Opening = append(cfg.Opening, Position{"c", "usd", -250e11}, Position{"b", "usd", 250e11}) // c borrows
	w := build(t, cfg)
	b := w.Books()
	const a, bb, c, fed, treasury = 4, 5, 6, 0, 2
	steps(t, w, 1)
	day := func(units, pct float64) int64 { return nearest(units * pct / 100 * (1.0 / 365)) }
	coupon := day(300e11, w.cfg.Instruments[tBond].RunningPct(0))
	carry := day(40e11, 4-4.33)
	for _, x := range []struct {
		who        string
		agent      int
		cash, rate float64
		swap       int64
	}{{"a", a, 100e11, 4.33, 1}, {"b", bb, 350e11, 4.33, -1}, {"c", c, -150e11, 4.33, 0}} {
		// Interest is due on what is there after coupons and carry.
		mid := float64(int64(x.cash) + coupon + x.swap*carry)
		want := coupon + x.swap*carry + day(mid, x.rate)
		if got := b.Units(x.agent, 0) - int64(x.cash); got != want || b.Income(x.agent, 0) != want {
			t.Errorf("%s received %d cents, income %d, want %d", x.who, got, b.Income(x.agent, 0), want)
		}
	}
	if got := b.Units(treasury, 0); got != -3*coupon-day(float64(3*coupon), 4.33) {
		t.Errorf("the Treasury has %d cents after coupons of %d", got, coupon)
	}
	for _, money := range []int{0, 1} {
		var income, units int64
		for g := range w.Agents() {
			income += b.Income(g, money)
			units += b.Units(g, money)
		}
		if income != 0 || units != 0 {
			t.Errorf("income in %s sums to %d, cash to %d", b.AssetName(money), income, units)
		}
	}
	if b.Outstanding(0) != -b.Units(fed, 0) {
		t.Errorf("%d cents outstanding, the Federal Reserve owes %d", b.Outstanding(0), -b.Units(fed, 0))
	}
}
