package cli

import (
	"flag"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/internal/english"
)

// execFlags are the flags of all commands that make many runs.
type execFlags struct {
	jobs        int
	shard       string
	retry       bool
	failFast    bool
	maxFailures string
	maxWall     time.Duration
	resume      bool
	dryRun      bool
	chunkRuns   int
	engine      string
	engines     map[string]engine.Engine
}

func (a *app) execFlags(c *cobra.Command, f *execFlags) {
	fl := c.Flags()
	fl.IntVarP(&f.jobs, "jobs", "j", 0, "runs at a time (default: usable CPUs); never changes a result")
	fl.StringVar(&f.shard, "shard", "", "i/n: make only the chunks of shard i of n, 0 ≤ i < n")
	fl.BoolVar(&f.resume, "resume", false, "continue the experiment in -o, which must be this one (done by default if it is)")
	fl.BoolVar(&f.retry, "retry-failed", false, "repeat chunks that hold failed runs")
	fl.BoolVar(&f.failFast, "fail-fast", false, "stop at the first failed run")
	fl.StringVar(&f.maxFailures, "max-failures", "", "stop when more runs than this number or share have failed, such as 5%")
	fl.DurationVar(&f.maxWall, "max-wall", 0, "stop cleanly after this time with exit code 75, such as 3h50m")
	fl.BoolVar(&f.dryRun, "dry-run", false, "print runs, time, rows and bytes predicted from a probe of three runs; write nothing")
	fl.IntVar(&f.chunkRuns, "chunk-runs", 0, "runs per chunk (default: depends on the number of runs and the trace)")
	fl.StringVar(&f.engine, "engine", a.engines[0].Name, "engine that makes the runs: "+strings.Join(a.engines.Names(), ", "))
	if len(a.engines) == 1 {
		_ = fl.MarkHidden("engine") // there is nothing to choose
	}
	f.engines = map[string]engine.Engine{}
	for _, k := range a.engines {
		own := flag.NewFlagSet(k.Name, flag.ContinueOnError)
		f.engines[k.Name] = k.New(own)
		fl.AddGoFlagSet(own)
	}
}

// options turns flags into the options of an execution of total runs.
func (f *execFlags) options(c *cobra.Command, total int) (engine.Options, error) {
	o := engine.Options{Jobs: f.jobs, RetryFailed: f.retry, FailFast: f.failFast, MaxFailures: -1, MaxWall: f.maxWall}
	given := c.Flags().Changed
	bad := func(format string, args ...any) (engine.Options, error) {
		return o, usageError(format, args...)
	}
	if f.jobs < 0 || given("jobs") && f.jobs == 0 {
		return bad("--jobs %d: must be at least 1", f.jobs)
	}
	if f.chunkRuns < 0 || given("chunk-runs") && f.chunkRuns == 0 {
		return bad("--chunk-runs %d: must be at least 1", f.chunkRuns)
	}
	if f.maxWall < 0 || given("max-wall") && f.maxWall == 0 {
		return bad("--max-wall %s: must be a time above zero, such as 3h50m", f.maxWall)
	}
	if given("max-failures") {
		m, err := engine.ParseFailures(f.maxFailures)
		if err != nil {
			return bad("--max-failures %w", err)
		}
		o.MaxFailures = m.Of(total)
	}
	if given("shard") {
		i, n, ok := strings.Cut(f.shard, "/")
		var err1, err2 error
		o.Shard, err1 = strconv.Atoi(i)
		o.Shards, err2 = strconv.Atoi(n)
		if !ok || err1 != nil || err2 != nil || o.Shards < 1 || o.Shard < 0 || o.Shard >= o.Shards {
			return bad("--shard %q: write it as i/n with 0 ≤ i < n", f.shard)
		}
	}
	return o, nil
}

// execute attaches the experiment to its directory, makes its runs and returns the
// outcome to be reported; err carries the exit code.
func (a *app) execute(c *cobra.Command, e *experiment.Experiment, f *scenarioFlags, x *execFlags) (*engine.Outcome, error) {
	opt, err := x.options(c, e.Plan.Runs())
	if err != nil {
		return nil, err
	}
	run, ok := x.engines[x.engine]
	if !ok {
		return nil, usageError("--engine %q: choose one of %s", x.engine, strings.Join(a.engines.Names(), ", "))
	}
	opt.Goroutines = f.scheduler == "goroutine"
	if opt.Shards > 1 && !c.Flags().Changed("seed") {
		if _, err := experiment.ReadPlan(f.dir); err != nil {
			return nil, usageError("--shard requires --seed: without it each shard would draw another seed")
		}
	}
	if x.resume {
		if f.dir == "" {
			return nil, usageError("--resume requires -o with the directory of the experiment")
		}
		if _, err := experiment.ReadPlan(f.dir); err != nil {
			return nil, err
		}
	}
	p, err := a.startProgress()
	if err != nil {
		return nil, err
	}
	if !c.Flags().Changed("seed") {
		a.note("seed %d", e.Plan.Seed)
	}
	dir := f.place(e)
	resumed, err := e.Attach(dir, f.force)
	if err != nil {
		return nil, err
	}
	defer func() { _ = e.Release() }()
	if opt.Shards > e.Plan.Chunks() {
		a.note("%s but only %s: some shards have nothing to do; a smaller --chunk-runs gives more chunks",
			english.Count(opt.Shards, "shard"), english.Count(e.Plan.Chunks(), "chunk"))
	}
	if resumed {
		a.note("resuming %s", dir)
	}
	a.dir.Store(&dir)
	opt.Progress, opt.Checking = p.update, p.checking
	opt.Damaged = func(text string) { p.clear(); a.note("%s", text) }
	out, err := run.Execute(c.Context(), e, opt)
	p.end()
	return out, err
}

// finish chooses the exit code for an outcome and says how to continue.
func (a *app) finish(out *engine.Outcome) error {
	for _, m := range out.Messages {
		a.note("%s", m)
	}
	again := "continue with the same command and -o " + quoted(out.Dir)
	switch out.Stop {
	case engine.StopInterrupted:
		code := exitInterrupted
		if a.signal != nil {
			code = signalCode(a.signal)
		}
		return &exit{code, fmt.Errorf("interrupted: %d of %s %s kept; %s", out.Runs, english.Count(out.Total, "run"), english.Are(out.Runs), again)}
	case engine.StopWall:
		return &exit{exitWall, fmt.Errorf("time limit reached: %d of %s %s kept; %s", out.Runs, english.Count(out.Total, "run"), english.Are(out.Runs), again)}
	case engine.StopFailures:
		return &exit{exitFailedRuns, fmt.Errorf("stopped after %s: %d of %s %s kept; %s", english.Count(out.Failed, "failed run"), out.Runs,
			english.Count(out.Total, "run"), english.Are(out.Runs), again)}
	}
	if out.Failed > 0 {
		return &exit{exitFailedRuns, fmt.Errorf("%d of %s failed; the table of runs lists them with status failed", out.Failed, english.Count(out.Runs, "run"))}
	}
	return nil
}
