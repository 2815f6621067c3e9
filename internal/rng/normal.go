package rng

import (
	"math"
	"math/rand/v2"

	"kirifuda/internal/portable"
)

// Normal draws from the standard normal distribution by the ziggurat method of
// Marsaglia and Tsang (2000) with 128 layers. Rand.NormFloat64 uses the same method
// with the standard library's logarithm and exponential, so that one draw in some
// thousands, in the tails, has different bits on another processor.
func Normal(r *rand.Rand) float64 {
	for {
		u := r.Uint64()
		j, i := int32(u), u>>32&(layers-1)
		x := float64(float64(j) * ziggurat.width[i])
		if abs(j) < ziggurat.inside[i] { // almost always
			return x
		}
		if i > 0 {
			y := ziggurat.height[i] + float32(float32(r.Float64())*(ziggurat.height[i-1]-ziggurat.height[i]))
			if y < float32(portable.Exp(-0.5*x*x)) {
				return x
			}
			continue
		}
		for { // the tail beyond the base layer (Marsaglia 1964)
			x := float64(-portable.Log(r.Float64()) / edge)
			y := -portable.Log(r.Float64())
			if y+y < float64(x*x) {
				continue
			}
			if j > 0 {
				return edge + x
			}
			return -edge - x
		}
	}
}

const (
	layers = 128
	edge   = 3.442619855899      // right edge of the base layer
	area   = 9.91256303526217e-3 // area of each layer
)

// ziggurat holds the layers: width over 2³¹, height of the density at the edge,
// and the part of 2³¹ that lies inside the layer above.
var ziggurat = func() (z struct {
	inside [layers]uint32
	width  [layers]float64
	height [layers]float32
}) {
	const scale = 1 << 31
	density := func(x float64) float64 { return portable.Exp(-0.5 * x * x) }
	x := edge
	base := area / density(x)
	// Single precision, as in the paper's program.
	set := func(i int, inside, width, height float64) {
		z.inside[i], z.width[i], z.height[i] = uint32(inside*scale), float64(float32(width/scale)), float32(height)
	}
	set(0, x/base, base, 1)
	set(layers-1, 0, x, density(x))
	for i := layers - 2; i >= 1; i-- {
		above := math.Sqrt(-2 * portable.Log(area/x+density(x)))
		z.inside[i+1] = uint32(float64(above / x * scale))
		set(i, 0, above, density(above))
		x = above
	}
	return z
}()

func abs(j int32) uint32 {
	if j < 0 {
		return uint32(-j)
	}
	return uint32(j)
}
