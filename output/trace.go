package output

import (
	"fmt"
	"strings"
)

// Trace is the level of detail written of a run; each level includes those before it.
type Trace uint8

// Trace levels.
const (
	TraceNone Trace = iota
	TraceRuns
	TracePanel
	TraceHoldings
	TraceFull
)

var traceNames = [...]string{"none", "runs", "panel", "holdings", "full"}

func (t Trace) String() string { return traceNames[t] }

// ParseTrace finds a trace level by its name.
func ParseTrace(name string) (Trace, error) {
	for i, n := range traceNames {
		if n == name {
			return Trace(i), nil
		}
	}
	return 0, fmt.Errorf("unknown trace level %q: choose one of %s", name, strings.Join(traceNames[:], ", "))
}

// MarshalText writes the level's name.
func (t Trace) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads the level's name.
func (t *Trace) UnmarshalText(text []byte) (err error) {
	*t, err = ParseTrace(string(text))
	return err
}
