package configs

import (
	"regexp"
	"strings"
)

var (
	plainNumber   = regexp.MustCompile(`^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?$`)
	plainInt      = regexp.MustCompile(`^[-+]?[0-9]+$`)
	leadingZero   = regexp.MustCompile(`^[-+]?0[0-9]`)
	otherBase     = regexp.MustCompile(`^[-+]?0[xXoObB]`)
	numberAndUnit = regexp.MustCompile(`^([-+]?[0-9]+(?:\.[0-9]+)?)\s*[a-zA-Z%€$¥].*$`)
)

// numberForm rejects spellings of numbers on which YAML libraries disagree.
func (f *field) numberForm(s string) fault {
	switch {
	case leadingZero.MatchString(s) && plainNumber.MatchString(s):
		sign := ""
		if s[0] == '-' || s[0] == '+' {
			sign, s = strings.Trim(s[:1], "+"), s[1:]
		}
		rest := strings.TrimLeft(s, "0")
		if rest == "" || rest[0] < '0' || rest[0] > '9' {
			rest = "0" + rest
		}
		return fault{message: "a leading zero is ambiguous (octal in YAML)", suggestion: sign + rest}
	case plainNumber.MatchString(s):
		return fault{}
	case otherBase.MatchString(s):
		return fault{message: "not a decimal number"}
	}
	for _, sep := range []string{"_", ",", "'", " "} {
		if t := strings.ReplaceAll(s, sep, ""); t != s && plainNumber.MatchString(t) {
			return fault{message: "a number without separators is expected", suggestion: t}
		}
	}
	if m := numberAndUnit.FindStringSubmatch(s); m != nil {
		msg := "a number without a unit is expected"
		if f.unit != "" {
			msg += " (the unit is " + f.unit + ")"
		}
		return fault{message: msg, suggestion: m[1]}
	}
	switch strings.ToLower(strings.TrimLeft(s, "+-.")) {
	case "inf", "nan", "infinity":
		return fault{message: "not a finite number"}
	}
	if f.typ == typeInt {
		return fault{message: "not an integer", allowed: f.allowed()}
	}
	return fault{message: "not a number", allowed: f.allowed()}
}
