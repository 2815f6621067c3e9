package configs

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"kirifuda/world"
)

// Catalogue is the set of agent kinds that a scenario may use.
type Catalogue interface {
	// Kinds returns the names of all kinds.
	Kinds() []string
	// NewParams returns a pointer to a zero parameter struct of a kind, and
	// whether the kind exists. The loader fills in the defaults.
	NewParams(kind string) (any, bool)
}

// EventTyper may be implemented by a [Catalogue] to restrict the types of
// events.
type EventTyper interface {
	// EventTypes returns the accepted values of the field type of an event.
	EventTypes() []string
}

// Validator may be implemented by a parameter struct for rules between its
// fields. It is called once all values are set. Several errors may be joined
// with errors.Join; each is reported at the agent's place in the file.
type Validator interface {
	Validate() error
}

// Roles of a parameter, as in exploratory modelling.
const (
	RoleUncertainty = "uncertainty" // unknown to the analyst
	RoleLever       = "lever"       // chosen by somebody
	RoleConstant    = "constant"    // a convention or a measured fact
)

type fieldType int

const (
	typeFloat fieldType = iota
	typeInt
	typeBool
	typeString
	typeDate
	typeFloats
	typeStrings
	typeDates
	typeFloatMap
)

var fieldTypeNames = [...]string{
	"number", "integer", "boolean", "string", "date", "list of numbers", "list of strings", "list of dates", "map of numbers",
}

func (t fieldType) String() string { return fieldTypeNames[t] }

// article returns the name of the type with its article.
func (t fieldType) article() string {
	if t == typeInt {
		return "an " + t.String()
	}
	return "a " + t.String()
}

// field describes one parameter, as read from the tags of a struct field.
type field struct {
	name     string
	index    []int
	typ      fieldType
	unit     string
	min, max *float64
	enum     []string
	def      any // the default, or the zero value
	hasDef   bool
	role     string
	status   string
	source   string
	doc      string
	free     bool
}

// allowed describes the accepted values for a message.
func (f *field) allowed() string {
	switch {
	case len(f.enum) > 0:
		return listWords(f.enum)
	case f.min != nil && f.max != nil:
		return formatFloat(*f.min) + " to " + formatFloat(*f.max)
	case f.min != nil:
		return "at least " + formatFloat(*f.min)
	case f.max != nil:
		return "at most " + formatFloat(*f.max)
	}
	return ""
}

// paramSpec describes a parameter struct.
type paramSpec struct {
	name   string
	fields []*field
	byName map[string]*field
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

func (f *field) value(ptr any) reflect.Value {
	return reflect.ValueOf(ptr).Elem().FieldByIndex(f.index)
}

// get returns the value as one of float64, int64, bool, string, world.Date,
// []float64, []string, []world.Date or map[string]float64. Lists and maps are copies.
func (f *field) get(ptr any) any {
	v := f.value(ptr)
	switch f.typ {
	case typeFloat:
		return v.Float()
	case typeInt:
		return v.Int()
	case typeBool:
		return v.Bool()
	case typeString:
		return v.String()
	case typeDate:
		return world.Date(v.Int())
	case typeFloats:
		out := make([]float64, v.Len())
		for i := range out {
			out[i] = v.Index(i).Float()
		}
		return out
	case typeStrings:
		out := make([]string, v.Len())
		for i := range out {
			out[i] = v.Index(i).String()
		}
		return out
	case typeDates:
		out := make([]world.Date, v.Len())
		for i := range out {
			out[i] = world.Date(v.Index(i).Int())
		}
		return out
	default:
		out := make(map[string]float64, v.Len())
		for it := v.MapRange(); it.Next(); {
			out[it.Key().String()] = it.Value().Float()
		}
		return out
	}
}

// set stores a value of the types that get returns. Lists and maps are copied.
func (f *field) set(ptr, x any) {
	v := f.value(ptr)
	switch x := x.(type) {
	case float64:
		v.SetFloat(x)
	case int64:
		v.SetInt(x)
	case bool:
		v.SetBool(x)
	case string:
		v.SetString(x)
	case world.Date:
		v.SetInt(int64(x))
	case []float64:
		s := reflect.MakeSlice(v.Type(), len(x), len(x))
		for i, e := range x {
			s.Index(i).SetFloat(e)
		}
		v.Set(s)
	case []string:
		s := reflect.MakeSlice(v.Type(), len(x), len(x))
		for i, e := range x {
			s.Index(i).SetString(e)
		}
		v.Set(s)
	case []world.Date:
		s := reflect.MakeSlice(v.Type(), len(x), len(x))
		for i, e := range x {
			s.Index(i).SetInt(int64(e))
		}
		v.Set(s)
	case map[string]float64:
		m := reflect.MakeMapWithSize(v.Type(), len(x))
		for k, e := range x {
			m.SetMapIndex(reflect.ValueOf(k).Convert(v.Type().Key()), reflect.ValueOf(e).Convert(v.Type().Elem()))
		}
		v.Set(m)
	}
}

// zero returns the zero value of the field's type.
func (f *field) zero() any {
	switch f.typ {
	case typeFloat:
		return float64(0)
	case typeInt:
		return int64(0)
	case typeBool:
		return false
	case typeString:
		return ""
	case typeDate:
		return world.Date(0)
	case typeFloats:
		return []float64{}
	case typeStrings:
		return []string{}
	case typeDates:
		return []world.Date{}
	default:
		return map[string]float64{}
	}
}

// check tests bounds and enumerations. It returns a message, or "".
func (f *field) check(x any) string {
	switch x := x.(type) {
	case float64:
		return f.checkNumber(x)
	case int64:
		return f.checkNumber(float64(x))
	case string:
		return f.checkWord(x)
	case []float64:
		for i, e := range x {
			if m := f.checkNumber(e); m != "" {
				return fmt.Sprintf("entry %d, %s, is %s", i+1, formatFloat(e), m)
			}
		}
	case []string:
		for _, e := range x {
			if m := f.checkWord(e); m != "" {
				return fmt.Sprintf("%q is %s", shorten(e), m)
			}
		}
	case map[string]float64:
		for _, k := range sortedKeys(x) {
			if m := f.checkWord(k); m != "" {
				return fmt.Sprintf("the entry %q is %s", shorten(k), m)
			}
			if m := f.checkNumber(x[k]); m != "" {
				return fmt.Sprintf("%s = %s is %s", k, formatFloat(x[k]), m)
			}
		}
	}
	return ""
}

func (f *field) checkNumber(x float64) string {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return "not a finite number"
	case f.min != nil && x < *f.min:
		return "below the minimum " + f.withUnit(*f.min)
	case f.max != nil && x > *f.max:
		return "above the maximum " + f.withUnit(*f.max)
	}
	return ""
}

