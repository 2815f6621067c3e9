package sensitivity

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"kirifuda/experiment/design"
)

// TornadoEnd is one end of a bar.
type TornadoEnd struct {
	// Value is the value of the parameter, in its own unit.
	Value design.Value `json:"value"`
	// Output is the mean output there, Change its difference from the mean output
	// at the base point, both in the unit of the output.
	Output float64 `json:"output"`
	Change float64 `json:"change"`
	// Error is the standard error of Change; nil for one replication.
	Error *float64 `json:"error,omitempty"`
}

// TornadoBar is the range of outputs that one parameter produces.
type TornadoBar struct {
	Name string `json:"name"`
	// Low and High are the values of the parameter with the lowest and the highest
	// mean output, the base value included.
	Low  TornadoEnd `json:"low"`
	High TornadoEnd `json:"high"`
	// Swing is High.Output - Low.Output, not negative.
	Swing float64 `json:"swing"`
}

// Tornado returns one bar for each axis of a one-at-a-time design, the longest
// first, equal ones in the order of the axes. y[i][r] is the output of replication
// r at row i, with the same number R >= 1 of replications in each row.
//
// With Ȳ_i the mean over replications, the change at row i is Ȳ_i - Ȳ_0 and its
// standard error
//
//	sqrt( Σ_r (Y_ir - Y_0r - Ȳ_i + Ȳ_0)² / (R) )
//
// which takes account of random numbers that replication r shares between rows.
// The lowest and the highest of several noisy means lie too far apart on average:
// compare Swing with the errors. Other designs are an error.
func Tornado(d *design.Design, y [][]float64) ([]TornadoBar, error) {
	if err := wants(d, design.KindOAT, len(y)); err != nil {
		return nil, err
	}
	reps := len(y[0])
	for i, row := range y {
		if len(row) != reps || reps == 0 {
			return nil, fmt.Errorf("sensitivity: row %d has %d replications and row 0 has %d; allowed: the same number, at least 1, in each row", i, len(row), reps)
		}
		if err := checkFinite(row, fmt.Sprintf("the output of row %d, replication", i)); err != nil {
			return nil, err
		}
	}
	end := func(i, j int) TornadoEnd {
		diff := make([]float64, reps)
		for r := range diff {
			diff[r] = y[i][r] - y[0][r]
		}
		e := TornadoEnd{Value: d.Points[i][j], Output: average(y[i]), Change: average(diff)}
		if reps > 1 {
			ss := 0.0
			for _, v := range diff {
				ss += (v - e.Change) * (v - e.Change)
			}
			se := math.Sqrt(ss / float64(reps*(reps-1)))
			e.Error = &se
		}
		return e
	}
	bars := make([]TornadoBar, len(d.Axes))
	for j, a := range d.Axes {
		bars[j] = TornadoBar{Name: a.Name, Low: end(0, j), High: end(0, j)}
	}
	for i, j := range d.Moved {
		if j < 0 {
			continue
		}
		e := end(i, j)
		if e.Output < bars[j].Low.Output {
			bars[j].Low = e
		}
		if e.Output > bars[j].High.Output {
			bars[j].High = e
		}
	}
	for j := range bars {
		bars[j].Swing = bars[j].High.Output - bars[j].Low.Output
	}
	slices.SortStableFunc(bars, func(a, b TornadoBar) int { return cmp.Compare(b.Swing, a.Swing) })
	return bars, nil
}
