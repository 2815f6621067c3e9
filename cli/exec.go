package cli

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"kirifuda/engine"
	"kirifuda/experiment"
)

// execFlags are those of all commands that work off many runs.
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
	fl.StringVar(&f.shard, "shard", "", "i/n: only the chunks of shard i of n, 0 ≤ i < n")
	fl.BoolVar(&f.resume, "resume", false, "go on with -o, which must hold this experiment (it is the default if it does)")
	fl.BoolVar(&f.retry, "retry-failed", false, "redo chunks that hold failed runs")
	fl.BoolVar(&f.failFast, "fail-fast", false, "stop at the first failed run")
	fl.StringVar(&f.maxFailures, "max-failures", "", "stop at more failed runs than this number or share, such as 5%")
	fl.DurationVar(&f.maxWall, "max-wall", 0, "stop cleanly after this time with exit code 75, such as 3h50m")
	fl.BoolVar(&f.dryRun, "dry-run", false, "print runs, time, rows and bytes from a probe of three runs; write nothing")
	fl.IntVar(&f.chunkRuns, "chunk-runs", 0, "runs per chunk (default: from the number of runs and the trace)")
	fl.StringVar(&f.engine, "engine", a.engines[0].Name, "where runs are made: "+strings.Join(a.engines.Names(), ", "))
	if len(a.engines) == 1 {
		_ = fl.MarkHidden("engine") // no choice
	}
	f.engines = map[string]engine.Engine{}
	for _, k := range a.engines {
		own := flag.NewFlagSet(k.Name, flag.ContinueOnError)
		f.engines[k.Name] = k.New(own)
		fl.AddGoFlagSet(own)
	}
}

// options turns flags into those of an execution of total runs.
func (f *execFlags) options(c *cobra.Command, total int) (engine.Options, error) {
	o := engine.Options{Jobs: f.jobs, RetryFailed: f.retry, FailFast: f.failFast, MaxFailures: -1, MaxWall: f.maxWall}
	given := c.Flags().Changed
	bad := func(format string, args ...any) (engine.Options, error) {
		return o, usageError(format, args...)
	}
	if f.jobs < 0 || given("jobs") && f.jobs == 0 {
		return bad("--jobs %d: at least 1", f.jobs)
	}
	if f.chunkRuns < 0 || given("chunk-runs") && f.chunkRuns == 0 {
		return bad("--chunk-runs %d: at least 1", f.chunkRuns)
	}
	if f.maxWall < 0 || given("max-wall") && f.maxWall == 0 {
		return bad("--max-wall %s: a time above zero, such as 3h50m", f.maxWall)
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

// execute attaches the experiment to its directory, works it off and returns
// what remains to be reported; err carries the exit code.
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
			return nil, usageError("--shard needs --seed: shards would draw different ones")
		}
	}
	if x.resume {
		if f.dir == "" {
			return nil, usageError("--resume needs -o with the directory of the experiment")
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
	if opt.Shards > e.Plan.Chunks() {
		a.note("%d shards but only %d chunks: some shards have nothing to do; --chunk-runs makes more chunks", opt.Shards, e.Plan.Chunks())
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

// finish chooses the exit code for an outcome and says how to go on.
func (a *app) finish(out *engine.Outcome) error {
	for _, m := range out.Messages {
		a.note("%s", m)
	}
	again := "go on with the same command and -o " + out.Dir
	switch out.Stop {
	case engine.StopInterrupted:
		code := exitInterrupted
		if a.signal != nil {
			code = signalCode(a.signal)
		}
		return &exit{code, fmt.Errorf("interrupted: %d of %d runs are kept; %s", out.Runs, out.Total, again)}
	case engine.StopWall:
		return &exit{exitWall, fmt.Errorf("time is up: %d of %d runs are kept; %s", out.Runs, out.Total, again)}
	case engine.StopFailures:
		return &exit{exitFailedRuns, fmt.Errorf("stopped: %d failed runs; %d of %d runs are kept; %s", out.Failed, out.Runs, out.Total, again)}
	}
	if out.Failed > 0 {
		return &exit{exitFailedRuns, fmt.Errorf("%d of %d runs failed; they are rows of the table of runs with status failed", out.Failed, out.Runs)}
	}
	return nil
}

// progress shows how far an execution has come.
type progress struct {
	a    *app
	mode string
	bar  *progressbar.ProgressBar
	mu   sync.Mutex
	last time.Time
	now  engine.Progress

	since time.Time // when the last look at the files of earlier attempts began
	check *progressbar.ProgressBar
}

func (a *app) startProgress() (*progress, error) {
	p := &progress{a: a, mode: a.progress}
	p.restart()
	if p.mode == "auto" {
		p.mode = "plain"
		if f, ok := a.stderr.(*os.File); ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb" {
			p.mode = "bar"
		}
	}
	if a.quiet {
		p.mode = "none"
	}
	switch p.mode {
	case "bar", "plain", "json", "none":
		return p, nil
	}
	return nil, usageError("--progress %q: choose auto, bar, plain, json or none", a.progress)
}

// checkQuietly is how long files of earlier attempts are compared with their
// manifests before that is shown.
const checkQuietly = 2 * time.Second

// checking shows how far the look at the files of earlier attempts is. It is
// called from one goroutine at a time.
func (p *progress) checking(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Since(p.since) < checkQuietly {
		return
	}
	switch p.mode {
	case "bar":
		if p.check == nil {
			p.check = p.newBar(total, "chunks")
			p.check.Describe("comparing files with their manifests")
		}
		_ = p.check.Set(done)
	case "plain":
		if p.last == p.since || time.Since(p.last) >= plainEvery {
			p.last = time.Now()
			p.a.note("comparing files with their manifests: %d of %d chunks", done, total)
		}
	case "json":
		if time.Since(p.last) >= time.Second || done == total {
			p.last = time.Now()
			p.writeJSON(map[string]any{"checked_chunks": done, "chunks": total})
		}
	}
	if done == total {
		p.clearLocked()
	}
}

// clear takes the bar of checking off the screen.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clearLocked()
}

func (p *progress) clearLocked() {
	if p.check != nil {
		_ = p.check.Finish()
		p.check = nil
	}
	p.restart()
}

func (p *progress) restart() { p.last = time.Now(); p.since = p.last }

func (p *progress) newBar(total int, unit string) *progressbar.ProgressBar {
	return progressbar.NewOptions(total, progressbar.OptionSetWriter(p.a.stderr), progressbar.OptionShowCount(),
		progressbar.OptionShowIts(), progressbar.OptionSetItsString(unit), progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30),
		progressbar.OptionEnableColorCodes(false))
}

