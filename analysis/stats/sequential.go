package stats

import (
	"fmt"
	"math"
	"slices"
)

// What a stopping rule needs at least before it may hold.
const (
	// RunsAtStop is the number of values. With fewer, the standard deviation is too
	// uncertain.
	RunsAtStop = 40
	// EventsAtStop is the number of values other than the most frequent one.
	EventsAtStop = eventsOfMean
)

// levelAtStop is the level of the interval that a stopping rule examines. A rule that
// examines the same interval again and again stops where it happens to be short, and a
// sample with a small standard deviation often has a mean that is off as well. Halving
// the error makes up for both; docs/output.md has the measured coverage.
const levelAtStop = 0.975

// MethodStop is the method of the interval at a stop.
const MethodStop = MethodMean + ", sequential"

// AtStop is the interval of the mean for a stopping rule, whose error is at most 5 % at
// the examination at which the rule holds, and its longer half. If there is none, the
// rule does not hold.
func AtStop(v []float64, kind Kind) (Interval, Spread) {
	x := sample(v)
	slices.Sort(x)
	least := RunsAtStop
	if kind == Extreme {
		least = kind.runsOfMean()
	}
	switch n := len(x); {
	case n < least:
		return none("%d values: the rule needs at least %d", n, least), missing
	default:
		if common, others := modal(x); others == 0 {
			return none("the same in all %d", n), missing
		} else if others < EventsAtStop {
			return none("only %s: the rule needs at least %d that do", differing(others, n, common), EventsAtStop), missing
		}
	}
	mean, _ := MeanSD(x)
	lower, upper := meanInterval(x, levelAtStop)
	i := between(lower, upper, OfMean, MethodStop)
	if i.Limits == nil {
		return i, missing
	}
	return i, Spread(math.Max(upper-mean, mean-lower))
}

// Stopped replaces the interval of a sample on which a stopping rule held.
func (s *Stat) Stopped(v []float64, kind Kind) {
	s.Interval, _ = AtStop(v, kind)
	s.HalfWidth = missing
	if s.Limits != nil {
		s.HalfWidth = (s.Limits[1] - s.Limits[0]) / 2
	}
}

// Text writes an interval, or why there is none, with numbers written by format.
func (i Interval) Text(format func(float64) string) string {
	if i.Limits == nil {
		return i.Reason
	}
	return fmt.Sprintf("[%s, %s]", format(float64(i.Limits[0])), format(float64(i.Limits[1])))
}
