package configs

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"kirifuda/world"
)

// actsKey is the section of acts.
const actsKey = "acts"

// Act is something that an institution is told to do on given days: see [Fields].
type Act struct {
	Name string `yaml:"-" json:"name"`

	Actor string `yaml:"actor" json:"actor" role:"lever" doc:"agent that does it"`
	Do    string `yaml:"do" json:"do" role:"lever" doc:"what it does: a verb or a type of statement"`
	// of verbs
	What        []string  `yaml:"what" json:"what,omitempty" role:"lever" doc:"instruments: identifiers, treasuries, bills, notes, long, or a currency"`
	USDBn       float64   `yaml:"usd_bn" json:"usd_bn,omitempty" unit:"USD bn" min:"-20000" max:"20000" role:"lever" doc:"size, spread evenly over the days on which the markets are open"`
	PerDayUSDBn float64   `yaml:"usd_bn_per_day" json:"usd_bn_per_day,omitempty" unit:"USD bn/day" min:"-20000" max:"20000" role:"lever" doc:"size on each day on which the markets are open"`
	PathUSDBn   []float64 `yaml:"path_usd_bn" json:"path_usd_bn,omitempty" unit:"USD bn" min:"-20000" max:"20000" role:"lever" doc:"sizes on the first, the second, … day on which the markets are open"`
	Said        bool      `yaml:"said" json:"said,omitempty" role:"lever" doc:"say it in public"`
	Proceeds    string    `yaml:"proceeds" json:"proceeds,omitempty" default:"keep" role:"lever" doc:"keep, or the currency into which proceeds are converted"`
	PaidWith    string    `yaml:"paid_with" json:"paid_with,omitempty" default:"own" role:"lever" doc:"own for money in the currency of what is bought, or the currency that is sold for it"`
	// of statements
	Target      string  `yaml:"target" json:"target,omitempty" role:"lever" doc:"agent at which a statement is aimed"`
	Value       float64 `yaml:"value" json:"value,omitempty" unit:"as described" role:"lever" doc:"value of a statement, in the unit of its type"`
	Sector      string  `yaml:"sector" json:"sector,omitempty" role:"lever" doc:"sector of the trade between the United States and Japan on which a tariff is put: an id of trade_us_japan.csv"`
	Credibility float64 `yaml:"credibility_sh" json:"credibility_sh,omitempty" unit:"share" min:"0" max:"1" default:"1" role:"lever" doc:"weight of a threat or a preparation, relative to one that is believed as usual"`
	// of all
	On         world.When `yaml:"on" json:"on,omitzero" unit:"days" min:"0" max:"50000" role:"lever" doc:"the day, if it is one"`
	From       world.When `yaml:"from" json:"from,omitzero" unit:"days" min:"0" max:"50000" role:"lever" doc:"first day"`
	To         world.When `yaml:"to" json:"to,omitzero" unit:"days" min:"0" max:"50000" role:"lever" doc:"last day"`
	When       string     `yaml:"when" json:"when,omitempty" role:"lever" doc:"type of statement, or level such as jgb_gt10y > 3, after which it begins, on the first of its days that follows"`
	Unless     string     `yaml:"unless" json:"unless,omitempty" role:"lever" doc:"type of statement, or level, because of which it does not begin"`
	Until      string     `yaml:"until" json:"until,omitempty" role:"lever" doc:"type of statement, or level, because of which it ends"`
	About      string     `yaml:"about" json:"about,omitempty" role:"lever" doc:"agent that makes that statement or at which it is aimed; empty: any"`
	Background bool       `yaml:"background" json:"background,omitempty" role:"lever" doc:"part of the circumstances, which the twin of the scenario has, too"`
	Text       string     `yaml:"text" json:"text,omitempty" role:"lever" doc:"words for the record"`
}

// actSpec describes the fields of an act.
var actSpec = func() *paramSpec {
	s, err := newParamSpec(actsKey, &Act{}, nil, nil)
	if err != nil {
		panic(err) // the tags of Act are wrong
	}
	return s
}()

// ActJudge may be implemented by a [Catalogue] to say which acts can be done. Without it a
// scenario has no acts.
type ActJudge interface {
	// Doings lists the values of the field do.
	Doings() []string
	// ActFault says what is wrong with an act by an agent of a kind: the field that it
	// concerns, a message and what is allowed; given lists the fields that are set. The kind
	// of the target is empty if the target is not an agent. Without a fault all three are
	// empty.
	ActFault(do, kind, target, targetKind string, given []string) (field, message, allowed string)
}

