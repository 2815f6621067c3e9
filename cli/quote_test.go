package cli

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
)

var hostile = []string{
	"out/x", "a b", "it's", `back\slash`, "$(touch pwned)", "`id`", "a;b", "-rf", "--help", "~root", "a\nb", "\x1b[31m", "\u202egnp", "tab\t'q'",
	"*", "!!", "#c", "=x", "é円", "a=b", `"`, `"; import os; os.system("id") #`, "{x}", "%s", "bad\xff",
}

// missing ends a test that lacks a program: in continuous integration as a failure.
func missing(t *testing.T, err error) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(err)
	}
	t.Skip(err)
}

func TestQuoted(t *testing.T) {
	shell, err := exec.LookPath("bash")
	if err != nil {
		missing(t, err)
	}
	for _, name := range hostile {
		q := quoted(name)
		if oneLine(q) != q {
			t.Errorf("%q: %q acts on a terminal", name, q)
		}
		out, err := exec.Command(shell, "-c", "printf %s "+q).Output()
		if err != nil || strings.TrimPrefix(string(out), "./") != name {
			t.Errorf("%q: %s gives %q, %v", name, q, out, err)
		}
		if strings.HasPrefix(q, "-") {
			t.Errorf("%q: %s is an option", name, q)
		}
	}
	if got := quoted("out/first-look"); got != "out/first-look" {
		t.Errorf("harmless name: %s", got)
	}
}

func TestPythonLiteral(t *testing.T) {
	interpreter, err := exec.LookPath("python3")
	if err != nil {
		missing(t, err)
	}
	var code strings.Builder
	code.WriteString("import json, sys\nlist = [")
	for _, name := range hostile {
		code.WriteString(python(name) + ", ")
	}
	code.WriteString("]\njson.dump([n.encode('utf-8', 'surrogateescape').decode('latin-1') for n in list], sys.stdout)")
	out, err := exec.Command(interpreter, "-c", code.String()).Output()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	for i, name := range hostile {
		b := make([]byte, 0, len(name))
		for _, r := range got[i] {
			b = append(b, byte(r))
		}
		if string(b) != name {
			t.Errorf("%q became %q", name, b)
		}
	}
}

func TestMarkdownName(t *testing.T) {
	for name, want := range map[string]string{
		"sale-300": "sale-300", "a_b": `a\_b`, "<img src=x>": `\<img src\=x\>`, "$x$": `\$x\$`, "[a](b)": `\[a\]\(b\)`, "a\nb": `a\\nb`,
	} {
		if got := markdown(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
