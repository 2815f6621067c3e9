package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"
)

// claimant is the process of a claim, as its file describes it.
type claimant struct {
	Host    string `json:"host"`
	Boot    string `json:"boot,omitempty"` // start of the machine; empty where it is not known
	PID     int    `json:"pid"`
	Started string `json:"started,omitempty"` // start of the process, which tells it from a later one of the same number
	Since   string `json:"since"`
	Alone   bool   `json:"alone,omitempty"`

	// frees is the time after which the claim of a process that cannot be looked for
	// counts as abandoned unless it is renewed; 0 for one that is known to live.
	frees time.Duration
	seen  time.Duration // age of its last sign of life
}

func (w *claimant) String() string {
	who := "its claim cannot be read"
	if w.Host != "" {
		who = fmt.Sprintf("process %d on %s, since %s", w.PID, w.Host, w.Since)
	}
	switch {
	case w.frees == 0:
		return who + ", which is running"
	case w.seen < 0:
		return fmt.Sprintf("%s; its last sign of life is %s in the future, so clocks differ; if it has ended, the directory is free in %s",
			who, inWords(-w.seen), inWords(w.frees))
	}
	return fmt.Sprintf("%s; its last sign of life was %s ago; if it has ended, the directory is free in %s", who, inWords(w.seen), inWords(w.frees))
}

// inWords writes a time in seconds, or in minutes and seconds.
func inWords(d time.Duration) string {
	s := int((d + time.Second - 1) / time.Second)
	if s < 120 {
		return fmt.Sprintf("%d s", s)
	}
	return fmt.Sprintf("%d min %d s", s/60, s%60)
}

// claimantHere is this process.
func claimantHere(fsys fileSystem, alone bool) *claimant {
	m := fsys.Machine()
	return &claimant{
		Host: m.Host, Boot: m.Boot, PID: os.Getpid(), Started: processStart(os.Getpid()), Since: time.Now().UTC().Format(time.RFC3339), Alone: alone,
	}
}

// living returns the process of a claim, nil if it has ended. now is the time of a
// file that has just been written, by the clock of the file system.
func living(fsys fileSystem, path string, now time.Time) *claimant {
	locked, lockErr := fsys.Locked(path)
	if errors.Is(lockErr, fs.ErrNotExist) {
		return nil
	}
	who := &claimant{}
	b, err := readFile(fsys, path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal(bytes.TrimSpace(b), who)
	}
	if locked {
		return who
	}
	st, statErr := fsys.Stat(path)
	if statErr != nil {
		return nil
	}
	who.seen = now.Sub(st.ModTime())
	here := fsys.Machine()
	if err == nil && who.endedBefore(here) {
		return nil
	}
	if err == nil && who.Boot == here.Boot && (who.Boot != "" || who.Host == here.Host) {
		if lockErr == nil { // the kernel knows all locks of its processes
			return nil
		}
		if who.Host == here.Host { // one list of processes
			switch exists, known := processExists(who.PID); {
			case known && exists && (who.Started == "" || who.Started == processStart(who.PID)):
				return who
			case known:
				return nil
			}
		}
	}
	if who.seen > claimLasts {
		return nil
	}
	who.frees = claimLasts - who.seen
	return who
}

// endedBefore reports whether a process has ended with an earlier start of this
// machine: its claim names another start, and its last sign of life is older than the
// present one. Another machine of the same name would have renewed the claim since.
func (w *claimant) endedBefore(here machine) bool {
	return w.Host == here.Host && w.Boot != "" && here.Boot != "" && w.Boot != here.Boot && here.Up > 0 && w.seen > here.Up
}

// processStart is the time at which a process started, in ticks since the machine did.
func processStart(pid int) string {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return ""
	}
	// The second field, the name in parentheses, may contain anything.
	f := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	if len(f) < 20 {
		return ""
	}
	return f[19]
}
