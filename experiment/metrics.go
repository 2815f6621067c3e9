package experiment

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"

	"kirifuda/configs"
	"kirifuda/output"
	"kirifuda/world"
)

// Metrics are the outcomes that scenarios define by expressions over the columns of
// the panel, in compiled form. A column stands for its values over the days of the
// run; see MetricLanguage. Metrics is safe for concurrent use.
type Metrics struct {
	names    []string
	programs []*vm.Program
	series   []string // series used by the expressions
	columns  []output.Column
}

// metricDoc is the beginning of the description of an outcome that is a metric.
const metricDoc = "metric "

// IsMetric reports whether an outcome is defined by a scenario.
func IsMetric(c output.Column) bool { return strings.HasPrefix(c.Doc, metricDoc) }

// NewMetrics compiles the metrics of scenarios, which may use the given series of the
// panel. It returns nil if there are none. Faults of expressions are reported as a
// configs.Error.
func NewMetrics(series []output.Column, scenarios ...*configs.Scenario) (*Metrics, error) {
	m := &Metrics{}
	env := map[string]any{"days": 0.0, datesName: []int32(nil)}
	for _, s := range names(series) {
		env[s] = []float64(nil)
	}
	var wrong []configs.Problem
	seen, used := map[string]string{}, map[string]bool{}
	for _, s := range scenarios {
		for _, n := range slices.Sorted(maps.Keys(s.Metrics)) {
			text := s.Metrics[n]
			problem := func(message string) {
				o := s.Origin("metrics." + n)
				wrong = append(wrong, configs.Problem{File: o.File, Line: o.Line, Key: "metrics." + n, Value: text, Message: message})
			}
			if old, ok := seen[n]; ok {
				if old != text {
					problem("another scenario of the experiment has a different metric of this name")
				}
				continue
			}
			seen[n] = text
			column := output.Column{Name: "y_" + n, Type: output.Double, Unit: unitOf(n), Doc: metricDoc + text}
			if _, err := output.RunsTable(nil, append(Columns(nil), column)); err != nil {
				problem(err.Error())
				continue
			}
			v := &identifiers{used: map[string]bool{}, own: map[string]bool{}}
			w := &windows{start: s.Start, end: s.End(), days: s.Days}
			p, err := expr.Compile(text, append(slices.Clip(functions), expr.Env(env), expr.Patch(w), expr.Patch(v))...)
			if w.err != nil {
				problem(w.err.Error())
				continue
			}
			if err == nil {
				// The compiler accepts unknown names as arguments of functions.
				err = v.check(env)
			}
			if err == nil {
				err = number(p.Node().Type())
			}
			if err != nil {
				problem(explain(err, env))
				continue
			}
			// A trial with the days of a run finds faults that the compiler does not.
			if err := try(p, v.used, env, stepDates(s)); err != nil {
				problem(err.Error())
				continue
			}
			for n := range v.used {
				used[n] = true
			}
			m.names, m.programs, m.columns = append(m.names, n), append(m.programs, p), append(m.columns, column)
		}
	}
	if len(wrong) > 0 {
		return nil, &configs.Error{Problems: wrong}
	}
	if len(m.names) == 0 {
		return nil, nil
	}
	for n := range used {
		if isSeries(env, n) {
			m.series = append(m.series, n)
		}
	}
	sort.Strings(m.series)
	return m, nil
}

// isSeries reports whether a name stands for a series in an environment.
func isSeries(env map[string]any, name string) bool {
	_, ok := env[name].([]float64)
	return ok
}

// number rejects a type of result that is neither a number nor a condition. A type
// that is not known before the run is accepted.
func number(t reflect.Type) error {
	if t == nil {
		return nil
	}
	switch t.Kind() {
	case reflect.Float64, reflect.Int, reflect.Bool, reflect.Interface:
		return nil
	case reflect.Slice, reflect.Array:
		return fmt.Errorf("gives one value for each day, not a number: apply %s to it", strings.Join(functionNames, ", "))
	}
	return fmt.Errorf("gives a %s, not a number", t.Kind())
}

