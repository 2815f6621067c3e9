package engine

import (
	"context"
	"flag"
	"slices"
	"strings"
	"time"

	"kirifuda/experiment"
)

// Engine runs experiments: somewhere, somehow, with the same results.
type Engine interface {
	// Execute makes the runs that a bound experiment (see experiment.Attach) has
	// not finished. Failed runs are rows of the results and no error; the error is
	// about the program or the file system.
	Execute(ctx context.Context, e *experiment.Experiment, opt Options) (*Outcome, error)
}

// Kind describes an engine. The file of an engine registers one.
type Kind struct {
	Name string // as users give it
	Doc  string // where it runs, in a few words
	// New makes an engine and registers options of its own, if it has any beside
	// Options, under names that begin with that of the engine.
	New func(*flag.FlagSet) Engine
}

// Registry has the engines of a program, the default first.
type Registry []Kind

// registered are the engines of this package. Each engine's file registers its own.
var registered Registry

// register adds an engine of this package. It is called when the package is
// initialised; nothing depends on the order of files.
func register(k Kind) Kind {
	registered = append(registered, k)
	return k
}

// Default has the engines of this package by name, but first Local.
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

// With is the registry with more engines; an engine replaces one of its name.
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

// Names lists the engines.
func (r Registry) Names() []string {
	var out []string
	for _, k := range r {
		out = append(out, k.Name)
	}
	return out
}

// Find is the engine with a name.
func (r Registry) Find(name string) (k Kind, ok bool) {
	if i := slices.IndexFunc(r, func(k Kind) bool { return k.Name == name }); i >= 0 {
		return r[i], true
	}
	return k, false
}

// Options control how an experiment is executed. None of them changes a result.
type Options struct {
	Jobs          int  // runs at a time; 0 is the number of usable CPUs
	Shard, Shards int  // this process does chunks k with k mod Shards = Shard
	RetryFailed   bool // redo chunks that hold failed runs
	FailFast      bool // stop at the first failed run
	MaxFailures   int  // stop at more failed runs than that; negative for no limit
	MaxWall       time.Duration
	Goroutines    bool // every institution on a goroutine of its own
	Progress      func(Progress)
	Checking      func(done, total int) // chunks of which it is known what earlier attempts left
	Damaged       func(text string)     // a part of an earlier attempt that is not what was written
}

// Progress is what has been done so far.
type Progress struct {
	Done    int           `json:"done"` // runs, those of earlier attempts included
	Total   int           `json:"total"`
	Failed  int           `json:"failed"`
	Fresh   int           `json:"fresh"` // runs of this process
	Bytes   int64         `json:"bytes"` // committed by this process
	Elapsed time.Duration `json:"elapsed_ns"`
}

// Why an execution ended before its work was done.
const (
	StopNone        = ""
	StopInterrupted = "interrupted"
	StopWall        = "max-wall"
	StopFailures    = "failures"
)

// Outcome is the end of an execution.
type Outcome struct {
	Dir           string        `json:"dir"`
	ID            string        `json:"experiment_id"`
	State         string        `json:"state"`
	Stop          string        `json:"stop,omitempty"`
	Runs          int           `json:"runs"`   // in finished chunks
	Total         int           `json:"total"`  // of the plan, or until it stopped
	Failed        int           `json:"failed"` // in finished chunks and in what was dropped
	Fresh         int           `json:"fresh"`
	Chunks        int           `json:"chunks"`
	StoppedAt     int           `json:"stopped_at,omitempty"`
	Shards        int           `json:"shards,omitempty"`
	Checks        []Check       `json:"checks,omitempty"` // of the stopping rule
	DatasetSHA256 string        `json:"dataset_sha256,omitempty"`
	Messages      []string      `json:"messages,omitempty"` // of the first failed runs
	Damaged       []string      `json:"damaged,omitempty"`  // parts of earlier attempts that were not what was written; made again
	Elapsed       time.Duration `json:"elapsed_ns"`
}

// States of an experiment.
const (
	StateRunning  = "running"
	StateComplete = "complete"
	StateStopped  = "stopped" // Until held before all replications were run
)
