// Package rng derives every random stream of a simulation from its identity.
//
// A stream is named by (seed, run, agent, purpose, step). The five words are
// folded into the 128 bits of state of a PCG XSL-RR 128/64 generator by the
// SplitMix64 finaliser, so that streams of neighbouring identities are
// unrelated and no stream depends on how many draws another one made, on the
// order of goroutines or on the number of workers.
//
// It is the only package that imports golang.org/x/exp/rand; agents receive a
// *math/rand/v2.Rand and need no other package to draw from it.
package rng

import (
	"encoding/binary"
	"math/rand/v2"

	//lint:ignore SA1019 PCGSource of x/exp exposes its 128-bit state, which math/rand/v2 does not; it stays behind this file.
	xrand "golang.org/x/exp/rand"
)

const (
	g1 uint64 = 0x9e3779b97f4a7c15
	g2 uint64 = 0x3c6ef372fe94f82a
	g3 uint64 = 0xdaa66d2c7ddf743f
	g4 uint64 = 0x78dde6e5fd29f054
	g5 uint64 = 0x1715609d7c746c69
)

// mix is the SplitMix64 finaliser, variant 13 of Stafford (Steele, Lea and
// Flood 2014, "Fast splittable pseudorandom number generators").
func mix(z uint64) uint64 {
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// Key is the identity of a stream. Equal keys give equal draws in all scenarios, at
// all design points and in any order of use.
type Key struct {
	Seed    uint64 // seed of the experiment
	Run     uint64 // replication number; paired arms share it
	Agent   uint64 // Word of the agent's identifier
	Purpose uint64 // purpose of the draw
	Step    uint64 // business day
}

// State folds the key into the two state words of a PCG source.
func (k Key) State() (hi, lo uint64) {
	h := mix(k.Seed + g1)
	h = mix(h ^ mix(k.Run+g2))
	h = mix(h ^ mix(k.Agent+g3))
	h = mix(h ^ mix(k.Purpose+g4))
	h = mix(h ^ mix(k.Step+g5))
	return mix(h + g1), mix(h + g2)
}

// Word hashes a name (an agent's identifier, a purpose) to 64 bits by FNV-1a
// followed by the finaliser, so that a name and not a position keys a stream.
func Word(name string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(name); i++ {
		h ^= uint64(name[i])
		h *= 1099511628211
	}
	return mix(h)
}

// Stream is a reusable generator: Reset moves it to another key without allocating.
type Stream struct {
	pcg  xrand.PCGSource
	rand *rand.Rand
	buf  [16]byte
}

// New returns a stream positioned at the key.
func New(k Key) *Stream {
	s := &Stream{}
	s.rand = rand.New(&s.pcg)
	s.Reset(k)
	return s
}

// Reset positions the stream at the first draw of the key and returns the
// generator, which is valid until the next Reset.
func (s *Stream) Reset(k Key) *rand.Rand {
	hi, lo := k.State()
	binary.BigEndian.PutUint64(s.buf[:8], hi)
	binary.BigEndian.PutUint64(s.buf[8:], lo)
	if err := s.pcg.UnmarshalBinary(s.buf[:]); err != nil {
		panic(err) // 16 bytes are always accepted
	}
	return s.rand
}
