package configs

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"kirifuda/world"
)

// decode reads the value of a field. On any fault the value must not be used.
func (f *field) decode(n *yaml.Node) (any, []fault) {
	n = deref(n)
	bad := func(at *yaml.Node, key, message string) fault {
		return fault{line: at.Line, column: at.Column, key: key, value: nodeText(at), message: message}
	}
	switch f.typ {
	case typeFloats, typeStrings, typeDates:
		example := "a, b"
		if f.typ == typeDates {
			example = "2025-04-01, 2025-04-02"
		}
		if n.Kind != yaml.SequenceNode {
			return nil, []fault{bad(n, "", fmt.Sprintf("%s, expected %s such as [%s]", nodeName(n), f.typ.article(), example))}
		}
		var faults []fault
		var numbers []float64
		var words []string
		var dates []world.Date
		elem := *f
		switch f.typ {
		case typeStrings:
			elem.typ = typeString
		case typeDates:
			elem.typ = typeDate
		default:
			elem.typ = typeFloat
		}
		for i, c := range n.Content {
			v, fs := elem.decode(c)
			for _, e := range fs {
				e.key = strconv.Itoa(i)
				faults = append(faults, e)
			}
			switch v := v.(type) {
			case float64:
				numbers = append(numbers, v)
			case string:
				words = append(words, v)
			case world.Date:
				if v.IsZero() {
					faults = append(faults, bad(c, strconv.Itoa(i), "empty, expected a date"))
				}
				dates = append(dates, v)
			}
		}
		switch f.typ {
		case typeStrings:
			return words, faults
		case typeDates:
			return dates, faults
		}
		return numbers, faults
	case typeFloatMap:
		if n.Kind == yaml.SequenceNode && f.list != nil {
			return f.decodeList(n)
		}
		if n.Kind != yaml.MappingNode {
			return nil, []fault{bad(n, "", nodeName(n)+", expected a mapping such as "+f.example())}
		}
		out := map[string]float64{}
		entries, faults := pairs(n)
		elem := f.element()
		for _, e := range entries {
			if m := f.checkEntry(e.name); m != "" {
				x := bad(e.key, "", m)
				x.allowed, x.suggestion = listWords(f.keys), Suggest(e.name, f.keys)
				faults = append(faults, x)
				continue
			}
			v, fs := elem.decode(e.value)
			for _, x := range fs {
				x.key = e.name
				faults = append(faults, x)
			}
			if len(fs) == 0 {
				out[e.name] = v.(float64)
			}
		}
		return out, faults
	}

	if n.Kind != yaml.ScalarNode {
		return nil, []fault{bad(n, "", nodeName(n)+", expected "+f.typ.article())}
	}
	if n.Style&yaml.TaggedStyle != 0 {
		return nil, []fault{bad(n, "", "YAML tags such as !!str are not supported")}
	}
	v, x := f.scalar(n)
	if x.message == "" {
		if x.message = f.check(v); x.message != "" {
			x.allowed = f.allowed()
			if len(f.enum) > 0 {
				x.suggestion = Suggest(n.Value, f.enum)
			}
		}
	}
	if x.message != "" {
		x.line, x.column, x.value = n.Line, n.Column, nodeText(n)
		if f.typ == typeString && !strings.ContainsFunc(n.Value, unicode.IsSpace) && n.Value != "" {
			x.value = n.Value
		}
		return nil, []fault{x}
	}
	return v, nil
}

