package portable

import (
	"math"
	"testing"
)

func TestAgreesWithTheStandardLibrary(t *testing.T) {
	for x := -30.0; x < 30; x += 0.00137 {
		if got, want := Exp(x), math.Exp(x); math.Abs(got-want) > 1e-15*want {
			t.Fatalf("Exp(%g) = %g, want %g", x, got, want)
		}
		if got, want := Expm1(x), math.Expm1(x); math.Abs(got-want) > 1e-15*math.Abs(want) {
			t.Fatalf("Expm1(%g) = %g, want %g", x, got, want)
		}
		if b := math.Abs(x) + 0.1; math.Abs(Pow(b, 0.37)-math.Pow(b, 0.37)) > 1e-14 {
			t.Fatalf("Pow(%g, .37)", b)
		}
	}
	if Expm1(0) != 0 || Exp(0) != 1 || Exp2(-1) != 0.5 || Pow(2, 0) != 1 || !math.IsInf(Exp(800), 1) || !math.IsNaN(Exp(math.NaN())) {
		t.Fatal("special values")
	}
}
