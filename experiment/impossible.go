package experiment

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/internal/english"
)

// checkedPoints is the largest number of points that are checked one by one before the
// first run, at about a millisecond each. Of a larger design those with the lowest and
// the highest value of each axis are checked; others that are impossible fail as runs.
const checkedPoints = 20_000

// listedPoints is the number of impossible points that are listed.
const listedPoints = 10

// checkPoints refuses a design with points at which an institution is to do what its
// opening balances do not allow, such as a sale of more than it holds, or at which the
// script of events does not fit. What only the path of a run decides fails that run.
func (e *Experiment) checkPoints() error {
	if e.Plan.Design == nil {
		return nil
	}
	points := e.distinctPoints()
	faults := make([]*configs.Error, len(points))
	other := make([]error, len(points))
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(len(points), runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(points); i = next.Add(1) - 1 {
				if err := e.checkPoint(points[i]); err != nil && !errors.As(err, &faults[i]) {
					other[i] = err
				}
			}
		})
	}
	group.Wait()
	if err := errors.Join(other...); err != nil {
		return err
	}
	var wrong []configs.Problem
	count := 0
	for i, f := range faults {
		if f == nil {
			continue
		}
		if count++; count > listedPoints {
			continue
		}
		at := fmt.Sprintf("point %d (%s)", points[i], strings.Join(e.settings(nil, e.Plan.Design.Points[points[i]]), ", "))
		for _, p := range f.Problems {
			p.File, p.Line, p.Column = "-x, "+at, 0, 0
			wrong = append(wrong, p)
		}
	}
	if count > listedPoints {
		wrong = append(wrong, configs.Problem{File: "-x", Message: english.Count(count-listedPoints, "further combination") + " of values cannot be carried out either"})
	}
	return refuse(wrong)
}

func (e *Experiment) checkPoint(d int) error {
	for _, s := range e.Scenarios {
		t, err := s.With(e.settings(s, e.Plan.Design.Points[d])...)
		if err == nil {
			_, err = NewBuilder(t, e.cat)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// distinctPoints lists the numbers of the points that are to be checked: of those that
// differ only in what balances do not limit, the first.
func (e *Experiment) distinctPoints() []int {
	d := e.Plan.Design
	var axes []int
	for j := range d.Axes {
		if e.limited(e.keys[j]) {
			axes = append(axes, j)
		}
	}
	var out []int
	seen := map[string]bool{}
	for i, p := range d.Points {
		var key strings.Builder
		for _, j := range axes {
			key.WriteString(e.value(j, p).String() + "\x00")
		}
		if !seen[key.String()] {
			seen[key.String()] = true
			out = append(out, i)
		}
	}
	if len(out) <= checkedPoints {
		return out
	}
	out = out[:0]
	for _, j := range axes {
		lo, hi := 0, 0
		for i, p := range d.Points {
			if p[j].IsNumber() && p[j].Number < d.Points[lo][j].Number {
				lo = i
			}
			if p[j].IsNumber() && p[j].Number > d.Points[hi][j].Number {
				hi = i
			}
		}
		out = append(out, lo, hi)
	}
	return out
}

// limited reports whether a key sets what balances may limit: a parameter of an
// institution whose kind says so, or something that is not of an institution.
func (e *Experiment) limited(key string) bool {
	for _, s := range e.Scenarios {
		for _, t := range targets(s, key) {
			id, _, _ := strings.Cut(t.parameter, ".")
			a := s.Agent(id)
			if a == nil {
				return true
			}
			if _, ok := a.Params.(agents.Solvent); ok {
				return true
			}
		}
	}
	return false
}
