package market

import (
	"testing"
)

// Two linked markets: A·dx = −shifts, solved by hand.
func TestTwoLinearInstruments(t *testing.T) {
	b := oneBid(func(b *Bid) {
		b.Order(0, Policy, -6)
		b.Order(1, News, -4)
		b.Slope(0, 0, 4)
		b.Slope(0, 1, 1)
		b.Slope(1, 0, -2)
		b.Slope(1, 1, 3)
	})
	s, c := clearOnce(2, nil, b)
	// det = 14, inverse = [3 −1; 2 4]/14.
	near(t, "dx0", c.Dx[0], 1, 1e-14)
	near(t, "dx1", c.Dx[1], 2, 1e-14)
	a := NewAttribution(1, 2)
	s.Attribute([]*Bid{b}, a)
	near(t, "policy on 0", a.At(0, Policy, 0), 18.0/14, 1e-14)
	near(t, "news on 0", a.At(0, News, 0), -4.0/14, 1e-14)
	near(t, "policy on 1", a.At(0, Policy, 1), 12.0/14, 1e-14)
	near(t, "news on 1", a.At(0, News, 1), 16.0/14, 1e-14)
	// Attributions of several rounds add up.
	s.Attribute([]*Bid{b}, a)
	near(t, "after two rounds", a.Total(1), 4, 1e-13)
	a.Reset()
	near(t, "after Reset", a.Total(1), 0, 0)
}

func TestOtherResponses(t *testing.T) {
	b := oneBid(func(b *Bid) {
		b.Order(0, News, -10)
		b.Order(0, Sale, -0.5)
		b.Order(1, Belief, 4)
		b.Respond(cubic{0})
		b.Respond(steps{})
		b.Slope(2, 2, 1)
		b.Order(2, News, 1)
	})
	s, c := clearOnce(3, nil, b)
	if c.Residual > 1e-9 || c.State[0] != Cleared {
		t.Errorf("residual %v, states %v", c.Residual, c.State)
	}
	checkAll(t, s, []*Bid{b}, nil, c)
	a := NewAttribution(1, 3)
	s.Attribute([]*Bid{b}, a)
	near(t, "effect on the market without a link", a.At(0, Sale, 2), 0, 0)
}
