package experiment

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/output"
)

// Merged is what Merge did.
type Merged struct {
	Dir           string     `json:"dir"`
	ID            string     `json:"experiment_id"`
	State         string     `json:"state"`
	Chunks        int        `json:"chunks"`            // of the plan
	Copied        int        `json:"copied"`            // that were not there before
	Twice         int        `json:"twice"`             // in more than one directory, with the same rows
	Missing       []int      `json:"missing,omitempty"` // chunks that no directory has
	Damaged       []string   `json:"damaged,omitempty"` // copies of chunks that were not taken
	Runs          int        `json:"runs"`              // in finished chunks
	Failed        int        `json:"failed"`
	DatasetSHA256 string     `json:"dataset_sha256,omitempty"` // once no chunk is missing
	Sources       []MergedOf `json:"sources"`
}

// MergedOf is one of the directories that were merged.
type MergedOf struct {
	Dir      string `json:"dir"`
	Finished int    `json:"finished"` // chunks
}

// Gaps are the missing chunks as ranges, such as "3, 7–9".
func (m *Merged) Gaps() string { return gaps(m.Missing) }

// gaps writes ascending numbers as ranges.
func gaps(list []int) string {
	var out []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		text := fmt.Sprint(list[i])
		if j > i {
			text += fmt.Sprintf("–%d", list[j])
		}
		out = append(out, text)
		i = j + 1
	}
	return strings.Join(out, ", ")
}

// Merge puts the finished chunks that several directories have of one experiment
// into dir, which is made or, if it holds the same experiment, completed. Files
// are copied byte by byte and checked against their manifests. Directories of
// different experiments give a Mismatch, two results for one chunk an error that
// wraps output.ErrConflict, and missing chunks, unless allowed, an error; then
// nothing is written.
func Merge(ctx context.Context, cat agents.Catalogue, dir string, sources []string, allowMissing bool) (*Merged, error) {
	type source struct {
		dir string
		out *output.Experiment
	}
	var from []source
	var plan *Plan
	for _, d := range sources {
		p, out, err := stored(d)
		if err != nil {
			return nil, err
		}
		if plan == nil {
			plan = p
		} else if p.ID != plan.ID {
			return nil, mismatch(cat, sources[0], plan, d, p)
		}
		from = append(from, source{d, out})
	}
	if plan == nil {
		return nil, usage("nothing to merge")
	}
	other, err := vacant(dir, plan)
	if err != nil {
		return nil, err
	}
	if other != nil {
		return nil, mismatch(cat, sources[0], plan, dir, other)
	}
	m := &Merged{Dir: dir, ID: plan.ID, State: StateRunning, Chunks: plan.Chunks(), Sources: make([]MergedOf, len(from))}
	for i := range from {
		m.Sources[i].Dir = from[i].dir
	}
	// What is in dir counts as one more source, so that its chunks are compared.
	all := slices.Clone(from)
	if out, err := output.OpenExperiment(dir); err == nil {
		all = append([]source{{dir, out}}, all...)
	}
	here, _ := os.Stat(dir)
	same := func(d string) bool {
		info, err := os.Stat(d)
		return err == nil && here != nil && os.SameFile(info, here)
	}
	take := make([]int, plan.Chunks()) // place in all
	for k := range take {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		take[k] = -1
		var first *output.Manifest
		for i, s := range all {
			state, c, err := s.out.State(k, true)
			if state == output.ChunkDamaged {
				m.Damaged = append(m.Damaged, fmt.Sprintf("%s: %v", s.dir, err))
			}
			if c == nil {
				continue
			}
			if n := i - len(all) + len(from); n >= 0 {
				m.Sources[n].Finished++
			}
			if first == nil {
				take[k], first = i, c
				continue
			}
			if same(s.dir) {
				continue
			}
			if !first.SameRows(c) {
				return nil, fmt.Errorf("chunk %d in %s and in %s: %w", k, all[take[k]].dir, s.dir, output.ErrConflict)
			}
			m.Twice++
		}
		if first == nil {
			m.Missing = append(m.Missing, k)
		}
	}
	if len(m.Missing) > 0 && !allowMissing {
		text := fmt.Sprintf("%d of %d chunks are missing: %s; name the directories that have them, or merge what there is with --allow-missing", len(m.Missing), m.Chunks, m.Gaps())
		return nil, usage("%s", strings.Join(append(slices.Clone(m.Damaged), text), "\n"))
	}
	if len(m.Missing) == m.Chunks {
		return nil, usage("no chunk is finished")
	}
	text, err := os.ReadFile(filepath.Join(from[0].dir, PlanFile))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", output.ErrIO, err)
	}
	out, err := plan.copyTo(dir, from[0].dir, from[0].out.Plan, text, nil)
	if err != nil {
		return nil, err
	}
	for k, i := range take {
		if i < 0 || same(all[i].dir) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := out.CopyChunk(k, all[i].out); err != nil {
			return nil, err
		}
		m.Copied++
	}
	if err := out.Rebuild(); err != nil {
		return nil, err
	}
	m.DatasetSHA256, m.Failed = out.Index.DatasetSHA256, out.Index.FailedRuns
	var when span
	done := 0
	for k := range plan.Chunks() {
		_, c, _ := out.State(k, false)
		if c == nil {
			continue
		}
		done++
		m.Runs += len(c.Runs)
		when.add(c)
	}
	if done < m.Chunks {
		return m, nil
	}
	m.State = StateComplete
	if err := out.WriteCrate(plan.provenance(cat, dir, when)); err != nil {
		return nil, err
	}
	if plan.Design != nil {
		return m, nil // quantiles over the points of a design are of no distribution
	}
	return m, Summarise(dir)
}

