package economy

import (
	"strings"
	"testing"
)

// TestFedPar keeps the Fed's par within the error of the recalled split: its
// row is scaled so that market value equals the published line.
func TestFedPar(t *testing.T) {
	b := balances(t)
	for k, want := range [nBuckets]float64{760, 1440, 490, 1547} {
		near(t, "Fed par "+ustBuckets[k], float64(b.Units("us_fed", ustBuckets[k]))/1e11, want, 0.005*want)
	}
}

// TestFixedRowsTooLarge asks for more paper up to one year than there is.
func TestFixedRowsTooLarge(t *testing.T) {
	fsys := brokenData(t, "ust_maturity_priors.csv", "us_households,0.42,0.34,0.12,0.12,0", "us_households,1,0,0,0,1")
	priors := fsys["ust_maturity_priors.csv"]
	for _, r := range [][2]string{
		{"us_state_local,0.42,0.44,0.1,0.04,0", "us_state_local,1,0,0,0,1"},
		{"us_banks,0.16,0.55,0.23,0.06,0", "us_banks,1,0,0,0,1"},
	} {
		priors.Data = []byte(strings.Replace(string(priors.Data), r[0], r[1], 1))
	}
	if _, err := readBalances(fsys); err == nil || !strings.Contains(err.Error(), "cannot be fitted") {
		t.Errorf("error %v", err)
	}
}
