package talks

import (
	"testing"

	"kirifuda/agents/rules"
	"kirifuda/world"
)

// The ministry sees the talks as Washington does: the same fear of its sales, and
// the same pressure where Washington answers in kind.
func TestTheMinistrySeesTheSameGame(t *testing.T) {
	const mof = 7
	beliefs := rules.BeliefParams{PriorShare: 0.015, ThreatLogOdds: 1.2, DenialLogOdds: 1, ActionLogOdds: 2.5, HalfLifeDays: 10, CredibilityStart: 1,
		CredibilityLoss: 0.15, ThreatWaitDays: 20, FearedSaleUSDBn: 300, FearedDurationYr: 3.6, AnnouncedTrust: 0.9}
	spoken := map[int][]world.Statement{
		3: {{Type: world.VeiledThreat}}, 15: {{Type: world.VeiledThreat}}, 26: {{Type: world.SaleStarted}, {Type: world.SaleAnnounced, Value: 400}},
		27: {{Type: world.CustodyHoldings, Value: 3000}}, 32: {{Type: world.CustodyHoldings, Value: 2900}}, 47: {{Type: world.SaleEnded, Value: 100}},
		58: {{Type: world.Denial}}, 70: {{Type: world.SaleStarted}},
	}
	for _, strategy := range []string{"firm", "stress_sensitive", "deadline", "tit_for_tat"} {
		k := New(defaultTalks, strategy)
		k.Pressure, k.Public = 0.01, beliefs
		m := rules.FindMarkets(nil)
		washington, ministry := NewStanding(&k), NewStanding(&k)
		feared, pressed := 0, 0
		opened := Outlook{}
		for day := 1; day <= 90; day++ {
			v := &world.View{Day: day}
			for _, s := range spoken[day] {
				s.Actor, s.Target, s.Day = mof, -1, day
				v.Bulletin = append(v.Bulletin, s)
			}
			if opened.Round > 0 { // a round opened yesterday comes before today's news
				o := ministry.Outlook(&k, opened.Day, opened.Round, 10, 0)
				if o != opened {
					t.Fatalf("%s, day %d: Washington opened %+v, the ministry has seen %+v", strategy, day, opened, o)
				}
				ministry.Bargain(&k, &o)
				opened = Outlook{}
			}
			washington.Read(&k, v, &m, mof, -1)
			ministry.Read(&k, v, &m, mof, -1)
			n := washington.Round + 1
			us, jp := washington.Outlook(&k, day, n, 10, 0), ministry.Outlook(&k, day, n, 10, 0)
			if us != jp {
				t.Fatalf("%s, day %d: Washington sees %+v, the ministry %+v", strategy, day, us, jp)
			}
			if us.Fear > 0 {
				feared++
			}
			if us.Pressure > 0 {
				pressed++
			}
			if day%9 == 3 {
				opened = us
				washington.Bargain(&k, &us)
			}
		}
		if washington.Conceded == 0 || washington.Round != 10 {
			t.Errorf("%s: after %d rounds %g pp have been conceded", strategy, washington.Round, washington.Conceded)
		}
		if (feared > 50) != (strategy == "stress_sensitive") || (pressed > 50) != (strategy == "tit_for_tat") {
			t.Errorf("%s: fear on %d days, pressure on %d", strategy, feared, pressed)
		}
	}
}
