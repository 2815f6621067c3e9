package agenttest

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math"

	"kirifuda/world"
)

// bids: what is bid is finite, and derivatives are right.
func bids(s *subject) error {
	params, err := s.params()
	if err != nil {
		return err
	}
	p := &bidProbe{}
	_, err = s.run(stage{inline: true, rounds: 2}, params, func(inst world.Institution, setup *world.Setup) world.Institution {
		p.inner, p.setup = inst, setup
		return p
	})
	return errors.Join(err, p.err)
}

// act, bid and report call the methods that an institution has.
func act(inst world.Institution, d *world.Desk) {
	if i, ok := inst.(world.Actor); ok {
		i.Act(d)
	}
}

func bid(inst world.Institution, d *world.Desk) {
	if i, ok := inst.(world.Bidder); ok {
		i.Bid(d)
	}
}

func report(inst world.Institution, d *world.Desk) {
	if i, ok := inst.(world.Closer); ok {
		i.Close(d)
	}
}

// bidProbe looks at the bids of an institution.
type bidProbe struct {
	inner world.Institution
	setup *world.Setup
	err   error
}

func (p *bidProbe) Act(d *world.Desk) { act(p.inner, d) }

func (p *bidProbe) Bid(d *world.Desk) {
	bid(p.inner, d)
	n := len(d.View.Instruments)
	if p.err != nil {
		return
	}
	dx, q, again := make([]float64, n), make([]float64, n), make([]float64, n)
	jac, up, down := make([]float64, n*n), make([]float64, n), make([]float64, n)
	d.Bid.Demand(dx, q, nil)
	for k := range q {
		if want := d.Bid.Ordered(k); math.Abs(q[k]-want) > 1e-9*(1+math.Abs(want)) {
			p.fail(d, "the response to no change of prices is %g USD bn of %s, want 0", q[k]-want, d.View.Instruments[k].ID)
		}
	}
	r := d.Rand(math.MaxUint64)
	for trial := range 3 {
		for k := range dx {
			dx[k] = []float64{0, 3, 40}[trial] * r.NormFloat64()
		}
		d.Bid.Demand(dx, q, jac)
		d.Bid.Demand(dx, again, nil)
		for k := range q {
			if q[k]-q[k] != 0 {
				p.fail(d, "demand for %s is %g at %v", d.View.Instruments[k].ID, q[k], dx)
			}
			if q[k] != again[k] {
				p.fail(d, "demand for %s depends on whether derivatives are asked for: %g and %g", d.View.Instruments[k].ID, q[k], again[k])
			}
		}
		p.derivatives(d, dx, jac, up, down)
	}
}

// derivatives compares a Jacobian with central differences of two step widths;
// where those disagree the schedule bends and nothing is said.
func (p *bidProbe) derivatives(d *world.Desk, dx, jac, up, down []float64) {
	n := len(dx)
	slope := func(l int, h float64, out []float64) {
		x := dx[l]
		dx[l] = x + h
		d.Bid.Demand(dx, up, nil)
		dx[l] = x - h
		d.Bid.Demand(dx, down, nil)
		dx[l] = x
		for k := range out {
			out[k] = (up[k] - down[k]) / (2 * h)
		}
	}
	fine, coarse := make([]float64, n), make([]float64, n)
	for l := range n {
		slope(l, 1e-3, fine)
		slope(l, 4e-3, coarse)
		for k := range n {
			got := jac[k*n+l]
			size := math.Max(1e-3, math.Abs(got)+math.Abs(fine[k]))
			if math.Abs(fine[k]-coarse[k]) > 1e-5*size {
				continue
			}
			if !(math.Abs(got-fine[k]) <= 1e-4*size) {
				p.fail(d, "∂%s/∂%s is %g, by finite differences %g", d.View.Instruments[k].ID, d.View.Instruments[l].ID, got, fine[k])
			}
		}
	}
}

func (p *bidProbe) fail(d *world.Desk, format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf("day %d, round %d: %s", d.View.Day, d.View.Round, fmt.Sprintf(format, args...))
	}
}

// ownBooks: acting, bidding and reporting change neither books nor anything public.
func ownBooks(s *subject) error {
	params, err := s.params()
	if err != nil {
		return err
	}
	p := &publicProbe{}
	sim, err := s.build(stage{inline: true, rounds: 2}, params, func(inst world.Institution, setup *world.Setup) world.Institution {
		p.inner, p.setup = inst, setup
		return p
	})
	if err != nil {
		return err
	}
	defer sim.Close()
	p.sim = sim
	before := setupSum(p.setup)
	err = sim.Run(context.Background())
	if setupSum(p.setup) != before {
		err = errors.Join(err, errors.New("the institution changed instruments, currencies or facts of its set-up"))
	}
	return errors.Join(err, p.err)
}

type publicProbe struct {
	inner world.Institution
	setup *world.Setup
	sim   *world.World
	err   error
}

func (p *publicProbe) Act(d *world.Desk)   { p.watch(d, "acting", act) }
func (p *publicProbe) Bid(d *world.Desk)   { p.watch(d, "bidding", bid) }
func (p *publicProbe) Close(d *world.Desk) { p.watch(d, "reporting", report) }

func (p *publicProbe) watch(d *world.Desk, what string, f func(world.Institution, *world.Desk)) {
	books, view := booksSum(p.sim), viewSum(d.View)
	f(p.inner, d)
	if p.err != nil {
		return
	}
	if booksSum(p.sim) != books {
		p.err = fmt.Errorf("day %d: %s changed the books", d.View.Day, what)
	}
	if viewSum(d.View) != view {
		p.err = fmt.Errorf("day %d: %s changed the public view", d.View.Day, what)
	}
}

func booksSum(w *world.World) uint64 {
	r, b := newRow(), w.Books()
	for g := range w.Agents() {
		for a := range b.Assets() {
			r.word(uint64(b.Units(g, a)))
			r.word(uint64(b.Value(g, a)))
			r.word(uint64(b.Equity(g, a)))
		}
	}
	return r.Sum64()
}

func viewSum(v *world.View) uint64 {
	h := fnv.New64a()
	fmt.Fprint(h, v.Day, v.Date, v.Round, v.Rounds, v.Previous, v.Elapsed, v.YearShare, v.OpenShare, v.Deviation, v.Open, v.Move, v.History, v.Vol, v.Stress, v.VIX, v.MOVE, v.Outstanding, v.Issued,
		v.PolicyRatePct, v.Bulletin, v.Instruments, v.Currencies)
	for k := range v.Deviation {
		fmt.Fprint(h, v.News(k), v.IsOpen(k))
	}
	return h.Sum64()
}

func setupSum(s *world.Setup) uint64 {
	h := fnv.New64a()
	fmt.Fprint(h, s.Instruments, s.Currencies, *s.Facts, s.Start, s.Days, s.Rounds)
	return h.Sum64()
}
