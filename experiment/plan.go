package experiment

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"kirifuda/experiment/design"
	"kirifuda/output"
)

// Kinds of experiments.
const (
	KindRun   = "run"
	KindMC    = "mc"
	KindSweep = "sweep"
)

// MaxSeed is the largest seed that every reader can represent.
const MaxSeed = 1<<53 - 1

// maxRuns is the largest number of runs of an arm.
const maxRuns = 1<<31 - 1

// Plan defines an experiment. It is fixed before the first run and never changes; it
// determines the content of all chunks.
//
// The runs of an arm are numbered from 0: replication r at point d of the design
// is run r·points + d. The run list contains the arms in the order of their names and
// is divided into chunks of constant length.
//
// More replications can be added later. Their runs come after all others and begin a
// new chunk, so that what is there keeps its place; the identifier stays that of the
// plan at the start.
type Plan struct {
	SchemaVersion int            `json:"schema_version"`
	ID            string         `json:"experiment_id"` // follows from all other fields
	Kind          string         `json:"kind"`
	Version       string         `json:"version"`
	Git           string         `json:"git"`
	Seed          int64          `json:"seed"`
	Arms          []Arm          `json:"arms"`
	Reps          int            `json:"reps"`                // replications at each point of the design, per arm
	Extended      []int          `json:"extended,omitempty"`  // replications before each extension
	FirstRep      int            `json:"first_rep"`           // number of the first replication
	FirstRun      int            `json:"first_run,omitempty"` // number of the first run, if it differs from FirstRep
	Until         string         `json:"until,omitempty"`
	Batches       []int          `json:"batches,omitempty"` // replications after which Until is examined
	ChunkRuns     int            `json:"chunk_runs"`
	Trace         output.Trace   `json:"trace"`
	Every         int            `json:"every"`
	Digits        *int           `json:"digits,omitempty"`        // decimals to which the trace is rounded
	EventDay      int            `json:"event_day"`               // of the first arm that is not the baseline, see Arm
	Schedules     []int          `json:"schedule_days,omitempty"` // days of the run whose demand schedules are written
	ScheduleDays  []string       `json:"-"`                       // the same before New: dates, or numbers of days from 1
	Design        *design.Design `json:"design,omitempty"`
	DesignSeed    int64          `json:"design_seed,omitempty"`

	// The content of tables, which the store needs (see output.Layout). It follows
	// from the other fields and the scenarios, and New fills it in.
	ConfigSHA256 string            `json:"config_sha256,omitempty"` // hash of the configurations of all arms
	Tables       []string          `json:"tables,omitempty"`        // tables that are written
	Series       []output.Column   `json:"series,omitempty"`        // columns of the panel
	Params       []output.Column   `json:"params,omitempty"`        // p_ columns, of the design
	Outcomes     []output.Column   `json:"outcomes,omitempty"`      // y_ columns
	RunList      []output.RunRange `json:"runs,omitempty"`          // by arm
	ExtendedAt   []int             `json:"extended_at,omitempty"`   // see output.Layout
	Digest       string            `json:"plan_sha256,omitempty"`   // of all other fields as stored; see output.PlanDigest
}

// bare is the plan without the fields that follow from others.
func (p *Plan) bare() Plan {
	q := *p
	q.ConfigSHA256, q.Tables, q.Series, q.Params, q.Outcomes = "", nil, nil, nil, nil
	q.RunList, q.ExtendedAt, q.Digest = nil, nil, ""
	return q
}

// Rechunked is the plan of the first reps replications in chunks of another length.
func (p *Plan) Rechunked(reps, chunkRuns int) *Plan {
	q := *p
	q.Until, q.Batches, q.Reps, q.ChunkRuns = "", nil, reps, chunkRuns
	q.Extended = slices.DeleteFunc(slices.Clone(p.Extended), func(n int) bool { return n >= reps })
	q.identify()
	q.RunList, q.ExtendedAt = q.runList(), q.extendedAt()
	return &q
}

