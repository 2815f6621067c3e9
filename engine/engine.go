package engine

import (
	"context"
	"flag"
	"slices"
	"strings"
	"time"

	"kirifuda/experiment"
)

// Engine runs experiments. All engines give the same results.
type Engine interface {
	// Execute makes the runs that an experiment bound to a directory (see
	// experiment.Attach) has not finished. Failed runs are rows of the results and
	// not errors; an error comes from the program or the file system.
	Execute(ctx context.Context, e *experiment.Experiment, opt Options) (*Outcome, error)
}

// Kind describes an engine. The file of an engine registers one.
type Kind struct {
	Name string // name given by users
	Doc  string // where it runs, in a few words
	// New returns an engine. It registers the flags of options that are not in
	// Options, with names that begin with the name of the engine.
	New func(*flag.FlagSet) Engine
}

// Registry lists the engines of a program, the default first.
type Registry []Kind

// registered lists the engines of this package. The file of an engine registers it.
var registered Registry

// register adds an engine of this package. It is called at initialisation; nothing
// depends on the order of files.
func register(k Kind) Kind {
	registered = append(registered, k)
	return k
}

// Default lists the engines of this package: Local first, the others by name.
func Default() Registry {
	out := slices.Clone(registered)
	slices.SortFunc(out, func(a, b Kind) int {
		if (a.Name == localName) != (b.Name == localName) {
			return map[bool]int{true: -1, false: 1}[a.Name == localName]
		}
		return strings.Compare(a.Name, b.Name)
	})
	return out
}

// With returns the registry with more engines; an engine replaces one of the same
// name.
func (r Registry) With(more ...Kind) Registry {
	out := slices.Clone(r)
	for _, k := range more {
		if i := slices.IndexFunc(out, func(o Kind) bool { return o.Name == k.Name }); i >= 0 {
			out[i] = k
		} else {
			out = append(out, k)
		}
	}
	return out
}

// Names lists the names of the engines.
func (r Registry) Names() []string {
	var out []string
	for _, k := range r {
		out = append(out, k.Name)
	}
	return out
}

// Find returns the engine of a name.
func (r Registry) Find(name string) (k Kind, ok bool) {
	if i := slices.IndexFunc(r, func(k Kind) bool { return k.Name == name }); i >= 0 {
		return r[i], true
	}
	return k, false
}

// Options control how an experiment is executed. None of them changes a result.
type Options struct {
	Jobs          int           // runs at a time; 0 means the number of usable CPUs
	Shard, Shards int           // this process makes the chunks k with k mod Shards = Shard
	RetryFailed   bool          // repeat chunks that hold failed runs
	FailFast      bool          // stop at the first failed run
	MaxFailures   int           // stop when more runs than this have failed; negative for no limit
	MaxWall       time.Duration // stop after this time; 0 for no limit
	Goroutines    bool          // run every institution on a goroutine of its own
	Progress      func(Progress)
	Checking      func(done, total int) // called as chunks of earlier attempts are checked
	Damaged       func(text string)     // called for each damaged part of an earlier attempt
}

// Progress is the progress of an execution.
type Progress struct {
	Done    int           `json:"done"` // runs, including those of earlier attempts
	Total   int           `json:"total"`
	Failed  int           `json:"failed"`
	Fresh   int           `json:"fresh"` // runs made by this process
	Bytes   int64         `json:"bytes"` // bytes committed by this process
	Elapsed time.Duration `json:"elapsed_ns"`
}

// Reasons why an execution ended early.
const (
	StopNone        = ""
	StopInterrupted = "interrupted"
	StopWall        = "max-wall"
	StopFailures    = "failures"
)

// Outcome is the result of an execution.
type Outcome struct {
	Dir           string        `json:"dir"`
	ID            string        `json:"experiment_id"`
	State         string        `json:"state"`
	Stop          string        `json:"stop,omitempty"`
	Runs          int           `json:"runs"`   // runs in finished chunks
	Total         int           `json:"total"`  // runs of the plan, or up to where the stopping rule held
	Failed        int           `json:"failed"` // failed runs in finished and in discarded chunks
	Fresh         int           `json:"fresh"`
	Chunks        int           `json:"chunks"`
	StoppedAt     int           `json:"stopped_at,omitempty"`
	Shards        int           `json:"shards,omitempty"`
	Checks        []Check       `json:"checks,omitempty"` // examinations of the stopping rule
	DatasetSHA256 string        `json:"dataset_sha256,omitempty"`
	Messages      []string      `json:"messages,omitempty"` // messages of the first failed runs
	Damaged       []string      `json:"damaged,omitempty"`  // damaged parts of earlier attempts, which were written again
	Elapsed       time.Duration `json:"elapsed_ns"`
}

// States of an experiment.
const (
	StateRunning  = "running"
	StateComplete = "complete"
	StateStopped  = "stopped" // the stopping rule held before all replications were made
)
