package experiment

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"kirifuda/output"
)

// Verification is what comparing an experiment with fresh runs gave.
type Verification struct {
	Dir        string             `json:"dir"`
	Runs       int                `json:"runs"`  // in finished chunks
	Rerun      int                `json:"rerun"` // of them, made again
	Mismatches []RunMismatch      `json:"mismatches,omitempty"`
	Damaged    []string           `json:"damaged,omitempty"` // parts that differ from their manifest
	First      *output.Difference `json:"first_difference,omitempty"`
	Program    string             `json:"program,omitempty"` // set if the tables were written by another program
}

// RunMismatch is a run whose tables are not what the run gives.
type RunMismatch struct {
	Scenario string `json:"scenario"`
	RunID    int32  `json:"run_id"`
	Stored   string `json:"stored"`
	Fresh    string `json:"fresh"`
}

// OK reports whether everything agreed.
func (v *Verification) OK() bool { return len(v.Mismatches) == 0 && len(v.Damaged) == 0 }

// verifyMost is the number of runs that Verify repeats when none are named.
const verifyMost = 20

// Verify compares the parts with their manifests and repeats runs from the
// stored configuration: the one numbered id in all arms (or in one) if one is
// set, all runs if all is set, otherwise at most twenty, evenly spread; those of
// one arm only if arm is set. progress may be nil.
func (e *Experiment) Verify(ctx context.Context, one bool, id int32, arm string, all bool, progress func(done, total int)) (*Verification, error) {
	v := &Verification{Dir: e.Dir}
	if version, git := Program(); version != e.Plan.Version || git != e.Plan.Git {
		v.Program = fmt.Sprintf("written by %s (%s), this is %s (%s)", e.Plan.Version, e.Plan.Git, version, git)
	}
	if arm != "" && e.Plan.arm(arm) < 0 {
		return nil, e.noArm(arm)
	}
	finished := map[Ref]string{}
	var list []Ref
	for k := range e.Plan.Chunks() {
		m, err := output.ReadManifest(e.Dir, k)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			if e.out.Index.Has(k) {
				v.Damaged = append(v.Damaged, fmt.Sprintf("manifest/chunk-%05d.json: missing; the run list says that the chunk is finished", k))
			}
			continue
		case err != nil:
			v.Damaged = append(v.Damaged, err.Error())
			continue
		}
		if err := m.Check(e.Dir, true); err != nil {
			v.Damaged = append(v.Damaged, strings.Split(err.Error(), "\n")...)
		}
		for i, ref := range e.Plan.Chunk(k) {
			if i < len(m.Runs) {
				v.Runs++
			}
			if i < len(m.Runs) && (arm == "" || arm == e.Plan.Arms[ref.Arm].Scenario) {
				finished[ref] = m.Runs[i].Content
				list = append(list, ref)
			}
		}
	}
	if len(list) == 0 && len(v.Damaged) == 0 {
		return nil, usage("%s has no finished runs%s", e.Dir, ofArm(arm))
	}
	var want []Ref
	switch {
	case one:
		for a, x := range e.Plan.Arms {
			if arm != "" && arm != x.Scenario {
				continue
			}
			ref, err := e.find(a, id)
			if err != nil {
				return nil, err
			}
			if _, ok := finished[ref]; !ok {
				return nil, usage("run %d of %s is not finished", id, x.Scenario)
			}
			want = append(want, ref)
		}
	case all || len(list) <= verifyMost:
		want = list
	default:
		for i := range verifyMost {
			want = append(want, list[i*(len(list)-1)/(verifyMost-1)])
		}
	}
	for i, ref := range want {
		if progress != nil {
			progress(i, len(want))
		}
		if err := e.compare(ctx, v, ref, finished[ref]); err != nil {
			return nil, err
		}
		v.Rerun++
	}
	return v, nil
}

// noArm says which arms there are.
func (e *Experiment) noArm(name string) error {
	var have []string
	for _, a := range e.Plan.Arms {
		have = append(have, a.Scenario)
	}
	return usage("the experiment has no arm %q; there are %s", name, strings.Join(have, ", "))
}

func ofArm(name string) string {
	if name == "" {
		return ""
	}
	return " of " + name
}

// compare repeats one run in a temporary directory.
func (e *Experiment) compare(ctx context.Context, v *Verification, ref Ref, stored string) error {
	tmp, err := os.MkdirTemp("", "sim-verify-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	c, err := output.OpenChunk(tmp, 0, e.out.Meta(), e.out.Options())
	if err != nil {
		return err
	}
	defer c.Abort()
	scenario := e.Plan.Arms[ref.Arm].Scenario
	rec, err := c.Run(scenario, ref.RunID)
	if err != nil {
		return err
	}
	res := e.run(ctx, ref, true, rec)
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := rec.Finish(e.row(ref, res)); err != nil {
		return err
	}
	m, err := c.Commit(nil)
	if err != nil {
		return err
	}
	fresh := m.Runs[0].Content
	// The manifest says what was written, the tables what is there now.
	d, err := output.FirstDifference(e.Dir, tmp, output.Filter{Scenario: scenario, OneRun: true, RunID: ref.RunID}, tables(m)...)
	if err != nil {
		v.Damaged = append(v.Damaged, fmt.Sprintf("run %d of %s: %v", ref.RunID, scenario, err))
		return nil
	}
	if d == nil && fresh == stored {
		return nil
	}
	v.Mismatches = append(v.Mismatches, RunMismatch{Scenario: scenario, RunID: ref.RunID, Stored: stored, Fresh: fresh})
	if v.First == nil {
		v.First = d
	}
	return nil
}

func tables(m *output.Manifest) []string {
	var out []string
	for i := range m.Tables {
		out = append(out, filepath.Base(filepath.Dir(filepath.FromSlash(m.Tables[i].Path))))
	}
	return out
}
