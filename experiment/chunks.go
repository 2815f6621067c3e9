package experiment

import (
	"cmp"
	"slices"

	"kirifuda/output"
)

// Ref is one run of a plan.
type Ref struct {
	Arm      int
	RunID    int32
	DesignID int32
	Rep      int32
}

// Chunk lists the runs of a chunk in order.
func (p *Plan) Chunk(index int) []Ref {
	var out []Ref
	for i := index * p.ChunkRuns; i < min((index+1)*p.ChunkRuns, p.Runs()); i++ {
		out = append(out, p.Ref(i/p.PerArm(), int32(i%p.PerArm())))
	}
	return out
}

// Ref returns the run of an arm by its number. The run of a single-run experiment
// has the number of its replication.
func (p *Plan) Ref(arm int, id int32) Ref {
	r := Ref{Arm: arm, RunID: id, DesignID: id / int32(p.Reps), Rep: id % int32(p.Reps)}
	r.Rep += int32(p.FirstRep)
	if p.Design == nil {
		r.RunID += int32(p.firstRun())
	}
	return r
}

// firstRun is the number of the first run of an arm without a design.
func (p *Plan) firstRun() int { return cmp.Or(p.FirstRun, p.FirstRep) }

// Order is the order in which chunks are run: chunks with the same runs of different
// arms follow each other. In a plan with a stopping rule, from and upTo bound the
// replications; chunks of such a plan never span arms or batches.
func (p *Plan) Order(from, upTo int) []int {
	var out []int
	for k := range p.Chunks() {
		if first := k * p.ChunkRuns % p.PerArm(); p.Until == "" || from <= first && first < upTo {
			out = append(out, k)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(a*p.ChunkRuns%p.PerArm(), b*p.ChunkRuns%p.PerArm()) })
	return out
}

// chunkRuns is the default length of chunks: about forty chunks per experiment, with
// parts of at most about a million rows in the largest table.
func chunkRuns(p *Plan, days int) int {
	rows := 4 * days
	switch p.Trace {
	case output.TraceHoldings:
		rows = 800 * days
	case output.TraceFull:
		rows = 6000 * days
	}
	n := (p.Runs() + 39) / 40
	return max(1, min(max(n, 10), 500, 1_000_000/max(1, rows), p.PerArm()))
}
