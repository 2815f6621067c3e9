package economy

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
		case r.A == r.B:
			t.fail("b", "is correlated with itself")
		case seen[[2]string{r.A, r.B}]:
			t.fail("b", "appears twice with "+r.A)
		case r.Value < -1 || r.Value > 1:
			t.fail("correlation", "is out of range (from -1 to 1)")
		}
		seen[[2]string{r.A, r.B}], seen[[2]string{r.B, r.A}] = true, true
		l.b.Correlations = append(l.b.Correlations, r)
	}
	return t.err
}
