package engine

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"kirifuda/experiment"
	"kirifuda/output"
)

// compare repeats one run in a temporary directory and compares the rows.
func compare(ctx context.Context, e *experiment.Experiment, v *Verification, ref experiment.Ref, stored string) error {
	tmp, err := os.MkdirTemp("", "sim-verify-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	c, err := output.OpenChunk(tmp, 0, e.Store().Meta(), e.Store().Options())
	if err != nil {
		return err
	}
	defer c.Abort()
	scenario := e.Plan.Arms[ref.Arm].Scenario
	rec, err := c.Run(scenario, ref.RunID)
	if err != nil {
		return err
	}
	res := run(ctx, e, ref, runOptions{inline: true}, rec)
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := rec.Finish(row(e, ref, res)); err != nil {
		return err
	}
	m, err := c.Commit(nil)
	if err != nil {
		return err
	}
	fresh := m.Runs[0].Content
	// The manifest says what was written; the tables show what is there now.
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
