package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/internal/english"
	"kirifuda/output"
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

	state string // in a word, of one that cannot be read
}

// listedIn describes the experiment in a directory; ok is false if there is none. Tables
// without a plan are those of an experiment that has lost it.
func listedIn(dir string) (x listed, ok bool) {
	info, err := os.Stat(filepath.Join(dir, experiment.PlanFile))
	if err != nil {
		tables := filepath.Join(dir, "tables")
		if info, err = os.Stat(tables); err != nil || !info.IsDir() || !holdsTables(tables) {
			return x, false
		}
		return listed{Dir: dir, Scenarios: []string{}, Modified: info.ModTime().UTC(), state: "no plan",
			Error: "there are tables but no " + experiment.PlanFile + ": sim inspect checks the tables by themselves"}, true
	}
	x = listed{Dir: dir, Scenarios: []string{}, Modified: info.ModTime().UTC(), state: "unreadable"}
	p, err := experiment.ReadPlan(dir)
	if err == nil {
		x.Status, err = engine.ReadStatus(dir)
	}
	var other *output.VersionError
	if errors.As(err, &other) {
		x.state = fmt.Sprintf("version %d", other.Version)
	}
	if err != nil {
		x.Error = err.Error()
		return x, true
	}
	x.Kind, x.ID, x.Seed, x.Chunks, x.Bytes = p.Kind, p.ID, p.Seed, p.Chunks(), x.Status.Bytes
	for _, arm := range p.Arms {
		x.Scenarios = append(x.Scenarios, arm.Scenario)
	}
	return x, true
}

// holdsTables reports whether a folder has a folder with a part of a table.
func holdsTables(dir string) bool {
	names, err := fs.Glob(os.DirFS(dir), "*/part-*.parquet")
	return err == nil && len(names) > 0
}

// aDirectory checks that a directory named on the command line is there.
func aDirectory(path string) error {
	switch info, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return usageError("%s: no such directory", path)
	case err != nil:
		return err
	case !info.IsDir():
		return usageError("%s is a file: name a directory", path)
	}
	return nil
}

func (a *app) lsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "ls [DIR]", Short: "List experiments and their progress", Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			root := "out"
			if len(args) > 0 {
				root = args[0]
			}
			if err := aDirectory(root); err != nil {
				return err
			}
			dirs := []string{root}
			entries, err := os.ReadDir(root)
			if err != nil {
				return err
			}
			for _, d := range entries {
				path := filepath.Join(root, d.Name())
				if info, err := os.Stat(path); err == nil && info.IsDir() { // also one behind a link
					dirs = append(dirs, path)
				}
			}
			list := []listed{}
			for _, dir := range dirs {
				if x, ok := listedIn(dir); ok {
					if x.Error != "" {
						a.note("%s: %s", dir, x.Error)
					}
					list = append(list, x)
				}
			}
			if a.json {
				return a.printJSON(map[string]any{"experiments": list})
			}
			if len(list) == 0 {
				a.note("%s holds no experiments", root)
			}
			t := newTable("directory", "kind", "state", ">done", ">of", ">failed", ">size", ">age")
			for _, x := range list {
				if x.Error != "" {
					t.add(x.Dir, "–", x.state, "–", "–", "–", "–", age(x.Modified, time.Now()))
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
