package cli

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"

	"kirifuda/engine"
	"kirifuda/experiment"
)

// writeReport writes a report of an internal error to a new file in the folder for
// temporary files and returns its path.
func writeReport(args []string, bug error) (path string, err error) {
	f, err := os.CreateTemp("", "sim-report-*.txt")
	if err != nil {
		return "", err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	version, commit := experiment.Program()
	var text strings.Builder
	fmt.Fprintf(&text, "error    %v\nprogram  sim %s (%s), %s, %s/%s\ncommand  sim", bug, version, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	for _, a := range args {
		fmt.Fprintf(&text, " %q", a)
	}
	text.WriteString("\n")
	var b *engine.Bug
	if errors.As(bug, &b) {
		fmt.Fprintf(&text, "\n%s", b.Stack)
	}
	_, err = f.WriteString(text.String())
	return f.Name(), err
}
