package design

import (
	"fmt"
	"math/rand/v2"
)

// MorrisOptions are the settings of a [Morris] design.
type MorrisOptions struct {
	// Levels is the number p of grid levels, even; 0 means 4.
	Levels int
	Seed   uint64
}

// MorrisDelta returns the step of a Morris trajectory on the unit interval,
//
//	Δ = p / (2 (p - 1))
//
// for p levels.
func MorrisDelta(levels int) float64 {
	return float64(levels) / (2 * (float64(levels) - 1))
}

// Morris returns n random trajectories for elementary effects. A trajectory is
// g+1 rows for g groups (without groups every axis is one, see [Groups]). It
// starts from a random corner x* of the grid {0, 1/(p-1), …, 1-Δ}, shifted by Δ
// in the coordinates that are to fall; in each following row one group, in random
// order, moves by Δ, each of its coordinates up or down at random. Each group
// moves exactly once. Row r, coordinate j of a trajectory is
//
//	x_rj = x*_j + (Δ/2) ((2 [π_j < r] - 1) s_j + 1),    r = 0, …, g
//
// where s_j = ±1 is the direction and π_j the place of the group of j in the
// random order. Trajectories follow one another, n (g+1) rows in all, as in
// SALib.sample.morris.
//
// Every coordinate takes the values 0 and 1, so an axis on a normal distribution
// is rejected, and so is a list of one value.
//
// Sources: Morris (1991), Factorial sampling plans for preliminary computational
// experiments, Technometrics 33(2), 161-174, doi:10.1080/00401706.1991.10484804;
// groups: Campolongo, Cariboni and Saltelli (2007), An effective screening design
// for sensitivity analysis of large models, Environmental Modelling & Software
// 22(10), 1509-1518, doi:10.1016/j.envsoft.2006.10.004.
func Morris(axes []Axis, n int, opt MorrisOptions) (*Design, error) {
	if err := validateAxes(axes); err != nil {
		return nil, err
	}
	p := opt.Levels
	if p == 0 {
		p = 4
	}
	if p < 2 || p%2 != 0 || p > maxLevels {
		return nil, fmt.Errorf("design: %d levels of a morris design; allowed: an even number, 2 to %d", p, maxLevels)
	}
	for _, a := range axes {
		switch {
		case a.Scale == NormalScale:
			return nil, &AxisError{Key: a.Name, Value: a.String(), Problem: "is unbounded, and a morris design visits the ends of each axis",
				Allowed: "KEY=unif:LOWER:UPPER, KEY=lin:…, KEY=log:…, KEY=a,b,c"}
		case a.count() == 1:
			return nil, &AxisError{Key: a.Name, Value: a.String(), Problem: "has one value, and a morris design must move each axis", Allowed: "two or more values"}
		}
	}
	names, of, err := Groups(axes)
	if err != nil {
		return nil, err
	}
	g := len(names)
	if err := checkCount("the number of trajectories", n, g+1); err != nil {
		return nil, err
	}
	rng := rand.New(NewSource(opt.Seed, streamMorris))
	start := make([]float64, len(axes))
	up := make([]bool, len(axes))
	unit := newMatrix(n*(g+1), len(axes))
	for t := range n {
		place := rng.Perm(g)
		for j := range axes {
			up[j] = rng.Uint64()>>63 == 1
			start[j] = float64(rng.IntN(p/2)) / float64(p-1)
		}
		trajectory(unit[t*(g+1):(t+1)*(g+1)], start, up, place, of, MorrisDelta(p))
	}
	d, err := fromUnit(KindMorris, axes, unit)
	if err != nil {
		return nil, err
	}
	d.Base, d.GridLevels = n, p
	for _, a := range axes {
		if k := a.count(); k > 1 && k < p && p%k != 0 {
			d.Warnings = append(d.Warnings, fmt.Sprintf("%s has %d values on %d levels, so that some are visited more often than others; %d levels visit all alike",
				a.Name, k, p, k*(1+k%2)))
		} else if a.Scale == ListScale && k > p {
			d.Warnings = append(d.Warnings, fmt.Sprintf("%s has %d values, of which a grid of %d levels visits %d", a.Name, k, p, p))
		}
	}
	return d, nil
}

// trajectory fills rows from the lower corner start, the directions up, the place
// of each group in the order of moves, and the group of each coordinate.
func trajectory(rows [][]float64, start []float64, up []bool, place, of []int, delta float64) {
	for r, row := range rows {
		for j := range row {
			row[j] = start[j]
			if moved := place[of[j]] < r; moved == up[j] {
				row[j] = min(start[j]+delta, 1)
			}
		}
	}
}