// withUnit writes a number with the unit of the field; "1" marks a pure number.
func (f *field) withUnit(x float64) string {
	if f.unit == "" || f.unit == "1" {
		return formatFloat(x)
	}
	return formatFloat(x) + " " + f.unit
}

func (f *field) checkWord(s string) string {
	if len(f.enum) == 0 {
		return ""
	}
	for _, e := range f.enum {
		if s == e {
			return ""
		}
	}
	return "not one of the allowed words"
}

// namePattern is the form of parameter names, agent ids, kinds and metrics.
// Two underscores in a row are excluded because they stand for a dot in
// environment variables.
var namePattern = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// newParamSpec reads the tags of a pointer to a parameter struct. The error
// joins all faults of the tags.
func newParamSpec(name string, ptr any) (*paramSpec, error) {
	t := reflect.TypeOf(ptr)
	if t == nil || t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct || reflect.ValueOf(ptr).IsNil() {
		return nil, fmt.Errorf("%s: the parameters are %T, not a pointer to a struct", name, ptr)
	}
	s := &paramSpec{name: name, byName: map[string]*field{}}
	var faults []error
	s.collect(t.Elem(), nil, &faults)
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return s, nil
}

var dateType = reflect.TypeFor[world.Date]()

func (s *paramSpec) collect(t reflect.Type, index []int, faults *[]error) {
	for i := range t.NumField() {
		sf := t.Field(i)
		at := append(append([]int(nil), index...), i)
		bad := func(format string, args ...any) {
			*faults = append(*faults, fmt.Errorf("%s.%s: %s", s.name, sf.Name, fmt.Sprintf(format, args...)))
		}
		name, opts, _ := strings.Cut(sf.Tag.Get("yaml"), ",")
		if name == "-" {
			continue
		}
		inline := opts == "inline" || sf.Anonymous && name == ""
		if inline && sf.Type.Kind() == reflect.Struct {
			s.collect(sf.Type, at, faults)
			continue
		}
		if !sf.IsExported() {
			continue
		}
		f := &field{
			name: name, index: at,
			unit: sf.Tag.Get("unit"), role: sf.Tag.Get("role"), status: sf.Tag.Get("status"),
			source: sf.Tag.Get("source"), doc: sf.Tag.Get("doc"),
		}
		switch {
		case !namePattern.MatchString(name):
			bad("the yaml tag %q is not a name in lower case", name)
			continue
		case name == "kind":
			bad("the name kind is reserved")
			continue
		case s.byName[name] != nil:
			bad("the name %s is used twice", name)
			continue
		}
		var ok bool
		if f.typ, ok = typeOf(sf.Type); !ok {
			bad("unsupported type %s", sf.Type)
			continue
		}
		for _, b := range []struct {
			tag string
			to  **float64
		}{{"min", &f.min}, {"max", &f.max}} {
			text, ok := sf.Tag.Lookup(b.tag)
			if !ok {
				continue
			}
			v, err := strconv.ParseFloat(text, 64)
			if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
				bad("the tag %s:%q is not a number", b.tag, text)
				continue
			}
			switch f.typ {
			case typeFloat, typeInt, typeFloats, typeFloatMap:
				*b.to = &v
			default:
				bad("the tag %s does not apply to a %s", b.tag, f.typ)
			}
		}
		if f.min != nil && f.max != nil && *f.min > *f.max {
			bad("the minimum is above the maximum")
		}
		if text, ok := sf.Tag.Lookup("enum"); ok {
			switch f.typ {
			case typeString, typeStrings, typeFloatMap:
				f.enum = strings.Split(text, "|")
			default:
				bad("the tag enum does not apply to a %s", f.typ)
			}
		}
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
		f.def = f.zero()
		if text, ok := sf.Tag.Lookup("default"); ok {
			v, msg := f.parseDefault(text)
			if msg == "" {
				msg = f.check(v)
			}
			if msg != "" {
				bad("the default %q: %s", text, msg)
			} else {
				f.def, f.hasDef = v, true
			}
		}
		s.fields = append(s.fields, f)
		s.byName[name] = f
	}
}

