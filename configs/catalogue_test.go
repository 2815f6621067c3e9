package configs_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"kirifuda/configs"
	"kirifuda/configs/configstest"
	"kirifuda/world"
)

// oneKind is a catalogue of the single kind "k".
type oneKind func() any

func (oneKind) Kinds() []string                     { return []string{"k"} }
func (c oneKind) NewParams(kind string) (any, bool) { return c(), kind == "k" }

func TestCatalogueFaults(t *testing.T) {
	for want, params := range map[string]func() any{
		"not a pointer to a struct":   func() any { return struct{}{} },
		"is not a name in lower case": func() any { return &struct{ A float64 }{} },
		"the name kind is reserved": func() any {
			return &struct {
				A string `yaml:"kind"`
			}{}
		},
		"is used twice": func() any {
			return &struct {
				A, B float64 `yaml:"a"`
			}{}
		},
		"unsupported type": func() any {
			return &struct {
				A complex128 `yaml:"a"`
			}{}
		},
		"is not a number": func() any {
			return &struct {
				A float64 `yaml:"a" min:"x"`
			}{}
		},
		"does not apply to a string": func() any {
			return &struct {
				A string `yaml:"a" min:"1"`
			}{}
		},
		"enum does not apply to a number": func() any {
			return &struct {
				A float64 `yaml:"a" enum:"a|b"`
			}{}
		},
		"the minimum is above the maximum": func() any {
			return &struct {
				A float64 `yaml:"a" min:"2" max:"1"`
			}{}
		},
		"unknown role": func() any {
			return &struct {
				A float64 `yaml:"a" role:"x"`
			}{}
		},
		"is not true or false": func() any {
			return &struct {
				A float64 `yaml:"a" free:"x"`
			}{}
		},
		`the default "3": above the maximum`: func() any {
			return &struct {
				A float64 `yaml:"a" max:"1" default:"3"`
			}{}
		},
		`the default "x": not an integer`: func() any {
			return &struct {
				A int `yaml:"a" default:"x"`
			}{}
		},
		"no unit tag": func() any {
			return &struct {
				A float64 `yaml:"a" role:"lever" doc:"d"`
			}{}
		},
		"no doc tag": func() any {
			return &struct {
				A bool `yaml:"a"`
			}{}
		},
		"the zero value is not allowed": func() any {
			return &struct {
				A string `yaml:"a" enum:"a|b"`
			}{}
		},
	} {
		if err := configs.CheckCatalogue(oneKind(params)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	bad := oneKind(func() any { return 1 })
	_, err := configs.Load("world", bad, options())
	var e *configs.Error
	if err == nil || errors.As(err, &e) {
		t.Errorf("a wrong catalogue is reported as wrong input: %v", err)
	}
	if _, err := configs.Load("world", nil, options()); err == nil {
		t.Error("no catalogue")
	}
	if configs.Parameters(bad) != nil || configs.Keys(bad, nil) != nil {
		t.Error("tables of a wrong catalogue")
	}
}

type demanding struct {
	Mode string     `yaml:"mode" enum:"a|b"`
	Size float64    `yaml:"size" unit:"m" min:"1"`
	Day  world.Date `yaml:"day"`
}

func (d demanding) Validate() error {
	if d.Size == 7 {
		panic("seven")
	}
	return errors.Join(errors.New("one"), errors.New("two"))
}

func TestRequiredAndValidate(t *testing.T) {
	load := func(text string) error {
		opts := configs.Options{ReadFile: files(map[string]string{"f.yaml": "standalone: true\nstart: 2025-04-01\ndays: 2\nagents:\n  x: " + text})}
		_, err := configs.Load("f.yaml", oneKind(func() any { return &demanding{} }), opts)
		return err
	}
	for text, want := range map[string]string{
		"{kind: k}":                    "f.yaml:5:3: x.mode: must be set (allowed a, b)\nf.yaml:5:3: x.size: must be set (allowed at least 1)",
		"{kind: k, mode: a, size: 2}":  "f.yaml:5:3: x: one\nf.yaml:5:3: x: two",
		"{kind: k, mode: a, size: 7}":  "f.yaml:5:3: x: the check of the parameters failed: seven",
		"{kind: k, mode: c, size: 2}":  "f.yaml:5:22: x.mode = c: not one of the allowed words (allowed a, b)",
		"{kind: k, mode:, size: null}": "f.yaml:5:21: x.mode: empty (allowed a, b)\nf.yaml:5:29: x.size = null: empty, expected a number (allowed at least 1)",
	} {
		if err := load(text); err == nil || err.Error() != want {
			t.Errorf("%s: got\n%v\nwant\n%s", text, err, want)
		}
	}
}

type meeting struct {
	Dates []world.Date `yaml:"dates" default:"2025-05-07, 2025-06-18" role:"constant" doc:"dates of meetings"`
}

// A list of dates is read, checked entry by entry, explained and written so that
// it can be read again.
func TestListOfDates(t *testing.T) {
	cat := oneKind(func() any { return &meeting{} })
	load := func(text string) (*configs.Scenario, error) {
		return configs.Load("f.yaml", cat, configs.Options{ReadFile: files(map[string]string{
			"f.yaml": "standalone: true\nstart: 2025-04-01\ndays: 2\nagents:\n  x: {kind: k" + text + "}",
		})})
	}
	for text, want := range map[string]string{
		"":                                 "[2025-05-07, 2025-06-18]",
		", dates: [2025-07-30]":            "[2025-07-30]",
		", dates: []":                      "[]",
		`, dates: ["2025-07-30"]`:          "[2025-07-30]",
		", dates: 2025-07-30":              "f.yaml:5:23: x.dates = 2025-07-30: a single value, expected a list of dates such as [2025-04-01, 2025-04-02]",
		", dates: [2025-07-30, 30]":        "f.yaml:5:36: x.dates.1 = 30: not a date; write it as 2025-04-01",
		", dates: [2025-07-27, null]":      "f.yaml:5:24: x.dates.0 = 2025-07-27: a Sunday, expected a business day; did you mean `2025-07-28`?\nf.yaml:5:36: x.dates.1 = null: empty, expected a date",
		", dates: [2025-07-30, [1], {}  ]": "f.yaml:5:36: x.dates.1 = […]: a list, expected a date\nf.yaml:5:41: x.dates.2 = {…}: a mapping, expected a date",
	} {
		s, err := load(text)
		if err != nil {
			if err.Error() != want {
				t.Errorf("%s: got\n%v\nwant\n%s", text, err, want)
			}
			continue
		}
		e, err := configs.Explain(s, "x.dates")
		if err != nil || e.Type != "list of dates" || configs.FormatValue(e.Value) != want {
			t.Errorf("%s: %v %s %s, want %s", text, err, e.Type, configs.FormatValue(e.Value), want)
		}
		configstest.RoundTrip(t, cat, s)
	}
	schema, err := configs.SchemaFS(fstest.MapFS{"world.yaml": {Data: []byte("start: 2025-04-01\ndays: 2\nagents: {x: {kind: k}}\n")}}, cat)
	if err != nil {
		t.Fatal(err)
	}
	flat := strings.Join(strings.Fields(string(schema)), " ")
	if want := `"default": [ "2025-05-07", "2025-06-18" ], "description": "Dates of meetings", "items": { "format": "date", "type": "string" }, "type": "array"`; !strings.Contains(flat, want) {
		t.Errorf("the schema lacks %s", want)
	}
}
