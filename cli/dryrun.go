package cli

import (
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/internal/english"
)

// dryRun prints the time and space that an experiment needs. Too little free space is
// an error of the file system unless --force is given.
func (a *app) dryRun(c *cobra.Command, e *experiment.Experiment, f *scenarioFlags, x *execFlags) error {
	jobs := x.jobs
	if jobs == 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	dir := f.place(e)
	if !f.force {
		if err := e.Conflict(dir); err != nil {
			return err
		}
	}
	p, err := engine.Probe(c.Context(), e, dir, jobs)
	if err != nil {
		return err
	}
	var short error
	if left := int64(float64(p.Bytes) * float64(p.Remaining) / float64(p.Runs)); p.FreeBytes >= 0 && left > p.FreeBytes {
		short = fmt.Errorf("predicted size %s exceeds free space %s", bytesText(left), bytesText(p.FreeBytes))
		if f.force {
			a.warn("%v", short)
			short = nil
		} else {
			short = &exit{exitIO, short}
		}
	}
	if p.Failed > 0 {
		a.warn("%s of the probe failed: %s", english.Count(p.Failed, "run"), p.Message)
	}
	if a.json {
		v := struct {
			*engine.Forecast
			Dir      string `json:"dir"`
			ExitCode int    `json:"exit_code"`
			Error    string `json:"error,omitempty"`
		}{Forecast: p, Dir: dir, ExitCode: codeOf(short)}
		if short != nil {
			v.Error = short.Error()
		}
		if err := a.printJSON(v); err != nil {
			return err
		}
		return silent(short)
	}
	a.print("%s in %s of %d, %d to do, seed %d\n", english.Count(p.Runs, "run"), english.Count(p.Chunks, "chunk"), p.ChunkRuns, p.Remaining, p.Seed)
	a.print("about %s with %d at a time (%d ms a run)\n\n", p.Time.Round(time.Second), p.Jobs, p.PerRun.Milliseconds())
	t := newTable("table", ">rows", ">bytes")
	for _, x := range p.Tables {
		t.add(x.Name, fmt.Sprint(x.Rows), bytesText(x.Bytes))
	}
	t.add("all", fmt.Sprint(p.Rows), bytesText(p.Bytes))
	t.write(a.stdout)
	if p.FreeBytes >= 0 {
		a.print("\nfree on disk  %s\n", bytesText(p.FreeBytes))
	}
	a.print("first run     %s\nlast run      %s\n", values(p.First), values(p.Last))
	a.print("directory     %s\n", dir)
	return short
}

func values(list []engine.ForecastConfig) string {
	var out []string
	for _, v := range list {
		text := v.Value
		if v.Key == "sha256" {
			text = text[:min(12, len(text))]
		}
		out = append(out, v.Key+"="+text)
	}
	return strings.Join(out, " ")
}