// try evaluates a metric on an artificial path to find faults that show only then.
func try(p *vm.Program, used map[string]bool, known map[string]any, dates []int32) error {
	env := map[string]any{"days": float64(len(dates)), datesName: dates}
	path := make([]float64, len(dates))
	for i := range path {
		path[i] = 1 + float64(float64(i)/8)
	}
	for n := range used {
		if isSeries(known, n) {
			env[n] = path
		}
	}
	v, err := expr.Run(p, env)
	var fe *file.Error
	switch {
	case errors.As(err, &fe):
		return errors.New(fe.Message)
	case err != nil:
		return err
	}
	if _, err := valueOf(v); err != nil {
		return err
	}
	return nil
}

// stepDates are the dates of the days of a run.
func stepDates(s *configs.Scenario) []int32 {
	out := make([]int32, max(1, s.Days))
	for i := range out {
		out[i] = int32(s.Calendar().Add(s.Start, i))
	}
	return out
}

// valueOf is the value of a metric, NaN if it is missing.
func valueOf(v any) (float64, error) {
	switch x := v.(type) {
	case float64:
		return x, nil
	case int:
		return float64(x), nil
	case bool:
		if x {
			return 1, nil
		}
		return 0, nil
	case nil:
		return math.NaN(), nil
	case []float64:
		return 0, number(reflect.TypeOf(x))
	}
	return 0, fmt.Errorf("gives %T, not a number", v)
}

// explain shortens the compiler's message and suggests what was probably meant.
func explain(err error, env map[string]any) string {
	text := err.Error()
	var fe *file.Error
	if errors.As(err, &fe) {
		text = fe.Message
	}
	text, _, _ = strings.Cut(text, "\n")
	if name, ok := strings.CutPrefix(text, "unknown name "); ok {
		var near []string
		for n := range env {
			if strings.Contains(n, name) || strings.Contains(name, n) {
				near = append(near, n)
			}
		}
		sort.Strings(near)
		if len(near) > 0 {
			return text + "; did you mean " + strings.Join(near, ", ") + "?"
		}
		return text + ": use columns of the panel, days, and " + strings.Join(functionNames, ", ")
	}
	return text
}

// identifiers collects the names that an expression uses and its own variables.
type identifiers struct{ used, own map[string]bool }

func (v *identifiers) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		v.used[n.Value] = true
	case *ast.VariableDeclaratorNode:
		v.own[n.Name] = true
	}
}

func (v *identifiers) check(env map[string]any) error {
	var unknown []string
	for n := range v.used {
		if _, ok := env[n]; !ok && !v.own[n] && !slices.Contains(functionNames, n) && n != windowName && n != spanName && n != dayName {
			unknown = append(unknown, n)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	slices.Sort(unknown)
	return fmt.Errorf("unknown name %s", unknown[0])
}

// unitOf is the unit of a metric: that in which its name ends.
func unitOf(name string) string {
	if unit := world.UnitOf(name); unit != "" {
		return unit
	}
	return "as described"
}

func (m *Metrics) eval(days int, dates []int32, series func(string) []float64, give func(column string, v float64)) error {
	env := make(map[string]any, len(m.series)+1)
	env["days"], env[datesName] = float64(days), dates
	for _, s := range m.series {
		env[s] = series(s)
	}
	for i, p := range m.programs {
		v, err := expr.Run(p, env)
		if err != nil {
			var fe *file.Error
			if errors.As(err, &fe) {
				return fmt.Errorf("metric %s: %s", m.names[i], fe.Message)
			}
			return fmt.Errorf("metric %s: %w", m.names[i], err)
		}
		x, err := valueOf(v)
		if err != nil {
			return fmt.Errorf("metric %s: %w", m.names[i], err)
		}
		give(m.columns[i].Name, x)
	}
	return nil
}
