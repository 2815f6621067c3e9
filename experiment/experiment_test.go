package experiment

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment/design"
	"kirifuda/output"
	"kirifuda/world"
)

func scenario(t testing.TB, name string, set ...string) *configs.Scenario {
	t.Helper()
	return scenarioOf(t, agents.Default(), name, set...)
}

func scenarioOf(t testing.TB, cat agents.Catalogue, name string, set ...string) *configs.Scenario {
	t.Helper()
	s, err := configs.Load(name, cat, configs.Options{Set: append([]string{"days=8"}, set...)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sale is a scenario in which something happens within eight days.
func sale(t testing.TB, set ...string) *configs.Scenario {
	return scenario(t, "sale-300", append([]string{"jp_mof.start_day=3", "jp_mof.sale_days=4"}, set...)...)
}

func campaign(t testing.TB, plan Plan) *Experiment {
	t.Helper()
	if plan.Kind == "" {
		plan.Kind = KindMC
	}
	e, err := New(agents.Default(), plan, 1, sale(t), scenario(t, "baseline"))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func execute(t testing.TB, e *Experiment, dir string, opt ExecOptions) *Outcome {
	t.Helper()
	if _, err := e.Attach(dir, false); err != nil {
		t.Fatal(err)
	}
	if opt.MaxFailures == 0 {
		opt.MaxFailures = -1
	}
	out, err := e.Execute(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// contents are the files of the tables by name.
func contents(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(filepath.Join(dir, "tables"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		out[rel] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func sameTables(t *testing.T, a, b string) {
	t.Helper()
	x, y := contents(t, a), contents(t, b)
	if len(x) == 0 || len(x) != len(y) {
		t.Fatalf("%d parts against %d", len(x), len(y))
	}
	for name := range x {
		if x[name] != y[name] {
			t.Errorf("%s differs", name)
		}
	}
}

func TestChunksFollowFromThePlanAlone(t *testing.T) {
	plan := Plan{Seed: 7, Reps: 6, ChunkRuns: 2, Trace: output.TracePanel}
	first := filepath.Join(t.TempDir(), "jobs1")
	one := execute(t, campaign(t, plan), first, ExecOptions{Jobs: 1})
	if one.State != StateComplete || one.Runs != 12 || one.Failed != 0 || one.DatasetSHA256 == "" {
		t.Fatalf("%+v", one)
	}
	t.Run("jobs", func(t *testing.T) {
		for _, jobs := range []int{2, 8} {
			dir := filepath.Join(t.TempDir(), "x")
			out := execute(t, campaign(t, plan), dir, ExecOptions{Jobs: jobs, Goroutines: jobs == 2})
			if out.DatasetSHA256 != one.DatasetSHA256 {
				t.Errorf("jobs %d: %s, want %s", jobs, out.DatasetSHA256, one.DatasetSHA256)
			}
			sameTables(t, first, dir)
		}
	})
	t.Run("shards", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "x")
		for i, shard := range []int{2, 0, 1} {
			out := execute(t, campaign(t, plan), dir, ExecOptions{Shard: shard, Shards: 3})
			if done := out.State == StateComplete; done != (i == 2) {
				t.Errorf("after shard %d: %+v", shard, out)
			}
		}
		sameTables(t, first, dir)
	})
	t.Run("again", func(t *testing.T) {
		out := execute(t, campaign(t, plan), first, ExecOptions{})
		if out.Fresh != 0 || out.DatasetSHA256 != one.DatasetSHA256 {
			t.Errorf("%+v", out)
		}
	})
	t.Run("contract", func(t *testing.T) {
		r, err := output.Inspect(first)
		if err != nil || len(r.Violations) > 0 {
			t.Error(err, r)
		}
	})
	t.Run("damage is redone", func(t *testing.T) {
		part := filepath.Join(first, "tables", "panel", "part-00001.parquet")
		want, err := os.ReadFile(part)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(part, 100); err != nil {
			t.Fatal(err)
		}
		if out := execute(t, campaign(t, plan), first, ExecOptions{}); out.Fresh != 2 || out.State != StateComplete {
			t.Errorf("%+v", out)
		}
		if got, _ := os.ReadFile(part); string(got) != string(want) {
			t.Error("the part is not what it was")
		}
	})
}

// A byte that changed in a part of a finished chunk is found on resume: the part
// is named, its chunk is no longer counted as finished, and made again it is
// what it was.
func TestFlippedByteIsFoundOnResume(t *testing.T) {
	plan := Plan{Seed: 7, Reps: 6, ChunkRuns: 2, Trace: output.TracePanel}
	dir := filepath.Join(t.TempDir(), "x")
	whole := execute(t, campaign(t, plan), dir, ExecOptions{})
	want := contents(t, dir)
	name := filepath.Join("tables", "panel", "part-00004.parquet")
	flip := func() {
		t.Helper()
		b := []byte(want[name])
		b[len(b)/2] ^= 1
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	same := func() {
		t.Helper()
		got := contents(t, dir)
		for name := range want {
			if got[name] != want[name] {
				t.Errorf("%s is not what it was", name)
			}
		}
	}
	for _, jobs := range []int{1, 3} {
		flip()
		var lines []string
		checked := 0
		out := execute(t, campaign(t, plan), dir, ExecOptions{
			Jobs: jobs, Damaged: func(s string) { lines = append(lines, s) }, Checking: func(done, total int) { checked = done*100 + total },
		})
		text := "tables/panel/part-00004.parquet: the content differs from the manifest; chunk 4 is made again"
		if len(lines) != 1 || lines[0] != text || len(out.Damaged) != 1 || out.Damaged[0] != text {
			t.Errorf("jobs %d: %q, %q", jobs, lines, out.Damaged)
		}
		if out.Fresh != 2 || out.State != StateComplete || out.DatasetSHA256 != whole.DatasetSHA256 || checked != 606 {
			t.Errorf("jobs %d: %+v, checked %d", jobs, out, checked)
		}
		same()
	}

	// Interrupted before it is made again, the chunk counts as missing, and
	// nothing reads the part.
	flip()
	e := campaign(t, plan)
	if _, err := e.Attach(dir, false); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	out, err := e.Execute(ctx, ExecOptions{MaxFailures: -1, Damaged: func(string) { cancel() }})
	if err != nil || out.Stop != StopInterrupted || out.Runs != 10 {
		t.Fatalf("%v %+v", err, out)
	}
	if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the damaged part is still there: %v", err)
	}
	if aside, _ := filepath.Glob(filepath.Join(dir, "tmp", "damaged-tables-panel-part-00004.parquet-*")); len(aside) != 3 {
		t.Errorf("set aside: %q", aside)
	}
	if err := Summarise(dir); err != nil {
		t.Error(err)
	}
	// A shard looks at its own chunks.
	if out := execute(t, campaign(t, plan), dir, ExecOptions{Shard: 1, Shards: 2}); out.Fresh != 0 || out.State != StateRunning {
		t.Errorf("%+v", out)
	}
	if out := execute(t, campaign(t, plan), dir, ExecOptions{Shard: 0, Shards: 2}); out.Fresh != 2 || out.DatasetSHA256 != whole.DatasetSHA256 {
		t.Errorf("%+v", out)
	}
	same()
}

// The bytes of parts are compared through buffers of constant size.
func TestAuditMemory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	e := campaign(t, Plan{Seed: 7, Reps: 1, ChunkRuns: 2, Trace: output.TraceRuns})
	execute(t, e, dir, ExecOptions{})
	name := filepath.Join(dir, "tables", "runs", "part-00000.parquet")
	manifest := filepath.Join(dir, "manifest", "chunk-00000.json")
	m, err := output.ReadManifest(dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	const size = 64 << 20
	if err := os.Truncate(name, size); err != nil {
		t.Fatal(err)
	}
	m.Tables[0].Bytes = size
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(manifest, b, 0o666); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, fault, err := e.out.Audit(0); fault == nil || err != nil {
		t.Errorf("%v, %v", fault, err)
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 4<<20 {
		t.Errorf("%d bytes allocated for a part of %d", n, size)
	}
}

func TestInterruptedThenResumed(t *testing.T) {
	plan := Plan{Seed: 7, Reps: 6, ChunkRuns: 2, Trace: output.TracePanel}
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	whole := execute(t, campaign(t, plan), a, ExecOptions{})
	e := campaign(t, plan)
	if _, err := e.Attach(b, false); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	out, err := e.Execute(ctx, ExecOptions{Jobs: 2, MaxFailures: -1, Progress: func(p Progress) {
		if p.Fresh >= 5 {
			cancel()
		}
	}})
	if err != nil || out.Stop != StopInterrupted || out.State != StateRunning {
		t.Fatalf("%v %+v", err, out)
	}
	if again := execute(t, campaign(t, plan), b, ExecOptions{}); again.DatasetSHA256 != whole.DatasetSHA256 || again.Fresh >= 12 {
		t.Errorf("%+v", again)
	}
	sameTables(t, a, b)
}

func TestMaxWall(t *testing.T) {
	e := campaign(t, Plan{Seed: 1, Reps: 4000, ChunkRuns: 1, Trace: output.TraceRuns})
	out := execute(t, e, filepath.Join(t.TempDir(), "x"), ExecOptions{MaxWall: 50 * time.Millisecond})
	if out.Stop != StopWall || out.Runs >= out.Total {
		t.Errorf("%+v", out)
	}
}

// TestHelper is not a test: it is the process that TestKill kills.
func TestHelper(t *testing.T) {
	dir := os.Getenv("EXPERIMENT_TEST_DIR")
	if dir == "" {
		t.Skip("only as a helper process")
	}
	execute(t, campaign(t, killPlan), dir, ExecOptions{Jobs: 2})
}

var killPlan = Plan{Seed: 11, Reps: 30, ChunkRuns: 3, Trace: output.TracePanel}

func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	whole := execute(t, campaign(t, killPlan), a, ExecOptions{})
	for i := range 4 {
		c := exec.Command(os.Args[0], "-test.run=^TestHelper$")
		c.Env = append(os.Environ(), "EXPERIMENT_TEST_DIR="+b)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- c.Wait() }()
		finished := func() int {
			chunks, _ := filepath.Glob(filepath.Join(b, "manifest", "*.json"))
			return len(chunks)
		}
		// After a time a slow machine would have done nothing and a quick one everything.
		var err error
		running := true
		for running && finished() <= 4*i {
			select {
			case err = <-ended:
				running = false
			case <-time.After(time.Millisecond):
			}
		}
		if running {
			_ = c.Process.Kill()
			<-ended
		} else if err != nil || finished() == 0 { // it may be done before this process has looked again
			t.Fatalf("not killed: %v", err)
		}
		t.Logf("killed with %d of %d chunks", finished(), whole.Chunks)
	}
	out := execute(t, campaign(t, killPlan), b, ExecOptions{})
	if out.DatasetSHA256 != whole.DatasetSHA256 {
		t.Errorf("%s, want %s", out.DatasetSHA256, whole.DatasetSHA256)
	}
	sameTables(t, a, b)
}

func TestOtherExperimentIsRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	execute(t, campaign(t, Plan{Seed: 7, Reps: 1, Trace: output.TraceRuns}), dir, ExecOptions{})
	e, err := New(agents.Default(), Plan{Kind: KindMC, Seed: 8, Reps: 1, Trace: output.TraceRuns}, 1, sale(t, "jp_mof.sale_usd_bn=250"), scenario(t, "baseline"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = e.Attach(dir, false)
	var m *Mismatch
	if !errors.As(err, &m) {
		t.Fatal(err)
	}
	text := err.Error()
	for _, want := range []string{"seed: 7 there, 8 asked for", "jp_mof.sale_usd_bn: 300 there, 250 asked for (USD bn)"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if _, err := e.Attach(dir, true); err != nil {
		t.Error(err)
	}
}

func TestUnwritableDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	e := campaign(t, Plan{Seed: 7, Reps: 1, Trace: output.TraceRuns})
	if _, err := e.Attach(filepath.Join(file, "x"), false); !errors.Is(err, output.ErrIO) {
		t.Errorf("below a file: %v", err)
	}
	// A table's place is taken by a file: the error is about writing, what was
	// committed before stays, and the experiment can go on.
	dir := filepath.Join(t.TempDir(), "x")
	e = campaign(t, Plan{Seed: 7, Reps: 1, ChunkRuns: 1, Trace: output.TracePanel})
	if _, err := e.Attach(dir, false); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "tables"), 0o700); err != nil {
		t.Fatal(err)
	}
	block := filepath.Join(dir, "tables", "panel")
	if err := os.WriteFile(block, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Execute(context.Background(), ExecOptions{MaxFailures: -1}); !errors.Is(err, output.ErrIO) {
		t.Errorf("blocked table: %v", err)
	}
	if err := os.Remove(block); err != nil {
		t.Fatal(err)
	}
	if out := execute(t, campaign(t, Plan{Seed: 7, Reps: 1, ChunkRuns: 1, Trace: output.TracePanel}), dir, ExecOptions{}); out.State != StateComplete {
		t.Errorf("%+v", out)
	}
}

// fragile fails on its third day in about half of the runs.
type fragile struct{ fail bool }

func (f *fragile) Act(d *world.Desk) {
	if d.View.Day == 1 {
		f.fail = d.Rand(1).Float64() < 0.5
	}
	if f.fail && d.View.Day == 3 {
		panic("cannot go on")
	}
}
func (*fragile) Bid(*world.Desk) {}

func fragileCatalogue() agents.Catalogue {
	cat := agents.Default()
	cat["fragile"] = agents.Define("fails", func(*world.Setup, *agents.NoParams) (world.Institution, error) { return &fragile{}, nil })
	return cat
}

func TestFailedRunsAreData(t *testing.T) {
	cat := fragileCatalogue()
	s := scenarioOf(t, cat, "sale-300", "agents.weak.kind=fragile")
	make1 := func() *Experiment {
		e, err := New(cat, Plan{Kind: KindMC, Seed: 3, Reps: 8, ChunkRuns: 4, Trace: output.TracePanel}, -1, s)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	dir := filepath.Join(t.TempDir(), "x")
	out := execute(t, make1(), dir, ExecOptions{Jobs: 2})
	if out.Failed == 0 || out.Failed == 8 || out.State != StateComplete || !strings.Contains(out.Messages[0], "run: day 3") {
		t.Fatalf("%+v", out)
	}
	rows, err := output.ReadRuns(dir)
	if err != nil {
		t.Fatal(err)
	}
	failed := 0
	for _, r := range rows {
		if r.Status == output.StatusFailed {
			failed++
			if !strings.Contains(r.Error, "cannot go on") || len(r.Outcomes) > 0 {
				t.Errorf("%+v", r)
			}
		}
	}
	if failed != out.Failed || len(rows) != 8 {
		t.Errorf("%d failed rows of %d, want %d of 8", failed, len(rows), out.Failed)
	}
	st, err := ReadStatus(dir)
	if err != nil || st.Failed != failed || st.State != StateComplete {
		t.Error(st, err)
	}
	again := execute(t, make1(), dir, ExecOptions{RetryFailed: true})
	if again.Fresh == 0 || again.Failed != out.Failed || again.DatasetSHA256 != out.DatasetSHA256 {
		t.Errorf("retry: %+v", again)
	}
	fast := execute(t, make1(), filepath.Join(t.TempDir(), "y"), ExecOptions{Jobs: 1, FailFast: true})
	if fast.Stop != StopFailures || fast.Failed != 1 {
		t.Errorf("fail-fast: %+v", fast)
	}
	few := execute(t, make1(), filepath.Join(t.TempDir(), "z"), ExecOptions{Jobs: 1, MaxFailures: 1})
	if few.Stop != StopFailures || few.Failed != 2 {
		t.Errorf("max-failures: %+v", few)
	}
}

func TestNoShockNoDifference(t *testing.T) {
	// The same world under another name, with an institution more that does
	// nothing: every series of every day is equal bit for bit.
	base := scenario(t, "baseline")
	other := scenario(t, "baseline", "agents.zz_bystander.kind=idle")
	other.Name = "bystander"
	e, err := New(agents.Default(), Plan{Kind: KindMC, Seed: 5, Reps: 3, Trace: output.TracePanel}, 1, other, base)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "x")
	execute(t, e, dir, ExecOptions{})
	list, err := Responses(dir, ResponseOptions{Series: seriesNames()})
	if err != nil {
		t.Fatal(err)
	}
	points := 0
	for _, r := range list {
		for _, p := range r.Points {
			points++
			if p.Mean != 0 || p.SD != 0 {
				t.Fatalf("%s on %s: %+v", r.Series, p.Date, p)
			}
		}
	}
	if points < 8*40 {
		t.Errorf("only %d points", points)
	}
	r, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Pairs(0) {
		if p.Diff != nil && (p.Diff.Mean != 0 || p.Diff.SD != 0) {
			t.Errorf("%s: %+v", p.Name, p.Diff)
		}
	}
}

func TestResponseStartsWithTheShock(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	execute(t, campaign(t, Plan{Seed: 7, Reps: 4, Trace: output.TracePanel}), dir, ExecOptions{})
	list, err := Responses(dir, ResponseOptions{Series: []string{"ust_10y_yield_pct"}})
	if err != nil {
		t.Fatal(err)
	}
	p := list[0].Points
	if p[0].Mean != 0 || p[1].Mean != 0 || !(p[7].Mean > 0.01) || p[7].N != 4 {
		t.Errorf("%+v", p)
	}
	per, err := Responses(dir, ResponseOptions{Series: []string{"ust_10y_yield_pct"}, Per100: true})
	if err != nil {
		t.Fatal(err)
	}
	sold, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	i, err := sold.Outcome("jp_mof_sold_usd_bn")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := per[0].Points[7].Mean, 100*p[7].Mean/sold.Pairs(0)[i].Diff.Mean; math.Abs(float64(got-want)) > 1e-9*float64(want) {
		t.Errorf("per 100 bn: %g, want %g", got, want)
	}
	if err := Summarise(dir); err != nil {
		t.Fatal(err)
	}
	n := 0
	if err := output.Scan(dir, output.Filter{}, func(r *output.IRFRow) error {
		if r.Series == "ust_10y_yield_pct" && r.QSh == 0.5 && r.Date == int32(world.NewDate(2025, 4, 10)) {
			n++
			if r.Value != p[7].Quantiles[2] {
				t.Errorf("summary has %g, want %g", r.Value, p[7].Quantiles[2])
			}
		}
		return nil
	}); err != nil || n != 1 {
		t.Error(n, err)
	}
	rep, err := output.Inspect(dir)
	if err != nil || len(rep.Violations) > 0 {
		t.Error(err, rep.Violations)
	}
	c, err := Compare(dir, dir, "sale-300", "baseline")
	if err != nil || !c.Paired || len(c.Pairs) == 0 {
		t.Error(c, err)
	}
}

func TestHeadlineAgreesWithThePanel(t *testing.T) {
	s := sale(t, "metrics.top_bp=100*peak(ust_10y_yield_pct)", "metrics.when_n=argmax(ust_10y_yield_pct)", "metrics.span_n=days", "metrics.third_idx=at(vix_idx, 3)")
	e, err := New(agents.Default(), Plan{Kind: KindRun, Seed: 9, ChunkRuns: 1, Trace: output.TraceHoldings}, -1, s)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "x")
	if _, err := e.Attach(dir, false); err != nil {
		t.Fatal(err)
	}
	res, err := e.RunOne(context.Background(), true)
	if err != nil {
		t.Fatal(err)
	}
	var panel []output.PanelRow
	if err := output.Scan(dir, output.Filter{}, func(r *output.PanelRow) error { panel = append(panel, *r); return nil }); err != nil {
		t.Fatal(err)
	}
	// Every series that this package reads off the world is what the panel has.
	b, err := NewBuilder(s, agents.Default())
	if err != nil {
		t.Fatal(err)
	}
	day := 0
	var read *output.Gauges
	watch := observer(func(rec *world.Record) error {
		if read == nil {
			read = output.NewGauges(rec, b.Base())
		}
		read.Day(rec)
		row := reflect.ValueOf(panel[day])
		day++
		for _, series := range panelSeries {
			g, _ := read.Gauge(rec, series)
			got := g.Read(rec)
			want := math.NaN()
			for i, f := range reflect.VisibleFields(row.Type()) {
				if name, _, _ := strings.Cut(f.Tag.Get("parquet"), ","); name == series.Name {
					if p := row.Field(i).Interface().(*float64); p != nil {
						want = *p
					}
				}
			}
			if got != want && (got == got || want == want) {
				return fmt.Errorf("%s on day %d: %g, the panel has %g", series.Name, day, got, want)
			}
		}
		return nil
	})
	w, err := b.Build(RunOptions{Seed: 9, Inline: true, Observers: []world.Observer{watch}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, v := range res.Values {
		if v.Value != nil {
			got[v.Name] = *v.Value
		}
	}
	var top, first, at float64
	for i, r := range panel {
		y := *r.UST10yYieldPct
		if i == 0 {
			first, top, at = y, y, 1
		}
		if y > top {
			top, at = y, float64(i+1)
		}
	}
	near := func(name string, want float64) {
		t.Helper()
		if math.Abs(got[name]-want) > 1e-9 {
			t.Errorf("%s is %g, want %g", name, got[name], want)
		}
	}
	near("y_ust_10y_end_bp", 100*(*panel[7].UST10yYieldPct-4.23))
	near("y_ust_10y_peak_bp", 100*math.Max(0, top-4.23))
	near("y_top_bp", 100*(top-first))
	near("y_when_n", at)
	near("y_span_n", 8)
	near("y_third_idx", *panel[2].VIXIdx)
	near("y_usdjpy_end_pct", 100*(*panel[7].USDJPY/149.9-1))
	last := panel[7]
	near("y_final_tariff_pct", 0.68**last.JPTariffGeneralPct+0.32**last.JPTariffAutoPct)
	near("y_deal", 0)
	// All that was sold has a buyer.
	var bought float64
	for _, x := range res.Buyers {
		bought += x.USDBn
	}
	if sold := got["y_jp_mof_sold_usd_bn"]; sold < 100 || math.Abs(bought-sold) > 1e-6*sold {
		t.Errorf("buyers took %g of %g USD bn sold", bought, sold)
	}
}

// A factor multiplies what each agent has and leaves all else alone.
func TestFactor(t *testing.T) {
	plain := scenario(t, "sale-300")
	if one := scenario(t, "sale-300", "real_money.beta_pct_per_100bp*=1", "dealer.capacity_usd_bn*=1"); configs.Digest(one) != configs.Digest(plain) {
		t.Error("a factor of one changes", configs.Diff(plain, one))
	}
	half, err := plain.With("kinds.real_money.beta_pct_per_100bp*=0.5", "agents.jp_mof.sale_days*=0.5", "fx_dealer.depth_usd_bn_per_pct*=2", "market.limit_yield_bp*=3")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[float64]bool{}
	for _, d := range configs.Diff(plain, half) {
		a, errA := strconv.ParseFloat(d.A, 64)
		b, errB := strconv.ParseFloat(d.B, 64)
		switch {
		case strings.HasSuffix(d.Key, ".beta_pct_per_100bp") && errA == nil && errB == nil && b == a/2:
			seen[b] = true
		case d.Key == "jp_mof.sale_days" && d.A == "21" && d.B == "11", d.Key == "market.limit_yield_bp" && b == 3*a:
		case strings.HasSuffix(d.Key, ".depth_usd_bn_per_pct") && d.A == "[7, 18, 9, 4.5, 3.5, 7, 2.3]" && d.B == "[14, 36, 18, 9, 7, 14, 4.6]":
		default:
			t.Errorf("%s: %s became %s", d.Key, d.A, d.B)
		}
	}
	if len(seen) < 3 {
		t.Errorf("slow holders have %d values", len(seen))
	}
}

func TestOutcomesOfTheTalks(t *testing.T) {
	path := func(v ...float64) *summary {
		s := &summary{}
		for day, x := range v {
			if x == x {
				s.add(x, day+1)
			}
		}
		return s
	}
	nan := math.NaN()
	rounds, general, auto := path(0, 1, 2), path(10, 24, 15), path(27.5, 27.5, 15)
	for _, c := range []struct {
		name      string
		of, by    *summary
		want      float64
		whatItIs  string
		isMissing bool
	}{
		{"y_deal", rounds, path(nan, nan, 15), 1, "a deal on the last day", false},
		{"y_deal", rounds, path(nan, nan, nan), 0, "talks without a deal", false},
		{"y_deal", rounds, path(0, 0, 0), 0, "a rate of zero before a deal", false},
		{"y_deal", path(nan), path(nan), 0, "no talks", true},
		{"y_final_tariff_pct", general, auto, 15, "one rate for all", false},
		{"y_final_tariff_pct", path(10, 24), path(27.5, 27.5), 25.12, "no deal: the rates in force", false},
		{"y_final_tariff_pct", path(nan), path(nan), 0, "no tariffs", true},
	} {
		for i := range outcomes {
			if outcomes[i].column.Name != c.name {
				continue
			}
			got := c.of.value(&outcomes[i], c.by)
			if c.isMissing != (got != got) || got == got && math.Abs(got-c.want) > 1e-12 {
				t.Errorf("%s, %s: %g", c.name, c.whatItIs, got)
			}
		}
	}
}

type observer func(*world.Record) error

func (f observer) Observe(r *world.Record) error { return f(r) }

// What cannot be evaluated is refused before a run, what is documented can be.
func TestMetricLanguage(t *testing.T) {
	for _, m := range MetricExamples {
		if _, err := NewMetrics(scenario(t, "baseline", "metrics."+m[0]+"="+m[1])); err != nil {
			t.Errorf("example %s: %v", m[0], err)
		}
	}
	for text, want := range map[string]string{
		"ust_10y_yield_pct":                        "one value for each day",
		"ust_10y_yield_pct - ust_2y_yield_pct":     "one value for each day",
		"max(ust_10y_yield_pct % 2)":               "invalid operation",
		"max(-ust_10y_yield_pct)":                  "invalid operation",
		"max(ust_10y_yield_pct - nosuch)":          "unknown name nosuch",
		"max(ust_10y_yield_pct > 4)":               "max",
		`"words"`:                                  "not a number",
		"ust_10y_yield_pct[100]":                   "out of range",
		"mean(ust_10y_yield_pct) + usdjpy_jpy":     "one value for each day",
		"max(map(ust_10y_yield_pct, # * days))":    "max",
		"max(ust_10y_yield_pct, ust_2y_yield_pct)": "arguments",
	} {
		_, err := NewMetrics(scenario(t, "baseline", "metrics.a="+text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	m, err := NewMetrics(scenario(t, "baseline", "metrics.a=max(2*ust_10y_yield_pct - ust_2y_yield_pct/2 + 1)", "metrics.b=mean(1 - ust_10y_yield_pct*ust_2y_yield_pct)"))
	if err != nil {
		t.Fatal(err)
	}
	nan := math.NaN()
	got := map[string]float64{}
	err = m.eval(3, func(name string) []float64 {
		return map[string][]float64{"ust_10y_yield_pct": {4, 5, nan}, "ust_2y_yield_pct": {2, 6, 3}}[name]
	}, func(c string, v float64) { got[c] = v })
	if err != nil || got["y_a"] != 8 || got["y_b"] != -18 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestMetricsProblems(t *testing.T) {
	s := scenario(t, "baseline", "metrics.a=ust_10y_yield", "metrics.b=max(", "metrics.c_bp=max(ust_10y_yield_pct) + 1", "metrics.d=max(ust_10y)", "metrics.e=let x = days; x * 2")
	_, err := NewMetrics(s)
	var ce *configs.Error
	if !errors.As(err, &ce) || len(ce.Problems) != 3 {
		t.Fatal(err)
	}
	if p := ce.Problems[0]; p.Key != "metrics.a" || !strings.Contains(p.Message, "ust_10y_yield_pct") {
		t.Errorf("%+v", p)
	}
}

// What is no number, or depends on more than the run, is refused before it.
func TestMetricsAreNumbersOfTheRun(t *testing.T) {
	for text, want := range map[string]string{
		`"x"`:                              "gives a string, not a number",
		`vix_idx`:                          "gives one value for each day",
		`map(vix_idx, # * 2)`:              "gives one value for each day",
		`{"a": 1}`:                         "gives a map, not a number",
		`now().Unix()`:                     "unknown name now",
		`float(date("2025-04-01").Unix())`: "unknown name date",
		`duration("1h").Hours()`:           "unknown name duration",
		`sum(values({"a": 0.1, "b": 0.2, "c": 0.3}))`: "unknown name values",
		`$env["vix_idx"]`: "unknown name",
	} {
		_, err := NewMetrics(scenario(t, "baseline", "metrics.a="+text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	for _, text := range []string{"days", "max(vix_idx)", "max(vix_idx) > 60", "count(vix_idx, # > 30)", "len(vix_idx)", "sum(vix_idx)", "argmax(vix_idx) > 3 ? 1 : 0", "median(vix_idx)", "round(sd(vix_idx))", "let x = last(vix_idx); x - first(vix_idx)", "any(vix_idx, # > 60)", "int(days)"} {
		if _, err := NewMetrics(scenario(t, "baseline", "metrics.a="+text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// Messages about metrics and events name the file with its folder.
func TestProblemsNameTheFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "m1.yaml")
	if err := os.WriteFile(file, []byte("name: m1\nextends: baseline\nmetrics:\n  a: '\"x\"'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := configs.Load(file, agents.Default(), configs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewMetrics(s); err == nil || !strings.Contains(err.Error(), file+":4") {
		t.Error(err)
	}
	if o := s.Origin("metrics.a").String(); o != "m1.yaml:4" {
		t.Errorf("%s would be stored", o)
	}
}

func TestVerify(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	execute(t, campaign(t, Plan{Seed: 7, Reps: 3, ChunkRuns: 2, Trace: output.TracePanel}), dir, ExecOptions{})
	open := func() *Experiment {
		e, err := Open(dir, agents.Default())
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	v, err := open().Verify(context.Background(), false, 0, "", true, nil)
	if err != nil || !v.OK() || v.Rerun != 6 {
		t.Fatalf("%v %+v", err, v)
	}
	if v, err = open().Verify(context.Background(), true, 2, "baseline", false, nil); err != nil || !v.OK() || v.Rerun != 1 {
		t.Fatalf("%v %+v", err, v)
	}
	part := filepath.Join(dir, "tables", "panel", "part-00000.parquet")
	b, err := os.ReadFile(part)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/3] ^= 1
	if err := os.WriteFile(part, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if v, err = open().Verify(context.Background(), false, 0, "", true, nil); err != nil || v.OK() || len(v.Damaged) == 0 {
		t.Errorf("%v %+v", err, v)
	}
}

// Without a number twenty runs are repeated, the first and the last among them;
// of an arm, and of what is finished.
func TestVerifySample(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	plan := Plan{Kind: KindMC, Seed: 5, Reps: 30, ChunkRuns: 7, Trace: output.TraceRuns}
	e, err := New(agents.Default(), plan, 1, sale(t, "days=1"), scenario(t, "baseline", "days=1"))
	if err != nil {
		t.Fatal(err)
	}
	execute(t, e, dir, ExecOptions{})
	if err := os.Remove(filepath.Join(dir, "manifest", "chunk-00002.json")); err != nil { // runs 14 to 20 of the baseline
		t.Fatal(err)
	}
	if err := e.out.Rebuild(); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		arm         string
		all         bool
		rerun, runs int
	}{{"", false, 20, 53}, {"baseline", false, 20, 53}, {"baseline", true, 23, 53}, {"sale-300", true, 30, 53}} {
		last := -1
		v, err := e.Verify(t.Context(), false, 0, x.arm, x.all, func(done, total int) {
			if done != last+1 || total != x.rerun {
				t.Errorf("%+v: %d of %d", x, done, total)
			}
			last = done
		})
		if err != nil || !v.OK() || v.Rerun != x.rerun || v.Runs != x.runs || last != x.rerun-1 {
			t.Errorf("%+v: %+v, %v", x, v, err)
		}
	}
	// The last run is one of the sample: with another hash it is found.
	m, err := output.ReadManifest(dir, 8)
	if err != nil {
		t.Fatal(err)
	}
	m.Runs[len(m.Runs)-1].Content = strings.Repeat("0", 64)
	b, _ := json.Marshal(m)
	if err := os.WriteFile(filepath.Join(dir, "manifest", "chunk-00008.json"), b, 0o666); err != nil {
		t.Fatal(err)
	}
	if v, err := e.Verify(t.Context(), false, 0, "", false, nil); err != nil || len(v.Mismatches) != 1 || v.Mismatches[0].RunID != 29 || v.Mismatches[0].Scenario != "sale-300" {
		t.Errorf("%+v, %v", v, err)
	}
	if _, err := e.Verify(t.Context(), true, 15, "", false, nil); err == nil || !strings.Contains(err.Error(), "run 15 of baseline is not finished") {
		t.Errorf("a run that is not finished: %v", err)
	}
	if v, err := e.Verify(t.Context(), true, 15, "sale-300", false, nil); err != nil || v.Rerun != 1 || !v.OK() {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestUntil(t *testing.T) {
	plan := Plan{Seed: 7, Reps: 500, Until: "ci(ust_10y_end_bp) < 50", Trace: output.TraceRuns}
	e := campaign(t, plan)
	if got := fmt.Sprint(e.Plan.Batches, e.Plan.Reps, e.Plan.ChunkRuns); got != "[40 60 100 160 240 360 500] 500 20" {
		t.Errorf("schedule %s", got)
	}
	dir := filepath.Join(t.TempDir(), "x")
	out := execute(t, e, dir, ExecOptions{})
	if out.State != StateStopped || out.StoppedAt != 40 || out.Runs != 80 {
		t.Errorf("%+v", out)
	}
	again := execute(t, campaign(t, plan), dir, ExecOptions{})
	if again.DatasetSHA256 != out.DatasetSHA256 || again.Fresh != 0 || again.StoppedAt != 40 {
		t.Errorf("%+v", again)
	}
	if st, err := ReadStatus(dir); err != nil || st.State != StateStopped {
		t.Error(st, err)
	}
	for _, bad := range []string{"", "ci(x) < 1", "ci(ust_10y_end_bp) > 1", "ci(ust_10y_end_bp) < 0"} {
		if _, err := parseUntil(bad, Columns(nil)); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

// A rule does not hold on values that are all equal, nor on few.
func TestUntilNeedsSpread(t *testing.T) {
	rare := make([]float64, 400) // a condition that is met in 3.5 % of the runs, and first in the 50th
	for i := range rare {
		if i >= 49 && i%25 == 0 {
			rare[i] = 1
		}
	}
	sample := func(arms ...[]float64) *Results {
		r := &Results{Plan: &Plan{}}
		for i, y := range arms {
			r.Plan.Arms = append(r.Plan.Arms, Arm{Baseline: i == 1})
			r.Arms = append(r.Arms, Sample{Y: [][]float64{y}})
		}
		return r
	}
	constant, dust, few := make([]float64, 60), make([]float64, 60), make([]float64, 60)
	for i := range 60 {
		constant[i], dust[i], few[i] = 0.1, 0.1+1e-16*float64(i%3), float64(i%2)
		if i >= 39 {
			few[i] = math.NaN()
		}
	}
	narrow := rule{below: 1e3}
	for name, c := range map[string]Check{
		"rare":     narrow.examine(40, sample(rare)),
		"constant": narrow.examine(60, sample(constant)),
		"rounding": narrow.examine(60, sample(dust)),
		"pairs":    narrow.examine(60, sample(rare, rare)),
		"few":      narrow.examine(60, sample(few)),
		"none":     narrow.examine(20, sample(few[39:])),
	} {
		if c.Holds {
			t.Errorf("%s: the rule holds: %+v", name, c)
		}
		if _, err := json.Marshal(c); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if c := narrow.examine(40, sample(rare)); !c.Constant || c.Values != 40 {
		t.Errorf("%+v", c)
	}
	if c := (rule{below: 0.02}).examine(400, sample(rare)); !c.Holds || c.Constant {
		t.Errorf("%+v", c)
	}
	if c := narrow.examine(60, sample(rare, constant)); !c.Holds {
		t.Errorf("%+v", c)
	}
}

func TestSweep(t *testing.T) {
	s := sale(t)
	axes, err := design.ParseAxes([]string{"jp_mof.sale_usd_bn=unif:100:300", "jp_mof.sale_days=unif:2.2:4.9"})
	if err != nil {
		t.Fatal(err)
	}
	make1 := func(kind string, n, reps int) *Experiment {
		d, err := MakeDesign(s, axes, DesignOptions{Kind: kind, N: n, Seed: 3})
		if err != nil {
			t.Fatal(err)
		}
		e, err := New(agents.Default(), Plan{Kind: KindSweep, Seed: 2, Reps: reps, Design: d, Trace: output.TraceRuns}, -1, s)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	e := make1("saltelli", 4, 2)
	dir := filepath.Join(t.TempDir(), "x")
	if out := execute(t, e, dir, ExecOptions{}); out.Failed > 0 || out.Runs != 32 {
		t.Fatalf("%+v", out)
	}
	rows, err := output.ReadRuns(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		days, size := r.Params["p_jp_mof_sale_days"].(float64), r.Params["p_jp_mof_sale_usd_bn"].(float64)
		if days != math.Round(days) || size < 100 || size > 300 || int(r.DesignID) != i/2 || int(r.Rep) != i%2 {
			t.Fatalf("row %d: %+v", i, r)
		}
	}
	list, err := Sens(dir, SensOptions{Outcomes: []string{"ust_10y_end_bp"}, Resamples: 20})
	if err != nil || list[0].Noisy == nil {
		t.Fatal(list, err)
	}
	for _, f := range []string{problemFile, sensFile} {
		if _, err := os.Stat(filepath.Join(dir, f)); err != nil {
			t.Error(err)
		}
	}
	// Replication 1 of point 5 is the same run on its own.
	replay, err := e.Replay(Plan{Kind: KindRun, ChunkRuns: 1, Trace: output.TraceHoldings}, "", 11)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := replay.Attach(filepath.Join(t.TempDir(), "y"), false); err != nil {
		t.Fatal(err)
	}
	one, err := replay.RunOne(context.Background(), false)
	if err != nil {
		t.Fatal(err)
	}
	if alone, err := output.ReadRuns(replay.Dir); err != nil || one.Ref.RunID != 11 || len(alone) != 1 || alone[0].RunID != 11 || alone[0].Rep != 1 {
		t.Errorf("run %d alone: %+v, %v", one.Ref.RunID, alone, err)
	}
	if again, err := Open(replay.Dir, agents.Default()); err != nil {
		t.Error(err)
	} else if v, err := again.Verify(t.Context(), true, 11, "", false, nil); err != nil || !v.OK() {
		t.Errorf("%+v, %v", v, err)
	}
	for _, v := range one.Values {
		if v.Value != nil && rows[11].Outcomes[v.Name] != *v.Value {
			t.Errorf("%s: %g in the sweep, %g alone", v.Name, rows[11].Outcomes[v.Name], *v.Value)
		}
	}
	for _, kind := range []string{"morris", "oat", "lhs"} {
		dir := filepath.Join(t.TempDir(), kind)
		execute(t, make1(kind, 4, 1), dir, ExecOptions{})
		if _, err := Sens(dir, SensOptions{Outcomes: []string{"ust_10y_end_bp"}, Resamples: 10}); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if _, err := MakeDesign(s, axes, DesignOptions{Kind: "nosuch"}); err == nil {
		t.Error("an unknown design was accepted")
	}
}

func TestStat(t *testing.T) {
	s := Describe([]float64{4, math.NaN(), 1, 3, 2})
	if s.N != 4 || s.Mean != 2.5 || math.Abs(float64(s.SD)-1.2909944487358056) > 1e-15 || s.Quantiles[2] != 2.5 || math.Abs(s.Quantiles[0]-1.075) > 1e-12 {
		t.Errorf("%+v", s)
	}
	if math.Abs(float64(s.HalfWidth/s.SE)-3.182446305284263) > 1e-9 { // t, 3 degrees of freedom
		t.Errorf("half width %g standard errors", s.HalfWidth/s.SE)
	}
	var p Pair
	p.paired([]float64{1, 2, 3, math.NaN()}, []float64{2, 3, 4, 5})
	if p.Diff.N != 3 || p.Diff.Mean != -1 || *p.VarianceRemoved != 1 {
		t.Errorf("%+v", p.Diff)
	}
	if p.A.Mean != 2 || p.B.Mean != 3 || p.B.N != 3 {
		t.Errorf("means of the arms are %g and %g, want those of the three pairs", p.A.Mean, p.B.Mean)
	}
	p = Pair{}
	if p.paired([]float64{1, math.NaN()}, []float64{math.NaN(), 5}); p.Diff != nil || p.A.N != 1 || p.B.Mean != 5 {
		t.Errorf("no pair: %+v", p)
	}
	if Describe([]float64{math.NaN()}) != nil {
		t.Error("a sample without numbers")
	}
	large := math.MaxFloat64
	p = Pair{}
	p.paired([]float64{large, -large, large}, []float64{-large, large, -large})
	if b, err := json.Marshal(&p); err != nil || !strings.Contains(string(b), `"mean":null`) {
		t.Errorf("sums and differences beyond the largest number: %s, %v", b, err)
	}
	b, err := json.Marshal(Describe([]float64{7}))
	if err != nil || !strings.Contains(string(b), `"sd":null,"se":null,"ci95_half_width":null`) {
		t.Errorf("one value has no spread: %s, %v", b, err)
	}
}

func TestBuildIsShared(t *testing.T) {
	b, err := NewBuilder(sale(t), agents.Default())
	if err != nil {
		t.Fatal(err)
	}
	for run := range uint64(2) {
		w, err := b.Build(RunOptions{Seed: 1, Run: run, Inline: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Step(); err != nil {
			t.Fatal(err)
		}
		w.Close()
	}
	for k := range b.instruments {
		if b.instruments[k].UnitsPerUSDBn != 0 {
			t.Fatal("a world wrote on the builder's instruments")
		}
	}
	var all float64
	for _, shares := range b.facts.Allotment {
		all += shares["ust_gt10y"]
	}
	if math.Abs(all-1) > 1e-12 {
		t.Errorf("allotments add up to %g", all)
	}
}

func BenchmarkBuild(b *testing.B) {
	bl, err := NewBuilder(sale(b), agents.Default())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		w, err := bl.Build(RunOptions{Seed: 1, Inline: true})
		if err != nil {
			b.Fatal(err)
		}
		w.Close()
	}
}

func BenchmarkRun(b *testing.B) {
	bl, err := NewBuilder(scenario(b, "japan-sale-2025", "days=250"), agents.Default())
	if err != nil {
		b.Fatal(err)
	}
	run := uint64(0)
	for b.Loop() {
		h := NewHeadline(bl.Base(), nil)
		w, err := bl.Build(RunOptions{Seed: 1, Run: run, Inline: true, Observers: []world.Observer{h}})
		if err != nil {
			b.Fatal(err)
		}
		if err := w.Run(context.Background()); err != nil {
			b.Fatal(err)
		}
		run++
	}
}
