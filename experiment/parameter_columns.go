package experiment

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"kirifuda/experiment/design"
	"kirifuda/output"
)

// columnType is the type of the column of axis j, given the type of its parameter as
// configs names it. Lists, maps and dates are text, as in a scenario, and so are days of which
// one is given by a date.
func columnType(parameter string, points []design.Point, j int) output.Type {
	switch parameter {
	case "number":
		return output.Double
	case "boolean":
		return output.Boolean
	case "day":
		if slices.ContainsFunc(points, func(p design.Point) bool { return !p[j].IsNumber() }) {
			return output.String
		}
		return output.Int32
	case "integer":
		for _, p := range points {
			if math.Abs(p[j].Number) > math.MaxInt32 {
				return output.Int64
			}
		}
		return output.Int32
	}
	return output.String
}

// takesWhole reports whether the numbers of a parameter of a type are whole.
func takesWhole(parameter string) bool { return parameter == "integer" || parameter == "day" }

// cellOf is a value as its column has it.
func cellOf(c *output.Column, v design.Value) any {
	switch {
	case c.Type == output.Boolean:
		return v.Text == "true"
	case c.Type == output.String:
		return v.String()
	case c.Type == output.Double:
		return v.Number
	}
	return int64(v.Number)
}

// columnName turns a key into a column name p_… of at most 32 characters that differs
// from those before.
func columnName(key string, before []output.Column) string {
	for n := 1; ; n++ {
		suffix := ""
		if n > 1 {
			suffix = "_" + strconv.Itoa(n)
		}
		const most = 32
		name := "p_" + shortKey(key, most-len("p_")-len(suffix)) + suffix
		if !slices.ContainsFunc(before, func(c output.Column) bool { return c.Name == name }) {
			return name
		}
	}
}

// shortKey writes a key in lower-case letters, digits and underscores. If it is too
// long, shortKey keeps the beginning, which names the owner of the parameter, and the
// end, which has the unit, in whole words where possible.
func shortKey(key string, room int) string {
	if base, ok := strings.CutSuffix(key, "*"); ok {
		return shortKey(base, room-len("_x")) + "_x" // a factor
	}
	plain := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return '_'
		}, strings.ToLower(s))
	}
	if name := plain(key); len(name) <= room {
		return name
	}
	for _, section := range []string{"agents.", "kinds.", "loadings."} {
		if rest, ok := strings.CutPrefix(key, section); ok {
			key = rest
			break
		}
	}
	owner, parameter, _ := strings.Cut(key, ".")
	owner, parameter = plain(owner), plain(parameter)
	owner = owner[:min(len(owner), max(room/2, room-1-len(parameter)))]
	cut := max(0, len(parameter)-(room-1-len(owner)))
	end := parameter[cut:]
	if cut > 0 && parameter[cut-1] != '_' { // no part of a word
		if _, whole, ok := strings.Cut(end, "_"); ok {
			end = whole
		}
	}
	return owner + "_" + strings.TrimLeft(end, "_")
}
