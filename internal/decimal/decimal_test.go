package decimal

import "testing"

func TestParse(t *testing.T) {
	for text, want := range map[string]float64{"0": 0, "-0": 0, "1e3": 1000, ".5": .5, "5.": 5, "+2.5E-1": .25, "0.5": .5, "0e1": 0} {
		if got, f := Parse(text); f != nil || got != want || 1/got != 1/(want+0) {
			t.Errorf("%q: %v, %v", text, got, f)
		}
	}
	for text, want := range map[string]string{
		"010":      "a leading zero is ambiguous (octal in YAML); did you mean `10`?",
		"-007.5":   "a leading zero is ambiguous (octal in YAML); did you mean `-7.5`?",
		"0x10":     "not a decimal number",
		"0o17":     "not a decimal number",
		"0b1":      "not a decimal number",
		"1_000":    "a number without separators is expected; did you mean `1000`?",
		"1 000":    "a number without separators is expected; did you mean `1000`?",
		"1'000.5":  "a number without separators is expected; did you mean `1000.5`?",
		"2,5":      "a decimal comma; a decimal point is expected; did you mean `2.5`?",
		"-0,125":   "a decimal comma; a decimal point is expected; did you mean `-0.125`?",
		"1234,567": "a decimal comma; a decimal point is expected; did you mean `1234.567`?",
		"1.234,5":  "a decimal comma; a decimal point is expected; did you mean `1234.5`?",
		"1,234":    "a comma is ambiguous: write 1234 or 1.234",
		"1,234,5":  "a number without separators is expected; did you mean `12345`?",
		"1,234.5":  "a number without separators is expected; did you mean `1234.5`?",
		"−5":       "a minus sign other than - is not read; did you mean `-5`?",
		"12:30:45": "not a number",
		".inf":     "not a finite number",
		"NaN":      "not a finite number",
		"1e999":    "too large for a number",
		"5 %":      "a number without a unit is expected; did you mean `5`?",
		"yes":      "not a number",
		"~":        "not a number",
		"":         "not a number",
	} {
		if _, f := Parse(text); f == nil || f.Error() != want {
			t.Errorf("%q: %v, want %s", text, f, want)
		}
	}
}

func TestWhole(t *testing.T) {
	for _, c := range []struct {
		x    float64
		n    int64
		want bool
	}{{20.000000000000004, 20, true}, {2.9999999999999996, 3, true}, {-1e-12, 0, true}, {20.00001, 0, false}, {2.5, 0, false}, {1e18, 0, false}, {1e6 + 1e-4, 1000000, true}} {
		if n, ok := Whole(c.x); n != c.n || ok != c.want {
			t.Errorf("%v: %d, %v", c.x, n, ok)
		}
	}
}
