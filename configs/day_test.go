package configs_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kirifuda/configs"
	"kirifuda/configs/configstest"
	"kirifuda/world"
)

// datedParams have days on which something happens.
type datedParams struct {
	Letter   world.When `yaml:"letter" min:"0" max:"1000" default:"2025-07-07" role:"constant" doc:"day of a letter"`
	Sale     world.When `yaml:"sale" min:"1" max:"500" default:"25" role:"lever" doc:"first day of a sale"`
	Election world.When `yaml:"election" min:"0" max:"1000" default:"2025-07-20" closed:"before" role:"constant" doc:"day of an election"`
	Silent   bool       `yaml:"silent" default:"false" role:"lever" doc:"whether nothing is sold"`
}

func (p *datedParams) Idle(name string) bool { return name == "sale" && p.Silent }

var datedCatalogue = oneKind(func() any { return &datedParams{} })

// dated is a run of 125 business days from 1 April 2025.
func dated(t interface {
	Helper()
	Fatalf(string, ...any)
}, set ...string) *configs.Scenario {
	t.Helper()
	s, err := configs.Load("world", datedCatalogue, datedOptions(set...))
	if err != nil {
		t.Fatalf("%q: %v", set, err)
	}
	return s
}

func datedOptions(set ...string) configs.Options {
	return configs.Options{FS: worldFS("start: 2025-04-01\ndays: 125\nagents: {x: {kind: k}}\n"), Tables: fakeTables{}, Set: set}
}

func params(s *configs.Scenario) *datedParams { return s.Agent("x").Params.(*datedParams) }

// A day is a date or a number, and says what is wrong with it.
func TestDays(t *testing.T) {
	const allowed = " (allowed a date such as 2025-07-07, or the number of a business day of the run, "
	for text, want := range map[string]string{
		"letter=2025-07-07":   "",
		"letter=70":           "",
		"letter=0":            "",
		"election=2025-07-13": "", // a Sunday
		"letter=2025-07-05":   "-s: x.letter = 2025-07-05: a Saturday, expected a business day; did you mean `2025-07-07`?",
		"letter=2026-01-01":   "-s: x.letter = 2026-01-01: New Year's Day, on which no market is open, expected a business day; did you mean `2026-01-02`?",
		"letter=2025-02-30":   "-s: x.letter = 2025-02-30: not a date in the calendar" + allowed + "1 to 1000; 0 for never)",
		"letter=soon":         "-s: x.letter = soon: neither a date nor a whole number" + allowed + "1 to 1000; 0 for never)",
		"letter=2025-7-7":     "-s: x.letter = 2025-7-7: neither a date nor a whole number" + allowed + "1 to 1000; 0 for never); did you mean `2025-07-07`?",
		"letter=20250707":     "-s: x.letter = 20250707: above the maximum 1000" + allowed + "1 to 1000; 0 for never); did you mean `2025-07-07`?",
		"sale=0":              "-s: x.sale = 0: below the minimum 1" + allowed + "1 to 500)",
		"sale=501":            "-s: x.sale = 501: above the maximum 500" + allowed + "1 to 500)",
		"sale=":               "-s: x.sale: empty, expected a day" + allowed + "1 to 500)",
		"sale=12.5":           "-s: x.sale = 12.5: neither a date nor a whole number" + allowed + "1 to 500)",
		"letter*=0.5":         "-s: x.letter* = 0.5: day: only numbers can be multiplied",
	} {
		s, err := configs.Load("world", datedCatalogue, datedOptions("x."+text))
		switch {
		case err == nil && want == "":
			configstest.RoundTrip(t, datedCatalogue, s)
		case err == nil || err.Error() != want:
			t.Errorf("%s: got\n%v\nwant\n%s", text, err, want)
		}
	}
	if got := params(dated(t, "x.sale*=0.5")).Sale.Day(); got != 13 {
		t.Errorf("half of day 25 is day %d", got)
	}
	opts := datedOptions()
	opts.ReadFile = files(map[string]string{"f.yaml": "agents:\n  x: {sale: \"5\", letter: \"2025-07-08\", election: [2025-07-20]}\n"})
	_, err := configs.Load("f.yaml", datedCatalogue, opts)
	want := "f.yaml:2:13: x.sale = \"5\": a quoted string, expected a day; did you mean `5`?\nf.yaml:2:50: x.election = […]: a list, expected a day"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// A date and its number are one configuration, whichever of them is written.
func TestDateAndItsNumberProperty(t *testing.T) {
	base := dated(t)
	days := base.Calendar()
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SampledFrom([]string{"letter", "sale", "election"}).Draw(t, "key")
		n := rapid.IntRange(1, 500).Draw(t, "day")
		date := days.Add(base.Start, n-1)
		with := func(v any) *configs.Scenario {
			s, err := base.With(fmt.Sprintf("x.%s=%v", key, v))
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		a, b := with(n), with(date)
		if configs.Digest(a) != configs.Digest(b) || len(configs.Diff(a, b)) != 0 {
			t.Fatalf("day %d and %s differ: %v", n, date, configs.Diff(a, b))
		}
		if other := with(days.Add(date, 1)); configs.Digest(other) == configs.Digest(a) || len(configs.Diff(other, a)) != 1 {
			t.Fatalf("day %d and the day after %s are the same", n, date)
		}
		for _, s := range []*configs.Scenario{a, b} {
			configstest.RoundTrip(t, datedCatalogue, s)
		}
	})
}

