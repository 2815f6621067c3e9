package design

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"gonum.org/v1/gonum/mathext"

	"kirifuda/internal/portable"
)

// Scale is the way in which the values of an axis are given.
type Scale string

// The scales. A scale with levels can be put on a grid; every scale has a
// quantile function, see [Axis.At].
const (
	// ListScale is an explicit list of numbers or words, equally likely.
	ListScale Scale = "list"
	// LinearScale is an interval with Count evenly spaced levels; as a
	// distribution it is uniform on the interval.
	LinearScale Scale = "lin"
	// LogScale is a positive interval with Count geometrically spaced levels; as
	// a distribution the logarithm is uniform on the interval.
	LogScale Scale = "log"
	// UniformScale is the uniform distribution on an interval, without levels.
	UniformScale Scale = "unif"
	// NormalScale is the normal distribution, without levels.
	NormalScale Scale = "norm"
)

// Axis is one named parameter with its range. Units are those of the parameter.
//
// Which fields are used depends on Scale:
//
//	list        Values (at least one, all different)
//	lin         Lower < Upper, Count 0 or at least 2
//	log         0 < Lower < Upper, Count 0 or at least 2
//	unif        Lower < Upper
//	norm        Mean, SD > 0
type Axis struct {
	Name  string `json:"name"`
	Scale Scale  `json:"scale"`
	// Lower and Upper are the ends of the interval, both included.
	Lower float64 `json:"lower"`
	Upper float64 `json:"upper"`
	// Count is the number of levels, ends included; 0 for none.
	Count int `json:"count,omitempty"`
	// Mean and SD are the parameters of the normal distribution.
	Mean float64 `json:"mean"`
	SD   float64 `json:"sd"`
	// Values are the listed levels.
	Values []Value `json:"values,omitempty"`
	// Whole says that the parameter takes whole numbers: those in the interval are
	// equally likely, and on log their weight falls as that of the continuous axis.
	Whole bool `json:"whole,omitempty"`
	// Group names a set of axes that are moved together by [Saltelli] and
	// [Morris]. Empty: the axis is on its own.
	Group string `json:"group,omitempty"`
}

// AxisError reports an axis that cannot be used.
type AxisError struct {
	// Key is the name of the parameter, or the whole text if it has no name.
	Key string
	// Value is the offending text or number.
	Value string
	// Problem says what is wrong with Value.
	Problem string
	// Allowed says what may be written instead.
	Allowed string
}

// Error names the key, the value, the problem and what is allowed.
func (e *AxisError) Error() string {
	return fmt.Sprintf("axis %q: %q: %s; allowed: %s", e.Key, e.Value, e.Problem, e.Allowed)
}

const (
	allowedList   = "KEY=a,b,c"
	allowedLinear = "KEY=lin:LOWER:UPPER:LEVELS with LOWER < UPPER and LEVELS >= 2, for example size=lin:0:500:11"
	allowedLog    = "KEY=log:LOWER:UPPER:LEVELS with 0 < LOWER < UPPER and LEVELS >= 2, for example size=log:1:1000:4"
	allowedUnif   = "KEY=unif:LOWER:UPPER with LOWER < UPPER, for example size=unif:0:500"
	allowedNorm   = "KEY=norm:MEAN:SD with SD > 0, for example size=norm:250:40"
	allowedForms  = "KEY=a,b,c, KEY=lin:LOWER:UPPER:LEVELS, KEY=log:LOWER:UPPER:LEVELS, KEY=unif:LOWER:UPPER, KEY=norm:MEAN:SD"

	// maxLevels bounds Count, so that a typing error cannot exhaust memory.
	maxLevels = maxPoints
)

// Validate checks the rules given at [Axis]. The error is an [*AxisError].
func (a Axis) Validate() error {
	fail := func(value any, problem, allowed string) error {
		return &AxisError{Key: a.Name, Value: fmt.Sprint(value), Problem: problem, Allowed: allowed}
	}
	if a.Name == "" || strings.ContainsFunc(a.Name, func(r rune) bool { return unicode.IsSpace(r) || r == '=' }) {
		return fail(a.Name, "is not a name", "a non-empty name without blanks and without '='")
	}
	interval := func(allowed string) error {
		if !finite(a.Lower) || !finite(a.Upper) || !finite(a.Upper-a.Lower) || a.Lower >= a.Upper {
			return fail(formatNumber(a.Lower)+":"+formatNumber(a.Upper), "is not an interval: the lower end must be below the upper end", allowed)
		}
		if a.Count < 0 || a.Count == 1 || a.Count > maxLevels {
			return fail(a.Count, fmt.Sprintf("is not a number of levels between 2 and %d", maxLevels), allowed)
		}
		return nil
	}
	if lo, hi := a.wholeEnds(); a.Whole && lo > hi && a.Lower < a.Upper {
		return fail(formatNumber(a.Lower)+":"+formatNumber(a.Upper), "has no whole number, and the parameter takes whole numbers", "an interval with a whole number")
	}
	switch a.Scale {
	case ListScale:
		if len(a.Values) == 0 {
			return fail("", "has no values", allowedList)
		}
		seen := make(map[Value]bool, len(a.Values))
		for _, v := range a.Values {
			if v.IsNumber() && !finite(v.Number) {
				return fail(v, "is not a finite number", allowedList)
			}
			if seen[v] {
				return fail(v, "is listed twice", allowedList+" with different values")
			}
			seen[v] = true
		}
	case LinearScale:
		return interval(allowedLinear)
	case LogScale:
		if !(a.Lower > 0) {
			return fail(formatNumber(a.Lower), "is not positive, so it has no logarithm", allowedLog)
		}
		return interval(allowedLog)
	case UniformScale:
		return interval(allowedUnif)
	case NormalScale:
		if !finite(a.Mean) || !finite(a.SD) || a.SD <= 0 {
			return fail(formatNumber(a.Mean)+":"+formatNumber(a.SD), "is not a mean and a positive standard deviation", allowedNorm)
		}
	default:
		return fail(a.Scale, "is not a scale", "list, lin, log, unif, norm")
	}
	return nil
}

