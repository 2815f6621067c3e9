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
)

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
					t.add(x.Dir, "–", "unreadable", "–", "–", "–", "–", age(x.Modified, time.Now()))
					continue
				}
				t.add(x.Dir, x.Kind, x.Status.State, fmt.Sprint(x.Status.Succeeded+x.Status.Failed), fmt.Sprint(x.Status.Total),
					fmt.Sprint(x.Status.Failed), bytesText(x.Bytes), age(x.Modified, time.Now()))
			}
			t.write(a.stdout)
			return nil
		},
	}
}

// age is the time since an experiment was changed. Clocks of machines that share a
// disk differ a little, and copies may have lost their time.
func age(changed, now time.Time) string {
	const day = 24 * time.Hour
	switch d := now.Sub(changed); {
	case changed.Unix() <= 0:
		return "unknown"
	case d < -2*time.Minute:
		return "in the future"
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d/time.Minute))
	case d < day:
		return fmt.Sprintf("%d h", int(d/time.Hour))
	case d < 365*day:
		return english.Count(int(d/day), "day")
	default:
		return english.Count(int(d/(365*day)), "year")
	}
}
