package cli

import (
	"fmt"
	"strings"
	"time"

	"kirifuda/world"
)

// phaseCost is the time that a phase of the day took in a run.
type phaseCost struct {
	Phase   string  `json:"phase"` // for a phase of a round preceded by its parent, as in trade/bid
	Doc     string  `json:"description"`
	Calls   int     `json:"calls"`
	Seconds float64 `json:"seconds"`
}

// phases adds descriptions to the times of phases.
func phases(times []world.PhaseTime) []phaseCost {
	doc := map[string]string{}
	var note func(list []world.PhaseDoc, prefix string)
	note = func(list []world.PhaseDoc, prefix string) {
		for _, p := range list {
			doc[prefix+p.Name] = p.Doc
			note(p.Rounds, prefix+p.Name+"/")
		}
	}
	note(world.Day(), "")
	var out []phaseCost
	for _, t := range times {
		out = append(out, phaseCost{t.Phase, doc[t.Phase], t.Calls, t.Total.Seconds()})
	}
	return out
}

// printProfile prints the time of each phase of the day; nothing if it was not
// measured. Phases of a round are indented below trade, which includes them.
func (a *app) printProfile(times []world.PhaseTime) {
	if len(times) == 0 {
		return
	}
	var all time.Duration
	for _, t := range times {
		if !strings.Contains(t.Phase, "/") {
			all += t.Total
		}
	}
	a.print("\ntime by phase of the day\n")
	t := newTable("phase", ">calls", ">µs a call", ">share", "")
	for i, p := range phases(times) {
		name := p.Phase
		if at := strings.LastIndex(name, "/"); at >= 0 {
			name = strings.Repeat("  ", strings.Count(name, "/")) + name[at+1:]
		}
		took := times[i].Total
		t.add(name, fmt.Sprint(p.Calls), fmt.Sprintf("%.1f", float64(took.Nanoseconds())/1e3/float64(max(1, p.Calls))),
			fmt.Sprintf("%.1f %%", 100*took.Seconds()/max(1e-12, all.Seconds())), p.Doc)
	}
	t.write(a.stdout)
}
