package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
)

func TestScreenShowsWhatActsOnTerminals(t *testing.T) {
	for text, want := range map[string]string{
		"plain − text, ü, 円\n\t": "plain − text, ü, 円\n\t",
		"\x1b[31mred\a\b\r":      `\x1b[31mred\x07\x08\r`,
		"\u009b31m\u202egnp":     `\u009b31m\u202egnp`,
		"a\xffb\x7f\u2028\u200b": `a\xffb\x7f\u2028\u200b`,
		"\U000e0041":             `\U000e0041`,
	} {
		for cut := range len(text) + 1 { // wherever a stream is cut
			var b bytes.Buffer
			s := newScreen(&b)
			_, _ = s.Write([]byte(text[:cut]))
			_, _ = s.Write([]byte(text[cut:]))
			if b.String() != want {
				t.Errorf("%q cut at %d: %q, want %q", text, cut, b.String(), want)
			}
		}
	}
}

func TestArgumentsStayOnTheirLine(t *testing.T) {
	var b bytes.Buffer
	s := newScreen(&b)
	s.printf("%s: %v, %d\n", "a\nb\x1bc", errors.New("x\ty\n"), 3)
	if got, want := b.String(), `a\nb\x1bc: x\ty\n, 3`+"\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	b.Reset()
	x := newTable("name", ">n")
	x.add("a\nb\x1b", "1")
	x.add("c", "22")
	x.write(s)
	if got, want := b.String(), "name       n\n"+`a\nb\x1b   1`+"\nc         22\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestColours(t *testing.T) {
	var b bytes.Buffer
	s := newScreen(&b)
	s.colour = true
	s.paint(bad, "no\x1b[0m\n")
	if got, want := b.String(), "\x1b[31m"+`no\x1b[0m`+"\x1b[0m\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	a := &app{stdout: s, stderr: s, noColor: true}
	a.setColours()
	b.Reset()
	s.paint(bad, "no\n")
	if b.String() != "no\n" {
		t.Errorf("with --no-color: %q", b.String())
	}
}

func TestVisibleJSON(t *testing.T) {
	in := map[string]string{"a\u202e": "\u009b\U000e0041 ü\n\x1b"}
	doc, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	doc = visibleJSON(doc)
	for _, r := range string(doc) {
		if r != 'ü' && (r < ' ' || r > '~') {
			t.Errorf("%q in %s", r, doc)
		}
	}
	var out map[string]string
	if err := json.Unmarshal(doc, &out); err != nil || out["a\u202e"] != in["a\u202e"] {
		t.Errorf("%v, %v", out, err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestScreenKeepsFirstError(t *testing.T) {
	s := newScreen(full{})
	s.printf("x\n")
	s.printf("y\n")
	if s.err == nil || s.err.Error() != "no space left" {
		t.Errorf("%v", s.err)
	}
}
