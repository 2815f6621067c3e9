package configs_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"kirifuda/configs"
	"kirifuda/configs/configstest"
	"kirifuda/world"
)

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
		", dates: [2025-07-30, [1], {}  ]": "f.yaml:5:36: x.dates.1 = […]: a list, expected a date\nf.yaml:5:41: x.dates.2 = {}: a mapping, expected a date",
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
