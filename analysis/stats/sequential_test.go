package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// A rule that stops when the interval is short enough stops on an interval that covers,
// also of rare and of skewed outcomes.
func TestStopCovers(t *testing.T) {
	schedule := []int{40, 60, 100, 160, 240, 360, 540, 820, 1240, 1860, 2800}
	event := func(p float64) func(r *rand.Rand) float64 {
		return func(r *rand.Rand) float64 {
			if r.Float64() < p {
				return 1
			}
			return 0
		}
	}
	for i, c := range []struct {
		law   law
		kind  Kind
		below float64
	}{
		{law{"normal", 0, 0, (*rand.Rand).NormFloat64}, Continuous, 0.2},
		{law{"exponential", 1, 0, (*rand.Rand).ExpFloat64}, Continuous, 0.2},
		{law{"lognormal", math.Exp(0.5), 0, func(r *rand.Rand) float64 { return math.Exp(r.NormFloat64()) }}, Extreme, 0.3},
		{law{"2 %", 0.02, 0, event(0.02)}, Share, 0.03},
		{law{"5 %", 0.05, 0, event(0.05)}, Share, 0.03},
		{law{"purchases in 4 %", 0.04, 0, func(r *rand.Rand) float64 { return event(0.04)(r) * r.ExpFloat64() }}, Continuous, 0.03},
	} {
		r := rand.New(rand.NewPCG(3, uint64(i)))
		const samples = 400
		stopped, missed, off := 0, 0, 0.0
		for range samples {
			var x []float64
			for _, n := range schedule {
				for len(x) < n {
					x = append(x, c.law.draw(r))
				}
				in, half := AtStop(x, c.kind)
				if in.Limits == nil || float64(half) >= c.below {
					continue
				}
				stopped++
				mean, sd := MeanSD(x)
				off += (mean - c.law.mean) / (sd / math.Sqrt(float64(n)))
				if c.law.mean < float64(in.Limits[0]) || c.law.mean > float64(in.Limits[1]) {
					missed++
				}
				break
			}
		}
		cover := 1 - float64(missed)/float64(stopped)
		t.Logf("%s: stopped %d of %d, covers %.3f, off by %+.2f standard errors", c.law.name, stopped, samples, cover, off/float64(stopped))
		if stopped < samples/2 || cover < 0.93 {
			t.Errorf("%s: stopped %d of %d times, covers %.3f", c.law.name, stopped, samples, cover)
		}
	}
}
