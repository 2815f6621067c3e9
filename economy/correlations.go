package economy

import "fmt"

// maxCorrelation is the largest correlation of two instruments, as for parameters: with 1
// they would be one, and a position in both would have no limit.
const maxCorrelation = 0.99

// CorrelationRow is one row of correlations.csv: the correlation of the daily changes of
// two instruments.
type CorrelationRow struct {
	A, B           string
	Value          float64
	Status, Source string
}

// correlations reads correlations.csv after the instruments.
func (l *loader) correlations() error {
	t, err := openTable(l.fsys, "correlations.csv", "a", "b", "correlation")
	if err != nil {
		return err
	}
	seen := map[[2]string]bool{}
	for t.next() {
		r := CorrelationRow{A: l.assetOf(t, "a"), B: l.assetOf(t, "b"), Value: t.num("correlation"), Status: t.str("status"), Source: t.str("source")}
		switch {
		case r.A == baseCurrency:
			t.fail("a", "has no price of its own")
		case r.B == baseCurrency:
			t.fail("b", "has no price of its own")
		case r.A == r.B:
			t.fail("b", "is correlated with itself")
		case seen[[2]string{r.A, r.B}]:
			t.fail("b", "appears twice with "+r.A)
		case r.Value < -maxCorrelation || r.Value > maxCorrelation:
			t.fail("correlation", fmt.Sprintf("is out of range (from %g to %g)", -maxCorrelation, maxCorrelation))
		}
		seen[[2]string{r.A, r.B}], seen[[2]string{r.B, r.A}] = true, true
		l.b.Correlations = append(l.b.Correlations, r)
	}
	return t.err
}
