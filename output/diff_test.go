package output

import (
	"testing"
)

func TestFirstDifference(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	a, b, c := t.TempDir(), t.TempDir(), t.TempDir()
	runs := runList(3, "a", "b")
	writeChunk(t, a, 0, testOptions(TraceHoldings), 5, runs...)
	for i, k := range runs {
		writeChunk(t, b, i, testOptions(TraceHoldings), 5, k)
	}
	if d, err := FirstDifference(a, b, Filter{}); d != nil || err != nil {
		t.Fatalf("cut differently: %v %v", d, err)
	}
	writeChunk(t, c, 0, testOptions(TraceHoldings), 6, Key{Scenario: "b", RunID: 1})
	d, err := FirstDifference(a, c, Filter{Scenario: "b", OneRun: true, RunID: 1}, "panel")
	if err != nil || d == nil || d.Table != "panel" || d.Row != 6 || d.A != "no row" || d.Key != (Key{Scenario: "b", RunID: 1, Date: "2025-04-08"}) {
		t.Errorf("a longer run: %+v %v", d, err)
	}
	d, err = FirstDifference(a, c, Filter{}, "panel")
	if err != nil || d == nil || d.Row != 0 || d.Column != "scenario" || d.A != `"a"` || d.B != `"b"` {
		t.Errorf("another run: %+v %v", d, err)
	}
	if s := d.String(); s != `table panel, row 0 (a, run 0, 2025-03-31), column scenario: "a" in the first, "b" in the second` {
		t.Error(s)
	}
	e := t.TempDir()
	writeChunk(t, e, 0, testOptions(TracePanel), 5, runs...)
	if d, err = FirstDifference(a, e, Filter{}); err != nil || d == nil || d.Table != "attribution" || d.B != "no table" {
		t.Errorf("a missing table: %+v %v", d, err)
	}
}