// layeredAct is an act with the layer and place from which it came last.
type layeredAct struct {
	Act
	layer int
	where place
}

// never is the day that is not given.
var never = world.OnDay(0)

// Span is the first and the last day of the act.
func (a *Act) Span() (from, to world.When) {
	switch {
	case a.On != never:
		return a.On, a.On
	case a.To == never:
		return a.From, a.From
	}
	return a.From, a.To
}

// place gives the dates of an act their numbers in a run.
func (a *Act) place(days *world.Calendar, start world.Date) {
	for _, d := range []*world.When{&a.On, &a.From, &a.To} {
		*d = d.In(days, start, false)
	}
}

// given lists the fields of the act that a file of it has to have, in their order: those
// that do not have their defaults, and numbers that are 0 because a layer says so.
func (s *Scenario) given(a *Act) (out []string) {
	for _, f := range actSpec.fields {
		_, set := s.origins[actsKey+"."+a.Name+"."+f.name]
		if formatValue(f.get(a)) != formatValue(f.def) || set && f.typ == typeFloat {
			out = append(out, f.name)
		}
	}
	return out
}

// applyActs lays the acts of a file over those of lower layers: it adds acts, changes
// fields of those that exist, and removes those that are null. An empty mapping removes all.
func (l *loader) applyActs(n *yaml.Node, file place) {
	if n.Kind == yaml.MappingNode && len(n.Content) == 0 && !l.whole {
		l.s.removeActs(sortedKeys(l.s.acts)...)
		return
	}
	for _, e := range l.section(n, file, actsKey) {
		at := file.in(e.key.Line, e.key.Column)
		if isNull(e.value) {
			l.removeAct(e.name, at)
			continue
		}
		if !l.declareAct(e.name, at) {
			continue
		}
		for _, f := range l.section(e.value, file, actsKey+"."+e.name) {
			l.setAct(e.name, f.name, f.value, file.in(f.key.Line, f.key.Column))
		}
	}
}

// unsetAct takes a field of an act back to what it is where nobody gives it.
func (l *loader) unsetAct(name string, f *field) {
	f.set(&l.s.acts[name].Act, f.def)
	delete(l.s.origins, actsKey+"."+name+"."+f.name)
}

// declareAct adds an act, unless it exists.
func (l *loader) declareAct(name string, at place) bool {
	key := actsKey + "." + name
	if !namePattern.MatchString(name) || len(name) > maxName {
		l.problems.at(at, Problem{Key: key, Message: "not a name: lower-case letters, digits and single underscores, at most 64 characters"})
		return false
	}
	if l.s.acts[name] == nil {
		a := &layeredAct{}
		actSpec.fill(&a.Act)
		a.Name = name
		l.s.acts[name] = a
	}
	l.s.acts[name].layer, l.s.acts[name].where = l.layer, at
	return true
}

func (l *loader) removeAct(name string, at place) {
	if l.s.acts[name] == nil {
		l.problems.at(at, Problem{Key: actsKey + "." + name, Message: "there is no such act to remove",
			Allowed: listWords(sortedKeys(l.s.acts)), Suggestion: Suggest(name, sortedKeys(l.s.acts))})
		return
	}
	l.s.removeActs(name)
}

func (s *Scenario) removeActs(names ...string) {
	for _, name := range names {
		delete(s.acts, name)
		for _, f := range actSpec.fields {
			delete(s.origins, actsKey+"."+name+"."+f.name)
		}
	}
}