// With another start, dates stay where they are and numbers move.
func TestDaysOfAnotherStart(t *testing.T) {
	base := dated(t)
	if p := params(base); p.Letter.Day() != 70 || p.Sale.Day() != 25 || p.Election.Day() != 79 {
		t.Errorf("days %d, %d and %d", p.Letter.Day(), p.Sale.Day(), p.Election.Day())
	}
	later, err := base.With("start=2025-05-01")
	if err != nil {
		t.Fatal(err)
	}
	if p := params(later); p.Letter.Day() != 48 || p.Sale.Day() != 25 || p.Election.Day() != 57 {
		t.Errorf("from May, days %d, %d and %d", p.Letter.Day(), p.Sale.Day(), p.Election.Day())
	}
	if d := configs.Diff(base, later); len(d) != 1 || d[0].Key != "start" {
		t.Errorf("they differ in %v", d)
	}
	if params(base).Letter.Day() != 70 {
		t.Error("the scenario from which another was made has changed")
	}
	for set, want := range map[string]int{"start=2025-07-08": 0, "start=2025-07-09": -1, "start=2025-07-07": 1} {
		if got := params(dated(t, set)).Letter.Day(); got != want {
			t.Errorf("%s: the letter is on day %d, want %d", set, got, want)
		}
	}
	weekdays, err := dated(t, "start=2025-12-31", "x.letter=2026-01-02").On(nil)
	if err != nil || params(weekdays).Letter.Day() != 3 || params(dated(t, "start=2025-12-31", "x.letter=2026-01-02")).Letter.Day() != 2 {
		t.Errorf("without holidays the letter is on day %d, %v", params(weekdays).Letter.Day(), err)
	}
}

// What is set for a day outside the run and would happen is warned of.
func TestDaysOutsideTheRun(t *testing.T) {
	for set, want := range map[string]string{
		"":                           "",
		"days=60":                    "", // defaults are silent
		"start=2026-04-01":           "",
		"x.letter=0":                 "",
		"days=20 x.sale=20":          "",
		"days=20 x.sale=21":          "-s: x.sale = 21: the run has 20 days, so that nothing happens on this one",
		"days=20 x.sale=2025-04-29":  "-s: x.sale = 2025-04-29: lies after the run, which ends on 2025-04-28, so that it does not happen",
		"x.letter=2025-03-31":        "-s: x.letter = 2025-03-31: lies before the run, which starts on 2025-04-01, so that it does not happen",
		"x.sale=126 x.silent=true":   "",
		"x.letter=500 x.silent=true": "-s: x.letter = 500: the run has 125 days, so that nothing happens on this one",
	} {
		var got []string
		s := dated(t, strings.Fields(set)...)
		for i := range s.Warnings {
			got = append(got, s.Warnings[i].String())
		}
		if strings.Join(got, "\n") != want {
			t.Errorf("%s: got\n%s\nwant\n%s", set, strings.Join(got, "\n"), want)
		}
	}
}

// A day is explained with its date or its number, and written with both.
func TestDaysForPeople(t *testing.T) {
	s := dated(t, "x.sale=2025-04-07", "x.election=3")
	for key, want := range map[string]string{"x.letter": "2025-07-07 day 70", "x.sale": "2025-04-07 day 5", "x.election": "3 2025-04-03"} {
		e, err := configs.Explain(s, key)
		if got := configs.FormatValue(e.Value) + " " + e.Note; err != nil || e.Type != "day" || got != want {
			t.Errorf("%s: %s %s, %v, want %s", key, e.Type, got, err, want)
		}
	}
	for _, want := range []string{"letter: 2025-07-07  # day 70, default\n", "sale: 2025-04-07  # day 5, -s\n", "election: 3  # 2025-04-03, -s\n"} {
		if text := string(configs.Resolved(s)); !strings.Contains(text, want) {
			t.Errorf("the resolved form lacks %q:\n%s", want, text)
		}
	}
	if text := string(configs.Resolved(dated(t, "days=60", "x.sale=1"))); !strings.Contains(text, "letter: 2025-07-07  # after the run, default\n") {
		t.Errorf("a letter after the run is not said to be:\n%s", text)
	}
	schema := configstest.Compile(t, datedCatalogue, worldFS("start: 2025-04-01\ndays: 125\nagents: {x: {kind: k}}\n"), fakeTables{})
	for value, ok := range map[string]bool{"5": true, "2025-07-07": true, "soon": false, "5.5": false, "501": false, "0": false} {
		if err := configstest.Validate(schema, []byte("agents:\n  x: {sale: "+value+"}\n")); (err == nil) != ok {
			t.Errorf("the schema says of %s: %v", value, err)
		}
	}
}

// The tags of days are checked as others are.
func TestTagsOfDays(t *testing.T) {
	for want, p := range map[string]any{
		"does not apply to a date": &struct {
			A world.Date `yaml:"a" closed:"before" role:"lever" doc:"a"`
		}{},
		"is not before": &struct {
			A world.When `yaml:"a" closed:"after" role:"lever" doc:"a"`
		}{},
		"a Sunday": &struct {
			A world.When `yaml:"a" default:"2025-07-20" role:"lever" doc:"a"`
		}{},
		"above the maximum": &struct {
			A world.When `yaml:"a" default:"20" max:"10" role:"lever" doc:"a"`
		}{},
	} {
		if err := configs.CheckCatalogue(oneKind(func() any { return p })); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
