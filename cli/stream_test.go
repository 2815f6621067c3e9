package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"

	"kirifuda/agents"
	"kirifuda/analysis/figures"
	"kirifuda/engine"
)

// broken is a standard output that fails after some bytes.
type broken struct {
	left int
	err  error
}

func (b *broken) Write(p []byte) (int, error) {
	if len(p) > b.left {
		n := b.left
		b.left = 0
		return n, b.err
	}
	b.left -= len(p)
	return len(p), nil
}

// sampleArgs are arguments with which each command prints something. DIR is a small
// Monte Carlo with a baseline, SWEEP a small sweep, and OUT a path that does not exist.
var sampleArgs = map[string]string{
	"run":                   "calm -s days=2 --seed 1 -o OUT",
	"mc":                    "calm -n 2 -s days=2 --seed 1 -o OUT",
	"sweep":                 "calm -x news_wire.scale=0,1 -s days=2 --seed 1 -o OUT",
	"card":                  "DIR",
	"irf":                   "DIR --series ust_10y_yield_pct",
	"compare":               "DIR DIR",
	"sens":                  "SWEEP --outcome ust_10y_peak_bp",
	"eval":                  "--stdin-jsonl calm -s days=2 --seed 1",
	"scenario list":         "",
	"scenario show":         "calm",
	"scenario diff":         "calm baseline",
	"config init":           "",
	"config validate":       "calm",
	"config schema":         "",
	"config explain":        "jp_mof.sale_days",
	"verify":                "DIR --run-id 0",
	"inspect":               "DIR",
	"ls":                    "DIR",
	"export":                "DIR --table runs -o -",
	"merge":                 "DIR -o OUT",
	"compact":               "DIR -o OUT",
	"doctor":                "-o TMP",
	"version":               "",
	"tables":                "",
	"notebook":              "DIR -o OUT.ipynb",
	"figure":                "DIR -o OUT.svg",
	"help":                  "run",
	"completion bash":       "",
	"completion zsh":        "",
	"completion fish":       "",
	"completion powershell": "",
}

// tooLong are commands that take minutes; they print by the same functions.
var tooLong = map[string]bool{"validate": true, "calibrate": true}

// eachCommand calls f with every command of the table and arguments for it.
func eachCommand(t *testing.T, f func(t *testing.T, path string, args func() []string)) {
	dir := t.TempDir()
	mc, sweep := filepath.Join(dir, "mc"), filepath.Join(dir, "sweep")
	for _, line := range []string{"mc sale-300 --vs baseline -n 3 --set-both days=3 --seed 1 -o " + mc, "sweep sale-300 -x jp_mof.sale_days=2,3 -s days=3 --trace panel --seed 1 -o " + sweep} {
		if code := Run(strings.Fields(line+" -q"), agents.Default(), nil, &bytes.Buffer{}, os.Stderr); code != 0 {
			t.Fatalf("%s: exit code %d", line, code)
		}
	}
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		for _, s := range c.Commands() {
			walk(s)
		}
		path := strings.TrimPrefix(c.CommandPath(), "sim ")
		if !c.HasParent() || c.Hidden || tooLong[path] || strings.HasPrefix(path, "figure ") {
			return
		}
		line, ok := sampleArgs[path]
		if !ok && c.Runnable() && !c.HasSubCommands() {
			t.Errorf("sim %s has no line in sampleArgs", path)
		}
		if !ok {
			return
		}
		t.Run(path, func(t *testing.T) {
			f(t, path, func() []string {
				tmp := t.TempDir()
				line := strings.NewReplacer("SWEEP", sweep, "DIR", mc, "OUT", filepath.Join(tmp, "x"), "TMP", tmp).Replace(line)
				return append(strings.Fields(path), strings.Fields(line)...)
			})
		})
	}
	walk((&app{cat: agents.Default(), figures: figures.All(), engines: engine.Default(), stdout: newScreen(&bytes.Buffer{})}).root())
}

// No command ends well whose output was lost, whatever it prints and how.
func TestLostOutput(t *testing.T) {
	if testing.Short() {
		t.Skip("runs every command")
	}
	full, closed := &os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.ENOSPC}, &os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.EPIPE}
	eachCommand(t, func(t *testing.T, path string, args func() []string) {
		for _, x := range []struct {
			left int
			err  error
			code int
			flag string
		}{{0, full, exitIO, "-q"}, {10, full, exitIO, "--no-color"}, {0, full, exitIO, "--json"}, {10, closed, exitPipe, "-q"}} {
			if x.flag == "--json" && path == "export" {
				continue // excludes -o -
			}
			var messages bytes.Buffer
			line := append(args(), x.flag)
			code := Run(line, agents.Default(), strings.NewReader("{}\n"), &broken{x.left, x.err}, &messages)
			if code != x.code {
				t.Errorf("sim %s: exit code %d, want %d: %s", strings.Join(line, " "), code, x.code, &messages)
			}
			if said := strings.Contains(messages.String(), "output is incomplete: write"); said != (x.err == full) || x.err == closed && messages.Len() > 0 {
				t.Errorf("sim %s: %q", strings.Join(line, " "), &messages)
			}
		}
	})
}

// Help is output, too.
func TestLostHelp(t *testing.T) {
	for _, line := range []string{"--help", "mc -h", "--version", "config", "figure --list"} {
		if code := Run(strings.Fields(line), agents.Default(), nil, &broken{0, syscall.ENOSPC}, &bytes.Buffer{}); code != exitIO {
			t.Errorf("sim %s: exit code %d", line, code)
		}
	}
}
