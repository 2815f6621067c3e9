package cli

import (
	"math"
	"testing"
)

// Only what is exactly everything is written as 100 %.
func TestShareText(t *testing.T) {
	for v, want := range map[float64]string{
		1: "100.0 %", 0: "0.0 %", 0.5: "50.0 %", -0.25: "-25.0 %", 0.9994: "99.9 %", 0.9997: "99.97 %", 0.99996: "99.996 %",
		0.9999999: "99.99999 %", math.Nextafter(1, 0): "99.99999999999999 %",
	} {
		if got := shareText(v); got != want {
			t.Errorf("%.17g: %s, want %s", v, got, want)
		}
	}
}
