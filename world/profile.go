package world

import (
	"slices"
	"time"
)

// PhaseTime is the time spent in a phase since the first day.
type PhaseTime struct {
	Phase string // its name; for a phase of a round preceded by that of its parent: "trade/bid"
	Calls int    // times that it was completed
	Total time.Duration
}

// Profile is the time spent in each phase, in the order of Day. The phases of a
// round follow their parent, which includes their time. It is nil unless
// Config.Profile is set.
func (w *World) Profile() []PhaseTime { return slices.Clone(w.profile) }

// profile is nil if time is not measured.
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
