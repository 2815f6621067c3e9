package experiment

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"kirifuda/analysis/stats"
	"kirifuda/output"
)

// kind is the kind of a statistic's values, which decides what interval they may
// have. An outcome may declare another.
func (s statistic) kind() stats.Kind {
	switch s {
	case highest, lowest, highestEver:
		return stats.Extreme
	case highestDay:
		return stats.Count
	case reached:
		return stats.Share
	}
	return stats.Continuous
}

// KindOf is the kind of an outcome or a metric.
func KindOf(c output.Column) stats.Kind {
	for i := range outcomes {
		if outcomes[i].column.Name == c.Name {
			return outcomes[i].kind
		}
	}
	if text, ok := strings.CutPrefix(c.Doc, metricDoc); ok {
		return metricKind(text)
	}
	return stats.Continuous
}

// metricKind is the kind of a metric: a share if it is a condition, a count if it is a
// day, extreme if it uses an extreme.
func metricKind(text string) stats.Kind {
	tree, err := parser.Parse(text)
	if err != nil {
		return stats.Extreme
	}
	if condition(tree.Node) {
		return stats.Share
	}
	if daysOf[called(tree.Node)] {
		return stats.Count
	}
	v := &calls{}
	node := tree.Node
	ast.Walk(&node, v)
	if slices.ContainsFunc(v.names, func(n string) bool { return extremesOf[n] }) {
		return stats.Extreme
	}
	return stats.Continuous
}

// Functions of metrics by what they give.
var (
	daysOf     = map[string]bool{"argmax": true, "argmin": true, "len": true, "count": true}
	extremesOf = map[string]bool{"max": true, "min": true, "peak": true, "quantile": true, "sd": true}
)

// condition reports whether an expression gives 0 or 1.
func condition(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.BoolNode:
		return true
	case *ast.IntegerNode:
		return n.Value == 0 || n.Value == 1
	case *ast.UnaryNode:
		return n.Operator == "not" || n.Operator == "!"
	case *ast.BinaryNode:
		return slices.Contains([]string{"<", "<=", ">", ">=", "==", "!=", "and", "or", "&&", "||", "in"}, n.Operator)
	case *ast.ConditionalNode:
		return condition(n.Exp1) && condition(n.Exp2)
	case *ast.BuiltinNode:
		return slices.Contains([]string{"all", "any", "none", "one"}, n.Name)
	}
	return false
}

// called is the name of the function that gives the value of an expression.
func called(node ast.Node) string {
	switch n := node.(type) {
	case *ast.CallNode:
		return n.Callee.String()
	case *ast.BuiltinNode:
		return n.Name
	}
	return ""
}

// calls lists the functions that an expression uses.
type calls struct{ names []string }

func (v *calls) Visit(node *ast.Node) { v.names = append(v.names, called(*node)) }
