package configs

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"sort"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Options are the sources of values above the scenario.
type Options struct {
	// FS holds world.yaml and scenarios/<name>.yaml; nil means [Embedded].
	FS fs.FS
	// Files are the files given by -c, from low to high.
	Files []string
	// Environ is the environment as NAME=value; nil means none. A program
	// passes os.Environ().
	Environ []string
	// Set are the overrides given by -s, from low to high: key=value, or
	// @file.yaml.
	Set []string
	// ReadFile reads a file that is not embedded; nil reads from the disk.
	ReadFile func(name string) ([]byte, error)
}

func (o Options) fs() fs.FS {
	if o.FS == nil {
		return embedded
	}
	return o.FS
}

const (
	worldName   = "world"
	worldFile   = "world.yaml"
	scenarioDir = "scenarios"
	// maxFile bounds the size of a configuration file in bytes.
	maxFile = 8 << 20
	// maxExtends bounds the length of a chain of scenarios.
	maxExtends = 16
)

// Load reads a scenario, by the name of an embedded one or as the path of a
// file, and applies all layers above it. The name "world" gives the base world
// alone. If the input is wrong, the error is an [*Error] with every problem
// found; any other error means that the catalogue itself is wrong.
func Load(name string, cat Catalogue, opts Options) (*Scenario, error) {
	l, err := newLoader(cat, opts)
	if err != nil {
		return nil, err
	}
	chain, standalone := l.chain(name)
	if !standalone {
		if world := l.embeddedFile(worldFile, worldFile); world != nil {
			l.apply(world, LayerWorld)
		}
	}
	l.s.Name = worldName
	if len(chain) > 0 {
		l.s.Title, l.s.Story, l.s.Sources = "", "", nil
	}
	for _, f := range chain {
		l.layer++
		l.s.Name = nameOf(f.file) // unless the file gives one
		l.apply(f, LayerScenario)
	}
	for _, name := range opts.Files {
		l.layer++
		if f := l.userFile(name, place{}); f != nil {
			f.patch = true
			l.apply(f, LayerFile)
		}
	}
	l.layer++
	l.environment(opts.Environ)
	for _, text := range opts.Set {
		l.layer++
		if file, ok := strings.CutPrefix(text, "@"); ok {
			if f := l.userFile(file, place{}); f != nil {
				f.patch = true
				l.apply(f, LayerSet)
			}
			continue
		}
		l.setText(text)
	}
	l.finish()
	if err := l.problems.err(); err != nil {
		return nil, err
	}
	return l.s, nil
}

// loader builds a scenario layer by layer.
type loader struct {
	opts     Options
	s        *Scenario
	layer    int
	problems problemList
	// broken has the ids of agents whose declaration is wrong, so that one
	// mistake gives one message.
	broken  map[string]bool
	touched map[int]bool // agents to validate; nil means all
}

func newLoader(cat Catalogue, opts Options) (*loader, error) {
	specs, err := specsOf(cat)
	if err != nil {
		return nil, err
	}
	s := &Scenario{
		Metrics: map[string]string{}, cat: cat, specs: specs,
		index: map[string]int{}, origins: map[string]Origin{},
	}
	if s.market, err = newParamSpec("market", &s.Market); err != nil {
		return nil, err
	}
	if s.runSpec, err = newParamSpec("run", &s.run); err != nil {
		return nil, err
	}
	s.market.fill(&s.Market)
	if et, ok := cat.(EventTyper); ok {
		s.types = append([]string(nil), et.EventTypes()...)
		sort.Strings(s.types)
	}
	return &loader{opts: opts, s: s, broken: map[string]bool{}}, nil
}

// source is one YAML file.
type source struct {
	file  string // as shown in messages
	root  *yaml.Node
	patch bool   // dotted keys are allowed, extends is not
	dir   string // for relative paths of files that are not embedded
	local bool   // not embedded
}

// parse reads the text of a file; it returns nil after a problem.
func (l *loader) parse(file string, data []byte) *source {
	if len(data) > maxFile {
		l.problems.add(Problem{File: file, Message: fmt.Sprintf("the file is larger than %d MiB", maxFile>>20)})
		return nil
	}
	root, f := parseYAML(data)
	if f != nil {
		l.problems.add(Problem{File: file, Line: f.line, Column: f.column, Message: f.message})
		return nil
	}
	if root == nil {
		root = &yaml.Node{Kind: yaml.MappingNode}
	}
	if root.Kind != yaml.MappingNode {
		l.problems.add(Problem{File: file, Line: root.Line, Column: root.Column,
			Message: nodeName(root) + ", expected a mapping of keys to values"})
		return nil
	}
	return &source{file: file, root: root}
}

