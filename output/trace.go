package output

import (
	"fmt"
	"strings"
)

// Trace says how much of a run is written; each level includes those before.
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

// ParseTrace finds a level by its name.
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
