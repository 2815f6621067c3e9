package english

import "testing"

func TestNearest(t *testing.T) {
	names := []string{"usdjpy_jpy", "ust_2y_yield_pct", "ust_10y_yield_pct", "vix_idx"}
	for word, want := range map[string]string{
		"ust10y": "ust_10y_yield_pct", "UST_2Y": "ust_2y_yield_pct", "vicks": "vix_idx", "usd_jpy": "usdjpy_jpy",
	} {
		if got := Nearest(word, names, 1); got[0] != want {
			t.Errorf("%s: %s, want %s", word, got[0], want)
		}
	}
	if got := Nearest("", names, 9); len(got) != len(names) {
		t.Errorf("empty word: %q", got)
	}
}
