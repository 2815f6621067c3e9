package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"kirifuda/agents"
)

// TestHostileNames gives every command names and texts that would act on a terminal,
// a shell, a spreadsheet or a notebook.
func TestHostileNames(t *testing.T) {
	const evil = "\x1b]0;pwned\a\x1b[31m\u202e\u009b x'$(id)\n\r\xff"
	dir := filepath.Join(t.TempDir(), evil)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		missing(t, err) // a file system that refuses such names
	}
	t.Chdir(dir)
	scenario := `name: evil
title: "\e[31m\u202e title\a\nsecond"
story: "line\e[2J\nline \u009b"
sources: ["\e]0;x\a"]
extends: sale-300
days: 3
events:
  - {date: 2025-04-02, actor: jp_mof, type: veiled_threat, target: us_trade, text: "=1+1\e[31m"}
`
	if err := os.WriteFile(evil+".yaml", []byte(scenario), 0o666); err != nil {
		t.Fatal(err)
	}
	x, mc, sweep := evil+"-run", "-"+evil+"-mc", evil+"-sweep"
	for _, c := range [][]string{
		{"run", evil + ".yaml", "--seed", "1", "-o", x},
		{"run", "--from", x, "-o", evil + "-again"},
		{"run", evil + ".yaml", "--seed", "1", "-o", x, "--json"},
		{"mc", evil + ".yaml", "-n", "2", "--vs", "sale-300", "--set-both", "days=3", "--seed", "1", "-o=" + mc, "--progress", "json"},
		{"mc", evil + ".yaml", "-n", "2", "--dry-run", "--seed", "1", "-o=" + mc + "2"},
		{"sweep", evil + ".yaml", "-x", "jp_mof.sale_days=1,2", "--seed", "1", "-o", sweep},
		{"irf", "--", mc}, {"compare", x, x}, {"sens", sweep}, {"figure", "--", mc}, {"notebook", "--", mc}, {"inspect", x},
		{"verify", x}, {"export", x}, {"ls", "."}, {"ls", ".", "--json"}, {"compact", x, "-o", evil + "-compact"}, {"merge", x, "-o", evil + "-merged"},
		{"scenario", "show", evil + ".yaml"}, {"scenario", "show", evil + ".yaml", "--json"}, {"scenario", "diff", evil + ".yaml", "calm"},
		{"config", "validate", evil + ".yaml"}, {"config", "explain", "--scenario", evil + ".yaml", "jp_mof.sale_days"}, {"doctor", "-o", x},
		{"run", evil}, {"run", "-s", evil}, {"run", "-s", evil + "=1"}, {evil}, {"run", "--" + evil}, {"mc", "-n", evil}, {"config", "explain", evil},
		{"irf", evil}, {"irf", "--series", evil, "--", mc}, {"sens", sweep, "--outcome", evil}, {"figure", evil}, {"figure", evil, x},
		{"figure", "fan", "--series", evil, "--", mc}, {"figure", x, "-o", evil + "/x"}, {"verify", x, "--scenario", evil}, {"export", x, "--table", evil},
		{"sweep", evil}, {"sweep", "-x", evil}, {"sweep", "--points", evil}, {"sweep", "--points", evil + ".yaml"}, {"mc", "--until", evil},
		{"mc", "--shard", evil}, {"validate", "--only", evil}, {"compare", evil, evil}, {"help", evil}, {"run", "--trace", evil},
		{"mc", "--max-wall", evil}, {"ls", evil}, {"inspect", evil}, {"config", "init", evil}, {"run", "-c", evil}, {"run", "-s", "@" + evil},
	} {
		var out, msg bytes.Buffer
		code := Run(c, agents.Default(), strings.NewReader(""), &out, &msg)
		if code == exitInternal || c[0] == "export" && len(c) == 2 && code != exitOK {
			t.Errorf("%q: %s", c, msg.String())
		}
		for _, text := range []string{out.String(), msg.String()} {
			if i := strings.IndexFunc(text, func(r rune) bool {
				return r == unicode.ReplacementChar || r != '\n' && r != '\t' && !unicode.IsGraphic(r)
			}); i >= 0 {
				t.Errorf("%q prints %q", c, text[max(0, i-40):min(len(text), i+40)])
			}
		}
		for line := range strings.Lines(out.String()) {
			if next, ok := strings.CutPrefix(line, "next  "); ok && strings.Contains(next, "$(id)") && !strings.Contains(next, "$'") {
				t.Errorf("%q suggests %s", c, next)
			}
		}
	}
	events, err := os.ReadFile(filepath.Join(x, "export", "events.csv"))
	if err != nil || !strings.Contains(string(events), "'=1+1") {
		t.Errorf("%s, %v", events, err)
	}
}
