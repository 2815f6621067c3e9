package agents

import (
	"math"

	"kirifuda/world"
)

// GovernmentParams describe how a third country answers U.S. tariffs.
type GovernmentParams struct {
	Stance    string  `yaml:"stance" default:"negotiate" enum:"negotiate|prepare|partial|match" role:"lever" status:"READ" source:"April 2025: China matched in two days, the EU prepared and suspended, Canada answered in part, Korea, the UK and Mexico negotiated" doc:"answer to a rise of U.S. tariffs"`
	LagDays   int     `yaml:"lag_days" unit:"days" min:"1" max:"250" default:"2" role:"uncertainty" status:"READ" source:"China, 4 April 2025" doc:"business days before the answer"`
	Share     float64 `yaml:"retaliation_sh" unit:"share" min:"0" max:"2" default:"0.3" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"share of the rise that partial retaliation matches"`
	TriggerPP float64 `yaml:"trigger_pp" unit:"pp" min:"0" max:"100" default:"5" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"rise of the expected U.S. average tariff that is answered"`
	FollowPP  float64 `yaml:"follow_sh" unit:"share" min:"0" max:"1" default:"0.25" role:"uncertainty" status:"ASSUMED" source:"countries watch each other" doc:"added to the share when another country has retaliated in the last ten days"`
}

// Government is China, the European Union, the United Kingdom, Korea, Canada or
// Mexico: it watches U.S. tariffs and the others' answers.
//
//	t_j = share·rise of the expected U.S. tariff,   share: match 1, partial .3, prepare 0 unless others act
type Government struct {
	p     GovernmentParams
	us    int
	atr   float64
	due   int
	rise  float64
	rate  float64
	other int
}

func newGovernment(s *world.Setup, p *GovernmentParams) (world.Institution, error) {
	return &Government{p: *p, us: s.Agent("us_trade"), due: -1, other: -1000, atr: math.NaN()}, nil
}

// share of the rise that is matched.
func (g *Government) share(day int) float64 {
	s := 0.0
	switch g.p.Stance {
	case "match":
		s = 1
	case "partial":
		s = g.p.Share
	case "negotiate":
		return 0
	}
	if day-g.other <= 10 {
		s += g.p.FollowPP
	}
	return math.Min(1, s)
}

// Act answers tariffs when the time has come.
func (g *Government) Act(d *world.Desk) {
	v := d.View
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		switch s.Type {
		case world.TariffExpected:
			if s.Target >= 0 && s.Target != g.us {
				continue
			}
			if math.IsNaN(g.atr) {
				g.atr = s.Value
			}
			// Rises add up until they are answered.
			if g.rise = s.Value - g.atr; g.rise > g.p.TriggerPP && g.due < 0 {
				g.due = v.Day + g.p.LagDays - 1
			}
		case world.Retaliation:
			if s.Actor != d.Self() {
				g.other = v.Day
			}
		case world.Pause:
			if g.rate > 0 && g.p.Stance != "match" {
				g.rate = 0
				d.SayOf(world.Retaliation, g.us, 0)
			}
			g.due = -1
			g.atr = math.NaN() // what follows starts from the paused level
		}
	}
	if g.due >= 0 && v.Day >= g.due {
		g.due = -1
		x := g.share(v.Day) * g.rise
		g.atr, g.rise = g.atr+g.rise, 0
		if x > 0.5 {
			g.rate += x
			d.SayOf(world.Retaliation, g.us, g.rate)
		}
	}
}

// Bid does nothing: governments do not trade.
func (*Government) Bid(*world.Desk) {}
