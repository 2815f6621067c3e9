package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"kirifuda/agents"
	"kirifuda/experiment"
	"kirifuda/internal/english"
	"kirifuda/output"
)

// Merged is the result of Merge.
type Merged struct {
	Dir           string     `json:"dir"`
	ID            string     `json:"experiment_id"`
	State         string     `json:"state"`
	Chunks        int        `json:"chunks"`            // chunks of the plan
	Copied        int        `json:"copied"`            // chunks copied by this call
	Twice         int        `json:"twice"`             // chunks in more than one directory, with the same rows
	Missing       []int      `json:"missing,omitempty"` // chunks that no directory has
	Damaged       []string   `json:"damaged,omitempty"` // damaged copies of chunks, which were not used
	Runs          int        `json:"runs"`              // runs in finished chunks
	Failed        int        `json:"failed"`
	DatasetSHA256 string     `json:"dataset_sha256,omitempty"` // present if no chunk is missing
	Sources       []MergedOf `json:"sources"`
	Design        bool       `json:"-"` // the experiment has a design of several points
}

// MergedOf is one of the directories that were merged.
type MergedOf struct {
	Dir      string `json:"dir"`
	Finished int    `json:"finished"` // finished chunks
}

// Gaps writes the missing chunks as ranges, such as "3, 7–9".
func (m *Merged) Gaps() string { return gaps(m.Missing) }

// Merge copies the finished chunks that several directories hold of one experiment
// to dir, which is created or, if it holds the same experiment, completed. Files are
// copied unchanged and checked against their manifests. Directories of different
// experiments give a Mismatch; two results for one chunk give an error that wraps
// output.ErrConflict; missing chunks give an error unless they are allowed. After an
// error of these kinds nothing is written.
func Merge(ctx context.Context, cat agents.Catalogue, dir string, sources []string, allowMissing bool) (*Merged, error) {
	type source struct {
		dir string
		out *output.Store
	}
	var from []source
	var plan *experiment.Plan
	var first string // the directory of the plan
	for _, d := range sources {
		p, out, err := experiment.Stored(d)
		if err != nil {
			return nil, err
		}
		switch {
		case plan == nil || plan.Within(p): // this one was extended
			plan, first = p, d
		case !p.Within(plan):
			return nil, experiment.Differ(cat, first, plan, d, p)
		}
		from = append(from, source{d, out})
	}
	if plan == nil {
		return nil, experiment.Usage("there is no directory to merge")
	}
	other, err := experiment.Vacant(dir, plan)
	if err != nil {
		return nil, err
	}
	if other != nil {
		return nil, experiment.Differ(cat, first, plan, dir, other)
	}
	m := &Merged{Dir: dir, ID: plan.ID, State: StateRunning, Chunks: plan.Chunks(), Design: plan.Design != nil, Sources: make([]MergedOf, len(from))}
	for i := range from {
		m.Sources[i].Dir = from[i].dir
	}
	// dir itself is one more source, so that its chunks are compared, too.
	all := slices.Clone(from)
	if out, err := output.OpenStore(dir); err == nil {
		all = append([]source{{dir, out}}, all...)
	}
	here, _ := os.Stat(dir)
	same := func(d string) bool {
		info, err := os.Stat(d)
		return err == nil && here != nil && os.SameFile(info, here)
	}
	sourceOf := make([]int, plan.Chunks()) // index in all
	for k := range sourceOf {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		sourceOf[k] = -1
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
				sourceOf[k], first = i, c
				continue
			}
			if same(s.dir) {
				continue
			}
			if !first.SameRows(c) {
				return nil, fmt.Errorf("chunk %d in %s and in %s: %w", k, all[sourceOf[k]].dir, s.dir, output.ErrConflict)
			}
			m.Twice++
		}
		if first == nil {
			m.Missing = append(m.Missing, k)
		}
	}
	if len(m.Missing) > 0 && !allowMissing {
		text := fmt.Sprintf("%d of %s %s missing: %s; name the directories that have them, or merge the others with --allow-missing",
			len(m.Missing), english.Count(m.Chunks, "chunk"), english.Are(len(m.Missing)), m.Gaps())
		return nil, experiment.Usage("%s", strings.Join(append(slices.Clone(m.Damaged), text), "\n"))
	}
	if len(m.Missing) == m.Chunks {
		return nil, experiment.Usage("no chunk is finished")
	}
	claim, err := experiment.MakeClaim(dir, false)
	if err != nil {
		return nil, err
	}
	defer func() { _ = claim.Release() }()
	out, err := plan.CopyTo(dir, first, nil)
	if err != nil {
		return nil, err
	}
	for k, i := range sourceOf {
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
	if err := errors.Join(out.Sweep(claim), out.Rebuild()); err != nil {
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
	if err := out.WriteCrate(provenance(cat, plan, dir, when)); err != nil {
		return nil, err
	}
	return m, nil
}
