package experiment

import (
	"strings"
	"testing"

	"kirifuda/experiment/design"
)

// sampleOf is an arm of which some runs are finished (+), some failed (x) and some are
// missing (.).
func sampleOf(name, runs string) Sample {
	s := Sample{Scenario: name}
	for _, c := range runs {
		s.Done, s.Failed = append(s.Done, c != '.'), append(s.Failed, c == 'x')
	}
	return s
}

func TestExtent(t *testing.T) {
	used := func(e *Extent) string {
		var b strings.Builder
		for k := range e.use {
			b.WriteByte("-u"[map[bool]int{true: 1}[e.Uses(k)]])
		}
		return b.String()
	}
	two := &design.Design{Points: make([]design.Point, 2)}
	for name, c := range map[string]struct {
		plan    Plan
		runs    []string // by arm
		stopped int
		want    string
		text    string
	}{
		"complete":         {Plan{Reps: 4}, []string{"++++", "++++"}, 0, "uuuu", ""},
		"one arm only":     {Plan{Reps: 4}, []string{"++++", "...."}, 0, "----", "none succeeded in both"},
		"shards":           {Plan{Reps: 4}, []string{"++..", ".++."}, 0, "-u--", "unfinished: 2 of 4 runs of a and 2 of 4 runs of b; the 1 that"},
		"failed in one":    {Plan{Reps: 4}, []string{"+x++", "++++"}, 0, "u-uu", "not complete: 4 of 4 runs of a (1 failed)"},
		"failed and open":  {Plan{Reps: 4}, []string{"+x+.", "++++"}, 0, "u-u-", "unfinished: 3 of 4 runs of a (1 failed)"},
		"alone":            {Plan{Reps: 4}, []string{"+++."}, 0, "uuu-", "unfinished: 3 of 4 runs of a; 3 used"},
		"stopped":          {Plan{Reps: 4}, []string{"++..", "++.."}, 2, "uu--", ""},
		"sweep, by points": {Plan{Reps: 3, Design: two}, []string{"+++.+."}, 0, "u-u-u-", "without 1 point of the design"},
		"sweep, by replications": {Plan{Reps: 3, Design: two}, []string{"+++++."}, 0, "uuuu--",
			"without 1 replication of which"},
	} {
		r := &Results{Plan: &c.plan}
		for i, runs := range c.runs {
			r.Arms = append(r.Arms, sampleOf(string(rune('a'+i)), runs))
			c.plan.Arms = append(c.plan.Arms, Arm{Scenario: string(rune('a' + i))})
		}
		e := r.Extent(c.stopped)
		if got := used(e); got != c.want {
			t.Errorf("%s: uses %s, want %s", name, got, c.want)
		}
		if text := e.Text(); !strings.Contains(text, c.text) || c.text == "" && text != "" {
			t.Errorf("%s: %q, want %q", name, text, c.text)
		}
		if err := e.Check("x"); (err != nil) != !strings.Contains(c.want, "u") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
