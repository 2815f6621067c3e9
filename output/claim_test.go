package output

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestClaims(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	a, err := MakeClaim(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	b, err := MakeClaim(dir, false)
	if err != nil {
		t.Fatalf("a second writer: %v", err)
	}
	if _, err := MakeClaim(dir, true); !errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), "process ") {
		t.Errorf("alone beside two: %v", err)
	}
	if err := errors.Join(a.Release(), a.Release(), b.Release()); err != nil {
		t.Fatal(err)
	}
	alone, err := MakeClaim(dir, true)
	if err != nil {
		t.Fatalf("alone: %v", err)
	}
	shared := make(chan error, 1)
	time.AfterFunc(100*time.Millisecond, func() { shared <- alone.Share() })
	if a, err = MakeClaim(dir, false); err != nil {
		t.Fatalf("a writer that waits: %v", err)
	}
	if err := <-shared; err != nil {
		t.Fatal(err)
	}
	if err := a.held(); err != nil {
		t.Error(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := a.held(); !errors.Is(err, ErrIO) {
		t.Errorf("a claim that is gone: %v", err)
	}
	_ = errors.Join(a.Release(), alone.Release())
}

// What a process leaves that is killed is removed by the next, and nothing else.
func TestSweepAfterKill(t *testing.T) {
	dir := t.TempDir()
	if os.Getenv("SIM_CLAIM") != "" { // the process that is killed
		e, err := CreateStore(os.Getenv("SIM_CLAIM"), planOf(testLayout(TracePanel, 2)), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := MakeClaim(e.Dir, false); err != nil {
			t.Fatal(err)
		}
		if _, err := e.OpenChunk(0); err != nil {
			t.Fatal(err)
		}
		_ = os.WriteFile(filepath.Join(e.Dir, "ready"), nil, 0o600)
		time.Sleep(time.Minute)
	}
	child := exec.Command(os.Args[0], "-test.run=^TestSweepAfterKill$")
	child.Env = append(os.Environ(), "SIM_CLAIM="+dir)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	for begin := time.Now(); time.Since(begin) < 30*time.Second; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(dir, "ready")); err == nil {
			break
		}
	}
	e, err := OpenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	c, err := MakeClaim(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	files := func() int {
		t.Helper()
		if err := e.Sweep(c); err != nil {
			t.Fatal(err)
		}
		list, err := os.ReadDir(filepath.Join(dir, "tmp"))
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	old := filepath.Join(dir, "tmp", "chunk-00001-panel-0123456789abcdef.parquet") // of an earlier version
	if err := os.WriteFile(old, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if n := files(); n < 5 {
		t.Errorf("%d files while the other process lives", n)
	}
	if _, err := MakeClaim(dir, true); !errors.Is(err, ErrBusy) {
		t.Errorf("alone beside another process: %v", err)
	}
	if alive, left := e.Begun(); !alive[0] || len(left) != 1 {
		t.Errorf("in progress: %v, left %v", alive, left)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()
	if alive, left := e.Begun(); alive[0] || !left[0] {
		t.Errorf("in progress after the end: %v, left %v", alive, left)
	}
	if n := files(); n != 1 {
		t.Errorf("%d files after its end", n)
	}
	if err := c.Release(); err != nil {
		t.Fatal(err)
	}
	if c, err = MakeClaim(dir, true); err != nil {
		t.Error(err)
	}
	_ = c.Release()
}

// lockless is a file system without locks, on a machine that was started an hour ago.
type lockless struct{ osFS }

func (lockless) Machine() machine { return machine{"here", "this start", time.Hour} }

func (lockless) Locked(path string) (bool, error) {
	if _, err := os.Stat(path); err != nil {
		return false, err
	}
	return false, errNoLocks
}

// Without locks a process on this machine is looked for, and elsewhere the age of its
// claim decides.
func TestClaimsWithoutLocks(t *testing.T) {
	dir := t.TempDir()
	a, err := makeClaim(lockless{}, dir, false)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(a.dir, a.name)
	now := time.Now()
	here, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	anotherStart := ""
	if processStart(os.Getpid()) == "" { // it cannot be told from this one
		anotherStart = "."
	}
	for name, x := range map[string]struct {
		text  string
		age   time.Duration
		alive string // what is said of it, empty if it has ended
	}{
		"this process":                {string(here), time.Hour, "process " + fmt.Sprint(os.Getpid()) + " on here, since 20.*, which is running"},
		"another of its number":       {strings.Replace(string(here), `"started":"`, `"started":"9`, 1), 0, anotherStart},
		"another machine":             {`{"host":"elsewhere","boot":"x","pid":1,"since":"T"}`, time.Minute, "process 1 on elsewhere, since T; its last sign of life was 60 s ago; if it has ended, the directory is free in 3 min 0 s"},
		"another machine, long ago":   {`{"host":"elsewhere","boot":"x","pid":1}`, time.Hour, ""},
		"another machine, up longer":  {`{"host":"elsewhere","boot":"x","pid":1}`, 2 * time.Hour, ""},
		"unreadable":                  {`{"host`, 3 * time.Minute, "its claim cannot be read; its last sign of life was 3 min 0 s ago; .* free in 60 s"},
		"unreadable for a long time":  {`{"host`, time.Hour, ""},
		"the future of another clock": {`{"host":"elsewhere","boot":"x","pid":1}`, -time.Hour, "60 min 0 s in the future, so clocks differ; if it has ended, the directory is free in 64 min 0 s"},
		// The machine was started again since.
		"before a power cut": {`{"host":"here","boot":"another start","pid":1}`, 61 * time.Minute, ""},
		// A machine of the same name, which has renewed its claim since this one was started.
		"a machine of the same name": {`{"host":"here","boot":"another start","pid":1}`, 10 * time.Second, "last sign of life was 10 s ago"},
		"its claim after its end":    {`{"host":"here","boot":"another start","pid":1}`, 5 * time.Minute, ""},
	} {
		if err := errors.Join(os.WriteFile(path, []byte(x.text), 0o600), os.Chtimes(path, now, now.Add(-x.age))); err != nil {
			t.Fatal(err)
		}
		who := living(lockless{}, path, now)
		if (who != nil) != (x.alive != "") || who != nil && !regexp.MustCompile(x.alive).MatchString(who.String()) {
			t.Errorf("%s: %v", name, who)
		}
	}
	if err := a.Release(); err != nil {
		t.Fatal(err)
	}
}
