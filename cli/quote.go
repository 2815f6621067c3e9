package cli

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// harmless are words that every shell takes as they are.
var harmless = regexp.MustCompile(`^[A-Za-z0-9_./:@%+,][A-Za-z0-9_./:@%+,=-]*$`)

// quoted writes the name of a file so that it can be pasted into a POSIX shell. A
// leading dash would make it an option.
func quoted(name string) string {
	if strings.HasPrefix(name, "-") {
		name = "./" + name
	}
	return word(name)
}

// word writes an argument so that it can be pasted into a POSIX shell.
func word(arg string) string {
	switch {
	case harmless.MatchString(arg):
		return arg
	case oneLine(arg) == arg:
		return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
	}
	// Bytes in $'…' do not depend on the locale, as \u does.
	var b strings.Builder
	for i := 0; i < len(arg); {
		r, n := utf8.DecodeRuneInString(arg[i:])
		char := arg[i : i+n]
		switch {
		case oneLine(char) != char:
			for _, c := range []byte(char) {
				fmt.Fprintf(&b, `\x%02x`, c)
			}
		case r == '\'' || r == '\\':
			b.WriteString(`\` + char)
		default:
			b.WriteString(char)
		}
		i += n
	}
	return "$'" + b.String() + "'"
}