// scalar reads a single value; the fault has a message only.
func (f *field) scalar(n *yaml.Node) (any, fault) {
	s := n.Value
	if f.typ == typeString {
		switch {
		case isQuoted(n):
		case isNull(n) && len(f.enum) > 0:
			return nil, fault{message: "empty", allowed: f.allowed()}
		case isNull(n):
			return nil, fault{message: `empty; write "" for no text`}
		case n.Tag == "!!int" || n.Tag == "!!float" || n.Tag == "!!bool":
			if len(f.enum) == 0 {
				return nil, fault{message: "a number or boolean, expected a string", suggestion: strconv.Quote(s)}
			}
		}
		if !utf8.ValidString(s) {
			return nil, fault{message: "not valid UTF-8"}
		}
		return s, fault{}
	}
	if isNull(n) {
		if f.typ == typeDate {
			return world.Date(0), fault{}
		}
		return nil, fault{message: "empty, expected " + f.typ.article(), allowed: f.allowed()}
	}
	if isQuoted(n) && f.typ != typeDate && f.typ != typeDay {
		x := fault{message: "a quoted string, expected " + f.typ.article()}
		if _, y := f.scalar(&yaml.Node{Kind: yaml.ScalarNode, Value: s}); y.message == "" && s != "" {
			x.suggestion = s
		}
		return nil, x
	}
	switch f.typ {
	case typeDate:
		d, err := world.ParseDate(s)
		if err != nil {
			return nil, fault{message: err.Error()}
		}
		if x := f.closed(d); x.message != "" {
			return nil, x
		}
		return d, fault{}
	case typeDay:
		return f.day(n)
	case typeBool:
		switch s {
		case "true":
			return true, fault{}
		case "false":
			return false, fault{}
		}
		x := fault{message: "not a boolean", allowed: "true, false"}
		switch strings.ToLower(s) {
		case "yes", "on", "y", "1", "true", "t":
			x.suggestion = "true"
		case "no", "off", "n", "0", "false", "f":
			x.suggestion = "false"
		}
		return nil, x
	case typeInt:
		if x := f.numberForm(s); x.message != "" {
			return nil, x
		}
		if !plainInt.MatchString(s) {
			x := fault{message: "not an integer"}
			if v, err := strconv.ParseFloat(s, 64); err == nil && v == math.Trunc(v) && math.Abs(v) < 1<<53 {
				x.message = "not written as an integer"
				x.suggestion = strconv.FormatInt(int64(v), 10)
			}
			return nil, x
		}
		v, err := strconv.ParseInt(s, 10, strconv.IntSize)
		if err != nil {
			return nil, fault{message: "too large for an integer", allowed: f.allowed()}
		}
		return v, fault{}
	default:
		if x := f.numberForm(s); x.message != "" {
			return nil, x
		}
		v, err := strconv.ParseFloat(s, 64)
		if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
			return nil, fault{message: "too large for a number", allowed: f.allowed()}
		}
		if v == 0 {
			v = 0 // minus zero
		}
		return v, fault{}
	}
}

// closed says that all markets are closed on a date, and which is the next on which they
// are not.
func (f *field) closed(d world.Date) fault {
	if f.calendar.IsStep(d) {
		return fault{}
	}
	what := "a " + d.Weekday().String()
	if name := f.calendar.Holiday(-1, d); name != "" {
		what = name + ", on which no market is open"
	}
	return fault{message: what + ", expected a business day", suggestion: f.calendar.NextStep(d).String()}
}

// example is a mapping such as the field takes.
func (f *field) example() string {
	if len(f.keys) > 1 {
		return "{" + quote(f.keys[0]) + ": 1, " + quote(f.keys[1]) + ": 2}"
	}
	return "{a: 1, b: 2}"
}

// decodeList reads the older form of a map: a list in the order of the tag list.
func (f *field) decodeList(n *yaml.Node) (any, []fault) {
	if len(n.Content) != len(f.list) {
		return nil, []fault{{line: n.Line, column: n.Column, value: nodeText(n), message: fmt.Sprintf(
			"a list of %d numbers, expected %d in the order %s, or a mapping such as %s",
			len(n.Content), len(f.list), strings.Join(f.list, ", "), f.example())}}
	}
	out := map[string]float64{}
	var faults []fault
	for i, c := range n.Content {
		v, fs := f.element().decode(c)
		for _, x := range fs {
			x.key = f.list[i]
			faults = append(faults, x)
		}
		if len(fs) == 0 {
			out[f.list[i]] = v.(float64)
		}
	}
	return out, faults
}
