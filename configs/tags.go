package configs

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"kirifuda/world"
)

// paramSpec describes a parameter struct.
type paramSpec struct {
	name   string
	fields []*field
	byName map[string]*field
	days   []*field // those of the type day
}

func (s *paramSpec) names() []string {
	out := make([]string, len(s.fields))
	for i, f := range s.fields {
		out[i] = f.name
	}
	return out
}

// fill sets every field to its default.
func (s *paramSpec) fill(ptr any) {
	for _, f := range s.fields {
		f.set(ptr, f.def)
	}
}

// newParamSpec reads the tags of a pointer to a parameter struct, which may refer
// to tables; sources has the comments of its fields. The error joins all faults of the tags.
func newParamSpec(name string, ptr any, tables Tables, sources map[string]fs.FS) (*paramSpec, error) {
	t := reflect.TypeOf(ptr)
	if t == nil || t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct || reflect.ValueOf(ptr).IsNil() {
		return nil, fmt.Errorf("%s: the parameters are %T, not a pointer to a struct", name, ptr)
	}
	r := tagReader{spec: &paramSpec{name: name, byName: map[string]*field{}}, tables: tables, sources: sources}
	r.structure(t.Elem(), nil)
	if len(r.faults) > 0 {
		return nil, errors.Join(r.faults...)
	}
	return r.spec, nil
}

var (
	dateType = reflect.TypeFor[world.Date]()
	whenType = reflect.TypeFor[world.When]()
)

// tagReader makes a paramSpec of the tags of a struct.
type tagReader struct {
	spec    *paramSpec
	tables  Tables
	sources map[string]fs.FS
	faults  []error
}

// structure reads the fields of a struct and of those that are inline in it.
func (r *tagReader) structure(t reflect.Type, index []int) {
	for i := range t.NumField() {
		sf := t.Field(i)
		at := append(append([]int(nil), index...), i)
		name, opts, _ := strings.Cut(sf.Tag.Get("yaml"), ",")
		if name == "-" {
			continue
		}
		inline := opts == "inline" || sf.Anonymous && name == ""
		if inline && sf.Type.Kind() == reflect.Struct {
			r.structure(sf.Type, at)
			continue
		}
		if !sf.IsExported() {
			continue
		}
		bad := func(format string, args ...any) {
			r.faults = append(r.faults, fmt.Errorf("%s.%s: %s", r.spec.name, sf.Name, fmt.Sprintf(format, args...)))
		}
		switch {
		case !namePattern.MatchString(name):
			bad("the yaml tag %q is not a name in lower case", name)
			continue
		case name == "kind":
			bad("the name kind is reserved")
			continue
		case r.spec.byName[name] != nil:
			bad("the name %s is used twice", name)
			continue
		}
		f := &field{
			name: name, index: at, unit: sf.Tag.Get("unit"), role: sf.Tag.Get("role"), needs: sf.Tag.Get("needs"),
			tag:    Description{Doc: sf.Tag.Get("doc"), Status: sf.Tag.Get("status"), Source: sf.Tag.Get("source")},
			goType: t, goName: sf.Name, sources: r.sources,
		}
		var ok bool
		if f.typ, ok = typeOf(sf.Type); !ok {
			bad("unsupported type %s", sf.Type)
			continue
		}
		f.readBounds(sf.Tag, bad)
		f.readClosed(sf.Tag, bad)
		r.words(f, sf.Tag, bad)
		switch f.role {
		case "", RoleUncertainty, RoleLever, RoleConstant:
		default:
			bad("unknown role %q", f.role)
		}
		if text, ok := sf.Tag.Lookup("free"); ok {
			v, err := strconv.ParseBool(text)
			if err != nil {
				bad("the tag free:%q is not true or false", text)
			}
			f.free = v
		}
		r.value(f, sf.Tag, bad)
		r.spec.fields = append(r.spec.fields, f)
		r.spec.byName[name] = f
		if f.typ == typeDay {
			r.spec.days = append(r.spec.days, f)
		}
	}
}

// readBounds reads the tags min and max.
func (f *field) readBounds(tag reflect.StructTag, bad func(string, ...any)) {
	for _, b := range []struct {
		tag string
		to  **float64
	}{{"min", &f.min}, {"max", &f.max}} {
		text, ok := tag.Lookup(b.tag)
		if !ok {
			continue
		}
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			bad("the tag %s:%q is not a number", b.tag, text)
			continue
		}
		switch f.typ {
		case typeFloat, typeInt, typeFloats, typeFloatMap, typeDay:
			*b.to = &v
		default:
			bad("the tag %s does not apply to a %s", b.tag, f.typ)
		}
	}
	if f.min != nil && f.max != nil && *f.min > *f.max {
		bad("the minimum is above the maximum")
	}
}

