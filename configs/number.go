package configs

import (
	"regexp"

	"kirifuda/internal/decimal"
)

var plainInt = regexp.MustCompile(`^[-+]?[0-9]+$`)

// numberForm rejects spellings of numbers on which YAML libraries disagree.
func (f *field) numberForm(s string) fault {
	x := decimal.Check(s)
	if x == nil {
		return fault{}
	}
	out := fault{message: x.Message, suggestion: x.Suggestion}
	switch {
	case x.HasUnit && f.unit != "":
		out.message += " (the unit is " + f.unit + ")"
	case x.Message == "not a number":
		out.allowed = f.allowed()
		if f.typ == typeInt {
			out.message = "not an integer"
		}
	}
	return out
}