// setAct sets one field of an act, or takes it back if it is null. A list of one may be
// written without brackets.
func (l *loader) setAct(name, field string, n *yaml.Node, where place) {
	owner := actsKey + "." + name
	if f := actSpec.byName[field]; f != nil && isNull(n) && n.Value != "" {
		l.unsetAct(name, f)
		return
	} else if f != nil && (f.typ == typeStrings || f.typ == typeFloats) && n.Kind == yaml.ScalarNode && !isNull(n) {
		n = &yaml.Node{Kind: yaml.SequenceNode, Line: n.Line, Column: n.Column, Content: []*yaml.Node{n}}
	}
	k, ok := l.param(actSpec, owner, field, "", n, where)
	if !ok {
		return
	}
	a := l.s.acts[name]
	l.put(owner, &a.Act, k)
	a.layer = max(a.layer, l.layer)
	// One day and a span replace each other, and so do the ways to give a size.
	clear := func(fields ...string) {
		for _, f := range fields {
			l.unsetAct(name, actSpec.byName[f])
		}
	}
	switch field {
	case "on":
		clear("from", "to")
	case "from", "to":
		clear("on")
	case "usd_bn":
		clear("usd_bn_per_day", "path_usd_bn")
	case "usd_bn_per_day":
		clear("usd_bn", "path_usd_bn")
	case "path_usd_bn":
		clear("usd_bn", "usd_bn_per_day")
	}
}

// finishActs checks acts and lists them by name.
func (l *loader) finishActs() {
	s := l.s
	s.Acts = nil
	broken := func(name string) bool { // one mistake gives one message
		owner := actsKey + "." + name
		for _, p := range l.problems.list {
			if p.Key == owner || strings.HasPrefix(p.Key, owner+".") {
				return true
			}
		}
		return false
	}
	for _, name := range sortedKeys(s.acts) {
		a := s.acts[name]
		if broken(name) || s.Start.IsZero() {
			continue
		}
		if a.place(s.Calendar(), s.Start); l.actFault(a) {
			continue
		}
		from, to := a.Span()
		if s.Days > 0 && (to.Day() < 1 || from.Day() > s.Days) {
			l.outsideRun(a.layer, a.where, Problem{Key: actsKey + "." + name, Message: "the act lies outside the run"})
			continue
		}
		s.Acts = append(s.Acts, a.Act)
	}
}

// actFault reports what is wrong with an act, and whether anything is.
func (l *loader) actFault(a *layeredAct) bool {
	s, before := l.s, len(l.problems.list)
	owner := actsKey + "." + a.Name
	problem := func(field string, p Problem) {
		at := a.where
		if o, ok := s.origins[owner+"."+field]; ok {
			at.origin, at.file, at.line, at.column = o, o.File, o.Line, 0
		}
		p.Key = owner + "." + field
		l.problems.at(at, p)
	}
	judge, ok := s.cat.(ActJudge)
	if !ok {
		l.problems.at(a.where, Problem{Key: owner, Message: "the catalogue of agents knows no acts"})
		return true
	}
	actor := s.Agent(a.Actor)
	switch {
	case a.Actor == "":
		problem("actor", Problem{Message: "is missing", Allowed: "an agent of the roster"})
	case actor == nil && !l.broken[a.Actor]:
		problem("actor", Problem{Value: a.Actor, Message: "unknown actor", Suggestion: Suggest(a.Actor, l.ids())})
	}
	doings := judge.Doings()
	if a.Do == "" {
		problem("do", Problem{Message: "is missing", Allowed: listWords(doings)})
	}
	for _, c := range [...]struct{ field, value string }{{"when", a.When}, {"unless", a.Unless}, {"until", a.Until}} {
		switch t, err := world.ParseStatementType(c.value); {
		case c.value == "", strings.ContainsAny(c.value, "<>"): // a level is checked by whoever knows the instruments
		case err != nil:
			problem(c.field, Problem{Value: c.value, Message: "neither a type of statement nor a level such as jgb_gt10y > 3", Allowed: listWords(public()), Suggestion: Suggest(c.value, public())})
		case !t.Public():
			problem(c.field, Problem{Value: c.value, Message: "nobody says this in public, so that nothing can depend on it", Allowed: listWords(public())})
		}
	}
	if a.About != "" && s.Agent(a.About) == nil {
		problem("about", Problem{Value: a.About, Message: "unknown agent", Suggestion: Suggest(a.About, l.ids())})
	}
	if a.About != "" && a.When == "" && a.Unless == "" && a.Until == "" {
		problem("about", Problem{Value: a.About, Message: "has no effect without when, unless or until"})
	}
	from, to := a.Span()
	switch {
	case from == never:
		problem("from", Problem{Message: "the act has no date", Allowed: "on: DAY, or from: DAY and to: DAY, each a date or the number of a business day of the run"})
	case from.Day() < 1 && to.Day() >= 1:
		problem("from", Problem{Value: from.String(), Message: "lies before the run, whose balances would not have what was done by then", Allowed: s.Start.String() + " or later"})
	case from.Day() > to.Day():
		problem("to", Problem{Value: to.String(), Message: "is before from, " + from.String()})
	}
	if actor == nil || a.Do == "" {
		return len(l.problems.list) > before
	}
	kind := ""
	if t := s.Agent(a.Target); t != nil {
		kind = t.Kind
	}
	field, message, allowed := judge.ActFault(a.Do, actor.Kind, a.Target, kind, l.givenOf(a))
	if message != "" {
		p := Problem{Message: message, Allowed: allowed}
		if f := actSpec.byName[field]; f != nil && formatValue(f.get(&a.Act)) != formatValue(f.def) {
			p.Value = formatValue(f.get(&a.Act))
		}
		if field == "do" {
			p.Suggestion = Suggest(a.Do, doings)
		}
		problem(field, p)
	}
	return len(l.problems.list) > before
}

