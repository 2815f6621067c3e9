package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"kirifuda/configs"
	"kirifuda/internal/decimal"
)

// request is one line of input of sim eval.
type request struct {
	ID      json.RawMessage // repeated in the reply
	Params  map[string]json.RawMessage
	Seed    *int64
	N       *int
	Metrics []string
	Values  bool
}

const requestKeys = "id, params, seed, n, metrics, values"

// readRequest reads a line. Keys are exact, and no key stands twice.
func readRequest(text []byte) (*request, error) {
	bad := func(format string, args ...any) (*request, error) {
		return nil, fmt.Errorf("invalid request: "+format, args...)
	}
	if err := oneValue(text); err != nil {
		return bad("%w; allowed keys are %s", err, requestKeys)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil || fields == nil {
		return bad("not a JSON object; allowed keys are %s", requestKeys)
	}
	q := &request{}
	keys := make([]string, 0, len(fields))
	for key := range fields {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		raw := fields[key]
		null := string(raw) == "null"
		switch key {
		case "id":
			q.ID = raw
		case "params":
			if err := json.Unmarshal(raw, &q.Params); err != nil {
				return bad("params = %s: an object such as {\"jp_mof.sale_usd_bn\": 200} is expected", brief(raw))
			}
		case "seed", "n":
			if null {
				continue
			}
			n, err := strconv.ParseInt(string(raw), 10, strconv.IntSize)
			if err != nil {
				return bad("%s = %s: a whole number is expected", key, brief(raw))
			}
			if key == "seed" {
				q.Seed = &n
			} else {
				m := int(n)
				q.N = &m
			}
		case "metrics":
			if err := json.Unmarshal(raw, &q.Metrics); err != nil {
				return bad("metrics = %s: a list of names is expected", brief(raw))
			}
		case "values":
			if q.Values = string(raw) == "true"; !q.Values && !null && string(raw) != "false" {
				return bad("values = %s: true or false is expected", brief(raw))
			}
		default:
			message := ""
			if s := configs.Suggest(key, strings.Split(requestKeys, ", ")); s != "" {
				message = fmt.Sprintf("; did you mean `%s`?", s)
			}
			return bad("unknown key %q; allowed keys are %s%s", key, requestKeys, message)
		}
	}
	return q, nil
}

// oneValue checks that a text is one JSON value without a key twice in an object, of
// which a decoder would keep the last.
func oneValue(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	type level struct {
		keys  map[string]bool // of an object
		value bool            // what follows is a value
	}
	var stack []level
	for first := true; first || len(stack) > 0; first = false {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		top := len(stack) - 1
		if top >= 0 && stack[top].keys != nil && !stack[top].value {
			if key, ok := t.(string); ok {
				if stack[top].keys[key] {
					return fmt.Errorf("the key %q stands twice", key)
				}
				stack[top].keys[key], stack[top].value = true, true
				continue
			}
		} else if top >= 0 {
			stack[top].value = false
		}
		switch t {
		case json.Delim('{'):
			stack = append(stack, level{keys: map[string]bool{}})
		case json.Delim('['):
			stack = append(stack, level{})
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:len(stack)-1]
		}
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("the line has more than one JSON value")
	}
	return nil
}

// brief shortens JSON for a message.
func brief(raw []byte) string {
	if s := string(raw); len(s) <= 60 {
		return s
	}
	return strings.ToValidUTF8(string(raw[:59]), "") + "…"
}

// settings writes parameters as key=value, in the order of their keys. Values are read by
// the rules of scenarios, with one exception: JSON has one kind of number, so that 20.0,
// and 20.000000000000004 from a program that computes, are whole numbers.
func settings(s *configs.Scenario, params map[string]json.RawMessage) ([]string, error) {
	var out []string
	var wrong []configs.Problem
	keys := make([]string, 0, len(params))
	for key := range params {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		raw := params[key]
		bad := func(message, suggestion string) {
			wrong = append(wrong, configs.Problem{File: "params", Key: key, Value: brief(raw), Message: message, Suggestion: suggestion})
		}
		x, err := configs.Lookup(s, key)
		known := err == nil // what is unknown is reported when it is set
		numeric := known && (x.Type == "number" || x.Type == "integer" || x.Type == "boolean")
		text := string(raw)
		switch raw[0] {
		case '"':
			if err := json.Unmarshal(raw, &text); err != nil {
				bad(err.Error(), "")
				continue
			}
			if numeric {
				bad("a quoted string, expected "+article(x.Type), text)
				continue
			}
		case '{', 'n': // an object, or null
			bad("must be a number, a word, true, false or a list", "")
			continue
		case '[', 't', 'f':
		default:
			if n, fault := decimal.Parse(text); known && (x.Type == "integer" || x.Type == "day") && fault == nil {
				if whole, ok := decimal.Whole(n); ok {
					text = strconv.FormatInt(whole, 10)
				}
			}
		}
		out = append(out, key+"="+text)
	}
	if len(wrong) > 0 {
		return nil, &configs.Error{Problems: wrong}
	}
	return out, nil
}

func article(kind string) string {
	if kind == "integer" {
		return "an " + kind
	}
	return "a " + kind
}