func typeOf(t reflect.Type) (fieldType, bool) {
	if t == dateType {
		return typeDate, true
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
		if !strings.HasPrefix(trimmed, "{") {
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

// CheckCatalogue tests the tags of every kind of a catalogue: types, bounds,
// defaults within the bounds, roles and unique names, and that each parameter
// has a doc, a role and, if it is a number, a unit. It is meant for the tests
// of a package that defines agents.
func CheckCatalogue(cat Catalogue) error {
	specs, err := specsOf(cat)
	faults := []error{err}
	for _, kind := range sortedKeys(specs) {
		for _, f := range specs[kind].fields {
			bad := func(s string) { faults = append(faults, fmt.Errorf("%s.%s: %s", kind, f.name, s)) }
			if f.doc == "" {
				bad("no doc tag")
			}
			if f.role == "" {
				bad("no role tag")
			}
			switch f.typ {
			case typeFloat, typeInt, typeFloats, typeFloatMap:
				if f.unit == "" {
					bad("no unit tag")
				}
			}
			if !f.hasDef && f.check(f.def) != "" {
				bad("no default tag, and the zero value is not allowed")
			}
		}
	}
	return errors.Join(faults...)
}

// specsOf reads the tags of all kinds.
func specsOf(cat Catalogue) (map[string]*paramSpec, error) {
	out := map[string]*paramSpec{}
	if cat == nil {
		return out, errors.New("configs: no catalogue of agents")
	}
	var faults []error
	for _, kind := range cat.Kinds() {
		if !namePattern.MatchString(kind) {
			faults = append(faults, fmt.Errorf("configs: the kind %q is not a name in lower case", kind))
			continue
		}
		if out[kind] != nil {
			faults = append(faults, fmt.Errorf("configs: the kind %s is listed twice", kind))
			continue
		}
		ptr, ok := cat.NewParams(kind)
		if !ok {
			faults = append(faults, fmt.Errorf("configs: the catalogue lists the kind %s but has no parameters for it", kind))
			continue
		}
		s, err := newParamSpec(kind, ptr)
		if err != nil {
			faults = append(faults, fmt.Errorf("configs: %w", err))
			continue
		}
		out[kind] = s
	}
	return out, errors.Join(faults...)
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// formatFloat writes the shortest decimal that reads back as x.
func formatFloat(x float64) string {
	if x == 0 {
		return "0" // also for minus zero
	}
	if a := math.Abs(x); a >= 1e-4 && a < 1e15 {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return strconv.FormatFloat(x, 'e', -1, 64)
}

// formatValue writes a value for people and in YAML: strings are quoted unless
// they are plain words.
func formatValue(x any) string {
	switch x := x.(type) {
	case nil:
		return ""
	case float64:
		return formatFloat(x)
	case int64:
		return strconv.FormatInt(x, 10)
	case int:
		return strconv.Itoa(x)
	case bool:
		return strconv.FormatBool(x)
	case string:
		return quote(x)
	case world.Date:
		if x == 0 {
			return "null"
		}
		return x.String()
	case []float64:
		parts := make([]string, len(x))
		for i, e := range x {
			parts[i] = formatFloat(e)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case []string:
		parts := make([]string, len(x))
		for i, e := range x {
			parts[i] = quote(e)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case []world.Date:
		parts := make([]string, len(x))
		for i, e := range x {
			parts[i] = formatValue(e)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]float64:
		parts := make([]string, 0, len(x))
		for _, k := range sortedKeys(x) {
			parts = append(parts, quote(k)+": "+formatFloat(x[k]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return fmt.Sprint(x)
}