func (p *progress) writeJSON(v map[string]any) {
	if b, err := json.Marshal(v); err == nil {
		_, _ = fmt.Fprintln(p.a.stderr, string(b))
	}
}

// plainEvery is the time between plain lines.
const plainEvery = 30 * time.Second

func (p *progress) update(now engine.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Done < p.now.Done && now.Total == p.now.Total {
		return // reports of workers overtake one another
	}
	p.now = now
	switch p.mode {
	case "bar":
		if p.bar == nil {
			p.bar = p.newBar(now.Total, "runs")
		}
		p.bar.ChangeMax(now.Total)
		text := bytesText(now.Bytes)
		if now.Failed > 0 {
			text += fmt.Sprintf(", %d failed", now.Failed)
		}
		p.bar.Describe(text)
		_ = p.bar.Set(now.Done)
	case "plain":
		if time.Since(p.last) >= plainEvery {
			p.last = time.Now()
			p.a.note("%s", p.line())
		}
	case "json":
		if time.Since(p.last) >= time.Second || now.Done == now.Total {
			p.last = time.Now()
			p.writeJSON(map[string]any{
				"done": now.Done, "total": now.Total, "failed": now.Failed, "bytes": now.Bytes,
				"elapsed_s": now.Elapsed.Seconds(), "runs_per_s": p.rate(), "eta_s": p.eta().Seconds(),
			})
		}
	}
}

func (p *progress) rate() float64 {
	if s := p.now.Elapsed.Seconds(); s > 0 {
		return float64(p.now.Fresh) / s
	}
	return 0
}

func (p *progress) eta() time.Duration {
	if r := p.rate(); r > 0 {
		return time.Duration(float64(p.now.Total-p.now.Done) / r * float64(time.Second)).Round(time.Second)
	}
	return 0
}

func (p *progress) line() string {
	s := fmt.Sprintf("%d of %d runs, %.1f runs/s, %s left", p.now.Done, p.now.Total, p.rate(), p.eta())
	if p.now.Failed > 0 {
		s += fmt.Sprintf(", %d failed", p.now.Failed)
	}
	return s
}

func (p *progress) end() {
	p.clear()
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
