package decimal

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

var (
	plain         = regexp.MustCompile(`^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?$`)
	leadingZero   = regexp.MustCompile(`^[-+]?0[0-9]`)
	otherBase     = regexp.MustCompile(`^[-+]?0[xXoObB]`)
	comma         = regexp.MustCompile(`^[-+]?[0-9]+,[0-9]+$`)
	points        = regexp.MustCompile(`^[-+]?[0-9]{1,3}(\.[0-9]{3})+,[0-9]+$`) // 1.234,5
	numberAndUnit = regexp.MustCompile(`^([-+]?[0-9]+(?:\.[0-9]+)?)\s*[a-zA-Z%€$¥].*$`)
)

// Fault says why a text is not a plain decimal. It is written for people and does not
// repeat the text.
type Fault struct {
	Message    string
	Suggestion string // what was probably meant, or ""
	// HasUnit says that the text is a number with a unit behind it.
	HasUnit bool
}

// Error returns the message and the suggestion.
func (f *Fault) Error() string {
	if f.Suggestion == "" {
		return f.Message
	}
	return f.Message + "; did you mean `" + f.Suggestion + "`?"
}

// Check rejects spellings of numbers on which libraries disagree. It returns nil for
// a plain decimal.
func Check(s string) *Fault {
	switch {
	case leadingZero.MatchString(s) && plain.MatchString(s):
		sign := ""
		if s[0] == '-' || s[0] == '+' {
			sign, s = strings.Trim(s[:1], "+"), s[1:]
		}
		rest := strings.TrimLeft(s, "0")
		if rest == "" || rest[0] < '0' || rest[0] > '9' {
			rest = "0" + rest
		}
		return &Fault{Message: "a leading zero is ambiguous (octal in YAML)", Suggestion: sign + rest}
	case plain.MatchString(s):
		return nil
	case otherBase.MatchString(s):
		return &Fault{Message: "not a decimal number"}
	}
	if t := strings.ReplaceAll(s, "−", "-"); t != s && plain.MatchString(t) { // a typographic minus
		return &Fault{Message: "a minus sign other than - is not read", Suggestion: t}
	}
	if f := withComma(s); f != nil {
		return f
	}
	for _, sep := range []string{"_", "'", "’", " ", "\u00a0", "\u202f"} {
		if t := strings.ReplaceAll(s, sep, ""); t != s && plain.MatchString(t) {
			return &Fault{Message: "a number without separators is expected", Suggestion: t}
		}
	}
	if m := numberAndUnit.FindStringSubmatch(s); m != nil {
		return &Fault{Message: "a number without a unit is expected", Suggestion: m[1], HasUnit: true}
	}
	switch strings.ToLower(strings.TrimLeft(s, "+-.")) {
	case "inf", "nan", "infinity":
		return &Fault{Message: "not a finite number"}
	}
	return &Fault{Message: "not a number"}
}

// withComma reads a comma as what it is by its place: before three digits it may be of
// thousands or of decimals, so that nothing is suggested unless other signs decide.
func withComma(s string) *Fault {
	switch {
	case !strings.Contains(s, ","):
		return nil
	case points.MatchString(s):
		return &Fault{Message: "a decimal comma; a decimal point is expected", Suggestion: strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", ".")}
	case comma.MatchString(s):
		whole, part, _ := strings.Cut(s, ",")
		switch digits := strings.TrimLeft(whole, "+-"); {
		case len(part) != 3 || len(digits) > 3 || digits[0] == '0':
			return &Fault{Message: "a decimal comma; a decimal point is expected", Suggestion: whole + "." + part}
		default:
			return &Fault{Message: "a comma is ambiguous: write " + whole + part + " or " + whole + "." + part}
		}
	}
	if t := strings.ReplaceAll(s, ",", ""); plain.MatchString(t) { // several commas, or a point behind
		return &Fault{Message: "a number without separators is expected", Suggestion: t}
	}
	return nil
}

// Parse reads a plain decimal that is finite. Zero has no sign.
func Parse(s string) (float64, *Fault) {
	if f := Check(s); f != nil {
		return 0, f
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(x, 0) {
		return 0, &Fault{Message: "too large for a number"}
	}
	return x + 0, nil
}

// noise is the largest relative distance from a whole number at which a computed
// number, such as a level of numpy.linspace, is taken for it.
const noise = 1e-9

// Whole returns the whole number that x is but for the noise of computation.
func Whole(x float64) (int64, bool) {
	n := math.Round(x)
	if math.Abs(n) >= 1<<53 || math.Abs(x-n) > noise*math.Max(1, math.Abs(n)) {
		return 0, false
	}
	return int64(n), true
}
