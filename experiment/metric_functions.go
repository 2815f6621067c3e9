package experiment

import (
	"fmt"
	"math"

	"github.com/expr-lang/expr"
)

// MetricLanguage lists the elements of metric expressions and their meanings; s is a
// column of the panel, or columns combined day by day.
var MetricLanguage = [][2]string{
	{"max(s), min(s)", "highest and lowest value over the days of the run; these and the following functions leave out missing days"},
	{"first(s), last(s)", "value on the first and on the last day that has a value"},
	{"mean(s), sd(s)", "mean and standard deviation over the days"},
	{"peak(s)", "max(s) - first(s)"},
	{"argmax(s)", "day of the highest value; the first day of the run is 1"},
	{"at(s, day)", "value on a day; the first day is 1, and days after the run are missing"},
	{"days", "number of days of the run"},
	{"s + t, s - t, s * t, s / t", "arithmetic day by day; either s or t may be a number"},
	{"+ - * / ^ ( )", "arithmetic on numbers"},
	{"< <= > >= == != and or not", "conditions on numbers, which give 1 or 0; x ? a : b is a if x holds and otherwise b"},
}

// MetricExamples are examples of metrics as written in a scenario.
var MetricExamples = [][2]string{
	{"worst_10y_bp", "100*peak(ust_10y_yield_pct)"},
	{"curve_max_bp", "100*max(ust_10y_yield_pct - ust_2y_yield_pct)"},
	{"above_5_n", "max(ust_10y_yield_pct) > 5"},
}

var functionNames = []string{"max", "min", "first", "last", "mean", "sd", "peak", "at", "argmax"}

// functions replaces the library's functions of the same names, so that missing days
// are left out.
var functions = func() []expr.Option {
	// Only those functions of the library remain whose values depend on their
	// arguments alone and not on the clock, time zones or the order of a map.
	out := []expr.Option{expr.DisableAllBuiltins()}
	for _, name := range []string{
		"all", "none", "any", "one", "filter", "map", "find", "findIndex", "findLast", "findLastIndex", "count", "sum", "sortBy", "reduce",
		"len", "abs", "ceil", "floor", "round", "int", "float", "median", "get", "take", "reverse", "uniq", "concat", "flatten", "sort",
	} {
		out = append(out, expr.EnableBuiltin(name))
	}
	over := func(name string, f func(s []float64) float64) {
		out = append(out, expr.DisableBuiltin(name), expr.Function(name, func(a ...any) (any, error) {
			s, ok := a[0].([]float64)
			if !ok {
				return nil, fmt.Errorf("%s needs a column of the panel", name)
			}
			return f(s), nil
		}, new(func([]float64) float64)))
	}
	over("max", func(s []float64) float64 { v, _ := extreme(s, 1); return v })
	over("min", func(s []float64) float64 { v, _ := extreme(s, -1); return v })
	over("argmax", func(s []float64) float64 { _, day := extreme(s, 1); return day })
	over("first", firstOf)
	over("last", func(s []float64) float64 {
		for i := len(s) - 1; i >= 0; i-- {
			if s[i] == s[i] {
				return s[i]
			}
		}
		return math.NaN()
	})
	over("peak", func(s []float64) float64 { v, _ := extreme(s, 1); return v - firstOf(s) })
	over("mean", func(s []float64) float64 { m, _ := moments(s); return m })
	over("sd", func(s []float64) float64 { _, sd := moments(s); return sd })
	out = append(out, expr.Function("at", func(a ...any) (any, error) {
		s, _ := a[0].([]float64)
		day := math.NaN()
		switch d := a[1].(type) {
		case int:
			day = float64(d)
		case float64:
			day = d
		}
		if !(day >= 1 && day <= float64(len(s)) && day == math.Trunc(day)) {
			return math.NaN(), nil
		}
		return s[int(day)-1], nil
	}, new(func([]float64, int) float64), new(func([]float64, float64) float64)))
	daily := func(sign, name string, f func(x, y float64) float64) {
		out = append(out, expr.Function(name, func(a ...any) (any, error) { return eachDay(a[0], a[1], f) },
			new(func([]float64, []float64) []float64), new(func([]float64, float64) []float64), new(func([]float64, int) []float64),
			new(func(float64, []float64) []float64), new(func(int, []float64) []float64)), expr.Operator(sign, name))
	}
	daily("+", "plus_", func(x, y float64) float64 { return x + y })
	daily("-", "minus_", func(x, y float64) float64 { return x - y })
	daily("*", "times_", func(x, y float64) float64 { return x * y })
	daily("/", "over_", func(x, y float64) float64 { return x / y })
	return out
}()

// eachDay applies an operation to columns day by day; a number is the same on every
// day.
func eachDay(a, b any, f func(x, y float64) float64) ([]float64, error) {
	at := func(v any) (func(day int) float64, int) {
		if s, ok := v.([]float64); ok {
			return func(day int) float64 { return s[day] }, len(s)
		}
		x, err := valueOf(v)
		if err != nil {
			x = math.NaN()
		}
		return func(int) float64 { return x }, -1
	}
	x, n := at(a)
	y, m := at(b)
	if n >= 0 && m >= 0 && n != m {
		return nil, fmt.Errorf("the columns have %d and %d days", n, m)
	}
	out := make([]float64, max(n, m, 0))
	for day := range out {
		out[day] = f(x(day), y(day))
	}
	return out, nil
}

func extreme(s []float64, sign float64) (v, day float64) {
	v, day = math.NaN(), math.NaN()
	for i, x := range s {
		if x == x && !(sign*x <= sign*v) {
			v, day = x, float64(i+1)
		}
	}
	return v, day
}

func firstOf(s []float64) float64 {
	for _, x := range s {
		if x == x {
			return x
		}
	}
	return math.NaN()
}

// moments returns the mean and the sample standard deviation.
func moments(s []float64) (mean, sd float64) {
	var n, sum float64
	for _, x := range s {
		if x == x {
			n++
			sum += x
		}
	}
	mean = sum / n
	var q float64
	for _, x := range s {
		if x == x {
			q += float64((x - mean) * (x - mean))
		}
	}
	return mean, math.Sqrt(q / (n - 1))
}
