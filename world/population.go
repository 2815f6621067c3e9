package world

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"

	"kirifuda/internal/rng"
	"kirifuda/world/market"
)

// BlockSize is the number of members of a population that are processed together.
// The number of a member alone determines its block.
const BlockSize = 1024

// Population computes sums over the members that share one sheet: funds, firms or
// households too numerous to be institutions of their own. Their state is kept in
// columns (slices of the institution that represents them), cut into blocks of
// BlockSize.
//
// Sums have the same bits for any number of workers: any worker may process a
// block, the result for the block is always the same, and blocks are added along a
// binary tree that splits n parts at the largest power of two below n. Inside a
// block, add in Lanes.
//
// A Population is not safe for concurrent use.
type Population struct {
	members, workers int
	parts            []float64
	next             atomic.Int64
	done             sync.WaitGroup
}

// NewPopulation returns a population of the given number of members. Workers is
// the number of goroutines that share the blocks; with 1 or less the caller's own
// goroutine does the work, which is best when many runs are simulated at a time.
func NewPopulation(members, workers int) *Population {
	return &Population{members: members, workers: workers}
}

// Members is the number of members.
func (p *Population) Members() int { return p.members }

// Blocks is the number of blocks.
func (p *Population) Blocks() int { return (p.members + BlockSize - 1) / BlockSize }

// Each calls f for every block, members from ≤ i < to, in any order and on any
// worker. f may write only to those members or to the place of that block.
func (p *Population) Each(f func(block, from, to int)) {
	n := p.Blocks()
	k := min(p.workers, n)
	if k <= 1 {
		for b := range n {
			f(b, b*BlockSize, min((b+1)*BlockSize, p.members))
		}
		return
	}
	p.next.Store(0)
	var failed atomic.Pointer[any]
	for range k {
		p.done.Add(1)
		go func() {
			defer p.done.Done()
			defer func() {
				if r := recover(); r != nil {
					failed.Store(&r)
				}
			}()
			for b := int(p.next.Add(1)) - 1; b < n; b = int(p.next.Add(1)) - 1 {
				f(b, b*BlockSize, min((b+1)*BlockSize, p.members))
			}
		}()
	}
	p.done.Wait()
	if r := failed.Load(); r != nil {
		panic(*r) // on the institution's goroutine, where it is named
	}
}

// Sum writes into sum the total over all blocks of what f adds to part, which has
// the same length and starts at zero.
func (p *Population) Sum(sum []float64, f func(from, to int, part []float64)) {
	n, w := p.Blocks(), len(sum)
	if cap(p.parts) < n*w {
		p.parts = make([]float64, n*w)
	}
	parts := p.parts[:n*w]
	clear(parts)
	if min(p.workers, n) <= 1 {
		for b := range n {
			f(b*BlockSize, min((b+1)*BlockSize, p.members), parts[b*w:b*w+w])
		}
	} else {
		p.share(parts, w, f)
	}
	for stride := 1; stride < n; stride *= 2 {
		for b := 0; b+stride < n; b += 2 * stride {
			into, from := parts[b*w:b*w+w], parts[(b+stride)*w:(b+stride)*w+w]
			for i, v := range from {
				into[i] += v
			}
		}
	}
	clear(sum)
	if n > 0 {
		copy(sum, parts[:w])
	}
}

// share is separate from Sum so that a single worker allocates no memory.
func (p *Population) share(parts []float64, w int, f func(from, to int, part []float64)) {
	p.Each(func(b, from, to int) { f(from, to, parts[b*w:b*w+w]) })
}

// Lanes adds numbers in eight lanes: element i is added to lane i mod 8. Code that
// adds eight numbers at a time gives the same bits.
type Lanes [8]float64

// Sum is the sum of the lanes, ((l0+l4)+(l2+l6))+((l1+l5)+(l3+l7)).
func (l *Lanes) Sum() float64 {
	return ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}

