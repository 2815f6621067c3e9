package world

import (
	"slices"
	"time"
)

// PhaseTime is the time that a phase of the day has taken since the first day.
type PhaseTime struct {
	Phase string // its name; a phase of a round after the one that it is part of: "trade/bid"
	Calls int    // how often it came to its end
	Total time.Duration
}

// Profile is the time taken by each phase, in the order of Day, each phase of a
// round after the one that it is part of and counted in it. It is nil without
// Config.Profile.
func (w *World) Profile() []PhaseTime { return slices.Clone(w.profile) }

// profile is empty if no time is taken.
type profile []PhaseTime

func newProfile(list []phase, prefix string) (out profile) {
	for _, p := range list {
		out = append(out, PhaseTime{Phase: prefix + p.name})
		out = append(out, newProfile(p.rounds, prefix+p.name+"/")...)
	}
	return out
}

func (p profile) begin() (t time.Time) {
	if p != nil {
		t = time.Now()
	}
	return t
}

func (p profile) end(slot int, began time.Time) {
	if p != nil {
		p[slot].Calls++
		p[slot].Total += time.Since(began)
	}
}
