package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/internal/english"
	"kirifuda/output"
)

func (a *app) inspectCommand() *cobra.Command {
	var contract bool
	c := &cobra.Command{
		Use: "inspect DIR", Short: "Show the tables of an experiment and check the output contract", Args: cobra.ExactArgs(1),
		Example: "  sim inspect out/x\n  sim inspect out/x --contract     exit code 4 if a rule is broken",
		RunE: func(_ *cobra.Command, args []string) error {
			if _, err := os.Stat(args[0]); err != nil {
				return usageError("%s: no such directory", args[0])
			}
			r, err := output.Inspect(args[0])
			if isIO(err) {
				return err
			}
			if err != nil {
				return &exit{exitUsage, err}
			}
			var broken error
			if contract && len(r.Violations) > 0 {
				broken = &exit{exitMismatch, fmt.Errorf("%s of the contract %s broken", english.Count(len(r.Violations), "rule"), english.Are(len(r.Violations)))}
			}
			if a.json {
				if err := a.printJSON(map[string]any{"contract": len(r.Violations) == 0, "report": r}); err != nil {
					return err
				}
				return silent(broken)
			}
			t := newTable("table", ">parts", ">rows", ">bytes", ">columns")
			for _, x := range r.Tables {
				t.add(x.Name, fmt.Sprint(x.Parts), fmt.Sprint(x.Rows), bytesText(x.Bytes), fmt.Sprint(len(x.Columns)))
			}
			t.write(a.stdout)
			for _, u := range r.Unlisted {
				a.print("not finished: %s\n", u)
			}
			for _, v := range r.Violations {
				a.print("FAIL %s\n", v)
			}
			if len(r.Violations) == 0 {
				a.print("PASS output contract, version %d\n", output.SchemaVersion)
			}
			return broken
		},
	}
	c.Flags().BoolVar(&contract, "contract", false, "exit code 4 if a rule is broken")
	return c
}

// listed is one experiment of `sim ls`.
type listed struct {
	Dir       string         `json:"dir"`
	Kind      string         `json:"kind"`
	ID        string         `json:"experiment_id"`
	Scenarios []string       `json:"scenarios"`
	Seed      int64          `json:"seed"`
	Chunks    int            `json:"chunks"`
	Status    *engine.Status `json:"status"`
	Bytes     int64          `json:"bytes"`
	Modified  time.Time      `json:"modified"`
	Error     string         `json:"error,omitempty"` // why it cannot be read; then only directory and time are set
}

func (a *app) lsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "ls [DIR]", Short: "List experiments and their progress", Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			root := "out"
			if len(args) > 0 {
				root = args[0]
			}
			dirs := []string{root}
			entries, err := os.ReadDir(root)
			if err != nil {
				return usageError("%s: no such directory", root)
			}
			for _, d := range entries {
				if d.IsDir() {
					dirs = append(dirs, filepath.Join(root, d.Name()))
				}
			}
			list := []listed{}
			for _, dir := range dirs {
				info, err := os.Stat(filepath.Join(dir, experiment.PlanFile))
				if err != nil {
					continue
				}
				p, err := experiment.ReadPlan(dir)
				var st *engine.Status
				if err == nil {
					st, err = engine.ReadStatus(dir)
				}
				if err != nil {
					a.note("%s: %v", dir, err)
					list = append(list, listed{Dir: dir, Scenarios: []string{}, Modified: info.ModTime().UTC(), Error: err.Error()})
					continue
				}
				x := listed{Dir: dir, Kind: p.Kind, ID: p.ID, Seed: p.Seed, Chunks: p.Chunks(), Status: st, Bytes: st.Bytes, Modified: info.ModTime().UTC()}
				for _, arm := range p.Arms {
					x.Scenarios = append(x.Scenarios, arm.Scenario)
				}
				list = append(list, x)
			}
			if a.json {
				return a.printJSON(map[string]any{"experiments": list})
			}
			t := newTable("directory", "kind", "state", ">done", ">of", ">failed", ">size", ">age")
			for _, x := range list {
				if x.Error != "" {
					t.add(x.Dir, "–", "unreadable", "–", "–", "–", "–", time.Since(x.Modified).Round(time.Minute).String())
					continue
				}
				t.add(x.Dir, x.Kind, x.Status.State, fmt.Sprint(x.Status.Succeeded+x.Status.Failed), fmt.Sprint(x.Status.Total),
					fmt.Sprint(x.Status.Failed), bytesText(x.Bytes), time.Since(x.Modified).Round(time.Minute).String())
			}
			t.write(a.stdout)
			return nil
		},
	}
}
