package world

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"kirifuda/world/market"
)

// tree adds as documented: n parts split at the largest power of two below n.
func tree(x []float64) float64 {
	if len(x) == 1 {
		return x[0]
	}
	h := 1
	for 2*h < len(x) {
		h *= 2
	}
	return tree(x[:h]) + tree(x[h:])
}

func TestPopulationSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20*BlockSize).Draw(t, "members")
		x := make([]float64, n)
		r := rapid.Float64Range(0.1, 10).Draw(t, "seed")
		for i := range x {
			x[i] = math.Sin(r*float64(i)) * math.Exp(math.Mod(float64(i)*r, 30))
		}
		f := func(from, to int, part []float64) {
			var l Lanes
			for i, v := range x[from:to] {
				l[i%8] += v
			}
			part[0] += l.Sum()
			part[1] += float64(to - from)
		}
		p := NewPopulation(n, 1)
		want := make([]float64, 2)
		p.Sum(want, f)
		if want[1] != float64(n) || p.Members() != n {
			t.Fatalf("%g members of %d", want[1], n)
		}
		var blocks []float64
		for b := range p.Blocks() {
			part := make([]float64, 2)
			f(b*BlockSize, min((b+1)*BlockSize, n), part)
			blocks = append(blocks, part[0])
		}
		if got := tree(blocks); got != want[0] {
			t.Fatalf("sum %g, along the tree %g", want[0], got)
		}
		for _, workers := range []int{0, 2, 5, 64} {
			p := NewPopulation(n, workers)
			got := []float64{7, 7}
			for range 3 {
				p.Sum(got, f)
				if got[0] != want[0] || got[1] != want[1] {
					t.Fatalf("%d workers: %v, want %v", workers, got, want)
				}
			}
		}
	})
}

func TestPopulationCoversEveryMemberOnce(t *testing.T) {
	for _, n := range []int{0, 1, BlockSize - 1, BlockSize, BlockSize + 1, 7*BlockSize + 3} {
		for _, workers := range []int{1, 3} {
			var mu sync.Mutex
			seen, blocks := make([]int, n), map[int]bool{}
			NewPopulation(n, workers).Each(func(block, from, to int) {
				mu.Lock()
				defer mu.Unlock()
				blocks[block] = true
				for i := from; i < to; i++ {
					if i/BlockSize != block {
						t.Errorf("member %d in block %d", i, block)
					}
					seen[i]++
				}
			})
			for i, c := range seen {
				if c != 1 {
					t.Fatalf("%d members: number %d was worked on %d times", n, i, c)
				}
			}
			if len(blocks) != NewPopulation(n, workers).Blocks() {
				t.Errorf("%d members: %d blocks", n, len(blocks))
			}
		}
	}
}

// crowd is a population of value traders in one market: sheets of the test world.
func crowd(id string, members, workers int) AgentSpec {
	return AgentSpec{ID: id, New: func(s *Setup) (Institution, error) {
		size, fair := make([]float64, members), make([]float64, members)
		pop := NewPopulation(members, workers)
		pop.Each(func(b, from, to int) {
			r := s.Rand(BlockPurpose(1, b))
			for i := from; i < to; i++ {
				size[i], fair[i] = math.Exp(r.NormFloat64()), 20*r.NormFloat64()
			}
		})
		var x float64
		sched := NewSchedule(pop, []int{tBond}, []int{tBond}, func(from, to int, dx, q, jac []float64) {
			var l, d Lanes
			for i := from; i < to; i++ {
				u := (x + dx[0] - fair[i]) / 30
				w := 1 / math.Sqrt(1+float64(u*u))
				l[(i-from)%8] += float64(size[i] * u * w)
				d[(i-from)%8] += float64(size[i] * w * w * w / 30)
			}
			scale := 100 / float64(members)
			q[0] += float64(scale * l.Sum())
			if jac != nil {
				jac[0] += float64(scale * d.Sum())
			}
		})
		held := math.NaN()
		return bids{func(d *Desk) {
			x = d.View.Deviation[tBond]
			now := sched.Anchor()[0]
			if !math.IsNaN(held) {
				d.Bid.Order(tBond, market.Valuation, now-held)
			}
			held = now
			d.Bid.Respond(sched)
		}}, nil
	}}
}

func TestPopulationTradesAsOne(t *testing.T) {
	members := 5*BlockSize + 77
	world := func(workers int, inline bool) Config {
		cfg := small(maker("m", 0.2), noise("n", 3), crowd("crowd", members, workers), noise("n2", 1))
		cfg.Inline = inline
		return cfg
	}
	want := runHash(t, world(1, true), 20)
	for _, procs := range []int{1, 2, 8} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		for _, workers := range []int{1, 2, 5} {
			for _, inline := range []bool{true, false} {
				if got := runHash(t, world(workers, inline), 20); got != want {
					t.Errorf("GOMAXPROCS %d, %d workers, inline %t: hash %x, want %x", procs, workers, inline, got, want)
				}
			}
		}
	}
	w := build(t, world(1, true))
	steps(t, w, 1)
	for _, s := range w.rounds[0].States {
		if s != market.Cleared {
			t.Errorf("a market is %s", s)
		}
	}
	if n := testing.AllocsPerRun(20, func() { steps(t, w, 1) }); n != 0 {
		t.Errorf("%g allocations a day", n)
	}
}

func TestPanicInAPopulationIsNamed(t *testing.T) {
	for _, workers := range []int{1, 4} {
		cfg := small(maker("m", 1), agent("crowd", func(d *Desk) {
			NewPopulation(9*BlockSize, workers).Each(func(b, _, _ int) {
				if b == 5 {
					panic("block 5 is bust")
				}
			})
		}, nil))
		err := build(t, cfg).Step()
		if err == nil || !strings.Contains(err.Error(), `"crowd"`) || !strings.Contains(err.Error(), "block 5 is bust") {
			t.Errorf("%d workers: %v", workers, err)
		}
	}
}

func TestBlockPurposes(t *testing.T) {
	seen := map[uint64]bool{}
	for p := range uint32(20) {
		for b := range 50 {
			if k := BlockPurpose(p, b); seen[k] {
				t.Fatalf("purpose %d of block %d is used", p, b)
			} else {
				seen[k] = true
			}
		}
	}
}

func BenchmarkPopulation(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("members=%d/workers=%d", n, workers), func(b *testing.B) {
				cfg := small(maker("m", 0.2), noise("n", 3), crowd("crowd", n, workers))
				cfg.Days = 1 << 30
				w := build(b, cfg)
				steps(b, w, 3)
				b.ReportAllocs()
				for b.Loop() {
					steps(b, w, 1)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/member")
			})
		}
	}
}
