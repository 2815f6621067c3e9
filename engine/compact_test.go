package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/analysis"
	"kirifuda/experiment"
	"kirifuda/experiment/design"
	"kirifuda/experiment/experimenttest"
	"kirifuda/output"
)

// files are all files below a directory but temporary ones, with what tells one
// attempt from another taken out.
func files(t testing.TB, dir string, raw bool) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		rel = filepath.ToSlash(rel)
		if !raw && strings.HasPrefix(rel, "manifest/") {
			var m output.Manifest
			if err := json.Unmarshal(b, &m); err != nil {
				return err
			}
			m.Attempt = nil
			b, _ = json.Marshal(m)
		}
		if raw || rel != "ro-crate-metadata.json" && rel != experiment.SourceFile {
			out[rel] = string(b)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func sameFiles(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for name := range want {
		if got[name] != want[name] {
			t.Errorf("%s: %s differs", what, name)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s: %s is not in the other", what, name)
		}
	}
}

func compact(t *testing.T, dir, source string, o CompactOptions) *Compacted {
	t.Helper()
	c, err := Compact(t.Context(), agents.Default(), dir, source, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// contract checks a directory against the contract and repeats its runs.
func contract(t *testing.T, dir string, cat agents.Catalogue) {
	t.Helper()
	if r, err := output.Inspect(dir); err != nil || len(r.Violations) > 0 || len(r.Unlisted) > 0 {
		t.Errorf("%s: %v, %v", dir, err, r)
	}
	e, err := experiment.Open(dir, cat)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := Verify(t.Context(), e, false, 0, "", false, nil); err != nil || !v.OK() {
		t.Errorf("%s: %+v, %v", dir, v, err)
	}
}

// A compacted experiment is the one that would have been run with longer chunks,
// file by file; its source stays as it is.
func TestCompactIsALongerChunk(t *testing.T) {
	if testing.Short() {
		t.Skip("long; runs without the race detector, where TestCompactGoesOn stays")
	}
	digits := 3
	plan := experiment.Plan{Seed: 7, Reps: 3, ChunkRuns: 1, Trace: output.TraceHoldings, Every: 2, Digits: &digits}
	dir := t.TempDir()
	a := filepath.Join(dir, "a")
	whole := execute(t, experimenttest.Campaign(t, plan), a, Options{})
	if err := analysis.Summarise(a); err != nil {
		t.Fatal(err)
	}
	before := files(t, a, true)
	for parts, chunkRuns := range map[int]int{0: 6, 3: 2, 99: 1} { // 3: a part holds runs of both arms
		to := filepath.Join(dir, fmt.Sprint(parts))
		c := compact(t, to, a, CompactOptions{Parts: parts, Jobs: parts})
		if c.ChunkRuns != chunkRuns || c.DatasetSHA256 != whole.DatasetSHA256 || c.Runs != 6 || c.Made != 6/chunkRuns {
			t.Errorf("%d parts: %+v", parts, c)
		}
		for _, x := range c.Tables {
			if x.PartsBefore != 6 || x.Parts != 6/chunkRuns || x.Rows == 0 {
				t.Errorf("%d parts: %+v", parts, x)
			}
		}
		if err := analysis.Summarise(to); err != nil {
			t.Fatal(err)
		}
		longer := plan
		longer.ChunkRuns = chunkRuns
		native := filepath.Join(dir, fmt.Sprint("native", parts))
		made := experimenttest.Campaign(t, longer)
		execute(t, made, native, Options{})
		if err := made.Release(); err != nil {
			t.Fatal(err)
		}
		if err := analysis.Summarise(native); err != nil {
			t.Fatal(err)
		}
		sameFiles(t, fmt.Sprint(parts, " parts"), files(t, to, false), files(t, native, false))
		if parts == 3 { // the files of the others are those of the experiment that was run
			contract(t, to, agents.Default())
		}
		if sum, err := output.Hash(to); err != nil || sum != whole.DatasetSHA256 {
			t.Errorf("%d parts: the rows have the hash %s, %v", parts, sum, err)
		}
		if again := execute(t, experimenttest.Campaign(t, longer), to, Options{}); again.Fresh != 0 {
			t.Errorf("%d parts, resumed: %+v", parts, again)
		}
		if again := compact(t, to, a, CompactOptions{Parts: parts}); again.Made != 0 || again.DatasetSHA256 != whole.DatasetSHA256 {
			t.Errorf("%d parts, repeated: %+v", parts, again)
		}
	}
	sameFiles(t, "source", files(t, a, true), before)

	// Compacted once more, it knows both of its sources and when its runs were made.
	twice := filepath.Join(dir, "twice")
	compact(t, twice, filepath.Join(dir, "3"), CompactOptions{})
	var s Source
	b, err := os.ReadFile(filepath.Join(twice, experiment.SourceFile))
	if err != nil {
		t.Fatal(err)
	}
	var first Source
	if err := errors.Join(json.Unmarshal(b, &s), json.Unmarshal(s.Source, &first)); err != nil {
		t.Fatal(err)
	}
	if s.ChunkRuns != 2 || first.ChunkRuns != 1 || first.DatasetSHA256 != whole.DatasetSHA256 || first.ID == s.ID || first.Program == "" {
		t.Errorf("%s", b)
	}
	crate, err := os.ReadFile(filepath.Join(twice, "ro-crate-metadata.json"))
	if err != nil || !strings.Contains(string(crate), "then sim compact") || !strings.Contains(string(crate), `"source.json"`) || strings.Contains(string(crate), "0001-01-01") {
		t.Errorf("%s, %v", crate, err)
	}
	if m, err := output.ReadManifest(twice, 0); err != nil || m.Attempt["finished"] == "" || m.Attempt["compacted"] == "" {
		t.Errorf("%+v, %v", m.Attempt, err)
	}
}

func TestCompactSweepAndFailedRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	axes, err := design.ParseAxes([]string{"jp_mof.sale_usd_bn=unif:100:300", "jp_mof.sale_days=unif:2.2:4.9"})
	if err != nil {
		t.Fatal(err)
	}
	cat := fragileCatalogue()
	s := experimenttest.ScenarioOf(t, cat, "sale-300", "agents.weak.kind=fragile", "jp_mof.start_day=3")
	d, err := experiment.MakeDesign(s, axes, experiment.DesignOptions{Kind: "lhs", N: 10, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	e, err := experiment.New(cat, experiment.Plan{Kind: experiment.KindSweep, Seed: 2, Reps: 2, ChunkRuns: 3, Design: d, Trace: output.TracePanel}, -1, s)
	if err != nil {
		t.Fatal(err)
	}
	a, b := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	out := execute(t, e, a, Options{})
	c, err := Compact(t.Context(), cat, b, a, CompactOptions{Parts: 2})
	if err != nil || c.Failed == 0 || c.Failed != out.Failed || c.DatasetSHA256 != out.DatasetSHA256 || c.Chunks != 2 {
		t.Fatalf("%+v, %v", c, err)
	}
	contract(t, b, cat)
	x, err := analysis.Sens(a, analysis.SensOptions{Outcomes: []string{"ust_10y_end_bp"}, Resamples: 10})
	if err != nil {
		t.Fatal(err)
	}
	y, err := analysis.Sens(b, analysis.SensOptions{Outcomes: []string{"ust_10y_end_bp"}, Resamples: 10})
	if err != nil {
		t.Fatal(err)
	}
	if p, q := fmt.Sprintf("%+v", x[0].PRCC), fmt.Sprintf("%+v", y[0].PRCC); p != q {
		t.Errorf("%s, compacted %s", p, q)
	}
	if st, err := ReadStatus(b); err != nil || st.Failed != out.Failed || st.State != StateComplete {
		t.Error(st, err)
	}
}

// What a stopping rule ended becomes an experiment of the replications that were
// made.
func TestCompactStopped(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	plan := experiment.Plan{Seed: 7, Reps: 500, Until: "ci(ust_10y_end_bp) < 50", Trace: output.TraceRuns}
	a, b := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	out := execute(t, experimenttest.Campaign(t, plan), a, Options{})
	c := compact(t, b, a, CompactOptions{})
	if c.Runs != 80 || c.Chunks != 1 || c.DatasetSHA256 != out.DatasetSHA256 {
		t.Errorf("%+v, stopped %+v", c, out)
	}
	contract(t, b, agents.Default())
	whole := filepath.Join(t.TempDir(), "whole")
	if o := execute(t, experimenttest.Campaign(t, experiment.Plan{Seed: 7, Reps: 40, ChunkRuns: 80, Trace: output.TraceRuns}), whole, Options{}); o.DatasetSHA256 != c.DatasetSHA256 {
		t.Error("the replications alone have another hash")
	}
	sameTables(t, b, whole)
}

func TestCompactRefuses(t *testing.T) {
	if testing.Short() {
		t.Skip("long; runs without the race detector, where TestCompactGoesOn stays")
	}
	plan := experiment.Plan{Seed: 7, Reps: 4, ChunkRuns: 2, Trace: output.TracePanel}
	dir := t.TempDir()
	a, to := filepath.Join(dir, "a"), filepath.Join(dir, "to")
	try := func(to, source string, o CompactOptions) error {
		_, err := Compact(t.Context(), agents.Default(), to, source, o)
		return err
	}
	execute(t, experimenttest.Campaign(t, plan), a, Options{Shard: 1, Shards: 2})
	if err := try(to, a, CompactOptions{}); err == nil || !strings.Contains(err.Error(), "2 of 4 chunks of "+a+" are missing: 0, 2; finish") {
		t.Errorf("gaps: %v", err)
	}
	execute(t, experimenttest.Campaign(t, plan), a, Options{})
	if err := try(filepath.Join(a, "..", "a"), a, CompactOptions{}); err == nil || !strings.Contains(err.Error(), "is the experiment itself") {
		t.Errorf("into itself: %v", err)
	}
	full := filepath.Join(dir, "full")
	if err := os.MkdirAll(filepath.Join(full, "x"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := try(full, a, CompactOptions{}); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("into a folder: %v", err)
	}
	none := filepath.Join(dir, "none")
	execute(t, experimenttest.Campaign(t, experiment.Plan{Seed: 7, Reps: 1, Trace: output.TraceNone}), none, Options{})
	if err := try(to, none, CompactOptions{}); err == nil || !strings.Contains(err.Error(), "no tables") {
		t.Errorf("no tables: %v", err)
	}
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a refusal wrote something: %v", err)
	}

	// Damage is named; what was made before stays, and the rest is made once the
	// source has been mended.
	name := filepath.Join(a, "tables", "panel", "part-00003.parquet")
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	damaged := 0
	for i := 20; i < len(good); i += len(good) / 8 {
		bad := slices.Clone(good)
		bad[i] ^= 4
		if err := os.WriteFile(name, bad, 0o666); err != nil {
			t.Fatal(err)
		}
		if err := try(to, a, CompactOptions{Parts: 2, Jobs: 1}); err != nil { // not about values, if there is none
			damaged++
			if !errors.Is(err, output.ErrIO) || !strings.Contains(err.Error(), "tables/panel/part-00003.parquet") {
				t.Errorf("damage: %v", err)
			}
		}
		if err := os.RemoveAll(filepath.Join(to, "manifest", "chunk-00001.json")); err != nil {
			t.Fatal(err)
		}
	}
	if damaged == 0 {
		t.Error("no damage was noticed")
	}
	if err := os.WriteFile(name, good, 0o666); err != nil {
		t.Fatal(err)
	}
	c := compact(t, to, a, CompactOptions{Parts: 2})
	if sum, err := output.Hash(to); c.Made != 1 || err != nil || sum != c.DatasetSHA256 {
		t.Errorf("%+v: %s, %v", c, sum, err)
	}

	// A manifest with other hashes than the rows is not taken over.
	manifest := filepath.Join(a, "manifest", "chunk-00000.json")
	m, err := output.ReadManifest(a, 0)
	if err != nil {
		t.Fatal(err)
	}
	m.Runs[1].Content = strings.Repeat("0", 64)
	b, _ := json.Marshal(m)
	if err := os.WriteFile(manifest, b, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := try(filepath.Join(dir, "y"), a, CompactOptions{}); !errors.Is(err, output.ErrIO) || !strings.Contains(err.Error(), "chunk-00000.json: the rows of run 1 of baseline differ") {
		t.Errorf("other rows: %v", err)
	}

	// Another experiment, or another number of parts, is refused and replaced.
	var mis *experiment.Mismatch
	if err := try(to, none, CompactOptions{}); err == nil {
		t.Error("an experiment without tables")
	}
	other := filepath.Join(dir, "other")
	execute(t, experimenttest.Campaign(t, plan), other, Options{})
	if err := try(to, other, CompactOptions{Parts: 1}); !errors.As(err, &mis) || !strings.Contains(err.Error(), "chunk-runs: 4 there, 8 requested") {
		t.Errorf("other parts: %v", err)
	}
	if c, err := Compact(t.Context(), agents.Default(), to, other, CompactOptions{Parts: 1, Replace: true}); err != nil || c.Made != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	contract(t, to, agents.Default())
}

// Cut short, it goes on where it was.
func TestCompactGoesOn(t *testing.T) {
	plan := experiment.Plan{Seed: 7, Reps: 5, ChunkRuns: 1, Trace: output.TracePanel}
	dir := t.TempDir()
	a, b, c := filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "c")
	execute(t, experimenttest.Campaign(t, plan), a, Options{})
	want := compact(t, b, a, CompactOptions{Parts: 5})
	ctx, cancel := context.WithCancel(t.Context())
	_, err := Compact(ctx, agents.Default(), c, a, CompactOptions{Parts: 5, Jobs: 1, Progress: func(p Progress) {
		if p.Done == 5 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if st, err := ReadStatus(c); err != nil || st.State == StateComplete || st.Succeeded == 0 {
		t.Errorf("%+v, %v", st, err)
	}
	if r, err := output.Inspect(c); err != nil || len(r.Violations) > 0 {
		t.Errorf("%v, %v", err, r)
	}
	// A start that was cut short before its last file, and a part that was damaged
	// since.
	if err := os.Remove(filepath.Join(c, "experiment.json")); err != nil {
		t.Fatal(err)
	}
	part := filepath.Join(c, "tables", "panel", "part-00000.parquet")
	text, err := os.ReadFile(part)
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)/2] ^= 1
	if err := os.WriteFile(part, text, 0o666); err != nil {
		t.Fatal(err)
	}
	got := compact(t, c, a, CompactOptions{Parts: 5})
	if got.Made == 0 || got.Made == 5 && want.Chunks != 5 || got.DatasetSHA256 != want.DatasetSHA256 {
		t.Errorf("%+v", got)
	}
	sameTables(t, b, c)
	contract(t, c, agents.Default())
}

func TestCompactLength(t *testing.T) {
	for _, x := range []struct {
		bytes                     int64
		chunks, runs, parts, want int
	}{
		{1 << 20, 20, 500, 0, 20},         // one file
		{640 << 20, 40, 500, 0, 8},        // five of 128 MB
		{10 << 30, 4000, 5, 0, 211},       // 19
		{100 << 30, 4000, 5, 0, 40},       // 100 of 1 GB
		{1 << 20, 10_000, 500, 0, 20},     // fewer runs than fill a file: 10,000
		{1 << 20, 3, 200_000, 0, 1},       // as they are
		{1 << 20, 10_000, 500, 1, 10_000}, // as asked for
		{1 << 20, 10, 1, 3, 4},
		{1 << 20, 10, 1, 100, 1},
	} {
		c := &Compacted{Tables: []CompactedTable{{Name: "runs", BytesBefore: 1}, {Name: "panel", BytesBefore: x.bytes}}}
		if got := c.length(x.chunks, x.runs, x.parts); got != x.want {
			t.Errorf("%+v: %d", x, got)
		}
	}
}
