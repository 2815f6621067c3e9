package configs

import (
	"math"
	"sort"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// setPlace is the place of an override on the command line.
var setPlace = place{file: "-s", origin: Origin{Layer: LayerSet, File: "-s"}}

// EnvPrefix begins the names of environment variables that override values.
const EnvPrefix = "SIM_"

// EnvName returns the environment variable that sets a key:
// jp_mof.sale_usd_bn is SIM_JP_MOF__SALE_USD_BN.
func EnvName(key string) string {
	return EnvPrefix + strings.ToUpper(strings.ReplaceAll(key, ".", "__"))
}

// environment applies the variables SIM_* in the order of their names.
func (l *loader) environment(environ []string) {
	values := map[string]string{}
	for _, e := range environ {
		if name, value, ok := strings.Cut(e, "="); ok && strings.HasPrefix(name, EnvPrefix) {
			values[name] = value
		}
	}
	for _, name := range sortedKeys(values) {
		key := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, EnvPrefix), "__", "."))
		where := place{file: "env " + name, origin: Origin{Layer: LayerEnv, Name: oneLine(name), File: "env " + name}}
		if key != "days" && key != "start" && !strings.Contains(key, ".") {
			// The variable belongs to the program, unless it is a key with one
			// underscore where two are needed.
			if k := l.singleUnderscore(key); k != "" {
				l.problems.at(where, Problem{Key: k, Message: "a dot is written as two underscores", Suggestion: EnvName(k)})
			}
			continue
		}
		l.setKeyText(key, values[name], where)
	}
}

// singleUnderscore finds the key that a name with single underscores means.
func (l *loader) singleUnderscore(name string) string {
	for _, k := range l.s.keys() {
		if strings.ReplaceAll(k, ".", "_") == name {
			return k
		}
	}
	return ""
}

// factorMark at the end of a key makes its value a factor: real_money.kappa_per_day*=0.5
// halves what each agent of the kind has, so that their differences stay.
const factorMark = "*"

// setText applies one key=value.
func (l *loader) setText(text string) {
	key, value, ok := strings.Cut(text, "=")
	if !ok {
		l.problems.at(setPlace, Problem{Value: text, Message: "expected key=value or @file.yaml"})
		return
	}
	key = strings.TrimSpace(key)
	if base, ok := strings.CutSuffix(key, factorMark); ok {
		l.scale(base, value, setPlace)
		return
	}
	l.setKeyText(key, value, setPlace)
}

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

func (l *loader) setKeyText(key, value string, where place) {
	l.setKey(key, where, func(f *field) (*yaml.Node, string) { return f.textNode(value) })
}

// setKey sets the value of a dotted key. The node is made once the field is
// known, because the text of an override has no type of its own.
func (l *loader) setKey(key string, where place, node func(*field) (*yaml.Node, string)) {
	make := func(f *field) *yaml.Node {
		n, msg := node(f)
		if msg != "" {
			l.problems.at(where, Problem{Key: key, Message: msg})
			return nil
		}
		return deref(n)
	}
	parts := strings.Split(key, ".")
	section := ""
	if len(parts) > 1 && (parts[0] == "agents" || parts[0] == "kinds") {
		section, parts = parts[0], parts[1:]
	}
	head, name, entry := parts[0], "", ""
	if len(parts) > 1 {
		name = parts[1]
	}
	if len(parts) > 2 {
		entry = strings.Join(parts[2:], ".")
		if entry == "" {
			l.problems.at(where, Problem{Key: key, Message: "unknown key"})
			return
		}
	}
	if section == "" && name == "" {
		if f := l.s.runSpec.byName[head]; f != nil && len(parts) == 1 {
			if n := make(f); n != nil {
				l.setRun(head, n, where)
			}
			return
		}
	}
	if name == "" {
		p := l.s.unknownKey(key)
		if l.s.Agent(head) != nil || l.s.specs[head] != nil || head == "market" {
			p = Problem{Key: key, Message: "a parameter is missing: " + head + ".<parameter>"}
		}
		l.problems.at(where, p)
		return
	}
	find := func(spec *paramSpec, prefix string) (*yaml.Node, bool) {
		f := spec.byName[name]
		if f == nil {
			l.unknownParam(where, prefix, name, spec)
			return nil, false
		}
		if entry != "" && f.typ == typeFloatMap {
			e := *f
			e.typ = typeFloat
			f = &e
		}
		n := make(f)
		return n, n != nil
	}
	i, isAgent := l.s.index[head]
	switch {
	case section == "" && head == "market":
		if n, ok := find(l.s.market, "market"); ok {
			l.setMarket(name, entry, n, where)
		}
	case section == "" && head == "metrics":
		if n := make(metricField); n != nil {
			l.setMetric(strings.Join(parts[1:], "."), n, where)
		}
	case section != "kinds" && name == "kind" && entry == "":
		n := make(kindField)
		if n == nil {
			return
		}
		if kind, ok := l.value(kindField, n, where, key).(string); ok && !l.declare(head, kind, where, where) {
			l.broken[head] = true
		}
	case section != "kinds" && isAgent:
		if n, ok := find(l.s.specs[l.s.Agents[i].Kind], head); ok {
			l.setAgent(i, name, entry, n, where)
		}
	case section != "agents" && l.s.specs[head] != nil:
		if n, ok := find(l.s.specs[head], head); ok {
			l.setKind(head, name, entry, n, where)
		}
	default:
		if l.broken[head] {
			return
		}
		var candidates []string
		what := "unknown agent or kind"
		if section != "kinds" {
			candidates = append(candidates, l.ids()...)
		} else {
			what = "unknown kind"
		}
		if section != "agents" {
			candidates = append(candidates, sortedKeys(l.s.specs)...)
		} else {
			what = "unknown agent"
		}
		if section == "" {
			candidates = append(candidates, "market", "metrics")
		}
		sort.Strings(candidates)
		p := Problem{Key: key, Message: what}
		if best := suggest(head, candidates); best != "" {
			rest := strings.Join(parts[1:], ".")
			p.Suggestion = best + "." + rest
		} else if s := suggest(key, l.s.keys()); s != "" {
			p.Suggestion = s
		}
		l.problems.at(where, p)
	}
}

// unknownKey is the problem of a key that does not exist. A parameter without
// its kind is shown with it.
func (s *Scenario) unknownKey(key string) Problem {
	p := Problem{Key: key, Message: "unknown key"}
	var with []string
	if s.market.byName[key] != nil {
		with = append(with, "market."+key)
	}
	for _, kind := range sortedKeys(s.specs) {
		if s.specs[kind].byName[key] != nil {
			with = append(with, kind+"."+key)
		}
	}
	switch len(with) {
	case 0:
		p.Suggestion = suggest(key, s.keys())
	case 1:
		p.Suggestion = with[0]
	default:
		p.Message, p.Allowed = "the kind or agent is missing", listWords(with)
	}
	return p
}

// keys lists the canonical keys of all values: start, days, the market, and
// every parameter of every agent and of every kind.
func (s *Scenario) keys() []string {
	out := []string{"start", "days"}
	for _, n := range s.market.names() {
		out = append(out, "market."+n)
	}
	for _, a := range s.Agents {
		for _, n := range s.specs[a.Kind].names() {
			out = append(out, a.ID+"."+n)
		}
	}
	for _, kind := range sortedKeys(s.specs) {
		if s.Agent(kind) != nil {
			continue
		}
		for _, n := range s.specs[kind].names() {
			out = append(out, kind+"."+n)
		}
	}
	return out
}
