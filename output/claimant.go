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
}

func (w *claimant) String() string {
	if w.Host == "" {
		return "its claim cannot be read"
	}
	return fmt.Sprintf("process %d on %s, since %s", w.PID, w.Host, w.Since)
}

// claimantHere is this process.
func claimantHere(alone bool) *claimant {
	host, _ := os.Hostname()
	return &claimant{
		Host: host, Boot: boot(), PID: os.Getpid(), Started: processStart(os.Getpid()), Since: time.Now().UTC().Format(time.RFC3339), Alone: alone,
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
	if here := claimantHere(false); err == nil && who.Boot == here.Boot && (who.Boot != "" || who.Host == here.Host) {
		switch {
		case lockErr == nil: // the kernel knows all locks of its processes
			return nil
		case who.Host == here.Host: // one list of processes
			if processExists(who.PID) && (who.Started == "" || who.Started == processStart(who.PID)) {
				return who
			}
			return nil
		}
	}
	st, err := fsys.Stat(path)
	if err != nil || now.Sub(st.ModTime()) > claimLasts {
		return nil
	}
	return who
}

// boot tells one start of the machine from another.
func boot() string {
	b, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
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
