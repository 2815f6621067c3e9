package experiment

import (
	"fmt"
	"math"
	"slices"

	"github.com/expr-lang/expr"

	"kirifuda/analysis/stats"
)

// MetricLanguage lists the elements of metric expressions and their meanings; s is a
// column of the panel, or columns combined day by day.
var MetricLanguage = [][2]string{
	{"max(s), min(s)", "highest and lowest value over the days of the run; these and the following functions leave out missing days"},
	{"first(s), last(s)", "value on the first and on the last day that has a value"},
	{"mean(s), sd(s)", "mean and standard deviation over the days"},
	{"quantile(s, q)", "quantile over the days, q from 0 to 1, interpolated between values"},
	{"peak(s)", "max(s) - first(s)"},
	{"argmax(s), argmin(s)", "first day of the highest and of the lowest value; the first day of the run is 1"},
	{"at(s, day)", "value on a day, given by its number or its date; the first day is 1, and days outside the run are missing"},
	{"f(s, from..to)", "any of these over a window of days, both included: numbers, as in max(s, 5..20), or dates, as in " +
		"max(s, \"2025-04-02\"..\"2025-04-09\"); quantile takes the window last"},
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
	{"vix_p95_idx", "quantile(vix_idx, 0.95)"},
	{"low_day_n", "argmin(eq_us_idx, 1..20)"},
	{"april_max_idx", `max(move_idx, "2025-04-02".."2025-04-30")`},
}

var functionNames = []string{"max", "min", "first", "last", "mean", "sd", "peak", "at", "argmax", "argmin", "quantile"}

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
			if len(a) == 1 {
				return f(s), nil
			}
			days, _ := a[1].(window)
			if name == "argmax" || name == "argmin" {
				return f(days.masked(s)), nil
			}
			return f(days.within(s)), nil
		}, new(func([]float64) float64), new(func([]float64, window) float64)))
	}
	over("max", func(s []float64) float64 { v, _ := extreme(s, 1); return v })
	over("min", func(s []float64) float64 { v, _ := extreme(s, -1); return v })
	over("argmax", func(s []float64) float64 { _, day := extreme(s, 1); return day })
	over("argmin", func(s []float64) float64 { _, day := extreme(s, -1); return day })
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
	out = append(out, expr.Function("quantile", func(a ...any) (any, error) {
		s, _ := a[0].([]float64)
		q, err := valueOf(a[1])
		if err != nil || !(q >= 0 && q <= 1) {
			return nil, fmt.Errorf("quantile: %v is not a share from 0 to 1, such as 0.95", a[1])
		}
		if len(a) > 2 {
			days, _ := a[2].(window)
			s = days.within(s)
		}
		return quantileOf(s, q), nil
	}, new(func([]float64, float64) float64), new(func([]float64, int) float64),
		new(func([]float64, float64, window) float64), new(func([]float64, int, window) float64)))
	out = append(out, windowOptions...)
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

// quantileOf is a quantile of the values that are not missing.
func quantileOf(s []float64, q float64) float64 {
	x := make([]float64, 0, len(s))
	for _, v := range s {
		if v == v {
			x = append(x, v)
		}
	}
	slices.Sort(x)
	return stats.Quantile(x, q)
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