// Levels returns the levels of the axis in order: the listed values, or for lin
// and log the Count values
//
//	lin: x_i = lo + i (hi - lo)/(n-1)
//	log: x_i = exp(ln lo + i (ln hi - ln lo)/(n-1)),   i = 0, …, n-1
//
// with both ends exact and, for log, 14 significant digits: powers of ten are
// themselves. It returns nil if the axis has no levels.
func (a Axis) Levels() []Value {
	switch a.Scale {
	case ListScale:
		return append([]Value(nil), a.Values...)
	case LinearScale, LogScale:
		if a.Count < 2 {
			return nil
		}
	default:
		return nil
	}
	lo, hi := a.Lower, a.Upper
	if a.Scale == LogScale {
		lo, hi = portable.Log(lo), portable.Log(hi)
	}
	step := (hi - lo) / float64(a.Count-1)
	out := make([]Value, a.Count)
	for i := range out {
		x := lo + float64(float64(i)*step)
		if a.Scale == LogScale {
			x, _ = strconv.ParseFloat(strconv.FormatFloat(portable.Exp(x), 'e', 13, 64), 64)
		}
		out[i] = Num(x)
	}
	out[0], out[a.Count-1] = Num(a.Lower), Num(a.Upper)
	return out
}

// At returns the quantile of the axis at probability u, 0 <= u <= 1:
//
//	unif, lin   u (hi - lo) + lo
//	log         exp(ln lo + u (ln hi - ln lo))
//	norm        mean + sd Φ⁻¹(u), where Φ is the standard normal distribution
//	list        value number floor(u k) of the k values, the last one at u = 1
//
// With Whole, lo and hi are the outermost whole numbers of the interval, and the result
// is the largest whole number not above
//
//	unif, lin   lo + u (hi + 1 - lo)
//	log         exp(ln lo + u (ln (hi + 1) - ln lo))
//	norm        mean + sd Φ⁻¹(u) + 1/2
//
// and not above hi, so that unif gives each whole number the same share of [0, 1].
// The number of levels plays no part. For norm the result is infinite at u = 0
// and u = 1. At panics if u is not in [0, 1].
func (a Axis) At(u float64) Value {
	// Products are converted explicitly, so that no processor fuses them with the
	// following sum and rounds differently.
	if !(u >= 0 && u <= 1) {
		panic(fmt.Sprintf("design: axis %q: probability %v is not in [0, 1]", a.Name, u))
	}
	if a.Whole && a.Scale != ListScale {
		return Num(a.wholeAt(u))
	}
	switch a.Scale {
	case NormalScale:
		return Num(a.Mean + float64(a.SD*mathext.NormalQuantile(u)))
	case LogScale:
		lo, hi := portable.Log(a.Lower), portable.Log(a.Upper)
		return Num(min(max(portable.Exp(lo+float64(u*(hi-lo))), a.Lower), a.Upper))
	case ListScale:
		return a.Values[share(u, len(a.Values))]
	default:
		return Num(min(float64(u*(a.Upper-a.Lower))+a.Lower, a.Upper))
	}
}

// validateAxes checks each axis, that there is at least one, and that no name is
// used twice.
func validateAxes(axes []Axis) error {
	if len(axes) == 0 {
		return fmt.Errorf("design: there are no axes; allowed: one or more of %s", allowedForms)
	}
	seen := make(map[string]bool, len(axes))
	for _, a := range axes {
		if err := a.Validate(); err != nil {
			return err
		}
		if seen[a.Name] {
			return &AxisError{Key: a.Name, Value: a.Name, Problem: "is given twice", Allowed: "each parameter once"}
		}
		seen[a.Name] = true
	}
	_, _, err := Groups(axes)
	return err
}

// Groups returns the names of the groups of axes in order of first appearance,
// and for each axis the index of its group. An axis without a group is a group
// of its own, named after the axis. It is an error if a group has the name of an
// axis outside it.
func Groups(axes []Axis) (names []string, of []int, err error) {
	index := make(map[string]int, len(axes))
	explicit := make(map[string]bool, len(axes))
	of = make([]int, len(axes))
	for j, a := range axes {
		name := a.Group
		if name == "" {
			name = a.Name
		}
		g, ok := index[name]
		if !ok {
			g = len(names)
			index[name] = g
			explicit[name] = a.Group != ""
			names = append(names, name)
		} else if !explicit[name] || a.Group == "" {
			return nil, nil, &AxisError{Key: a.Name, Value: name, Problem: "is the name of a group and of an axis outside it",
				Allowed: "a group name that no other axis has"}
		}
		of[j] = g
	}
	return names, of, nil
}
