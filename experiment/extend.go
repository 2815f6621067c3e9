package experiment

import (
	"slices"

	"kirifuda/output"
)

// extends reports whether a stored plan is that of this experiment with perhaps
// another number of replications. Unless it was chosen, the length of chunks is that
// of the stored plan.
func (e *Experiment) extends(old *Plan) bool {
	if old.ID == e.Plan.ID {
		return true
	}
	if e.Plan.Kind == KindRun || e.Plan.ChunkRuns != old.ChunkRuns && e.chosenChunks {
		return false
	}
	q := e.Plan
	first := repsAtStart(old)
	q.ChunkRuns, q.Reps, q.Extended = old.ChunkRuns, first, nil
	q.Batches = slices.DeleteFunc(slices.Clone(old.Batches), func(n int) bool { return n > first })
	q.identify()
	return q.ID == old.ID
}

// repsAtStart is the number of replications that a plan had at the start.
func repsAtStart(p *Plan) int {
	if len(p.Extended) > 0 {
		return p.Extended[0]
	}
	return p.Reps
}

// adopt makes the division into chunks that of the stored plan of this experiment.
func (e *Experiment) adopt(old *Plan) {
	p := &e.Plan
	p.Reps, p.ChunkRuns, p.Extended, p.Batches = old.Reps, old.ChunkRuns, old.Extended, old.Batches
	p.identify()
	p.RunList, p.ExtendedAt = p.runList(), p.extendedAt()
}

// grow adds the replications that a stored plan of this experiment lacks. The plan is
// replaced first; what is derived from all runs follows. Of an extension that was
// interrupted the second part is done again.
func (e *Experiment) grow(dir string, old *Plan) error {
	reps, batches := e.Plan.Reps, e.Plan.Batches
	e.adopt(old)
	if p := &e.Plan; old.Reps < reps {
		p.Extended = append(slices.Clone(old.Extended), old.Reps)
		p.Reps = reps
		if p.Until != "" {
			for _, n := range batches {
				if n = roundUp(n, p.ChunkRuns); n > old.Reps {
					p.Batches = append(slices.Clip(p.Batches), n)
				}
			}
			p.Reps = p.Batches[len(p.Batches)-1]
		}
		p.RunList, p.ExtendedAt = p.runList(), p.extendedAt()
		text, err := p.text()
		if err != nil {
			return err
		}
		if err := output.Extend(dir, text); err != nil {
			return err
		}
	}
	out, err := output.OpenStore(dir)
	if err != nil || !exists(dir, indexFile) {
		return err
	}
	return out.Update()
}

// Same reports whether two plans are equal, including what was added to them.
func (p *Plan) Same(q *Plan) bool {
	return p.ID == q.ID && p.Reps == q.Reps && slices.Equal(p.Extended, q.Extended)
}

// Within reports whether another plan is this one, or what it became by extension: the
// chunks of this one are chunks of the other.
func (p *Plan) Within(q *Plan) bool {
	n := len(p.Extended)
	return p.Same(q) || p.ID == q.ID && n < len(q.Extended) && q.Extended[n] == p.Reps && slices.Equal(p.Extended, q.Extended[:n])
}

// roundUp is the smallest multiple of step that is at least n.
func roundUp(n, step int) int { return (n + step - 1) / step * step }
