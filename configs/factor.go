package configs

import (
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// factorMark at the end of a key makes its value a factor: real_money.kappa_per_day*=0.5
// halves what each agent of the kind has, so that their differences stay.
const factorMark = "*"

// scale multiplies a parameter, of each agent if the key names a kind. Whole
// numbers stay whole; the results must lie in the parameter's range.
func (l *loader) scale(key, text string, where place) {
	problem := func(message string) {
		l.problems.at(where, Problem{Key: key + factorMark, Value: text, Message: message})
	}
	factor, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || factor-factor != 0 {
		problem("not a finite number to multiply by")
		return
	}
	if _, err := Explain(l.s, key); err != nil {
		l.problems.at(where, l.s.unknownKey(key))
		return
	}
	parts := strings.Split(strings.TrimPrefix(strings.TrimPrefix(key, "agents."), "kinds."), ".")
	if len(parts) != 2 || parts[0] == "metrics" {
		problem("only a parameter of an agent, a kind or the market can be multiplied")
		return
	}
	times := func(f *field, v any) *yaml.Node {
		text := ""
		number := func(v float64) string { return strconv.FormatFloat(v*factor, 'g', -1, 64) }
		switch v := v.(type) {
		case float64:
			text = number(v)
		case int64:
			text = strconv.FormatInt(int64(math.Round(float64(v)*factor)), 10)
		case []float64:
			list := make([]string, len(v))
			for i := range v {
				list[i] = number(v[i])
			}
			text = "[" + strings.Join(list, ", ") + "]"
		default:
			problem(f.typ.String() + ": only numbers can be multiplied")
			return nil
		}
		n, _ := f.textNode(text)
		return deref(n)
	}
	if parts[0] == "market" {
		f := l.s.market.byName[parts[1]]
		if n := times(f, f.get(&l.s.Market)); n != nil {
			l.setMarket(parts[1], "", n, where)
		}
		return
	}
	id, isAgent := l.s.index[parts[0]]
	isAgent = isAgent && !strings.HasPrefix(key, "kinds.")
	for i, a := range l.s.Agents {
		if isAgent && i != id || !isAgent && a.Kind != parts[0] {
			continue
		}
		f := l.s.specs[a.Kind].byName[parts[1]]
		n := times(f, f.get(a.Params))
		if n == nil {
			return
		}
		l.setAgent(i, parts[1], "", n, where)
	}
}