// Points is the number of points of the design.
func (p *Plan) Points() int {
	if p.Design == nil {
		return 1
	}
	return len(p.Design.Points)
}

// PerArm is the number of runs of an arm.
func (p *Plan) PerArm() int { return p.Points() * p.Reps }

// Number is the number in its arm, counted from 0, of a replication, counted from 0,
// at a point of the design. The points of the first replication come first, so that more
// replications can be added.
func (p *Plan) Number(point, rep int) int { return rep*p.Points() + point }

// Runs is the number of runs of all arms.
func (p *Plan) Runs() int { return len(p.Arms) * p.PerArm() }

// runList lists the runs of the arms.
func (p *Plan) runList() []output.RunRange {
	var out []output.RunRange
	for _, s := range p.stages() {
		for a := range p.Arms {
			out = append(out, output.RunRange{Scenario: p.Arms[a].Scenario, First: p.Ref(a, int32(s.first)).RunID, Count: int32(s.perArm)})
		}
	}
	return out
}

// extendedAt are the indices in the list of runs at which extensions begin.
func (p *Plan) extendedAt() []int {
	var out []int
	for i := range p.Extended {
		out = append(out, (i+1)*len(p.Arms))
	}
	return out
}

// text is the content of PlanFile.
func (p *Plan) text() ([]byte, error) {
	q := *p
	q.Digest = ""
	b, err := json.Marshal(&q)
	if err == nil {
		q.Digest, err = output.PlanDigest(b)
	}
	if err != nil {
		return nil, err
	}
	b, err = json.MarshalIndent(&q, "", " ")
	return append(b, '\n'), err
}

// complete reports whether the plan has arms and runs, in numbers that can be those of a
// plan: runs are found by dividing by them.
func (p *Plan) complete() bool {
	return len(p.Arms) > 0 && p.ChunkRuns > 0 && p.ChunkRuns <= maxRuns && p.countable() && isIncreasing(p.Extended, p.Reps)
}

// countable reports whether every arm has runs and their numbers, the first of which can
// be chosen, have 32 bits. Nothing is multiplied that could overflow 64.
func (p *Plan) countable() bool {
	n := p.Points()
	return n > 0 && p.Reps > 0 && p.Reps <= maxRuns/n && p.FirstRep >= 0 && p.FirstRun >= 0 && max(p.FirstRep, p.FirstRun) <= maxRuns-p.PerArm()
}

// isIncreasing reports whether numbers increase from above 0 to below a limit.
func isIncreasing(numbers []int, limit int) bool {
	last := 0
	for _, n := range append(slices.Clip(numbers), limit) {
		if n <= last {
			return false
		}
		last = n
	}
	return true
}

// intact reports whether the identifier follows from the other fields.
func (p *Plan) intact() bool {
	q := *p
	q.identify()
	return q.ID == p.ID && (slices.Equal(p.RunList, p.runList()) && slices.Equal(p.ExtendedAt, p.extendedAt()))
}

// identify sets the identifier.
func (p *Plan) identify() {
	q := p.bare()
	q.ID = ""
	if len(q.Extended) > 0 {
		q.Reps, q.Extended = q.Extended[0], nil
		q.Batches = slices.DeleteFunc(slices.Clone(q.Batches), func(n int) bool { return n > q.Reps })
	}
	b, err := json.Marshal(&q)
	if err != nil {
		panic(err) // cannot happen with plain data
	}
	sum := sha256.Sum256(b)
	p.ID = hex.EncodeToString(sum[:8])
}

// digest is the hash of the configuration of all arms.
func (p *Plan) digest() string {
	if len(p.Arms) == 1 {
		return p.Arms[0].SHA256
	}
	h := sha256.New()
	for _, a := range p.Arms {
		h.Write([]byte(a.SHA256))
	}
	return hex.EncodeToString(h.Sum(nil))
}
