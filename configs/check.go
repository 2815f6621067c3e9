package configs

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"unicode/utf8"

	"kirifuda/world"
)

// allowed describes the accepted values for a message.
func (f *field) allowed() string {
	switch {
	case f.typ == typeDay:
		return f.allowedDays()
	case len(f.enum) > 0:
		return listWords(f.enum)
	case len(f.keys) > 0:
		e := *f
		e.keys = nil
		if numbers := e.allowed(); numbers != "" {
			return numbers + " for each of " + listWords(f.keys)
		}
		return listWords(f.keys)
	case f.min != nil && f.max != nil:
		return formatFloat(*f.min) + " to " + formatFloat(*f.max)
	case f.min != nil:
		return "at least " + formatFloat(*f.min)
	case f.max != nil:
		return "at most " + formatFloat(*f.max)
	}
	return ""
}

// check tests bounds and enumerations. It returns a message, or "".
func (f *field) check(x any) string {
	switch x := x.(type) {
	case float64:
		return f.checkNumber(x)
	case int64:
		return f.checkNumber(float64(x))
	case world.When:
		if n, ok := x.Given(); ok {
			return f.checkNumber(float64(n))
		}
	case string:
		return f.checkWord(x)
	case []float64:
		for i, e := range x {
			if m := f.checkNumber(e); m != "" {
				return fmt.Sprintf("entry %d, %s, is %s", i+1, formatFloat(e), m)
			}
		}
	case []string:
		for _, e := range x {
			if m := f.checkWord(e); m != "" {
				return fmt.Sprintf("%q is %s", shorten(e), m)
			}
		}
	case map[string]float64:
		for _, k := range sortedKeys(x) {
			if m := f.checkEntry(k); m != "" {
				return fmt.Sprintf("%q: %s", shorten(k), m)
			}
			if m := f.checkNumber(x[k]); m != "" {
				return fmt.Sprintf("%s = %s is %s", k, formatFloat(x[k]), m)
			}
		}
	}
	return ""
}

func (f *field) checkNumber(x float64) string {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return "not a finite number"
	case f.min != nil && x < *f.min:
		return "below the minimum " + f.withUnit(*f.min)
	case f.max != nil && x > *f.max:
		return "above the maximum " + f.withUnit(*f.max)
	}
	return ""
}

// withUnit writes a number with the unit of the field.
func (f *field) withUnit(x float64) string {
	return world.WithUnit(formatFloat(x), f.unit)
}

func (f *field) checkWord(s string) string {
	if len(f.enum) == 0 || slices.Contains(f.enum, s) {
		return ""
	}
	return "not one of the allowed words"
}

// namePattern is the form of parameter names, agent ids, kinds and metrics.
// Two underscores in a row are excluded because they stand for a dot in
// environment variables.
var namePattern = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// checkEntry tests the name of an entry of a map.
func (f *field) checkEntry(name string) string {
	switch {
	case name == "" || !utf8.ValidString(name):
		return "the entry has no name"
	case len(f.keys) > 0 && !slices.Contains(f.keys, name):
		return "the entry is not one of the allowed words"
	}
	return ""
}
