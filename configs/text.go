package configs

import (
	"fmt"
	"math"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode"

	"kirifuda/world"
)

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
	s := strconv.FormatFloat(x, 'e', -1, 64)
	if !strings.Contains(s, ".") { // YAML 1.1 reads 1e-09 as text
		s = strings.Replace(s, "e", ".0e", 1)
	}
	return s
}

// floatInFile writes a number so that every reader takes it for one with a fraction,
// whatever its value.
func floatInFile(x float64) string {
	s := formatFloat(x)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// formatValue writes a value for people: strings are quoted unless they are plain words.
func formatValue(x any) string { return format(x, formatFloat) }

// valueInFile writes a value in YAML that other programs read with the same type.
func valueInFile(x any) string { return format(x, floatInFile) }

func format(x any, formatFloat func(float64) string) string {
	formatValue := func(x any) string { return format(x, formatFloat) }
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
	case world.When:
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

// reservedWords are plain scalars that YAML 1.1 or 1.2 reads as something
// other than a string.
var reservedWords = map[string]bool{
	"y": true, "n": true, "yes": true, "no": true, "on": true, "off": true,
	"true": true, "false": true, "null": true,
}

// key writes a key of a mapping.
func key(name string) string { return quote(name) + ":" }

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

// FormatValue writes a value as it would stand in a scenario file.
func FormatValue(v any) string { return formatValue(v) }