// readClosed reads the tag closed, which says that a day may be a date on which all
// markets are closed, and that it is then the business day before.
func (f *field) readClosed(tag reflect.StructTag, bad func(string, ...any)) {
	switch text, ok := tag.Lookup("closed"); {
	case !ok:
	case f.typ != typeDay:
		bad("the tag closed does not apply to a %s", f.typ)
	case text != "before":
		bad("the tag closed:%q is not before", text)
	default:
		f.back = true
	}
}

// words reads the tags enum, keys and list. On a map, enum means keys.
func (r *tagReader) words(f *field, tag reflect.StructTag, bad func(string, ...any)) {
	for _, name := range []string{"enum", "keys"} {
		text, ok := tag.Lookup(name)
		if !ok {
			continue
		}
		words, msg := tableWords(text, r.tables)
		switch {
		case msg != "":
			bad("the tag %s:%q %s", name, text, msg)
		case f.typ == typeFloatMap && f.keys != nil:
			bad("the tags enum and keys are the same for a map")
		case f.typ == typeFloatMap:
			f.keys = words
		case name == "enum" && (f.typ == typeString || f.typ == typeStrings):
			f.enum = words
		default:
			bad("the tag %s does not apply to a %s", name, f.typ)
		}
	}
	text, ok := tag.Lookup("list")
	switch {
	case !ok:
	case f.typ != typeFloatMap:
		bad("the tag list does not apply to a %s", f.typ)
	default:
		f.list = strings.Split(text, ",")
		for i, k := range f.list {
			f.list[i] = strings.TrimSpace(k)
			if m := f.checkEntry(f.list[i]); m != "" {
				bad("the tag list:%q: %s: %s", text, f.list[i], m)
			} else if slices.Contains(f.list[:i], f.list[i]) {
				bad("the tag list:%q has %s twice", text, f.list[i])
			}
		}
	}
}

// value reads the tag default.
func (r *tagReader) value(f *field, tag reflect.StructTag, bad func(string, ...any)) {
	f.def = f.zero()
	text, ok := tag.Lookup("default")
	if !ok {
		return
	}
	var v any
	var msg string
	if f.typ == typeFloatMap && strings.HasPrefix(text, tableMark) {
		var column map[string]float64
		column, msg = tableColumn(text, r.tables)
		v = column
	} else {
		v, msg = f.parseDefault(text)
	}
	if msg == "" {
		msg = f.check(v)
	}
	if msg != "" {
		bad("the default %q: %s", text, msg)
		return
	}
	f.def, f.hasDef = v, true
}

func typeOf(t reflect.Type) (fieldType, bool) {
	switch t {
	case dateType:
		return typeDate, true
	case whenType:
		return typeDay, true
	}
	switch t.Kind() {
	case reflect.Float64:
		return typeFloat, true
	case reflect.Int, reflect.Int64:
		return typeInt, true
	case reflect.Bool:
		return typeBool, true
	case reflect.String:
		return typeString, true
	case reflect.Slice:
		if t.Elem() == dateType {
			return typeDates, true
		}
		switch t.Elem().Kind() {
		case reflect.Float64:
			return typeFloats, true
		case reflect.String:
			return typeStrings, true
		}
	case reflect.Map:
		if t.Key().Kind() == reflect.String && t.Elem().Kind() == reflect.Float64 {
			return typeFloatMap, true
		}
	}
	return 0, false
}

// parseDefault reads the text of a default tag. Lists may be written with or
// without brackets, maps with or without braces.
func (f *field) parseDefault(text string) (any, string) {
	trimmed := strings.TrimSpace(text)
	switch f.typ {
	case typeFloats, typeStrings, typeDates:
		if !strings.HasPrefix(trimmed, "[") {
			text = "[" + text + "]"
		}
	case typeFloatMap:
		if !strings.HasPrefix(trimmed, "{") && !strings.HasPrefix(trimmed, "[") {
			text = "{" + text + "}"
		}
	case typeDate:
		if trimmed == "" {
			return world.Date(0), ""
		}
	}
	n, msg := f.textNode(text)
	if msg != "" {
		return nil, msg
	}
	v, faults := f.decode(n)
	if len(faults) > 0 {
		return nil, faults[0].message
	}
	return v, ""
}

// textNode makes a YAML node of an override. Text for a list or map is parsed
// as YAML; any other text is one scalar, whatever characters it has.
func (f *field) textNode(text string) (*yaml.Node, string) {
	switch f.typ {
	case typeString:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Style: yaml.DoubleQuotedStyle, Value: text}, ""
	case typeFloats, typeStrings, typeDates, typeFloatMap:
		root, err := parseYAML([]byte(text))
		if err != nil {
			return nil, "cannot be read as a " + f.typ.String() + ": " + err.message
		}
		if root == nil {
			return nil, "is empty"
		}
		return root, ""
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Value: strings.TrimSpace(text)}, ""
}
