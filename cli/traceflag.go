package cli

import (
	"fmt"
	"strings"
)

// traceFlag is the value of --trace: a level, days whose demand schedules are
// written, or both. The flag may be repeated.
type traceFlag struct {
	level     string
	schedules []string
}

// schedulesPrefix begins a list of days.
const schedulesPrefix = "schedules="

func (f *traceFlag) String() string {
	if len(f.schedules) == 0 {
		return f.level
	}
	return f.level + "," + schedulesPrefix + strings.Join(f.schedules, ",")
}

// Set reads LEVEL, schedules=DAY,… or LEVEL,schedules=DAY,….
func (f *traceFlag) Set(text string) error {
	level, days, found := strings.Cut(text, schedulesPrefix)
	if level = strings.TrimSuffix(level, ","); level != "" || !found {
		f.level = level
	}
	if !found {
		return nil
	}
	for _, day := range strings.Split(days, ",") {
		if day = strings.TrimSpace(day); day == "" {
			return fmt.Errorf("%s needs days, such as schedules=1,20 or schedules=2025-05-02", schedulesPrefix)
		}
		f.schedules = append(f.schedules, day)
	}
	return nil
}

// Type implements pflag.Value.
func (f *traceFlag) Type() string { return "level" }
