package cli

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"gonum.org/v1/plot"

	"kirifuda/agents"
	"kirifuda/analysis/figures"
	"kirifuda/world"
)

// weak fails on its second day, always or in about half of the runs.
type weak struct{ always, fail bool }

type weakParams struct {
	Always bool `yaml:"always" default:"false" role:"constant" doc:"fail in every run"`
}

func (f *weak) Act(d *world.Desk) {
	if d.View.Day == 1 {
		f.fail = f.always || d.Rand(1).Float64() < 0.5
	}
	if f.fail && d.View.Day == 2 {
		panic("cannot go on")
	}
}
func (*weak) Bid(*world.Desk) {}

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"sim": func() { os.Exit(Main(agents.Default())) },
		// simweak knows an institution that fails.
		"simweak": func() {
			cat := agents.Default()
			cat["weak"] = agents.Define("fails", func(_ *world.Setup, p *weakParams) (world.Institution, error) {
				return &weak{always: p.Always}, nil
			})
			os.Exit(Main(cat))
		},
		// simcalm draws a figure of its own.
		"simcalm": func() {
			calm := figures.Figure{
				Name: "calm", Doc: "an empty panel", Options: []figures.Option{{Name: "level", Default: "low", Doc: "how calm it is"}},
				Draw: func(src figures.Source, v figures.Values) (*figures.Page, error) {
					return &figures.Page{Panels: []*plot.Plot{figures.NewPlot(v["level"]+" "+src.Baseline, "percent")}}, nil
				},
			}
			os.Exit(Main(agents.Default(), Figures(figures.All().With(calm))))
		},
		// simbug knows a kind that fails as soon as it is looked at.
		"simbug": func() {
			cat := agents.Default()
			cat["bug"] = agents.Kind{NewParams: func() any { panic("nobody thought of this") }}
			os.Exit(Main(cat))
		},
		// report prints the report that a message names.
		"report": func() {
			message, err := os.ReadFile(os.Args[1])
			if err != nil {
				panic(err)
			}
			text, err := os.ReadFile(regexp.MustCompile(`please send us (.*), which`).FindStringSubmatch(string(message))[1])
			if err != nil {
				panic(err)
			}
			fmt.Print(string(text))
		},
		// scratch changes one byte in fifty of the first eighth of a file, where values are.
		"scratch": func() {
			b, err := os.ReadFile(os.Args[1])
			for i := 49; i < len(b)/8; i += 50 {
				b[i] ^= 1
			}
			if err == nil {
				err = os.WriteFile(os.Args[1], b, 0o600)
			}
			if err != nil {
				panic(err)
			}
		},
		// flip changes bytes in the middle of each file, so many that they are not
		// all in the head of a page, which has no checksum.
		"flip": func() {
			for _, name := range os.Args[1:] {
				b, err := os.ReadFile(name)
				if err == nil {
					for i := range 100 {
						b[len(b)/3+i] ^= 1
					}
					err = os.WriteFile(name, b, 0o600)
				}
				if err != nil {
					panic(err)
				}
			}
		},
		// edit replaces the first match of a pattern in a file.
		"edit": func() {
			b, err := os.ReadFile(os.Args[1])
			if err != nil {
				panic(err)
			}
			at := regexp.MustCompile(os.Args[2]).FindIndex(b)
			if err := os.WriteFile(os.Args[1], []byte(string(b[:at[0]])+os.Args[3]+string(b[at[1]:])), 0o600); err != nil {
				panic(err)
			}
		},
		// otherrows changes the hashes of rows in a manifest.
		"otherrows": func() {
			b, err := os.ReadFile(os.Args[1])
			if err == nil {
				b = regexp.MustCompile(`"content": "[0-9a-f]{8}`).ReplaceAll(b, []byte(`"content": "00000000`))
				err = os.WriteFile(os.Args[1], b, 0o600)
			}
			if err != nil {
				panic(err)
			}
		},
		// jsonl prints what replies of sim eval say.
		"jsonl": func() {
			b, err := os.ReadFile(os.Args[1])
			if err != nil {
				panic(err)
			}
			for line := range strings.Lines(string(b)) {
				var r struct {
					Line    int             `json:"line"`
					Code    int             `json:"exit_code"`
					ID      json.RawMessage `json:"id"`
					N       int             `json:"n"`
					Error   string          `json:"error"`
					Metrics map[string]any  `json:"metrics"`
					Values  map[string]any  `json:"values"`
				}
				if err := json.Unmarshal([]byte(line), &r); err != nil {
					panic(err)
				}
				text := r.Error
				if text == "" {
					text = fmt.Sprintf("n=%d metrics=%d values=%d", r.N, len(r.Metrics), len(r.Values))
					if r.ID != nil {
						text += " id=" + string(r.ID)
					}
				}
				fmt.Println(r.Line, r.Code, text)
			}
		},
		// sametables compares the tables of two experiments byte by byte.
		"sametables": func() {
			parts, err := filepath.Glob(filepath.Join(os.Args[1], "tables", "*", "*"))
			if err != nil || len(parts) == 0 {
				panic("no tables")
			}
			for _, p := range parts {
				rel, err := filepath.Rel(os.Args[1], p)
				if err != nil {
					panic(err)
				}
				a, err := os.ReadFile(p)
				if err != nil {
					panic(err)
				}
				b, err := os.ReadFile(filepath.Join(os.Args[2], rel))
				if err != nil || string(a) != string(b) {
					println(rel, "differs")
					os.Exit(1)
				}
			}
		},
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireUniqueNames: true, Cmds: map[string]func(*testscript.TestScript, bool, []string){
		// code N program args… runs a program that must end with exit code N.
		"code": func(ts *testscript.TestScript, neg bool, args []string) {
			if neg || len(args) < 2 {
				ts.Fatalf("usage: code N program args…")
			}
			got := 0
			if err := ts.Exec(args[1], args[2:]...); err != nil {
				var e *exec.ExitError
				if !errors.As(err, &e) {
					ts.Fatalf("%v", err)
				}
				got = e.ExitCode()
			}
			if strconv.Itoa(got) != args[0] {
				ts.Fatalf("exit code %d, want %s", got, args[0])
			}
		},
		// csv FILE [LINES] checks a file of comma-separated values: as many cells in
		// every line, names that every reader takes, and numbers without NaN.
		"csv": func(ts *testscript.TestScript, neg bool, args []string) {
			if neg || len(args) < 1 {
				ts.Fatalf("usage: csv FILE [LINES]")
			}
			rows, err := csv.NewReader(strings.NewReader(ts.ReadFile(args[0]))).ReadAll()
			if err != nil || len(rows) < 2 {
				ts.Fatalf("%d lines, %v", len(rows), err)
			}
			for _, name := range rows[0] {
				if !regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`).MatchString(name) {
					ts.Fatalf("column %q", name)
				}
			}
			for _, r := range rows[1:] {
				for i, cell := range r {
					if cell == "NaN" || strings.HasSuffix(rows[0][i], "_pct") && cell != "" && !regexp.MustCompile(`^-?[0-9.]+(e-?[0-9]+)?$`).MatchString(cell) {
						ts.Fatalf("%s: %q", rows[0][i], cell)
					}
				}
			}
			if len(args) > 1 && strconv.Itoa(len(rows)-1) != args[1] {
				ts.Fatalf("%d lines, want %s", len(rows)-1, args[1])
			}
		},
	}})
}
