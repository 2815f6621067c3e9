package world

import (
	"fmt"
	"slices"
	"testing"
)

func TestBulletin(t *testing.T) {
	var act, bid []string
	list := func(v *View) (out []string) {
		for _, s := range v.Bulletin {
			out = append(out, fmt.Sprintf("%d:%s:%d:%g", s.Day, s.Type, s.Actor-4, s.Value))
		}
		return out
	}
	watch := agent("watch", func(d *Desk) { act = list(d.View) }, func(d *Desk) { bid = list(d.View) })
	talk := func(id string, x float64) AgentSpec {
		return agent(id, func(d *Desk) {
			if d.View.Day == 2 {
				d.SayOf(TariffGeneral, 4, x)
				d.Say(Purchases, x)
			}
		}, func(d *Desk) {
			if d.View.Day == 1 {
				d.Say(Round, x)
			}
		})
	}
	cfg := small(watch, talk("a", 1), talk("b", 2), maker("m", 1))
	cfg.Script = []Statement{{Day: 2, Type: Denial, Actor: 7, Target: -1, Instrument: -1}}
	w := build(t, cfg)
	steps(t, w, 2)
	// The script first, then what was said since the last publication: in the
	// rounds of the day before, then this morning, each in roster order.
	want := []string{
		"2:denial:3:0", "2:round:1:1", "2:round:2:2",
		"2:tariff_general:1:1", "2:purchases:1:1", "2:tariff_general:2:2", "2:purchases:2:2",
	}
	if len(act) != 0 || !slices.Equal(bid, want) {
		t.Errorf("bulletin in the morning %q, when bidding %q, want nothing and %q", act, bid, want)
	}
	v := w.View()
	if got := v.Latest(TariffGeneral, 4); got != 2 {
		t.Errorf("latest tariff on the first agent is %g, want that said last", got)
	}
	if v.Latest(Purchases, 5) != 1 || v.Latest(Purchases, 6) != 2 || v.Latest(Purchases, -1) != 0 {
		t.Error("a statement without a target is about its speaker")
	}
	steps(t, w, 1)
	if !slices.Equal(act, want) || len(bid) != 0 {
		t.Errorf("next morning's bulletin %q, when bidding %q", act, bid)
	}
}

func TestStatementsThatWorldsKnow(t *testing.T) {
	cfg := small(maker("m", 1), agent("news", func(d *Desk) {
		for _, s := range d.View.Bulletin {
			if s.Vector != nil {
				panic("yesterday's news is still there")
			}
		}
		d.Publish(Statement{Type: Fundamentals, Target: -1, Instrument: -1, Vector: []float64{1, 2}})
		d.Publish(Statement{Type: Fundamentals, Target: -1, Instrument: -1, Vector: []float64{0.5}})
		d.Say(VolatilityRegime, 2.5)
		d.Say(PolicyRate, 99) // not a central bank: no rate
		d.Publish(Statement{Type: Issuance, Target: -1, Instrument: tBond, Value: 3})
	}, nil))
	cfg.Agents[1] = agent("boj", func(d *Desk) { d.Say(PolicyRate, 0.75) }, nil)
	w := build(t, cfg)
	steps(t, w, 2)
	v := w.View()
	if v.News(0) != 1.5 || v.News(1) != 2 || v.News(2) != 0 {
		t.Errorf("news is %g, %g, %g", v.News(0), v.News(1), v.News(2))
	}
	if v.Stress != 2.5 || v.Vol[tBond] < 2.5 {
		t.Errorf("stress is %g, volatility %g", v.Stress, v.Vol[tBond])
	}
	if v.PolicyRatePct[0] != 4.33 || v.PolicyRatePct[1] != 0.75 {
		t.Errorf("policy rates are %v", v.PolicyRatePct)
	}
	if v.Issued[tBond] != 6 {
		t.Errorf("issued %g", v.Issued[tBond])
	}
}
