package configs

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// ReadDocument reads a YAML file of another form than a scenario into the struct to which
// into points. Its tags are those of parameters, and numbers, words and lists are read
// by the rules of scenarios, with the same messages. It returns the lines of the keys
// that the file gives. An error about the file is an [*Error]; any other means that the
// tags are wrong.
func ReadDocument(file string, data []byte, into any) (lines map[string]int, err error) {
	spec, err := newParamSpec(file, into, nil, nil)
	if err != nil {
		return nil, err
	}
	l := &loader{}
	src := l.parse(file, data)
	if src == nil {
		return nil, l.problems.err()
	}
	spec.fill(into)
	lines = map[string]int{}
	where := filePlace(LayerFile, file)
	for _, e := range l.section(src.root, where, "") {
		at := where.in(e.key.Line, e.key.Column)
		f := spec.byName[e.name]
		if f == nil {
			l.problems.at(at, Problem{Key: e.name, Message: "unknown key", Allowed: strings.Join(spec.names(), ", "), Suggestion: Suggest(e.name, spec.names())})
			continue
		}
		if (f.typ == typeStrings || f.typ == typeFloats) && e.value.Kind == yaml.SequenceNode && len(e.value.Content) == 0 {
			l.problems.at(where.in(e.value.Line, e.value.Column), Problem{Key: e.name, Value: "[]", Message: "an empty list; leave the key out or write " + f.typ.article()})
			continue
		}
		if v := l.value(f, e.value, where.in(e.value.Line, e.value.Column), e.name); v != nil {
			f.set(into, v)
			lines[e.name] = e.key.Line
		}
	}
	return lines, l.problems.err()
}
