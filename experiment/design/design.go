package design

import (
	"fmt"
	"math"
)

// Kind names the way a design was made.
type Kind string

// The kinds of design.
const (
	KindGrid     Kind = "grid"
	KindZip      Kind = "zip"
	KindList     Kind = "list"
	KindOAT      Kind = "oat"
	KindLHS      Kind = "lhs"
	KindSobol    Kind = "sobol"
	KindHalton   Kind = "halton"
	KindSaltelli Kind = "saltelli"
	KindMorris   Kind = "morris"
)

// Design is an ordered list of points in the space of d axes.
type Design struct {
	Kind Kind   `json:"kind"`
	Axes []Axis `json:"axes"`
	// Points has one row of d values for each run.
	Points []Point `json:"points"`
	// Unit has the coordinates in [0,1]^d from which Points was made, same shape.
	// It is nil for designs on levels.
	Unit [][]float64 `json:"unit,omitempty"`
	// Base is the number of base points (Saltelli) or trajectories (Morris).
	Base int `json:"base,omitempty"`
	// SecondOrder tells whether a Saltelli design has the BA rows.
	SecondOrder bool `json:"second_order,omitempty"`
	// GridLevels is the number of levels of a Morris design.
	GridLevels int `json:"grid_levels,omitempty"`
	// Moved is, for a one-at-a-time design, the index of the axis that differs
	// from the base point in each row; -1 in row 0, which is the base point.
	Moved []int `json:"moved,omitempty"`
	// Warnings are remarks for the user, one sentence each.
	Warnings []string `json:"warnings,omitempty"`
}

// Names returns the names of the axes in order.
func (d *Design) Names() []string {
	out := make([]string, len(d.Axes))
	for j, a := range d.Axes {
		out[j] = a.Name
	}
	return out
}

// Matrix returns the points as numbers, one row for each point. For an axis that
// lists words, the number is the index of the word in the list.
// It is an error if a point has a word that its axis does not list.
func (d *Design) Matrix() ([][]float64, error) {
	out := newMatrix(len(d.Points), len(d.Axes))
	for j, a := range d.Axes {
		words := false
		index := make(map[Value]int, len(a.Values))
		for k, v := range a.Values {
			index[v] = k
			words = words || !v.IsNumber()
		}
		for i, p := range d.Points {
			v := p[j]
			switch k, ok := index[v]; {
			case words && ok:
				out[i][j] = float64(k)
			case !words && v.IsNumber():
				out[i][j] = v.Number
			default:
				return nil, fmt.Errorf("design: point %d: %q is not a value of axis %q", i, v, a.Name)
			}
		}
	}
	return out, nil
}

// maxPoints bounds the number of points of one design, all of which are kept.
const maxPoints = 1 << 22

func newMatrix(rows, cols int) [][]float64 {
	back := make([]float64, rows*cols)
	out := make([][]float64, rows)
	for i := range out {
		out[i] = back[i*cols : (i+1)*cols : (i+1)*cols]
	}
	return out
}

func newPoints(rows, cols int) []Point {
	back := make([]Value, rows*cols)
	out := make([]Point, rows)
	for i := range out {
		out[i] = back[i*cols : (i+1)*cols : (i+1)*cols]
	}
	return out
}

// checkCount checks a number of points, base points or trajectories, each of which
// has rowsEach rows.
func checkCount(what string, n, rowsEach int) error {
	if n < 1 || n > maxPoints/rowsEach {
		return fmt.Errorf("design: %s is %d; allowed: 1 to %d", what, n, maxPoints/rowsEach)
	}
	return nil
}

// fromUnit maps unit coordinates to values, column by column.
func fromUnit(kind Kind, axes []Axis, unit [][]float64) (*Design, error) {
	points := newPoints(len(unit), len(axes))
	for i, u := range unit {
		for j, a := range axes {
			v := a.At(u[j])
			if v.IsNumber() && !finite(v.Number) {
				return nil, &AxisError{
					Key: a.Name, Value: a.String(),
					Problem: fmt.Sprintf("is unbounded, and point %d of the %s design lies at probability %v", i, kind, u[j]),
					Allowed: "unif:LOWER:UPPER here, or a design that stays inside (0, 1): lhs, halton, scrambled sobol, scrambled saltelli",
				}
			}
			points[i][j] = v
		}
	}
	return &Design{Kind: kind, Axes: copyAxes(axes), Points: points, Unit: unit}, nil
}

func copyAxes(axes []Axis) []Axis { return append([]Axis(nil), axes...) }

// allLevels returns the levels of every axis, or an error for an axis without.
func allLevels(kind Kind, axes []Axis) ([][]Value, error) {
	if err := validateAxes(axes); err != nil {
		return nil, err
	}
	out := make([][]Value, len(axes))
	for j, a := range axes {
		if out[j] = a.Levels(); out[j] == nil {
			return nil, &AxisError{
				Key: a.Name, Value: a.String(), Problem: fmt.Sprintf("has no levels, which a %s design needs", kind),
				Allowed: "KEY=a,b,c, KEY=lin:LOWER:UPPER:LEVELS, KEY=log:LOWER:UPPER:LEVELS",
			}
		}
	}
	return out, nil
}

