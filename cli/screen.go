package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/term"
)

// screen is a stream that people read. Names and texts come from files and directories
// of others: characters that would act on a terminal instead of being seen (escape
// sequences, controls, changes of direction) are written as \x1b or \u202e.
type screen struct {
	w        io.Writer
	terminal bool
	colour   bool
	cut      []byte // beginning of a character whose rest is yet to come
	err      error  // the first failure: what follows is lost too
}

// newScreen returns the screen on a stream.
func newScreen(w io.Writer) *screen {
	s := &screen{w: w}
	if f, ok := w.(*os.File); ok {
		s.terminal = term.IsTerminal(int(f.Fd()))
	}
	s.colour = s.terminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return s
}

// Write writes text in lines.
func (s *screen) Write(b []byte) (int, error) {
	text := append(s.cut, b...)
	keep := len(text)
	for i := 1; i < utf8.UTFMax && i <= len(text); i++ {
		if at := len(text) - i; utf8.RuneStart(text[at]) {
			if !utf8.FullRune(text[at:]) {
				keep = at
			}
			break
		}
	}
	s.cut = bytes.Clone(text[keep:])
	if err := s.raw([]byte(visible(string(text[:keep]), "\n\t"))); err != nil {
		return 0, err
	}
	return len(b), nil
}

// raw writes bytes as they are.
func (s *screen) raw(b []byte) error {
	if s.err == nil {
		_, s.err = s.w.Write(b)
	}
	return s.err
}

// document is the stream for what a program will read, such as CSV or YAML: unchanged
// unless it goes to a terminal.
func (s *screen) document() io.Writer {
	if s.terminal {
		return s
	}
	return writerFunc(func(b []byte) (int, error) { return len(b), s.raw(b) })
}

// printf writes text in which each argument stays on its line.
func (s *screen) printf(format string, args ...any) {
	s.paint(plain, fmt.Sprintf(format, inLine(args)...))
}

// style is the parameter of a terminal's select-graphic-rendition sequence.
type style string

const (
	plain  style = ""
	strong style = "1"
	bad    style = "31"
	doubt  style = "33"
)

// paint writes text in a style, or without one if the stream has no colours.
func (s *screen) paint(as style, text string) {
	text = visible(text, "\n\t")
	if s.colour && as != plain {
		body := strings.TrimRight(text, "\n")
		text = "\x1b[" + string(as) + "m" + body + "\x1b[0m" + text[len(body):]
	}
	_ = s.raw([]byte(text))
}

type writerFunc func(b []byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

// visible writes the characters of a text that are not seen, but for those allowed, in
// the way of Go and Python.
func visible(s, allowed string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case unicode.IsGraphic(r), strings.ContainsRune(allowed, r):
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
		i += n
	}
	return b.String()
}

// visibleJSON writes the characters of a JSON document that are not seen as JSON does.
// Outside texts it has none but line feeds.
func visibleJSON(doc []byte) []byte {
	if bytes.IndexFunc(doc, func(r rune) bool { return r != '\n' && !unicode.IsGraphic(r) }) < 0 {
		return doc
	}
	var b bytes.Buffer
	for _, r := range string(doc) {
		if r == '\n' || unicode.IsGraphic(r) {
			b.WriteRune(r)
			continue
		}
		for _, u := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, `\u%04x`, u)
		}
	}
	return b.Bytes()
}

// oneLine is a text of others in one line.
func oneLine(s string) string { return visible(s, "") }

// inLine keeps texts among the arguments of a format in one line.
func inLine(args []any) []any {
	out := make([]any, len(args))
	for i, x := range args {
		switch x := x.(type) {
		case string:
			out[i] = oneLine(x)
		case error:
			out[i] = oneLine(x.Error())
		default:
			out[i] = x
		}
	}
	return out
}
