// Package english writes numbers and lists of things in messages.
package english

import (
	"fmt"
	"strings"
)

// Count writes a number of things: 1 run, 2 runs, 0 branches. The thing is in the
// singular; an adjective may stand before it.
func Count[N ~int | ~int32 | ~int64 | ~uint64](n N, thing string) string {
	return fmt.Sprintf("%d %s", n, Plural(n, thing))
}

// Plural is the form of a thing's name that goes with a number.
func Plural[N ~int | ~int32 | ~int64 | ~uint64](n N, thing string) string {
	if n == 1 {
		return thing
	}
	if head, rest, ok := strings.Cut(thing, " of "); ok {
		return Plural(n, head) + " of " + rest
	}
	switch {
	case strings.HasSuffix(thing, "series"):
		return thing
	case strings.HasSuffix(thing, "ch"), strings.HasSuffix(thing, "s"), strings.HasSuffix(thing, "x"):
		return thing + "es"
	case strings.HasSuffix(thing, "y") && !strings.HasSuffix(thing, "ay"):
		return strings.TrimSuffix(thing, "y") + "ies"
	}
	return thing + "s"
}

// Are is the verb that goes with a number: 1 of 3 chunks is missing, 2 are.
func Are[N ~int | ~int32 | ~int64 | ~uint64](n N) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
