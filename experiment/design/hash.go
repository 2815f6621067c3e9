package design

import "math/rand/v2"

// golden is 2^64 divided by the golden ratio, rounded to an odd integer: the
// increment of SplitMix64.
const golden = 0x9e3779b97f4a7c15

// mix is the output function of SplitMix64, a bijection on 64-bit words whose
// output bits each depend on all input bits.
//
// Source: Steele, Lea and Flood (2014), Fast splittable pseudorandom number
// generators, OOPSLA, doi:10.1145/2660193.2660195; constants of Stafford's
// variant 13.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// hash maps a seed and a sequence of words to one word. Different sequences,
// also of different length, give unrelated results.
func hash(seed uint64, words ...uint64) uint64 {
	h := mix(seed + golden)
	for _, w := range words {
		h = mix(h + golden ^ mix(w+golden))
	}
	return h
}

// NewSource returns a random source that is a pure function of seed and keys.
// Sources with different keys are statistically independent streams.
//
// The source is a PCG generator whose 128 bits of state are filled by a
// SplitMix64-style hash of seed and keys.
func NewSource(seed uint64, keys ...uint64) rand.Source {
	h := hash(seed, keys...)
	return rand.NewPCG(hash(h, 1), hash(h, 2))
}

// Stream keys: one for each design that draws, so that two designs with the
// same seed do not share their draws.
const (
	streamLHS uint64 = iota + 1
	streamSobol
	streamHalton
	streamMorris
)
