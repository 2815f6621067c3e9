package world

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

func TestFailuresNameAgentAndDay(t *testing.T) {
	on := func(day int, f func(d *Desk)) func(d *Desk) {
		if f == nil {
			return nil
		}
		return func(d *Desk) {
			if d.View.Day == day {
				f(d)
			}
		}
	}
	limited := func(k int) *market.RiskLimited {
		l := market.NewRiskLimited([]int{k}, []int{k})
		l.Risk[0], l.Capacity = 1, 1
		return l
	}
	cases := []struct {
		name     string
		act, bid func(d *Desk)
		want     string
	}{
		{"panic when acting", func(*Desk) { panic("out of yen") }, nil, "out of yen"},
		{"panic when bidding", nil, func(*Desk) { panic("no idea") }, "no idea"},
		{"bid not a number", nil, func(d *Desk) { d.Bid.Order(tYen, market.Sale, math.NaN()) }, "jpy"},
		{"infinite slope", nil, func(d *Desk) { d.Bid.Slope(tShare, tBond, math.Inf(1)) }, "share"},
		{"no such instrument", nil, func(d *Desk) { d.Bid.Order(4, market.Sale, 1) }, "instrument 4"},
		{"no such price", nil, func(d *Desk) { d.Bid.Slope(0, -1, 1) }, "instrument -1"},
		{"curve on no instrument", nil, func(d *Desk) { d.Bid.SemiElastic(9, 1, 1) }, "instrument 9"},
		{"limit on no instrument", nil, func(d *Desk) { d.Bid.Limit(limited(17)) }, "instrument 17"},
		{"mail to nobody", func(d *Desk) { d.Send(99, Offer) }, nil, "mail to agent 99"},
		{"statement about nobody", func(d *Desk) { d.SayOf(Offer, 99, 1) }, nil, "99"},
		{"statement of no type", func(d *Desk) { d.Say(NumStatementTypes, 1) }, nil, "type"},
		{"issue of nothing", func(d *Desk) { d.Say(Issuance, 1) }, nil, "instrument"},
		{"statement of no instrument", func(d *Desk) { d.Publish(Statement{Type: Issuance, Target: -1, Instrument: 4}) }, nil, "4"},
		{"statement not a number", nil, func(d *Desk) { d.Say(Offer, math.Inf(-1)) }, "offer"},
		{"news of more than there is", func(d *Desk) {
			d.Publish(Statement{Type: Fundamentals, Target: -1, Instrument: -1, Vector: make([]float64, 9)})
		}, nil, "9"},
		{"news not a number", func(d *Desk) {
			d.Publish(Statement{Type: Fundamentals, Target: -1, Instrument: -1, Vector: []float64{0, math.NaN()}})
		}, nil, "swap"},
		{"payment not a number", func(d *Desk) { d.Pay(ledger.Goods, 4, 0, math.NaN()) }, nil, "NaN"},
		{"payment drawn on another", func(d *Desk) { d.Pay(ledger.Goods, 4, 0, -1) }, nil, "must not be negative"},
		{"payment of everything", func(d *Desk) { d.Pay(ledger.Goods, 4, 0, 1e30) }, nil, "1e+30"},
		{"payment to nobody", func(d *Desk) { d.Pay(ledger.Goods, 99, 0, 1) }, nil, "99"},
		{"payment to the clearing house", func(d *Desk) { d.Pay(ledger.Goods, d.w.house, 0, 1) }, nil, "account"},
		{"loan to nobody", func(d *Desk) { d.Lend(-1, 1) }, nil, "loan of 1 bn usd to agent -1"},
		{"loan not a number", func(d *Desk) { d.Lend(4, math.NaN()) }, nil, "NaN"},
		{"repayment of no loan", func(d *Desk) { d.Repay(4, 1) }, nil, "more than it owes"},
		{"payment in no currency", func(d *Desk) { d.Pay(ledger.Goods, 4, 5, 1) }, nil, "index"},
		{"end of the goroutine", func(*Desk) { runtime.Goexit() }, nil, "goroutine"},
	}
	for _, c := range cases {
		for _, inline := range []bool{true, false} {
			if inline && strings.HasPrefix(c.name, "end of") {
				continue
			}
			t.Run(fmt.Sprintf("%s/inline=%t", c.name, inline), func(t *testing.T) {
				cfg := small(maker("maker", 1), noise("noise", 1), agent("guilty", on(3, c.act), on(3, c.bid)), noise("other", 1))
				cfg.Inline = inline
				w := build(t, cfg)
				steps(t, w, 2)
				err := w.Step()
				if err == nil {
					t.Fatal("the day passed")
				}
				for _, part := range []string{"day 3", "2025-04-03", `"guilty"`, c.want} {
					if !strings.Contains(err.Error(), part) {
						t.Errorf("%q does not say %q", err, part)
					}
				}
				if again := w.Step(); !errors.Is(again, err) {
					t.Errorf("the next step says %v", again)
				}
			})
		}
	}
}

// An institution is woken for what it has methods for, and for nothing else.
func TestOnlyWhoHasAPartIsWoken(t *testing.T) {
	var called []string
	note := func(what string) func(*Desk) { return func(*Desk) { called = append(called, what) } }
	cfg := small(maker("m", 1), is("actor", acts{note("act")}), is("bidder", bids{note("bid")}), is("closer", closes{note("close")}),
		is("both", struct {
			acts
			closes
		}{acts{note("act of both")}, closes{note("close of both")}}), is("name only", struct{}{}), is("nobody", nil))
	cfg.Rounds = 2
	steps(t, build(t, cfg), 1)
	if want := []string{"act", "act of both", "bid", "bid", "close", "close of both"}; !slices.Equal(called, want) {
		t.Errorf("called %q, want %q", called, want)
	}
	cfg.Inline = false
	w := build(t, cfg)
	var live []string
	for _, d := range w.sched.(*goroutines).live {
		live = append(live, w.names[d.self])
	}
	if want := []string{"m", "actor", "bidder", "both"}; !slices.Equal(live, want) {
		t.Errorf("goroutines of %q, want %q", live, want)
	}
}

// What is written to a bid outside of Bid cannot reach the market unseen.
func TestWhoDoesNotBidHasNoBid(t *testing.T) {
	cfg := small(maker("m", 1), is("actor", acts{func(d *Desk) { d.Bid.Order(tYen, market.News, 1) }}))
	if err := build(t, cfg).Step(); err == nil || !strings.Contains(err.Error(), `"actor" failed`) {
		t.Errorf("a bid of an institution that does not bid: %v", err)
	}
}

type onPointer struct{}

func (*onPointer) Bid(*Desk) {}

func TestStructWithMethodsOfItsPointer(t *testing.T) {
	if _, err := New(small(maker("m", 1), is("fund", onPointer{}))); err == nil || !strings.Contains(err.Error(), `agent "fund": method Bid belongs to *world.onPointer`) {
		t.Errorf("New says %v", err)
	}
	build(t, small(maker("m", 1), is("fund", &onPointer{})))
}