// embeddedFile reads a file of the embedded file system.
func (l *loader) embeddedFile(name, shown string) *source {
	data, err := fs.ReadFile(l.opts.fs(), name)
	if err != nil {
		l.problems.add(Problem{File: shown, Message: "cannot be read: " + plainError(err)})
		return nil
	}
	return l.parse(shown, data)
}

// userFile reads a file from the disk. If the file is named in another file,
// where is that place.
func (l *loader) userFile(name string, where place) *source {
	read := l.opts.ReadFile
	if read == nil {
		read = readFile
	}
	data, err := read(name)
	if err != nil {
		if where.file != "" {
			l.problems.at(where, Problem{Key: "extends", Value: name, Message: "cannot be read: " + plainError(err)})
		} else {
			l.problems.add(Problem{File: name, Message: "cannot be read: " + plainError(err)})
		}
		return nil
	}
	s := l.parse(name, data)
	if s != nil {
		s.dir, s.local = filepath.Dir(name), true
	}
	return s
}

// readFile reads a file up to one byte more than the largest that is taken: a
// device or a pipe may never end.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, maxFile+1))
}

// plainError drops the operation and path of a file error: the message names
// the file already.
func plainError(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return err.Error()
}

// isPath reports whether the name of a scenario is the path of a file.
func isPath(name string) bool {
	return strings.ContainsAny(name, `/\`) || strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml")
}

// chain reads a scenario and those it extends, lowest first, and reports
// whether the lowest is complete in itself.
func (l *loader) chain(name string) (chain []*source, standalone bool) {
	if name == worldName {
		return nil, false
	}
	seen := map[string]bool{}
	var from *source
	var where place
	for {
		f := l.open(name, from, where)
		if f == nil {
			return chain, standalone
		}
		if seen[f.file] {
			l.problems.at(where, Problem{Key: "extends", Value: name, Message: "the scenario extends itself"})
			return chain, standalone
		}
		if len(chain) == maxExtends {
			l.problems.at(where, Problem{Key: "extends", Value: name,
				Message: fmt.Sprintf("more than %d scenarios in a chain", maxExtends)})
			return chain, standalone
		}
		seen[f.file] = true
		chain = append([]*source{f}, chain...)
		next := ""
		entries, _ := pairs(f.root)
		for _, e := range entries {
			at := filePlace(LayerScenario, f.file).in(e.value.Line, e.value.Column)
			switch e.name {
			case "extends":
				if v, ok := l.value(extendsField, e.value, at, "extends").(string); ok {
					next, where = v, at
				}
			case "standalone":
				standalone, _ = l.value(standaloneField, e.value, at, "standalone").(bool)
			}
		}
		if next == "" || next == worldName {
			return chain, standalone
		}
		if standalone {
			l.problems.at(where, Problem{Key: "extends", Value: next, Message: "a standalone scenario extends nothing"})
			return chain, standalone
		}
		name, from = next, f
	}
}

// open reads one scenario of a chain.
func (l *loader) open(name string, from *source, where place) *source {
	if isPath(name) {
		if from != nil && !from.local {
			l.problems.at(where, Problem{Key: "extends", Value: name,
				Message: "an embedded scenario extends embedded scenarios only, by name"})
			return nil
		}
		if from != nil && !filepath.IsAbs(name) {
			name = filepath.Join(from.dir, name)
		}
		return l.userFile(name, where)
	}
	file := path.Join(scenarioDir, name+".yaml")
	if fs.ValidPath(file) {
		if _, err := fs.Stat(l.opts.fs(), file); err == nil {
			return l.embeddedFile(file, name+".yaml")
		}
	}
	names := scenarioNames(l.opts.fs())
	p := Problem{Key: "scenario", Value: name, Message: "unknown scenario", Allowed: listWords(names), Suggestion: suggest(name, names)}
	if from != nil {
		p.Key = "extends"
		l.problems.at(where, p)
	} else {
		if name == "" {
			p.Message = "no scenario is named"
		}
		p.Message += "; a path of a file contains a slash or ends in .yaml"
		l.problems.add(p)
	}
	return nil
}

// scenarioNames lists the scenarios of a file system.
func scenarioNames(fsys fs.FS) []string {
	files, _ := fs.Glob(fsys, scenarioDir+"/*.yaml")
	out := make([]string, 0, len(files))
	for _, f := range files {
		out = append(out, strings.TrimSuffix(path.Base(f), ".yaml"))
	}
	sort.Strings(out)
	return out
}

var scenarioPattern = regexp.MustCompile(`^[a-z0-9]+([-_.][a-z0-9]+)*$`)

// nameOf makes the name of a scenario from the name of its file.
func nameOf(file string) string {
	base := path.Base(strings.ReplaceAll(file, `\`, "/"))
	base = strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(base, ".yaml"), ".yml"))
	var b strings.Builder
	for _, r := range base {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else if n := b.Len(); n > 0 && b.String()[n-1] != '-' {
			b.WriteByte('-')
		}
	}
	name := strings.Trim(b.String(), "-")
	if name == "" {
		return "scenario"
	}
	if len(name) > maxName {
		name = strings.Trim(name[:maxName], "-")
	}
	return name
}

// maxName bounds the length of names and ids in bytes.
const maxName = 64

// Fields of the scenario itself.
var (
	extendsField    = &field{name: "extends", typ: typeString, doc: "name of the scenario, or relative path of the file, that this one builds on"}
	standaloneField = &field{name: "standalone", typ: typeBool, doc: "the file is complete and does not build on the base world"}
	nameField       = &field{name: "name", typ: typeString, doc: "identifier in files and tables: lower case, digits, - _ ."}
	titleField      = &field{name: "title", typ: typeString, doc: "one line for people"}
	storyField      = &field{name: "story", typ: typeString, doc: "one paragraph: what happens and why"}
	sourcesField    = &field{name: "sources", typ: typeStrings, doc: "references"}
	kindField       = &field{name: "kind", typ: typeString, doc: "kind of the agent; needed for a new agent"}
	metricField     = &field{name: "metric", typ: typeString, doc: "expression"}
)

// topKeys are the keys of a scenario file in canonical order.
var topKeys = []string{
	"name", "title", "story", "sources", "extends", "standalone", "start", "days",
	"market", "kinds", "agents", "events", "metrics",
}

// value decodes a node and reports its faults. It returns nil after a fault.
func (l *loader) value(f *field, n *yaml.Node, where place, key string) any {
	v, faults := f.decode(n)
	if len(faults) == 0 {
		return v
	}
	l.faults(faults, where, key)
	return nil
}

func (l *loader) faults(faults []fault, where place, key string) {
	for _, x := range faults {
		k := key
		if x.key != "" {
			k = strings.TrimPrefix(k+"."+x.key, ".")
		}
		l.problems.at(where.in(x.line, x.column), Problem{Key: k, Value: x.value, Message: x.message,
			Allowed: x.allowed, Suggestion: x.suggestion})
	}
}

// section lists the entries of a mapping node; an empty value is an empty
// mapping.
func (l *loader) section(n *yaml.Node, where place, key string) []pair {
	if isNull(n) {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		l.problems.at(where.in(n.Line, n.Column), Problem{Key: key, Value: nodeText(n),
			Message: nodeName(n) + ", expected a mapping of keys to values"})
		return nil
	}
	if n.Style&yaml.TaggedStyle != 0 {
		l.problems.at(where.in(n.Line, n.Column), Problem{Key: key, Message: "YAML tags are not supported"})
		return nil
	}
	entries, faults := pairs(n)
	l.faults(faults, where, key)
	return entries
}

// apply merges one file.
func (l *loader) apply(f *source, layer string) {
	file := filePlace(layer, f.file)
	entries := l.section(f.root, file, "")
	byName := map[string]pair{}
	var dotted []pair
	for _, e := range entries {
		if f.patch && strings.Contains(e.name, ".") {
			dotted = append(dotted, e)
			continue
		}
		known := false
		for _, k := range topKeys {
			known = known || k == e.name
		}
		if !known {
			l.unknownTop(e, file)
			continue
		}
		byName[e.name] = e
	}
	has := func(name string) (pair, place, bool) {
		e, ok := byName[name]
		if !ok {
			return e, place{}, false
		}
		return e, file.in(e.value.Line, e.value.Column), true
	}
	text := func(fd *field, to *string) {
		if e, at, ok := has(fd.name); ok {
			if v, ok := l.value(fd, e.value, at, fd.name).(string); ok {
				*to = v
			}
		}
	}
	var name string
	text(nameField, &name)
	if name != "" && layer != LayerWorld {
		e, at, _ := has("name")
		if !scenarioPattern.MatchString(name) || len(name) > maxName {
			l.problems.at(at, Problem{Key: "name", Value: nodeText(e.value),
				Message:    "not a name: lower-case letters, digits and - _ . between them, at most 64 characters",
				Suggestion: nameOf(name)})
		} else {
			l.s.Name = name
		}
	}
	text(titleField, &l.s.Title)
	text(storyField, &l.s.Story)
	l.s.Story = strings.TrimSpace(l.s.Story)
	if e, at, ok := has("sources"); ok {
		if v, ok := l.value(sourcesField, e.value, at, "sources").([]string); ok {
			l.s.Sources = v
		}
	}
	if e, at, ok := has("extends"); ok && layer != LayerScenario {
		l.problems.at(at, Problem{Key: "extends", Value: nodeText(e.value), Message: "only a scenario extends another"})
	}
	if e, at, ok := has("standalone"); ok && layer != LayerScenario {
		l.problems.at(at, Problem{Key: "standalone", Value: nodeText(e.value), Message: "only a scenario is standalone"})
	}
	for _, name := range []string{"start", "days"} {
		if e, at, ok := has(name); ok {
			l.setRun(name, e.value, at)
		}
	}
	if e, _, ok := has("market"); ok {
		for _, e := range l.section(e.value, file, "market") {
			l.setMarket(e.name, "", e.value, file.in(e.key.Line, e.key.Column))
		}
	}
	if e, _, ok := has("kinds"); ok {
		for _, k := range l.section(e.value, file, "kinds") {
			at := file.in(k.key.Line, k.key.Column)
			if l.s.specs[k.name] == nil {
				l.unknownKind(at, "kinds."+k.name, "", k.name)
				continue
			}
			for _, e := range l.section(k.value, file, "kinds."+k.name) {
				l.setKind(k.name, e.name, "", e.value, file.in(e.key.Line, e.key.Column))
			}
		}
	}
	if e, _, ok := has("agents"); ok {
		for _, a := range l.section(e.value, file, "agents") {
			l.applyAgent(a, file)
		}
	}
	if e, _, ok := has("events"); ok {
		l.applyEvents(e.value, file)
	}
	if e, _, ok := has("metrics"); ok {
		for _, e := range l.section(e.value, file, "metrics") {
			l.setMetric(e.name, e.value, file.in(e.key.Line, e.key.Column))
		}
	}
	for _, e := range dotted {
		l.setKey(e.name, file.in(e.key.Line, e.key.Column), func(*field) (*yaml.Node, string) { return e.value, "" })
	}
}

func (l *loader) unknownTop(e pair, file place) {
	p := Problem{Key: e.name, Message: "unknown key", Suggestion: suggest(e.name, topKeys)}
	switch {
	case l.s.Agent(e.name) != nil:
		p.Message, p.Suggestion = "an agent belongs in the section agents", "agents: {"+e.name+": …}"
	case l.s.specs[e.name] != nil:
		p.Message, p.Suggestion = "a kind belongs in the section kinds", "kinds: {"+e.name+": …}"
	case l.s.market.byName[e.name] != nil:
		p.Message, p.Suggestion = "a setting of the market belongs in the section market", "market: {"+e.name+": …}"
	case e.name == "seed":
		p.Message = "unknown key; the seed belongs to the run, not to the scenario (--seed)"
	}
	if p.Suggestion == "" {
		p.Allowed = strings.Join(topKeys, ", ")
	}
	l.problems.at(file.in(e.key.Line, e.key.Column), p)
}

func (l *loader) unknownKind(where place, key, value, kind string) {
	kinds := sortedKeys(l.s.specs)
	l.problems.at(where, Problem{Key: key, Value: value, Message: "unknown kind",
		Allowed: listWords(kinds), Suggestion: suggest(kind, kinds)})
}

// unknownParam reports a parameter that a section does not have.
func (l *loader) unknownParam(where place, prefix, name string, spec *paramSpec) {
	p := Problem{Key: prefix + "." + name, Message: "unknown key", Suggestion: suggest(name, spec.names())}
	if p.Suggestion == "" {
		if len(spec.fields) == 0 {
			p.Message = fmt.Sprintf("unknown key; %s has no parameters", spec.name)
		}
		p.Allowed = listWords(spec.names())
	}
	l.problems.at(where, p)
}

// applyAgent merges one entry of the section agents.
func (l *loader) applyAgent(a pair, file place) {
	at := file.in(a.key.Line, a.key.Column)
	entries := l.section(a.value, file, a.name)
	kind := ""
	for _, e := range entries {
		if e.name == "kind" {
			kindAt := file.in(e.value.Line, e.value.Column)
			v, ok := l.value(kindField, e.value, kindAt, a.name+".kind").(string)
			if !ok || !l.declare(a.name, v, at, kindAt) {
				l.broken[a.name] = true
				return
			}
			kind = v
		}
	}
	i, ok := l.s.index[a.name]
	if !ok {
		if kind == "" && !l.broken[a.name] {
			ids := l.ids()
			l.problems.at(at, Problem{Key: "agents." + a.name, Message: "unknown agent; a new agent needs a kind",
				Suggestion: suggest(a.name, ids)})
			l.broken[a.name] = true
		}
		return
	}
	for _, e := range entries {
		if e.name != "kind" {
			l.setAgent(i, e.name, "", e.value, file.in(e.key.Line, e.key.Column))
		}
	}
	l.touch(i, at)
}

func (l *loader) ids() []string {
	out := make([]string, len(l.s.Agents))
	for i, a := range l.s.Agents {
		out[i] = a.ID
	}
	return out
}

// declare adds an agent, or checks the kind of one that exists.
func (l *loader) declare(id, kind string, at, kindAt place) bool {
	s := l.s
	if i, ok := s.index[id]; ok {
		if have := s.Agents[i].Kind; have != kind {
			l.problems.at(kindAt, Problem{Key: id + ".kind", Value: kind,
				Message: "the agent exists already and is of the kind " + have})
			return false
		}
		return true
	}
	if !namePattern.MatchString(id) || len(id) > maxName {
		l.problems.at(at, Problem{Key: "agents." + id,
			Message: "not an id: lower-case letters, digits and single underscores, at most 64 characters"})
		return false
	}
	for _, k := range topKeys {
		if k == id {
			l.problems.at(at, Problem{Key: "agents." + id, Message: "the word is reserved"})
			return false
		}
	}
	spec := s.specs[kind]
	if spec == nil {
		l.unknownKind(kindAt, id+".kind", kind, kind)
		return false
	}
	params, ok := s.cat.NewParams(kind)
	if !ok {
		l.unknownKind(kindAt, id+".kind", kind, kind)
		return false
	}
	spec.fill(params)
	s.index[id] = len(s.Agents)
	s.Agents = append(s.Agents, AgentSpec{ID: id, Kind: kind, Params: params})
	s.places = append(s.places, at)
	s.origins[id+".kind"] = kindAt.origin
	for _, k := range s.kindSets {
		if k.kind == kind {
			l.store(len(s.Agents)-1, k)
		}
	}
	l.touch(len(s.Agents)-1, at)
	return true
}

func (l *loader) touch(i int, at place) {
	l.s.places[i] = at
	if l.touched != nil {
		l.touched[i] = true
	}
}

// store sets one parameter of one agent to a decoded value.
func (l *loader) store(i int, k kindSet) {
	a := l.s.Agents[i]
	value := k.value
	if k.entry != "" {
		m := k.field.get(a.Params).(map[string]float64)
		m[k.entry] = k.value.(float64)
		value = m
	}
	k.field.set(a.Params, value)
	l.s.origins[a.ID+"."+k.field.name] = k.where.origin
	l.touch(i, k.where)
}

// param decodes the value of a parameter; entry is the entry of a map that is
// meant, or "".
func (l *loader) param(spec *paramSpec, prefix, name, entry string, n *yaml.Node, where place) (kindSet, bool) {
	f := spec.byName[name]
	if f == nil {
		l.unknownParam(where, prefix, name, spec)
		return kindSet{}, false
	}
	key := prefix + "." + name
	target := f
	if entry != "" {
		key += "." + entry
		if f.typ != typeFloatMap {
			l.problems.at(where, Problem{Key: key, Message: fmt.Sprintf("unknown key; %s is a %s", name, f.typ)})
			return kindSet{}, false
		}
		if m := f.checkEntry(entry); m != "" {
			l.problems.at(where, Problem{Key: key, Message: m, Allowed: listWords(f.enum), Suggestion: suggest(entry, f.enum)})
			return kindSet{}, false
		}
		e := *f
		e.typ, e.enum = typeFloat, nil
		target = &e
	}
	v := l.value(target, n, where, key)
	if v == nil {
		return kindSet{}, false
	}
	return kindSet{kind: spec.name, field: f, entry: entry, value: v, where: where.in(n.Line, n.Column)}, true
}

func (l *loader) setAgent(i int, name, entry string, n *yaml.Node, where place) {
	a := l.s.Agents[i]
	if k, ok := l.param(l.s.specs[a.Kind], a.ID, name, entry, n, where); ok {
		l.store(i, k)
	}
}

func (l *loader) setKind(kind, name, entry string, n *yaml.Node, where place) {
	k, ok := l.param(l.s.specs[kind], kind, name, entry, n, where)
	if !ok {
		return
	}
	l.s.kindSets = append(l.s.kindSets, k)
	for i, a := range l.s.Agents {
		if a.Kind == kind {
			l.store(i, k)
		}
	}
}

func (l *loader) setMarket(name, entry string, n *yaml.Node, where place) {
	if k, ok := l.param(l.s.market, "market", name, entry, n, where); ok {
		k.field.set(&l.s.Market, k.value)
		l.s.origins["market."+name] = k.where.origin
	}
}

func (l *loader) setRun(name string, n *yaml.Node, where place) {
	f := l.s.runSpec.byName[name]
	v := l.value(f, n, where, name)
	if v == nil {
		return
	}
	f.set(&l.s.run, v)
	l.s.origins[name] = where.in(n.Line, n.Column).origin
	l.s.runLayer = l.layer
}

func (l *loader) setMetric(name string, n *yaml.Node, where place) {
	key := "metrics." + name
	if !namePattern.MatchString(name) || len(name) > maxName {
		l.problems.at(where, Problem{Key: key,
			Message: "not a name: lower-case letters, digits and single underscores, at most 64 characters"})
		return
	}
	if v, ok := l.value(metricField, n, where, key).(string); ok {
		if strings.TrimSpace(v) == "" {
			l.problems.at(where.in(n.Line, n.Column), Problem{Key: key, Message: "the expression is empty"})
			return
		}
		l.s.Metrics[name] = v
		l.s.origins[key] = where.in(n.Line, n.Column).origin
	}
}

// eventSpec describes the fields of an event.
var eventSpec = func() *paramSpec {
	s, err := newParamSpec("event", &Event{})
	if err != nil {
		panic(err) // the tags of Event are wrong
	}
	return s
}()

func (l *loader) applyEvents(n *yaml.Node, file place) {
	if isNull(n) {
		return
	}
	if n.Kind != yaml.SequenceNode {
		l.problems.at(file.in(n.Line, n.Column), Problem{Key: "events", Value: nodeText(n),
			Message: nodeName(n) + ", expected a list of events"})
		return
	}
	for i, c := range n.Content {
		c = deref(c)
		key := fmt.Sprintf("events.%d", i)
		e := layeredEvent{layer: l.layer, key: key, where: file.in(c.Line, c.Column)}
		e.actorAt, e.typeAt = e.where, e.where
		if isNull(c) {
			l.problems.at(e.where, Problem{Key: key, Message: "the event is empty"})
			continue
		}
		entries := l.section(c, file, key)
		if entries == nil {
			continue
		}
		ok := true
		given := map[string]bool{}
		for _, x := range entries {
			given[x.name] = true
			f := eventSpec.byName[x.name]
			if f == nil {
				l.unknownParam(file.in(x.key.Line, x.key.Column), key, x.name, eventSpec)
				ok = false
				continue
			}
			at := file.in(x.value.Line, x.value.Column)
			v := l.value(f, x.value, at, key+"."+x.name)
			if v == nil {
				ok = false
				continue
			}
			f.set(&e.Event, v)
			switch x.name {
			case "actor":
				e.actorAt = at
			case "type":
				e.typeAt = at
			}
		}
		for _, need := range []string{"date", "actor", "type"} {
			if !given[need] || ok && eventSpec.byName[need].value(&e.Event).IsZero() {
				l.problems.at(e.where, Problem{Key: key + "." + need, Message: "the event has no " + need})
				ok = false
			}
		}
		if ok {
			l.s.allEvents = append(l.s.allEvents, e)
		}
	}
}

// finish checks what needs the whole scenario.
func (l *loader) finish() {
	s := l.s
	s.Start, s.Days = s.run.Start, s.run.Days
	if s.Title == "" {
		s.Title = s.Name
	}
	// Values missing or out of bounds; parts that failed have been reported.
	failed := map[string]bool{}
	for _, p := range l.problems.list {
		failed[p.Key] = true
		if parts := strings.SplitN(p.Key, ".", 3); len(parts) == 3 {
			failed[parts[0]+"."+parts[1]] = true
		}
	}
	if s.Start.IsZero() && !failed["start"] {
		l.problems.add(Problem{Key: "start", Message: "must be set"})
	}
	if s.Days < 1 && !failed["days"] {
		l.problems.add(Problem{Key: "days", Message: "must be set", Allowed: s.runSpec.byName["days"].allowed()})
	}
	for i, a := range s.Agents {
		if l.touched != nil && !l.touched[i] {
			continue
		}
		clean := true
		for _, f := range s.specs[a.Kind].fields {
			key := a.ID + "." + f.name
			if failed[key] || failed[a.Kind+"."+f.name] {
				clean = false
				continue
			}
			if _, set := s.origins[key]; set || f.hasDef {
				continue
			}
			if f.check(f.get(a.Params)) != "" {
				l.problems.at(s.places[i], Problem{Key: key, Message: "must be set", Allowed: f.allowed()})
				clean = false
			}
		}
		if clean {
			l.validate(i)
		}
	}
	l.finishEvents()
	s.sortAgents()
}

// validate calls the rules between the fields of an agent.
func (l *loader) validate(i int) {
	a := l.s.Agents[i]
	v, ok := a.Params.(Validator)
	if !ok {
		return
	}
	report := func(message string) {
		l.problems.at(l.s.places[i], Problem{Key: a.ID, Message: message})
	}
	defer func() {
		if r := recover(); r != nil {
			report(fmt.Sprintf("the check of the parameters failed: %v", r))
		}
	}()
	err := v.Validate()
	if err == nil {
		return
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range many.Unwrap() {
			report(e.Error())
		}
		return
	}
	report(err.Error())
}

// finishEvents sorts the events and checks dates, actors and types.
func (l *loader) finishEvents() {
	s := l.s
	s.Events, s.Warnings = nil, nil
	kept := make([]layeredEvent, 0, len(s.allEvents))
	for _, e := range s.allEvents {
		if s.Agent(e.Actor) == nil && !l.broken[e.Actor] {
			l.problems.at(e.actorAt, Problem{Key: e.key + ".actor", Value: e.Actor, Message: "unknown actor",
				Suggestion: suggest(e.Actor, l.ids())})
		}
		if len(s.types) > 0 {
			if i := sort.SearchStrings(s.types, e.Type); i == len(s.types) || s.types[i] != e.Type {
				l.problems.at(e.typeAt, Problem{Key: e.key + ".type", Value: e.Type, Message: "unknown type of event",
					Allowed: listWords(s.types), Suggestion: suggest(e.Type, s.types)})
			}
		}
		if !s.Start.IsZero() && s.Days > 0 && (e.Date < s.Start || e.Date > s.End()) {
			p := Problem{Key: e.key + ".date", Value: e.Date.String(), Message: "the event lies outside the run",
				Allowed: s.Start.String() + " to " + s.End().String()}
			if e.layer >= s.runLayer {
				l.problems.at(e.where, p)
				continue
			}
			p.File, p.Line, p.Column = oneLine(e.where.file), e.where.line, e.where.column
			p.Message += " and was dropped"
			s.Warnings = append(s.Warnings, p)
			continue
		}
		kept = append(kept, e)
	}
	sort.SliceStable(kept, func(i, j int) bool { return kept[i].Date < kept[j].Date })
	for i, e := range kept {
		s.Events = append(s.Events, e.Event)
		s.origins[fmt.Sprintf("events.%d", i)] = e.where.origin
	}
}
