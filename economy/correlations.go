package economy

import (
	"io/fs"

	"kirifuda/world"
)

// readCorrelations reads correlations.csv: those of daily changes of two
// instruments each.
func (e *Economy) readCorrelations(fsys fs.FS) (map[[2]string]float64, error) {
	t, err := openTable(fsys, "correlations.csv", "a", "b", "correlation")
	if err != nil {
		return nil, err
	}
	f := world.Facts{Correlations: map[[2]string]float64{}}
	for t.next() {
		a, b, rho := t.str("a"), t.str("b"), t.num("correlation")
		for _, column := range []string{"a", "b"} {
			if _, ok := e.Balances.Instrument(t.opt(column)); !ok {
				t.fail(column, "is not an instrument of instruments.csv")
			}
		}
		switch _, known := f.Correlation(a, b); {
		case a == b:
			t.fail("b", "is correlated with itself")
		case known:
			t.fail("b", "appears twice with "+a)
		case rho < -1 || rho > 1:
			t.fail("correlation", "is out of range (from -1 to 1)")
		}
		f.Correlations[[2]string{a, b}] = rho
	}
	return f.Correlations, t.err
}
