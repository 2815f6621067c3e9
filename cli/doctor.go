package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"kirifuda/configs"
	"kirifuda/economy"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/output"
)

// check is one line of `sim doctor`.
type check struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Text string `json:"text"`
}

func (a *app) doctorCommand() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use: "doctor", Short: "Check that this machine can run experiments", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			checks := a.examine(dir)
			bad := 0
			for _, c := range checks {
				if !c.OK {
					bad++
				}
			}
			if a.json {
				if err := a.printJSON(map[string]any{"ok": bad == 0, "checks": checks}); err != nil {
					return err
				}
			} else {
				t := newTable("", "", "")
				for _, c := range checks {
					mark := "ok"
					if !c.OK {
						mark = "FAIL"
					}
					t.add(mark, c.Name, c.Text)
				}
				t.write(a.stdout)
			}
			if bad > 0 {
				return &exit{code: exitInternal}
			}
			return nil
		},
	}
	c.Flags().StringVarP(&dir, "output", "o", ".", "directory for results")
	return c
}

func (a *app) examine(dir string) []check {
	var out []check
	add := func(name string, err error, format string, args ...any) {
		c := check{Name: name, OK: err == nil, Text: fmt.Sprintf(format, args...)}
		if err != nil {
			c.Text = err.Error()
		}
		out = append(out, c)
	}
	add("processors", nil, "%d usable of %d", runtime.GOMAXPROCS(0), runtime.NumCPU())
	s, err := experiment.LoadScenario(defaultScenario, a.cat, configs.Options{})
	add("scenario", err, "%s loads", defaultScenario)
	_, err = economy.Load()
	add("balances", err, "all sheets balance")
	if s != nil {
		begin := time.Now()
		w, err := experiment.Build(s, a.cat, experiment.RunOptions{Inline: true})
		if err == nil {
			err = w.Step()
			w.Close()
		}
		add("world", err, "built and stepped one day in %s", time.Since(begin).Round(time.Millisecond))
	}
	out = append(out, diskChecks(dir)...)
	zone, _ := time.Now().Zone()
	add("clock", nil, "%s, zone %s", time.Now().UTC().Format(time.RFC3339), zone)
	return out
}

// diskChecks writes and reads a small experiment in the directory for results.
func diskChecks(dir string) []check {
	free := check{Name: "disk", OK: true, Text: "free space unknown"}
	if n := engine.FreeBytes(dir); n >= 0 {
		free.Text, free.OK = bytesText(n)+" free", n > 100e6
	}
	tables := check{Name: "tables", Text: "written by atomic rename, read back and checked"}
	err := func() error {
		tmp, err := os.MkdirTemp(dir, ".sim-doctor-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(tmp) }()
		c, err := output.OpenChunk(tmp, 0, output.Meta{Version: "doctor", Git: "doctor", ConfigSHA256: "00", ExperimentID: "doctor"},
			output.Options{Trace: output.TraceRuns})
		if err != nil {
			return err
		}
		defer c.Abort()
		if err := c.AddRun(output.RunRow{Scenario: "doctor"}); err != nil {
			return err
		}
		if _, err := c.Commit(nil); err != nil {
			return err
		}
		r, err := output.Inspect(tmp)
		if err == nil && len(r.Violations) > 0 {
			err = fmt.Errorf("%s", r.Violations[0])
		}
		return err
	}()
	tables.OK = err == nil
	if err != nil {
		tables.Text = filepath.Base(dir) + ": " + err.Error()
	}
	return []check{free, tables}
}
