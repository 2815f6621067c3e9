package design

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"kirifuda/internal/decimal"
)

// ParseAxis reads one axis from text of one of the forms
//
//	key=a,b,c            listed numbers or words; also key=list:a,b,c
//	key=lin:lo:hi:n      n evenly spaced levels from lo to hi
//	key=log:lo:hi:n      n geometrically spaced levels from lo to hi
//	key=unif:lo:hi       uniform distribution
//	key=norm:mean:sd     normal distribution
//
// The number of levels n may be left out of lin and log; the axis then has a
// distribution and no levels. A listed item that reads as a finite number is a
// number, anything else is a word. Blanks around items are dropped. The error is
// an [*AxisError].
func ParseAxis(text string) (Axis, error) {
	key, value, ok := strings.Cut(text, "=")
	key = strings.TrimSpace(key)
	if !ok || key == "" {
		return Axis{}, &AxisError{Key: text, Value: text, Problem: "is not KEY=VALUES", Allowed: allowedForms}
	}
	value = strings.TrimSpace(value)
	form, rest, hasForm := strings.Cut(value, ":")
	a := Axis{Name: key, Scale: ListScale}
	var err error
	switch {
	case hasForm && form == string(ListScale):
		a.Values, err = parseList(key, rest)
	case hasForm && form == string(LinearScale):
		a.Scale = LinearScale
		err = a.parseInterval(value, rest, allowedLinear, true)
	case hasForm && form == string(LogScale):
		a.Scale = LogScale
		err = a.parseInterval(value, rest, allowedLog, true)
	case hasForm && form == string(UniformScale):
		a.Scale = UniformScale
		err = a.parseInterval(value, rest, allowedUnif, false)
	case hasForm && form == string(NormalScale):
		a.Scale = NormalScale
		var x []float64
		if x, err = parseFields(key, value, rest, 2, allowedNorm); err == nil {
			a.Mean, a.SD = x[0], x[1]
		}
	case hasForm && !strings.Contains(value, ",") && isWord(form):
		return Axis{}, &AxisError{Key: key, Value: form, Problem: "is not a known form of axis", Allowed: allowedForms}
	default:
		a.Values, err = parseList(key, value)
	}
	if err != nil {
		return Axis{}, err
	}
	if err := a.Validate(); err != nil {
		return Axis{}, err
	}
	return a, nil
}

// ParseAxes reads several axes with [ParseAxis] and rejects a key that is given twice.
func ParseAxes(texts []string) ([]Axis, error) {
	axes := make([]Axis, 0, len(texts))
	for _, t := range texts {
		a, err := ParseAxis(t)
		if err != nil {
			return nil, err
		}
		axes = append(axes, a)
	}
	if err := validateAxes(axes); err != nil {
		return nil, err
	}
	return axes, nil
}

func isWord(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) {
			return false
		}
	}
	return s != ""
}

func parseList(key, text string) ([]Value, error) {
	var out []Value
	for item := range strings.SplitSeq(text, ",") {
		item = strings.TrimSpace(item)
		if item == "" {
			return nil, &AxisError{Key: key, Value: text, Problem: "has an empty item", Allowed: allowedList}
		}
		// Whether the parameter takes words is known to whoever sets it, who also says
		// what is wrong with 010 or 1_000 where it takes numbers.
		if x, f := decimal.Parse(item); f == nil {
			out = append(out, Num(x))
		} else if decimal.Check(item) == nil || notFinite(item) {
			return nil, &AxisError{Key: key, Value: item, Problem: "is not a finite number", Allowed: allowedList + " with finite numbers or words"}
		} else {
			out = append(out, Word(item))
		}
	}
	return out, nil
}

// notFinite says whether an item is one of the words for infinities and for what is not
// a number.
func notFinite(item string) bool {
	x, err := strconv.ParseFloat(item, 64)
	return err == nil && !finite(x)
}

// parseFields reads exactly n finite numbers separated by colons.
func parseFields(key, value, rest string, n int, allowed string) ([]float64, error) {
	fields := strings.Split(rest, ":")
	if len(fields) != n {
		return nil, &AxisError{Key: key, Value: value, Problem: fmt.Sprintf("has %d fields after the first colon instead of %d", len(fields), n), Allowed: allowed}
	}
	out := make([]float64, n)
	for i, f := range fields {
		x, fault := decimal.Parse(strings.TrimSpace(f))
		if fault != nil {
			problem := "is not a finite number"
			if fault.Suggestion != "" {
				problem += ": " + fault.Error()
			}
			return nil, &AxisError{Key: key, Value: f, Problem: problem, Allowed: allowed}
		}
		out[i] = x
	}
	return out, nil
}

// parseInterval reads lo:hi, and lo:hi:n if counted.
func (a *Axis) parseInterval(value, rest, allowed string, counted bool) error {
	if counted && strings.Count(rest, ":") == 2 {
		i := strings.LastIndexByte(rest, ':')
		text := strings.TrimSpace(rest[i+1:])
		n, err := strconv.Atoi(text)
		if err != nil || decimal.Check(text) != nil || n < 2 || n > maxLevels {
			return &AxisError{Key: a.Name, Value: text, Problem: fmt.Sprintf("is not a number of levels between 2 and %d", maxLevels), Allowed: allowed}
		}
		a.Count = n
		rest = rest[:i]
	}
	x, err := parseFields(a.Name, value, rest, 2, allowed)
	if err != nil {
		return err
	}
	a.Lower, a.Upper = x[0], x[1]
	return nil
}

// String returns text that [ParseAxis] reads back as the same axis, without its
// group.
func (a Axis) String() string {
	num := formatNumber
	var s string
	switch a.Scale {
	case LinearScale, LogScale:
		s = string(a.Scale) + ":" + num(a.Lower) + ":" + num(a.Upper)
		if a.Count > 0 {
			s += ":" + strconv.Itoa(a.Count)
		}
	case UniformScale:
		s = "unif:" + num(a.Lower) + ":" + num(a.Upper)
	case NormalScale:
		s = "norm:" + num(a.Mean) + ":" + num(a.SD)
	default:
		items := make([]string, len(a.Values))
		for i, v := range a.Values {
			items[i] = v.String()
		}
		s = strings.Join(items, ",")
		if strings.Contains(s, ":") {
			s = "list:" + s
		}
	}
	return a.Name + "=" + s
}
