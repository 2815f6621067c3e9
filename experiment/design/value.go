package design

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// Value is one coordinate of a point: a finite number or a non-empty word. It is
// a word if Text is not empty, otherwise it is Number. Values are comparable
// with ==.
type Value struct {
	Number float64
	Text   string
}

// Num returns the value that is the number x.
func Num(x float64) Value { return Value{Number: x} }

// Word returns the value that is the word s. An empty s gives the number 0.
func Word(s string) Value { return Value{Text: s} }

// IsNumber reports whether v is a number.
func (v Value) IsNumber() bool { return v.Text == "" }

// String returns the word itself, or the shortest decimal text that reads back
// as the same number. Whole numbers below 2^53 are written without exponent.
func (v Value) String() string {
	if !v.IsNumber() {
		return v.Text
	}
	return formatNumber(v.Number)
}

func formatNumber(x float64) string {
	if x == math.Trunc(x) && math.Abs(x) < 1<<53 {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// MarshalJSON writes a JSON number, true, false or a JSON string. It fails for a number that
// is not finite.
func (v Value) MarshalJSON() ([]byte, error) {
	switch {
	case v.Text == "true" || v.Text == "false":
		return []byte(v.Text), nil
	case !v.IsNumber():
		return json.Marshal(v.Text)
	}
	if !finite(v.Number) {
		return nil, fmt.Errorf("design: value %v cannot be written as JSON; numbers must be finite", v.Number)
	}
	return []byte(v.String()), nil
}

// UnmarshalJSON reads a JSON number, true, false or a non-empty JSON string.
func (v *Value) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	if s := string(b); s == "true" || s == "false" {
		*v = Word(s)
		return nil
	}
	if len(b) > 0 && b[0] == '"' {
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		if s == "" {
			return fmt.Errorf("design: value is an empty string; allowed: a number or a non-empty string")
		}
		*v = Word(s)
		return nil
	}
	var x *float64
	if err := json.Unmarshal(b, &x); err != nil || x == nil {
		return fmt.Errorf("design: value %s; allowed: a number or a non-empty string", b)
	}
	*v = Num(*x)
	return nil
}

// Point is one setting of all parameters, in the order of the axes.
type Point []Value

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
