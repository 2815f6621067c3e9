package experiment

import (
	"fmt"
	"math"
	"slices"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"

	"kirifuda/world"
)

// Names by which expressions find the dates of the days of a run; users write dates as
// texts, which a visitor replaces by calls.
const (
	datesName  = "dates_"
	windowName = "window_"
	spanName   = "span_"
	dayName    = "day_"
)

// window is a window of days, both included; the first day of a run is 1.
type window struct{ from, to int }

// windowOptions are the functions behind windows and dates.
var windowOptions = []expr.Option{
	expr.Function(windowName, func(a ...any) (any, error) {
		days, _ := a[0].([]int32)
		w := window{len(days) + 1, 0}
		for i, d := range days {
			if a[1].(int) <= int(d) && int(d) <= a[2].(int) {
				w.from, w.to = min(w.from, i+1), i+1
			}
		}
		return w, nil
	}, new(func([]int32, int, int) window)),
	expr.Function(spanName, func(a ...any) (any, error) { return window{a[0].(int), a[1].(int)}, nil }, new(func(int, int) window)),
	expr.Function(dayName, func(a ...any) (any, error) {
		days, _ := a[0].([]int32)
		for i, d := range days {
			if int(d) == a[1].(int) {
				return i + 1, nil
			}
		}
		return 0, nil // no day of the run
	}, new(func([]int32, int) int)),
}

// within is the part of a column in a window. Days outside the run are left out.
func (w window) within(s []float64) []float64 {
	from, to := max(w.from, 1), min(w.to, len(s))
	if from > to {
		return nil
	}
	return s[from-1 : to]
}

// masked is a column that has no values outside a window.
func (w window) masked(s []float64) []float64 {
	out := make([]float64, len(s))
	for i := range out {
		out[i] = math.NaN()
	}
	copy(out[min(max(w.from, 1)-1, len(s)):], w.within(s))
	return out
}

// windows replaces dates in an expression and checks windows against the days of a
// scenario.
type windows struct {
	start world.Date // first day
	end   world.Date // last day
	days  int
	err   error
}

func (w *windows) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf(format, args...)
	}
}

// Visit implements ast.Visitor. Nodes come after those inside them.
func (w *windows) Visit(node *ast.Node) {
	n, ok := (*node).(*ast.CallNode)
	if !ok || !slices.Contains(functionNames, called(n)) || len(n.Arguments) < 2 {
		return
	}
	last := &n.Arguments[len(n.Arguments)-1]
	switch name := called(n); {
	case name == "at":
		if text, ok := (*last).(*ast.StringNode); ok {
			if d, ok := w.date(text.Value); ok {
				*last = call(dayName, &ast.IdentifierNode{Value: datesName}, &ast.IntegerNode{Value: int(d)})
			}
		}
	case name == "quantile" && len(n.Arguments) == 2:
	default:
		r, ok := (*last).(*ast.BinaryNode)
		if !ok || r.Operator != ".." {
			w.fail("%s: the last argument must be a window of days, such as 5..20 or \"2025-04-02\"..\"2025-04-09\"", name)
			return
		}
		*last = w.window(r)
	}
}

// window checks from..to and returns the call that gives it.
func (w *windows) window(n *ast.BinaryNode) ast.Node {
	a, ok1 := n.Left.(*ast.StringNode)
	b, ok2 := n.Right.(*ast.StringNode)
	switch {
	case ok1 && ok2:
		from, ok1 := w.date(a.Value)
		to, ok2 := w.date(b.Value)
		switch {
		case !ok1 || !ok2:
		case from > to:
			w.fail("window %s..%s ends before it begins", from, to)
		case to < w.start || from > w.end:
			w.fail("window %s..%s lies outside the run, which has %d days from %s", from, to, w.days, w.start)
		}
		return call(windowName, &ast.IdentifierNode{Value: datesName}, &ast.IntegerNode{Value: int(from)}, &ast.IntegerNode{Value: int(to)})
	case ok1 || ok2:
		w.fail("window: both ends must be dates, such as \"2025-04-02\"..\"2025-04-09\", or both numbers of days, such as 5..20")
		return n
	}
	from, ok1 := whole(n.Left)
	to, ok2 := whole(n.Right)
	switch {
	case !ok1 || !ok2:
		w.fail("window: write whole numbers of days, such as 5..20")
	case from > to:
		w.fail("window %d..%d ends before it begins", from, to)
	case from < 1 || from > w.days:
		w.fail("window %d..%d: the run has days 1 to %d", from, to, w.days)
	}
	return call(spanName, n.Left, n.Right)
}

// whole is the value of a whole number in an expression.
func whole(n ast.Node) (int, bool) {
	switch x := n.(type) {
	case *ast.IntegerNode:
		return x.Value, true
	case *ast.UnaryNode:
		if v, ok := whole(x.Node); ok && x.Operator == "-" {
			return -v, true
		}
	}
	return 0, false
}

// date reads a date.
func (w *windows) date(text string) (world.Date, bool) {
	d, err := world.ParseDate(text)
	if err != nil {
		w.fail("%q is not a date: write dates as \"2025-04-02\"", text)
		return 0, false
	}
	return d, true
}

// call calls a function.
func call(name string, args ...ast.Node) ast.Node {
	return &ast.CallNode{Callee: &ast.IdentifierNode{Value: name}, Arguments: args}
}
