package figures

import (
	"strings"
	"testing"
)

func TestGroup(t *testing.T) {
	for id, want := range map[string]string{
		"dealer_a": "Dealers", "rv_1": "Relative-value funds", "fp_uk": "Foreign private", "rm_3": "Foreign official", "cn_pboc": "Foreign official",
		"us_fed": "Federal Reserve", "us_life_insurers": "U.S. insurers, pensions", "us_etfs": "U.S. funds", "jp_banks": "Japan, private", "my_fund": "Others",
	} {
		if got := group(id); got != want {
			t.Errorf("%s is of %q, want %q", id, got, want)
		}
	}
}

// The legend names the seller that was asked for.
func TestBarsNameTheSeller(t *testing.T) {
	for seller, want := range map[string]string{"jp_mof": "bought from Japan", "us_fed": "bought from us_fed"} {
		k := exampleTaken()
		k.seller = seller
		g, err := example().overview(k)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := g.encode("svg"); err != nil || !strings.Contains(string(b), want) {
			t.Errorf("%s: no %q, %v", seller, want, err)
		}
	}
}
