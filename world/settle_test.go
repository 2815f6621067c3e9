package world

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"kirifuda/world/market"
)

func TestVariationMargin(t *testing.T) {
	cfg := small(maker("a", 1), maker("b", 1), agent("c", nil, func(d *Desk) {
		if d.View.Day == 1 {
			d.Bid.Order(tSwap, market.News, -20) // rates up by 10 bp
		}
	}))
	noCarry(&cfg)
	w := build(t, cfg)
	b := w.Books()
	before := []int64{b.Units(4, 0), b.Units(5, 0), b.Units(6, 0)}
	steps(t, w, 1)
	if math.Abs(w.View().Deviation[tSwap]-10) > 1e-9 {
		t.Fatalf("the rate moved by %g bp", w.View().Deviation[tSwap])
	}
	loss := nearest(40e11 * -math.Expm1(-6*w.View().Deviation[tSwap]/1e4))
	carry := func(g int) int64 {
		return nearest(float64(b.Units(g, w.cfg.Instruments[tSwap].asset)) * 0.1 / 100 * (1.0 / 365))
	}
	for i, want := range []int64{-loss, loss, 0} {
		got := b.Units(4+i, 0) - before[i] - carry(4+i)
		if d := got - want; d < -1 || d > 1 {
			t.Errorf("agent %d received %d cents of variation margin, want %d", i, got, want)
		}
	}
	var sum int64
	for g := range w.Agents() {
		sum += b.Income(g, 0)
	}
	if sum != 0 {
		t.Errorf("variation margin sums to %d", sum)
	}
}

// Whole units are traded: they sum to zero, and the clearing house is left with
// less than a cent an entry and no security.
func TestRounding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var agents []AgentSpec
		// Deep enough for prices that keep every amount below 2^53 units: cash above
		// that is rounded to more than one.
		for i := range rapid.IntRange(1, 8).Draw(t, "makers") {
			agents = append(agents, maker(fmt.Sprint("m", i), rapid.Float64Range(1, 30).Draw(t, "depth")))
		}
		for i := range rapid.IntRange(1, 8).Draw(t, "traders") {
			agents = append(agents, noise(fmt.Sprint("n", i), rapid.Float64Range(0, 40).Draw(t, "size")))
		}
		cfg := small(agents...)
		cfg.Seed = rapid.Uint64().Draw(t, "seed")
		cfg.Rounds = rapid.IntRange(1, 3).Draw(t, "rounds")
		w, err := New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		for range 5 {
			if err := w.Step(); err != nil {
				t.Fatal(err)
			}
			for s := range w.books.Assets() {
				var sum int64
				for g := range w.names {
					sum += w.books.Bought(g, s)
				}
				if sum != 0 {
					t.Fatalf("trades in %s sum to %d units", w.books.AssetName(s), sum)
				}
				u := w.books.Units(w.house, s)
				if s >= 2 && u != 0 || max(u, -u) > w.houseEntries {
					t.Fatalf("the clearing house keeps %d units of %s after %d entries", u, w.books.AssetName(s), w.houseEntries)
				}
			}
		}
	})
}