// Schedule is the demand schedule of a population, for d.Bid.Respond: the sum of
// what its members would hold at any price. The market sees it as one bidder.
type Schedule struct {
	pop    *Population
	index  []int // instruments held
	price  []int // instruments whose prices enter demand
	demand func(from, to int, dx, q, jac []float64)

	run   func(from, to int, part []float64)                                             // the method block, bound once
	terms func(emit func(instrument, price int, amountUSDBn, centreBp, widthBp float64)) // nil if the form is not known

	dx   []float64
	jac  bool
	base []float64 // held at dx = 0
	sum  []float64
}

var _ market.Saturating = (*Schedule)(nil)

// NewSchedule returns the schedule of a population that holds the instruments in
// index and responds to the prices of those in price.
//
// demand writes what members from ≤ i < to would hold when prices have moved by
// dx bp, in the order of price: totals by instrument into q, and unless jac is
// nil their derivatives ∂q_k/∂dx_l into jac, row-major. It is called from
// several goroutines if the population has several workers, including while the
// market clears, and must depend on nothing that changes between bids.
func NewSchedule(pop *Population, index, price []int, demand func(from, to int, dx, q, jac []float64)) *Schedule {
	m, l := len(index), len(price)
	s := &Schedule{pop: pop, index: index, price: price, demand: demand, dx: make([]float64, l), base: make([]float64, m), sum: make([]float64, m+m*l)}
	s.run = s.block
	return s
}

// Describe says that the members' demand is a sum of saturating functions, listed by
// terms (see [market.Saturating]), so that a trace of schedules can hold it exactly.
func (s *Schedule) Describe(terms func(emit func(instrument, price int, amountUSDBn, centreBp, widthBp float64))) {
	s.terms = terms
}

// Known reports whether Describe was called.
func (s *Schedule) Known() bool { return s.terms != nil }

// Terms implements market.Saturating.
func (s *Schedule) Terms(emit func(instrument, price int, amountUSDBn, centreBp, widthBp float64)) {
	s.terms(emit)
}

func (s *Schedule) block(from, to int, part []float64) {
	m := len(s.index)
	if s.jac {
		s.demand(from, to, s.dx, part[:m], part[m:])
	} else {
		s.demand(from, to, s.dx, part[:m], nil)
	}
}

// Anchor records and returns what the members hold at the last prices, by
// instrument. Call it in each bid, after the state of members has changed.
func (s *Schedule) Anchor() []float64 {
	clear(s.dx)
	s.jac = false
	s.pop.Sum(s.base, s.run)
	return s.base
}

// AddTo implements market.Response.
func (s *Schedule) AddTo(dx, q, jac []float64) {
	for j, l := range s.price {
		s.dx[j] = dx[l]
	}
	m, n := len(s.index), len(q)
	sum := s.sum[:m]
	s.jac = jac != nil
	if s.jac {
		sum = s.sum
	}
	s.pop.Sum(sum, s.run)
	for i, k := range s.index {
		q[k] += sum[i] - s.base[i]
	}
	if jac == nil {
		return
	}
	for i, k := range s.index {
		row := sum[m+i*len(s.price) : m+(i+1)*len(s.price)]
		for j, l := range s.price {
			jac[k*n+l] += row[j]
		}
	}
}

// BlockPurpose is the purpose of the random draws of one block of a population,
// for Rand. A draw that only some members make needs a purpose of its own, so that
// it does not shift the draws of others.
func BlockPurpose(purpose uint32, block int) uint64 {
	return uint64(purpose)<<32 | uint64(uint32(block))
}

// Rand is the institution's random stream for a purpose at set-up, always at its
// first draw.
func (s *Setup) Rand(purpose uint64) *rand.Rand {
	w := s.world
	return rng.New(rng.Key{}).Reset(rng.Key{Seed: w.cfg.Seed, Run: w.cfg.Run, Agent: rng.Word(s.ID), Purpose: purpose})
}