// Grid returns the Cartesian product of the levels of all axes. The last axis
// varies fastest. Every axis must have levels.
func Grid(axes []Axis) (*Design, error) {
	levels, err := allLevels(KindGrid, axes)
	if err != nil {
		return nil, err
	}
	n := 1
	for _, l := range levels {
		if len(l) > maxPoints/n {
			return nil, fmt.Errorf("design: the grid has more than %d points; use fewer levels or a sampled design", maxPoints)
		}
		n *= len(l)
	}
	points := newPoints(n, len(axes))
	for i, p := range points {
		rest := i
		for j := len(axes) - 1; j >= 0; j-- {
			k := len(levels[j])
			p[j] = levels[j][rest%k]
			rest /= k
		}
	}
	return &Design{Kind: KindGrid, Axes: copyAxes(axes), Points: points}, nil
}

// Zip pairs the levels of the axes: point i has level i of every axis. All axes
// must have the same number of levels.
func Zip(axes []Axis) (*Design, error) {
	levels, err := allLevels(KindZip, axes)
	if err != nil {
		return nil, err
	}
	n := len(levels[0])
	for j, l := range levels {
		if len(l) != n {
			return nil, &AxisError{
				Key: axes[j].Name, Value: axes[j].String(), Problem: fmt.Sprintf("has %d levels", len(l)),
				Allowed: fmt.Sprintf("%d levels, as axis %q, because a zip design pairs them one by one", n, axes[0].Name),
			}
		}
	}
	points := newPoints(n, len(axes))
	for i, p := range points {
		for j := range p {
			p[j] = levels[j][i]
		}
	}
	return &Design{Kind: KindZip, Axes: copyAxes(axes), Points: points}, nil
}

// List returns a design of the given points, which are copied. The axes of the
// design are lists of the values that occur, in order of first appearance.
// Every point must have len(names) values, numbers finite.
func List(names []string, points []Point) (*Design, error) {
	if len(points) == 0 {
		return nil, fmt.Errorf("design: there are no points; allowed: one or more points of %d values", len(names))
	}
	rows := newPoints(len(points), len(names))
	for i, p := range points {
		if len(p) != len(names) {
			return nil, fmt.Errorf("design: point %d has %d values; allowed: %d, one for each of %q", i, len(p), len(names), names)
		}
		copy(rows[i], p)
	}
	axes := make([]Axis, len(names))
	for j, name := range names {
		axes[j] = Axis{Name: name, Scale: ListScale}
		seen := make(map[Value]bool)
		for _, p := range rows {
			if !seen[p[j]] || math.IsNaN(p[j].Number) {
				seen[p[j]] = true
				axes[j].Values = append(axes[j].Values, p[j])
			}
		}
	}
	if err := validateAxes(axes); err != nil {
		return nil, err
	}
	return &Design{Kind: KindList, Axes: axes, Points: rows}, nil
}

// OAT returns a one-at-a-time design: row 0 is the base point, then for each axis
// in turn one row for each of its levels that differs from the base, all other
// values being those of the base.
//
// The levels are those of [Axis.Levels]; an axis without levels takes its lower
// and upper end (lin, log, unif), or mean - sd and mean + sd (norm). With base
// nil the base point has the first listed value of a list and the median of any
// other axis; otherwise base has one value for each axis, which need not be a
// level.
func OAT(axes []Axis, base Point) (*Design, error) {
	if err := validateAxes(axes); err != nil {
		return nil, err
	}
	if base == nil {
		base = make(Point, len(axes))
		for j, a := range axes {
			if a.Scale == ListScale {
				base[j] = a.Values[0]
			} else {
				base[j] = a.At(0.5)
			}
		}
	}
	if len(base) != len(axes) {
		return nil, fmt.Errorf("design: the base point has %d values; allowed: %d, one for each axis", len(base), len(axes))
	}
	for j, v := range base {
		if v.IsNumber() && !finite(v.Number) {
			return nil, &AxisError{Key: axes[j].Name, Value: v.String(), Problem: "is not a finite base value", Allowed: "a finite number or a word"}
		}
	}
	rows := []Point{append(Point(nil), base...)}
	moved := []int{-1}
	for j, a := range axes {
		levels := a.Levels()
		switch {
		case levels != nil:
		case a.Scale == NormalScale:
			levels = []Value{Num(a.Mean - a.SD), Num(a.Mean + a.SD)}
		default:
			levels = []Value{Num(a.Lower), Num(a.Upper)}
		}
		for _, v := range levels {
			if v == base[j] {
				continue
			}
			p := append(Point(nil), base...)
			p[j] = v
			rows = append(rows, p)
			moved = append(moved, j)
		}
	}
	return &Design{Kind: KindOAT, Axes: copyAxes(axes), Points: rows, Moved: moved}, nil
}
