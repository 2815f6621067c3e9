package agenttest

import (
	"errors"
	"math"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/world"
	"kirifuda/world/market"
)

type params struct {
	Size  float64      `yaml:"size" default:"2"`
	Count int          `yaml:"count" default:"3"`
	On    bool         `yaml:"on" default:"true"`
	Name  string       `yaml:"name" default:"bond"`
	List  []float64    `yaml:"list" default:"1, 2"`
	Dates []world.Date `yaml:"dates" default:"2025-04-01, 2025-04-02"`
	Inner `yaml:",inline"`
}

type Inner struct {
	Deep float64 `yaml:"deep" default:"7"`
}

func (p *params) Validate() error {
	if p.Deep != 7 || p.Size != 2 || p.Count != 3 || !p.On || p.Name != "bond" || len(p.List) != 2 || len(p.Dates) != 2 || p.Dates[1] != p.Dates[0]+1 || p.Dates[0].String() != "2025-04-01" {
		return errors.New("the defaults are not set")
	}
	return nil
}

// kind makes a kind of one function, which is given its parameters and set-up.
func kind(f func(s *world.Setup, p *params) actor) agents.Kind {
	return agents.Define("for tests", func(s *world.Setup, p *params) (world.Institution, error) { return f(s, p), nil })
}

// wrong is a response whose derivative or value at zero is off.
type wrong struct{ slope, claimed, at0 float64 }

func (r wrong) AddTo(dx, q, jac []float64) {
	q[1] += r.at0 + r.slope*dx[1]
	if jac != nil {
		jac[len(q)+1] += r.claimed
	}
}

func TestSuiteFindsWhatIsWrong(t *testing.T) {
	calls := 0
	bidding := func(f func(d *world.Desk)) agents.Kind {
		return kind(func(*world.Setup, *params) actor {
			return func(d *world.Desk, bidding bool) {
				if bidding {
					f(d)
				}
			}
		})
	}
	cases := []struct {
		name, check, want string
		kind              agents.Kind
	}{
		{"state outside", "deterministic", "same seed", bidding(func(d *world.Desk) {
			calls++
			d.Bid.Order(0, market.News, float64(calls%7))
		})},
		{"shared parameters", "deterministic", "parameters", kind(func(_ *world.Setup, p *params) actor {
			p.List[0]++
			return func(*world.Desk, bool) {}
		})},
		{"place on the roster", "identity", "head of the roster", bidding(func(d *world.Desk) {
			d.Bid.Order(0, market.News, float64(d.Self()))
		})},
		{"not a number", "bids", "not finite", bidding(func(d *world.Desk) { d.Bid.Order(0, market.News, math.NaN()) })},
		{"infinite response", "bids", "demand for ust_1_5y is", bidding(func(d *world.Desk) { d.Bid.Respond(wrong{math.Inf(1), 1, 0}) })},
		{"wrong derivative", "bids", "by finite differences", bidding(func(d *world.Desk) { d.Bid.Respond(wrong{1, 1.01, 0}) })},
		{"response to nothing", "bids", "no change of prices", bidding(func(d *world.Desk) { d.Bid.Respond(wrong{1, 1, 0.1}) })},
		{"view", "own books only", "public view", bidding(func(d *world.Desk) { d.View.Deviation[3] += 1e-9 })},
		{"set-up", "own books only", "set-up", kind(func(s *world.Setup, _ *params) actor {
			return func(*world.Desk, bool) { s.Facts.GDPUSDBn["JP"]++ }
		})},
		{"changes others by being built", "idle", "leaving it idle", kind(func(s *world.Setup, _ *params) actor {
			s.Instruments[0].DurationYr = 9
			return func(*world.Desk, bool) {}
		})},
		{"rounds", "rounds", "round 2", bidding(func(d *world.Desk) {
			if d.View.Round == 2 {
				panic("round 2")
			}
		})},
		{"markets", "without markets", "index out of range", bidding(func(d *world.Desk) { _ = d.View.Deviation[5] })},
		{"goroutine", "goroutines", "after them", kind(func(*world.Setup, *params) actor {
			go func() { select {} }()
			return func(*world.Desk, bool) {}
		})},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, err := newSubject(agents.Catalogue{"it": c.kind}, "it", Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, check := range checks {
				if check.name != c.check {
					continue
				}
				if err := check.run(s); err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("the check %q says %v, want something about %q", c.check, err, c.want)
				}
				return
			}
			t.Fatalf("no check %q", c.check)
		})
	}
}

func TestSuitePassesWhatIsRight(t *testing.T) {
	cat := agents.Catalogue{"it": kind(func(s *world.Setup, p *params) actor {
		k := s.Instrument("ust_5_10y")
		return func(d *world.Desk, bidding bool) {
			if bidding && k >= 0 {
				d.Bid.Order(k, market.Valuation, p.Size*d.Rand(1).NormFloat64())
				d.Bid.SemiElastic(k, 10, 0.01)
				d.Bid.Respond(wrong{1, 1, 0})
			}
		}
	})}
	Run(t, cat, Options{})
}

func TestSuiteRefusesKinds(t *testing.T) {
	nothing := agents.Define("returns nothing", func(*world.Setup, *params) (world.Institution, error) { return nil, nil })
	s, err := newSubject(agents.Catalogue{"it": nothing}, "it", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := deterministic(s); err == nil || !strings.Contains(err.Error(), "neither") {
		t.Errorf("the suite says %v", err)
	}
	bad := agents.Define("bad default", func(*world.Setup, *struct {
		X float64 `default:"many"`
	}) (world.Institution, error) {
		return nil, nil
	})
	if _, err := newSubject(agents.Catalogue{"it": bad}, "it", Options{}); err == nil {
		t.Error("a default that is no number was accepted")
	}
}
