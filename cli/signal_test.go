//go:build unix

package cli

import (
	"bytes"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// heedHangUps lets programs that the test starts end on HUP, although the test itself may
// have been started under nohup: what is caught here is not ignored there.
func heedHangUps(t *testing.T) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGHUP)
	t.Cleanup(func() { signal.Stop(c) })
}

// A signal ends the program with its exit code, what is finished is kept, and
// the message says how to go on.
func TestSignals(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	heedHangUps(t)
	for s, code := range map[syscall.Signal]int{syscall.SIGINT: exitInterrupted, syscall.SIGTERM: exitTerminated, syscall.SIGHUP: exitHungUp} {
		dir := filepath.Join(t.TempDir(), "x")
		var messages bytes.Buffer
		c := exec.CommandContext(t.Context(), program)
		c.Args = []string{"sim", "mc", "calm", "-n", "100000", "-s", "days=5", "--seed", "1", "--chunk-runs", "50", "--trace", "runs", "-o", dir, "--progress", "none"}
		c.Stderr = &messages
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		first := filepath.Join(dir, "manifest", "chunk-00000.json")
		for begin := time.Now(); time.Since(begin) < time.Minute; time.Sleep(10 * time.Millisecond) {
			if _, err := os.Stat(first); err == nil {
				break
			}
		}
		if err := c.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait()
		if got := c.ProcessState.ExitCode(); got != code || !strings.Contains(messages.String(), "continue with the same command and -o "+dir) {
			t.Errorf("%v: exit code %d, want %d: %s", s, got, code, &messages)
		}
		if _, err := os.Stat(first); err != nil {
			t.Errorf("%v: the first chunk is gone: %v", s, err)
		}
	}
}
