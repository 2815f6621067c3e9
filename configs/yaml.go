package configs

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
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
		if len(n.Content) == 0 {
			return "[]"
		}
		return "[…]"
	case yaml.MappingNode:
		if len(n.Content) == 0 {
			return "{}"
		}
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
