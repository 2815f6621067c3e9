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

// stage is a part of the plan that is divided into chunks by itself: the replications
// planned at the start, or those of one extension.
type stage struct {
	chunk  int // first chunk
	first  int // number of the first run in each arm
	perArm int // runs in each arm
}

func (p *Plan) stages() []stage {
	var out []stage
	chunk, from := 0, 0
	for i := range len(p.Extended) + 1 {
		upTo := p.Reps
		if i < len(p.Extended) {
			upTo = p.Extended[i]
		}
		s := stage{chunk, p.Points() * from, p.Points() * (upTo - from)}
		out = append(out, s)
		chunk, from = chunk+s.chunks(p), upTo
	}
	return out
}

func (s stage) chunks(p *Plan) int { return (len(p.Arms)*s.perArm + p.ChunkRuns - 1) / p.ChunkRuns }

// stageOf is the number of the stage of a chunk.
func (p *Plan) stageOf(chunk int) (int, stage) {
	all := p.stages()
	i := len(all) - 1
	for i > 0 && all[i].chunk > chunk {
		i--
	}
	return i, all[i]
}

// Stage is the number of the extension in which a chunk was planned, 0 for the start.
func (p *Plan) Stage(chunk int) int {
	i, _ := p.stageOf(chunk)
	return i
}

// Chunks is the number of chunks.
func (p *Plan) Chunks() int {
	all := p.stages()
	last := all[len(all)-1]
	return last.chunk + last.chunks(p)
}

// Chunk lists the runs of a chunk in order.
func (p *Plan) Chunk(index int) []Ref {
	var out []Ref
	_, s := p.stageOf(index)
	k := index - s.chunk
	for i := k * p.ChunkRuns; i < min((k+1)*p.ChunkRuns, len(p.Arms)*s.perArm); i++ {
		out = append(out, p.Ref(i/s.perArm, int32(s.first+i%s.perArm)))
	}
	return out
}

// ChunkOf is the chunk of a run, which is given by its arm and its number in the arm,
// counted from 0.
func (p *Plan) ChunkOf(arm, run int) int {
	all := p.stages()
	i := len(all) - 1
	for i > 0 && all[i].first > run {
		i--
	}
	return all[i].chunk + (arm*all[i].perArm+run-all[i].first)/p.ChunkRuns
}

// Ref returns the run of an arm by its number. The run of a single-run experiment
// has the number of its replication.
func (p *Plan) Ref(arm int, id int32) Ref {
	points := int32(p.Points())
	r := Ref{Arm: arm, RunID: id, DesignID: id % points, Rep: id/points + int32(p.FirstRep)}
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
	first := make([]int, 0, p.Chunks()) // number in its arm of the first run of each chunk
	for _, s := range p.stages() {
		for k := range s.chunks(p) {
			n := s.first + k*p.ChunkRuns%s.perArm
			if first = append(first, n); p.Until == "" || from <= n && n < upTo {
				out = append(out, s.chunk+k)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(first[a], first[b]) })
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
