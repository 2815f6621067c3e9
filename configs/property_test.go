package configs_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kirifuda/configs"
	"kirifuda/configs/configstest"
)

// override draws a key=value that is valid for the fixtures.
func override() *rapid.Generator[string] {
	funds := rapid.SampledFrom([]string{"fund_a", "fund_b", "my_fund", "macro_fund", "kinds.macro_fund", "agents.fund_a"})
	unit := rapid.Float64Range(0, 1)
	return rapid.OneOf(
		rapid.Custom(func(t *rapid.T) string {
			return fmt.Sprintf("jp_mof.sale_usd_bn=%v", rapid.Float64Range(0, 5000).Draw(t, "x"))
		}),
		rapid.Custom(func(t *rapid.T) string { return fmt.Sprintf("days=%d", rapid.IntRange(100, 50000).Draw(t, "days")) }),
		rapid.Custom(func(t *rapid.T) string {
			return fmt.Sprintf("market.rounds_per_day=%d", rapid.IntRange(1, 8).Draw(t, "rounds"))
		}),
		rapid.Custom(func(t *rapid.T) string {
			return funds.Draw(t, "fund") + ".label=" + rapid.String().Draw(t, "label")
		}),
		rapid.Custom(func(t *rapid.T) string {
			return fmt.Sprintf("%s.hedged=%v", funds.Draw(t, "fund"), rapid.Bool().Draw(t, "b"))
		}),
		rapid.Custom(func(t *rapid.T) string {
			return fmt.Sprintf("%s.weights.jpy=%v", funds.Draw(t, "fund"), unit.Draw(t, "w"))
		}),
		rapid.Custom(func(t *rapid.T) string {
			list := rapid.SliceOf(unit).Draw(t, "list")
			return fmt.Sprintf("%s.decay=%s", funds.Draw(t, "fund"), configs.FormatValue(list))
		}),
		rapid.Custom(func(t *rapid.T) string {
			return "metrics." + rapid.StringMatching(`[a-z][a-z0-9]{0,5}`).Draw(t, "name") + "=x" + rapid.String().Draw(t, "expr")
		}),
	)
}

func TestResolvedRoundTripProperty(t *testing.T) {
	base := mustLoad(t, "japan-sale", options())
	rapid.Check(t, func(t *rapid.T) {
		sets := rapid.SliceOfN(override(), 0, 8).Draw(t, "set")
		a, err := base.With(sets...)
		if err != nil {
			t.Fatalf("%q: %v", sets, err)
		}
		configstest.RoundTrip(t, fakeCatalogue{}, a)
		b, err := configs.Load("japan-sale", fakeCatalogue{}, options(sets...))
		if err != nil {
			t.Fatal(err)
		}
		if string(configs.Resolved(a)) != string(configs.Resolved(b)) {
			t.Fatalf("With and Load differ for %q", sets)
		}
		if d := configs.Diff(base, a); (len(d) == 0) != (configs.Digest(a) == configs.Digest(base)) {
			t.Fatalf("Diff and Digest disagree: %v", d)
		}
	})
}

func TestTextRoundTripProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		opts := options()
		opts.ReadFile = files(map[string]string{
			"f.yaml": "title: " + configs.FormatValue(text) + "\nevents: [{date: 2025-04-02, actor: jp_mof, type: pause, text: " + configs.FormatValue(text) + "}]",
		})
		s, err := configs.Load("f.yaml", fakeCatalogue{}, opts)
		if err != nil {
			t.Fatal(err)
		}
		if s.Events[0].Text != text || text != "" && s.Title != text {
			t.Fatalf("%q became %q and %q", text, s.Title, s.Events[0].Text)
		}
		if got := configs.Resolved(s); strings.Count(string(got), "\n") != strings.Count(string(configs.Resolved(mustLoad2(t))), "\n")+1 {
			t.Fatalf("a value spans lines:\n%s", got)
		}
	})
}

func mustLoad2(t *rapid.T) *configs.Scenario {
	s, err := configs.Load("baseline", fakeCatalogue{}, options())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A value out of bounds is always refused, with the key in the message.
func TestBoundsProperty(t *testing.T) {
	base := mustLoad(t, "japan-sale", options())
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64().Draw(t, "x")
		_, err := base.With(fmt.Sprintf("jp_mof.sale_usd_bn=%v", x))
		if ok := x >= 0 && x <= 5000; ok != (err == nil) {
			t.Fatalf("%v: %v", x, err)
		}
		var e *configs.Error
		if err != nil && (!errors.As(err, &e) || e.Problems[0].Key != "jp_mof.sale_usd_bn") {
			t.Fatal(err)
		}
	})
}
