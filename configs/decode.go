package configs

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"kirifuda/world"
)

// fault is one wrong value, before its place is known.
type fault struct {
	line, column int
	key          string // entry within a list or map, or ""
	value        string
	message      string
	allowed      string
	suggestion   string
}

// parseYAML reads one YAML document and returns its root, or nil if the
// document is empty.
func parseYAML(data []byte) (root *yaml.Node, f *fault) {
	defer func() {
		if r := recover(); r != nil {
			root, f = nil, &fault{message: fmt.Sprintf("not readable as YAML: %v", r)}
		}
	}()
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		out := &fault{message: err.Error()}
		var le *yaml.LoadError
		if errors.As(err, &le) {
			out.line, out.column = le.Mark.Line, le.Mark.Column
			out.message = strings.TrimPrefix(le.Message, "yaml: ")
			if le.ContextMsg != "" {
				out.message += " (" + le.ContextMsg + ")"
			}
			if out.message == "no documents in stream" {
				return nil, nil
			}
		}
		out.message = "syntax error: " + out.message
		return nil, out
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) == 0 {
		return nil, nil
	}
	root = deref(doc.Content[0])
	if isNull(root) {
		return nil, nil
	}
	return root, nil
}

// deref follows an alias to the node it stands for.
func deref(n *yaml.Node) *yaml.Node {
	for i := 0; i < 8 && n != nil && n.Kind == yaml.AliasNode; i++ {
		n = n.Alias
	}
	if n == nil {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}
	}
	return n
}

// isNull reports whether a node is an empty value.
func isNull(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode || n.Style&^yaml.FlowStyle != 0 {
		return n.Kind == 0
	}
	switch n.Value {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return false
}

// isQuoted reports whether a scalar is surely a string.
func isQuoted(n *yaml.Node) bool {
	return n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
}

// nodeText shows a node in a message.
func nodeText(n *yaml.Node) string {
	switch n.Kind {
	case yaml.ScalarNode:
		if isQuoted(n) {
			return strconv.Quote(n.Value)
		}
		return n.Value
	case yaml.SequenceNode:
		return "[…]"
	case yaml.MappingNode:
		return "{…}"
	}
	return ""
}

func nodeName(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case isNull(n):
		return "empty"
	case isQuoted(n):
		return "a quoted string"
	}
	return "a single value"
}

