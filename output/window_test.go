package output

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Cells are whole units, add up to the seller's sales exactly and differ from
// their share by less than a unit.
func TestAllocate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64Range(1, 1e15).Draw(t, "total")
		n := rapid.IntRange(1, 40).Draw(t, "buyers")
		var buyers []stake
		var all float64
		for range n {
			v := rapid.Int64Range(1, 1e14).Draw(t, "bought")
			buyers = append(buyers, stake{len(buyers), v})
			all += float64(v)
		}
		var sum int64
		allocate(total, buyers, func(j int, amount int64) {
			sum += amount
			share := float64(total) * (float64(buyers[j].value) / all)
			if amount < 0 || math.Abs(float64(amount)-share) > 1.001+1e-15*float64(total) {
				t.Fatalf("buyer %d of %d gets %d, share %g", j, n, amount, share)
			}
		})
		if sum != total {
			t.Fatalf("cells add up to %d, not %d", sum, total)
		}
	})
}