// span is the time in which chunks were finished.
type span struct{ begin, end time.Time }

func (s *span) add(m *output.Manifest) {
	t, err := time.Parse(time.RFC3339, m.Attempt["finished"])
	if err == nil && (s.begin.IsZero() || t.Before(s.begin)) {
		s.begin = t
	}
	if err == nil && t.After(s.end) {
		s.end = t
	}
}

// provenance is what the archive record of a stored experiment says of its runs.
func (p *Plan) provenance(cat agents.Catalogue, dir string, when span) output.Provenance {
	treatment := p.Arms[p.Treatment()]
	about := output.Provenance{Title: treatment.Scenario, Command: "sim " + p.Kind + " " + treatment.Scenario, Start: when.begin, End: when.end}
	if s, err := configs.Load(filepath.Join(dir, treatment.Config), cat, configs.Options{}); err == nil {
		about.Title, about.Description = s.Title, strings.TrimSpace(s.Story)
	}
	return about
}

// vacant looks whether a directory can take an experiment: it is empty, or holds
// this one, or what is left of a start of it. If it holds another one, that is
// returned.
func vacant(dir string, plan *Plan) (other *Plan, err error) {
	switch old, _, err := stored(dir); {
	case err == nil && old.ID != plan.ID:
		return old, nil
	case err != nil && (exists(dir, runList) || exists(dir, PlanFile)):
		// Left by a start that was cut short, if the run list agrees.
		if out, e := output.OpenExperiment(dir); e != nil || out.Plan.ID != plan.ID {
			return nil, err
		}
	case err != nil && occupied(dir):
		return nil, usage("%s is not empty and holds no experiment", dir)
	}
	return nil, nil
}

// mismatch says how two stored experiments differ.
func mismatch(cat agents.Catalogue, dirA string, a *Plan, dirB string, b *Plan) *Mismatch {
	e := &Experiment{Dir: dirA, Plan: *a, cat: cat}
	for _, arm := range a.Arms {
		s, err := configs.Load(filepath.Join(dirA, arm.Config), cat, configs.Options{})
		if err != nil {
			e.Scenarios = nil
			break
		}
		e.Scenarios = append(e.Scenarios, s)
	}
	return &Mismatch{Dir: dirB, Than: dirA, Differences: e.differences(dirB, b)}
}

// copyTo makes dir the directory of this experiment, known as like to package
// output; the files beside the tables are in from, more of them are given. The
// plan, whose text is given, comes last: where it is, nothing is missing.
func (p *Plan) copyTo(dir, from string, like output.Plan, text []byte, more map[string][]byte) (*output.Experiment, error) {
	config, err := os.ReadFile(filepath.Join(from, p.Arms[p.Treatment()].Config))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", output.ErrIO, err)
	}
	out, err := output.CreateExperiment(dir, like, config)
	if err != nil || filepath.Clean(dir) == filepath.Clean(from) {
		return out, err
	}
	names := []string{problemFile, untilFile}
	for _, a := range p.Arms {
		names = append(names, filepath.Base(a.Config))
	}
	slices.Sort(names)
	for _, n := range slices.Compact(names) {
		b, err := os.ReadFile(filepath.Join(from, n))
		if errors.Is(err, fs.ErrNotExist) && (n == problemFile || n == untilFile) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", output.ErrIO, err)
		}
		if err := writeAtomic(dir, n, b); err != nil {
			return nil, err
		}
	}
	for _, n := range slices.Sorted(maps.Keys(more)) {
		if err := writeAtomic(dir, n, more[n]); err != nil {
			return nil, err
		}
	}
	return out, writeAtomic(dir, PlanFile, text)
}
