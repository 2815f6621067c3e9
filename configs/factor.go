package configs

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"kirifuda/world"
)

// factorMark at the end of a key makes its value a factor: real_money.kappa_per_day*=0.5
// halves the value of each agent of the kind, so that their differences are kept.
const factorMark = "*"

// scale multiplies a parameter or an entry of a map, for each agent if the key names a
// kind. Whole numbers stay whole; the results must be in the parameter's range.
func (l *loader) scale(key, text string, where place) {
	problem := func(message string) {
		l.problems.at(where, Problem{Key: key + factorMark, Value: text, Message: message})
	}
	factor, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || factor-factor != 0 {
		problem("not a finite number to multiply by")
		return
	}
	x, err := l.s.find(key)
	var e *Error
	if errors.As(err, &e) {
		for _, p := range e.Problems {
			l.problems.at(where, p)
		}
		return
	}
	if !strings.Contains(key, ".") || x.field == metricField || x.field == kindField {
		problem("only a parameter of an agent, a kind or the market, or a loading, can be multiplied")
		return
	}
	for _, p := range x.params {
		f := x.field
		if x.entry != "" {
			f = f.element()
		}
		v := x.value(p.ptr)
		if v == nil {
			problem(p.id + " has no such entry")
			return
		}
		product := times(v, factor)
		if product == "" {
			problem(f.typ.String() + ": only numbers can be multiplied")
			return
		}
		n, _ := f.textNode(product)
		n = deref(n)
		if i, ok := strings.CutPrefix(p.id, loadingsKey+"."); ok {
			l.setLoading(i, f.name, n, where)
		} else if i, ok := l.s.index[p.id]; ok {
			l.setAgent(i, x.field.name, x.entry, n, where)
		} else {
			l.setMarket(x.field.name, x.entry, n, where)
		}
	}
}

// times writes the product of a value and a factor as text for an override; "" if the
// value is not a number.
func times(v any, factor float64) string {
	number := func(x float64) string { return strconv.FormatFloat(x*factor, 'g', -1, 64) }
	switch v := v.(type) {
	case float64:
		return number(v)
	case int64:
		return strconv.FormatInt(int64(math.Round(float64(v)*factor)), 10)
	case world.When:
		if n, ok := v.Given(); ok {
			return times(int64(n), factor)
		}
	case []float64:
		list := make([]string, len(v))
		for i := range v {
			list[i] = number(v[i])
		}
		return "[" + strings.Join(list, ", ") + "]"
	case map[string]float64:
		list := make([]string, 0, len(v))
		for _, k := range sortedKeys(v) {
			list = append(list, quote(k)+": "+number(v[k]))
		}
		return "{" + strings.Join(list, ", ") + "}"
	}
	return ""
}
