package cli

import (
	"slices"
	"testing"
)

func TestTraceFlag(t *testing.T) {
	for _, x := range []struct {
		texts []string
		level string
		days  []string
	}{
		{nil, "panel", nil},
		{[]string{"full"}, "full", nil},
		{[]string{"schedules=3,2025-05-02"}, "panel", []string{"3", "2025-05-02"}},
		{[]string{"full,schedules=3, 5"}, "full", []string{"3", "5"}},
		{[]string{"schedules=3", "full", "schedules=5"}, "full", []string{"3", "5"}},
		{[]string{""}, "", nil},
	} {
		f := traceFlag{level: "panel"}
		for _, text := range x.texts {
			if err := f.Set(text); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
		if f.level != x.level || !slices.Equal(f.schedules, x.days) {
			t.Errorf("%q: level %q, days %q", x.texts, f.level, f.schedules)
		}
	}
	for _, text := range []string{"schedules=", "full,schedules=", "schedules=3,,5"} {
		if err := new(traceFlag).Set(text); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
}