// public lists the types of statements on which an act can depend.
func public() (out []string) {
	for _, name := range world.StatementNames() {
		if t, err := world.ParseStatementType(name); err == nil && t.Public() {
			out = append(out, name)
		}
	}
	return out
}

// givenOf lists the fields of an act that a layer has set.
func (l *loader) givenOf(a *layeredAct) (out []string) {
	for _, f := range actSpec.fields {
		if _, ok := l.s.origins[actsKey+"."+a.Name+"."+f.name]; ok {
			out = append(out, f.name)
		}
	}
	return out
}

// writeActs writes the section acts, with the fields that are given.
func (s *Scenario) writeActs(full bool, line func(indent int, key, value, unit, origin string)) {
	for i := range s.Acts {
		a := &s.Acts[i]
		if i == 0 {
			line(0, actsKey+":", "", "", "")
		}
		line(1, key(a.Name), "", "", "")
		for _, name := range s.given(a) {
			f := actSpec.byName[name]
			v, note := f.get(a), f.unit
			if f.typ == typeDay {
				if note = s.dayNote(v); !full {
					v = dayNumber(v)
				}
			}
			line(2, key(name), valueInFile(v), note, s.Origin(actsKey+"."+a.Name+"."+name).String())
		}
	}
}

// Act returns the act of a name, nil if there is none.
func (s *Scenario) Act(name string) *Act {
	for i := range s.Acts {
		if s.Acts[i].Name == name {
			return &s.Acts[i]
		}
	}
	return nil
}

// cloneActs copies the acts for overrides.
func (s *Scenario) cloneActs(c *Scenario) {
	c.Acts = nil
	c.acts = make(map[string]*layeredAct, len(s.acts))
	for name, a := range s.acts {
		b := *a
		b.What, b.PathUSDBn = slices.Clone(a.What), slices.Clone(a.PathUSDBn)
		c.acts[name] = &b
	}
}

// setActKey sets a field of an act by its dotted key, or removes the act if its value is
// null.
func (l *loader) setActKey(key string, parts []string, where place, make func(*field) *yaml.Node) {
	name, f := parts[1], (*field)(nil)
	n := make(&field{name: name, typ: typeDate}) // which may be null
	null := n != nil && isNull(n) && n.Value != ""
	if len(parts) == 2 {
		if n != nil && isNull(n) {
			l.removeAct(name, where)
		} else if n != nil {
			l.problems.at(where, Problem{Key: key, Message: "a field is missing: " + key + ".<field>, or null to remove the act"})
		}
		return
	}
	if f = actSpec.byName[strings.Join(parts[2:], ".")]; f == nil {
		l.unknownParam(where, actsKey+"."+name, strings.Join(parts[2:], "."), actSpec)
		return
	}
	if !null { // of a text, null is a word
		n = make(f)
	}
	if n != nil && l.declareAct(name, where) {
		l.setAct(name, f.name, n, where)
	}
}

// actKeys lists the keys of the acts that overrides accept.
func (s *Scenario) actKeys() (out []string) {
	for _, name := range sortedKeys(s.acts) {
		for _, f := range actSpec.fields {
			out = append(out, fmt.Sprintf("%s.%s.%s", actsKey, name, f.name))
		}
	}
	return out
}

// ActFields describes the fields of acts, in their order.
func ActFields() (out []Explanation) {
	for _, f := range actSpec.fields {
		out = append(out, f.explain(f.name, "").describe(f))
	}
	return out
}