var (
	plainNumber   = regexp.MustCompile(`^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?$`)
	plainInt      = regexp.MustCompile(`^[-+]?[0-9]+$`)
	leadingZero   = regexp.MustCompile(`^[-+]?0[0-9]`)
	otherBase     = regexp.MustCompile(`^[-+]?0[xXoObB]`)
	numberAndUnit = regexp.MustCompile(`^([-+]?[0-9]+(?:\.[0-9]+)?)\s*[a-zA-Z%€$¥].*$`)
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
		if n.Kind != yaml.MappingNode {
			return nil, []fault{bad(n, "", nodeName(n)+", expected a mapping such as {a: 1, b: 2}")}
		}
		out := map[string]float64{}
		entries, faults := pairs(n)
		elem := *f
		elem.typ, elem.enum = typeFloat, nil
		for _, e := range entries {
			if m := f.checkEntry(e.name); m != "" {
				x := bad(e.key, "", m)
				x.allowed, x.suggestion = listWords(f.enum), suggest(e.name, f.enum)
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
				x.suggestion = suggest(n.Value, f.enum)
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

// checkEntry tests the name of an entry of a map.
func (f *field) checkEntry(name string) string {
	if name == "" || !utf8.ValidString(name) {
		return "the entry has no name"
	}
	if m := f.checkWord(name); m != "" {
		return "the entry is " + m
	}
	return ""
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
	if isQuoted(n) && f.typ != typeDate {
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
		if !d.Business() {
			return nil, fault{
				message:    fmt.Sprintf("a %s, expected a business day", d.Weekday()),
				suggestion: d.NextBusiness().String(),
			}
		}
		return d, fault{}
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

// numberForm refuses the spellings of numbers that YAML libraries disagree on.
func (f *field) numberForm(s string) fault {
	switch {
	case leadingZero.MatchString(s) && plainNumber.MatchString(s):
		sign := ""
		if s[0] == '-' || s[0] == '+' {
			sign, s = strings.Trim(s[:1], "+"), s[1:]
		}
		rest := strings.TrimLeft(s, "0")
		if rest == "" || rest[0] < '0' || rest[0] > '9' {
			rest = "0" + rest
		}
		return fault{message: "a leading zero is ambiguous (octal in YAML)", suggestion: sign + rest}
	case plainNumber.MatchString(s):
		return fault{}
	case otherBase.MatchString(s):
		return fault{message: "not a decimal number"}
	}
	for _, sep := range []string{"_", ",", "'", " "} {
		if t := strings.ReplaceAll(s, sep, ""); t != s && plainNumber.MatchString(t) {
			return fault{message: "a number without separators is expected", suggestion: t}
		}
	}
	if m := numberAndUnit.FindStringSubmatch(s); m != nil {
		msg := "a number without a unit is expected"
		if f.unit != "" {
			msg += " (the unit is " + f.unit + ")"
		}
		return fault{message: msg, suggestion: m[1]}
	}
	switch strings.ToLower(strings.TrimLeft(s, "+-.")) {
	case "inf", "nan", "infinity":
		return fault{message: "not a finite number"}
	}
	if f.typ == typeInt {
		return fault{message: "not an integer", allowed: f.allowed()}
	}
	return fault{message: "not a number", allowed: f.allowed()}
}

// pair is one entry of a mapping.
type pair struct {
	name       string
	key, value *yaml.Node
}

// pairs lists the entries of a mapping in order and reports duplicate keys,
// merge keys and keys that are not plain words.
func pairs(n *yaml.Node) ([]pair, []fault) {
	var out []pair
	var faults []fault
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := deref(n.Content[i]), n.Content[i+1]
		at := n.Content[i]
		bad := func(message string) {
			faults = append(faults, fault{line: at.Line, column: at.Column, value: nodeText(k), message: message})
		}
		switch {
		case k.Kind != yaml.ScalarNode:
			bad("a key must be a single word")
			continue
		case k.Style&yaml.TaggedStyle != 0:
			bad("YAML tags such as !!str are not supported")
			continue
		case k.Value == "<<":
			bad("YAML merge keys are not supported")
			continue
		}
		if line, dup := seen[k.Value]; dup {
			faults = append(faults, fault{line: at.Line, column: at.Column, key: k.Value,
				message: fmt.Sprintf("duplicate key, first used in line %d", line)})
			continue
		}
		seen[k.Value] = at.Line
		value := deref(v)
		if v.Kind == yaml.AliasNode {
			// Report and remember the place of use.
			c := *value
			c.Line, c.Column = v.Line, v.Column
			value = &c
		}
		out = append(out, pair{name: k.Value, key: at, value: value})
	}
	return out, faults
}

// reservedWords are plain scalars that YAML 1.1 or 1.2 reads as something
// other than a string.
var reservedWords = map[string]bool{
	"y": true, "n": true, "yes": true, "no": true, "on": true, "off": true,
	"true": true, "false": true, "null": true,
}

var plainWord = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

// quote writes a string as a YAML scalar in one line, quoted if it is not a
// plain word.
func quote(s string) string {
	if plainWord.MatchString(s) && !reservedWords[s] {
		return s
	}
	return doubleQuote(s)
}

// doubleQuote writes a string as a double-quoted YAML scalar in one line.
func doubleQuote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == ' ' || unicode.IsPrint(r) && r != '\uFEFF':
			b.WriteRune(r)
		case r <= 0xFFFF:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
