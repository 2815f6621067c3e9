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
// is run d·reps + r. The run list contains the arms in the order of their names and
// is divided into chunks of constant length.
type Plan struct {
	SchemaVersion int            `json:"schema_version"`
	ID            string         `json:"experiment_id"` // follows from all other fields
	Kind          string         `json:"kind"`
	Version       string         `json:"version"`
	Git           string         `json:"git"`
	Seed          int64          `json:"seed"`
	Arms          []Arm          `json:"arms"`
	Reps          int            `json:"reps"`                // replications at each point of the design, per arm
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
}

// bare is the plan without the fields that follow from others.
func (p *Plan) bare() Plan {
	q := *p
	q.ConfigSHA256, q.Tables, q.Series, q.Params, q.Outcomes, q.RunList = "", nil, nil, nil, nil, nil
	return q
}

// Rechunked is the plan of the first reps replications in chunks of another length.
func (p *Plan) Rechunked(reps, chunkRuns int) *Plan {
	q := *p
	q.Until, q.Batches, q.Reps, q.ChunkRuns = "", nil, reps, chunkRuns
	q.identify()
	q.RunList = q.runList()
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

// Runs is the number of runs of all arms.
func (p *Plan) Runs() int { return len(p.Arms) * p.PerArm() }

// Chunks is the number of chunks.
func (p *Plan) Chunks() int { return (p.Runs() + p.ChunkRuns - 1) / p.ChunkRuns }

// runList lists the runs of the arms.
func (p *Plan) runList() []output.RunRange {
	var out []output.RunRange
	for a := range p.Arms {
		out = append(out, output.RunRange{Scenario: p.Arms[a].Scenario, First: p.Ref(a, 0).RunID, Count: int32(p.PerArm())})
	}
	return out
}

// text is the content of PlanFile.
func (p *Plan) text() ([]byte, error) {
	b, err := json.MarshalIndent(p, "", " ")
	return append(b, '\n'), err
}

// intact reports whether the identifier follows from the other fields.
func (p *Plan) intact() bool {
	q := *p
	q.identify()
	return q.ID == p.ID && (len(p.RunList) == 0 || slices.Equal(p.RunList, p.runList()))
}

// identify sets the identifier.
func (p *Plan) identify() {
	q := p.bare()
	q.ID = ""
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
