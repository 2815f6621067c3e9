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

func TestLogAgreesWithTheStandardLibrary(t *testing.T) {
	check := func(x float64) {
		t.Helper()
		got, want := Log(x), math.Log(x)
		if math.Abs(got-want) > 1.5*math.Abs(math.Nextafter(want, math.Inf(1))-want) {
			t.Fatalf("Log(%g) = %.17g, want %.17g", x, got, want)
		}
	}
	for x := 1e-4; x < 50; x += 0.00137 {
		check(x)
	}
	for _, x := range []float64{1 - 1e-16, 1 + 1e-15, math.Sqrt2 / 2, math.Sqrt2, 1e300, math.MaxFloat64} {
		check(x)
	}
	if want := -1074 * math.Ln2; math.Abs(Log(5e-324)-want) > 1e-12 {
		t.Fatalf("Log(5e-324) = %g, want %g", Log(5e-324), want)
	}
	if Log(1) != 0 || !math.IsInf(Log(0), -1) || !math.IsInf(Log(math.Inf(1)), 1) || !math.IsNaN(Log(-1)) || !math.IsNaN(Log(math.NaN())) {
		t.Fatal("special values")
	}
}
