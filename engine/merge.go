package engine

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"kirifuda/agents"
	"kirifuda/experiment"
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
	Design        bool       `json:"-"` // the runs are of several points
}

// MergedOf is one of the directories that were merged.
type MergedOf struct {
	Dir      string `json:"dir"`
	Finished int    `json:"finished"` // chunks
}

// Gaps are the missing chunks as ranges, such as "3, 7–9".
func (m *Merged) Gaps() string { return gaps(m.Missing) }

// Merge puts the finished chunks that several directories have of one experiment
// into dir, which is made or, if it holds the same experiment, completed. Files
// are copied byte by byte and checked against their manifests. Directories of
// different experiments give a Mismatch, two results for one chunk an error that
// wraps output.ErrConflict, and missing chunks, unless allowed, an error; then
// nothing is written.
func Merge(ctx context.Context, cat agents.Catalogue, dir string, sources []string, allowMissing bool) (*Merged, error) {
	type source struct {
		dir string
		out *output.Store
	}
	var from []source
	var plan *experiment.Plan
	for _, d := range sources {
		p, out, err := experiment.Stored(d)
		if err != nil {
			return nil, err
		}
		if plan == nil {
			plan = p
		} else if p.ID != plan.ID {
			return nil, experiment.Differ(cat, sources[0], plan, d, p)
		}
		from = append(from, source{d, out})
	}
	if plan == nil {
		return nil, experiment.Usage("nothing to merge")
	}
	other, err := experiment.Vacant(dir, plan)
	if err != nil {
		return nil, err
	}
	if other != nil {
		return nil, experiment.Differ(cat, sources[0], plan, dir, other)
	}
	m := &Merged{Dir: dir, ID: plan.ID, State: StateRunning, Chunks: plan.Chunks(), Design: plan.Design != nil, Sources: make([]MergedOf, len(from))}
	for i := range from {
		m.Sources[i].Dir = from[i].dir
	}
	// What is in dir counts as one more source, so that its chunks are compared.
	all := slices.Clone(from)
	if out, err := output.OpenStore(dir); err == nil {
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
		return nil, experiment.Usage("%s", strings.Join(append(slices.Clone(m.Damaged), text), "\n"))
	}
	if len(m.Missing) == m.Chunks {
		return nil, experiment.Usage("no chunk is finished")
	}
	out, err := plan.CopyTo(dir, from[0].dir, nil)
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
	if err := out.WriteCrate(provenance(cat, plan, dir, when)); err != nil {
		return nil, err
	}
	return m, nil
}
