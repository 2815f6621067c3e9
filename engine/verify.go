package engine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"kirifuda/experiment"
	"kirifuda/output"
)

// Verification is the result of comparing an experiment with repeated runs.
type Verification struct {
	Dir        string             `json:"dir"`
	Runs       int                `json:"runs"`  // runs in finished chunks
	Rerun      int                `json:"rerun"` // number of them that were repeated
	Mismatches []RunMismatch      `json:"mismatches,omitempty"`
	Damaged    []string           `json:"damaged,omitempty"` // parts that differ from their manifest
	First      *output.Difference `json:"first_difference,omitempty"`
	Dataset    string             `json:"dataset_sha256,omitempty"` // hash of the rows, unless chunks are missing or damaged
	Program    string             `json:"program,omitempty"`        // set if another version of the program wrote the tables
}

// RunMismatch is a run whose tables differ from those of the repeated run.
type RunMismatch struct {
	Scenario string `json:"scenario"`
	RunID    int32  `json:"run_id"`
	Stored   string `json:"stored"`
	Fresh    string `json:"fresh"`
}

// OK reports whether everything agreed.
func (v *Verification) OK() bool { return len(v.Mismatches) == 0 && len(v.Damaged) == 0 }

// verifyMost is the number of runs that Verify repeats unless told otherwise.
const verifyMost = 20

// Verify compares the parts with their manifests and repeats runs from the stored
// configuration: run number id if one is set, all runs if all is set, otherwise at
// most verifyMost, evenly spread. If arm is set, only runs of that arm are repeated.
// progress may be nil.
func Verify(ctx context.Context, e *experiment.Experiment, one bool, id int32, arm string, all bool, progress func(done, total int)) (*Verification, error) {
	v := &Verification{Dir: e.Dir}
	if version, git := experiment.Program(); version != e.Plan.Version || git != e.Plan.Git {
		v.Program = fmt.Sprintf("written by %s (%s); this is %s (%s)", e.Plan.Version, e.Plan.Git, version, git)
	}
	if arm != "" {
		if _, err := e.Plan.FindArm(arm); err != nil {
			return nil, err
		}
	}
	// Manifests are read one after another, so that memory does not grow with the
	// number of runs: once to count, once more for the runs that are repeated.
	recount, finished := e.Store().NewRecount(), 0
	counts := make([]int, e.Plan.Chunks())
	n := 0
	for k := range counts {
		m, err := output.ReadManifest(e.Dir, k)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			if e.Store().Index.Has(k) {
				v.Damaged = append(v.Damaged, fmt.Sprintf("manifest/chunk-%05d.json: missing, although the index lists the chunk as finished", k))
			}
			continue
		case err != nil:
			v.Damaged = append(v.Damaged, err.Error())
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		v.Damaged = append(v.Damaged, recount.Add(m)...)
		finished++
		v.Runs += min(len(m.Runs), len(e.Plan.Chunk(k)))
		_ = eachFinished(e, m, arm, func(experiment.Ref, string) error { counts[k]++; return nil })
		n += counts[k]
	}
	if err := v.compareDataset(recount, finished == len(counts) || finished > 0 && finished == stoppedChunks(e)); err != nil {
		return nil, err
	}
	if n == 0 && len(v.Damaged) == 0 {
		return nil, experiment.Usage("%s has no finished runs%s", e.Dir, ofArm(arm))
	}
	total := n
	again := func(ref experiment.Ref, content string) error {
		if progress != nil {
			progress(v.Rerun, total)
		}
		v.Rerun++
		return compare(ctx, e, v, ref, content)
	}
	if one {
		return v, verifyOne(e, id, arm, again, &total)
	}
	if !all {
		total = min(n, verifyMost)
	}
	at, next := 0, 0 // number of the finished run; the next one to be repeated
	for k, count := range counts {
		if next >= at+count {
			at += count
			continue
		}
		m, err := output.ReadManifest(e.Dir, k)
		if err != nil {
			return nil, output.Unreadable(fmt.Sprintf("manifest of chunk %d", k), err)
		}
		if err := eachFinished(e, m, arm, func(ref experiment.Ref, content string) error {
			at++
			if at <= next || v.Rerun == total {
				return nil
			}
			err := again(ref, content)
			if next = at; total < n {
				next = v.Rerun * (n - 1) / (total - 1)
			}
			return err
		}); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// compareDataset compares the hash of all rows, if none is missing, with the files that
// state it.
func (v *Verification) compareDataset(r *output.Recount, complete bool) error {
	if !complete || len(v.Damaged) > 0 {
		return nil
	}
	sum, err := r.Dataset()
	if err != nil {
		return err
	}
	v.Dataset = sum
	v.Damaged = append(v.Damaged, r.Compare(sum)...)
	return nil
}

// stoppedChunks is the number of chunks up to where the stopping rule held.
func stoppedChunks(e *experiment.Experiment) int {
	n := experiment.StoppedAt(e.Dir)
	if n == 0 {
		return -1
	}
	return len(e.Plan.Order(0, n))
}

// eachFinished passes the runs of a finished chunk, or those of one arm if it is
// named, with the hashes of their rows to f.
func eachFinished(e *experiment.Experiment, m *output.Manifest, arm string, f func(experiment.Ref, string) error) error {
	for i, ref := range e.Plan.Chunk(m.Chunk) {
		if i >= len(m.Runs) || arm != "" && arm != e.Plan.Arms[ref.Arm].Scenario {
			continue
		}
		if err := f(ref, m.Runs[i].Content); err != nil {
			return err
		}
	}
	return nil
}

// verifyOne repeats the run with number id in all arms or in one.
func verifyOne(e *experiment.Experiment, id int32, arm string, again func(experiment.Ref, string) error, total *int) error {
	var want []experiment.Ref
	var content []string
	for a, x := range e.Plan.Arms {
		if arm != "" && arm != x.Scenario {
			continue
		}
		ref, err := e.Find(a, id)
		if err != nil {
			return err
		}
		chunk := e.Plan.ChunkOf(a, int(ref.RunID-e.Plan.Ref(a, 0).RunID))
		if m, err := output.ReadManifest(e.Dir, chunk); err == nil {
			_ = eachFinished(e, m, arm, func(r experiment.Ref, c string) error {
				if r == ref {
					want, content = append(want, r), append(content, c)
				}
				return nil
			})
		}
		if len(want) == 0 || want[len(want)-1] != ref {
			return experiment.Usage("run %d of %s is not finished", id, x.Scenario)
		}
	}
	*total = len(want)
	for i := range want {
		if err := again(want[i], content[i]); err != nil {
			return err
		}
	}
	return nil
}

func ofArm(name string) string {
	if name == "" {
		return ""
	}
	return " of " + name
}
