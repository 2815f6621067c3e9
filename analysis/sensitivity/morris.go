package sensitivity

import (
	"fmt"
	"math"

	"kirifuda/experiment/design"
)

// MorrisOptions are the settings of [Morris].
type MorrisOptions struct {
	// Names are the parameters, or the groups of parameters, in design order.
	Names []string
	// Group has for each column of x the index of its name; nil if each column
	// has its own.
	Group []int
	// Levels is the number of grid levels of the design; 0 means 4.
	Levels int
	Bootstrap
}

// MorrisEffect has the elementary-effect measures of one parameter or group, in
// the unit of the output for a move over the whole range of the parameter.
type MorrisEffect struct {
	Name string `json:"name"`
	// Mu is the mean elementary effect, with sign.
	Mu float64 `json:"mu"`
	// MuStar is the mean absolute elementary effect, with its interval.
	MuStar Estimate `json:"mu_star"`
	// Sigma is the standard deviation of the elementary effect (divisor number of
	// trajectories minus one). It is nil for a group of several parameters, where
	// it has no meaning, and for a single trajectory.
	Sigma *float64 `json:"sigma,omitempty"`
}

// Morris computes elementary effects from the outputs y of a Morris design, see
// [design.Morris] for the row order. x has the coordinates of each row, of which
// only the signs of the moves are used; take [design.Design].Unit. There are g+1
// rows for each trajectory and g names.
//
// If trajectory t moves coordinate j between two successive rows, its elementary
// effect is
//
//	E_jt = (Y(upper) - Y(lower)) / Δ,    Δ = p / (2 (p - 1)),
//
// where upper and lower are the rows with the larger and the smaller value of j,
// and p is the number of levels. Over the n trajectories
//
//	μ_j = mean E_jt     μ*_j = mean |E_jt|     σ_j² = Σ_t (E_jt - μ_j)²/(n-1)
//
// For a group, μ and μ* are averages over its parameters. The bootstrap resamples
// the trajectories, anew for each parameter; the half width of a group is the
// average of those of its parameters, and so are the other bounds.
//
// Sources: Morris (1991), Technometrics 33(2), 161-174,
// doi:10.1080/00401706.1991.10484804; μ* and groups: Campolongo, Cariboni and
// Saltelli (2007), Environmental Modelling & Software 22(10), 1509-1518,
// doi:10.1016/j.envsoft.2006.10.004.
func Morris(x [][]float64, y []float64, opt MorrisOptions) ([]MorrisEffect, error) {
	boot, err := opt.Bootstrap.check()
	if err != nil {
		return nil, err
	}
	effects, of, err := elementaryEffects(x, y, opt)
	if err != nil {
		return nil, err
	}
	rng := boot.rng(streamMorris)
	draws := make([][][]int, len(effects))
	for j, e := range effects {
		draws[j] = make([][]int, boot.Resamples)
		for b := range draws[j] {
			draws[j][b] = make([]int, len(e))
			indices(rng, draws[j][b])
		}
	}
	return morrisMeasures(effects, of, draws, boot, opt.Names), nil
}

// MorrisDesign is [Morris] for the outputs y of the Morris design d. Names, Group
// and Levels are taken from d and ignored in opt. Other designs are an error.
func MorrisDesign(d *design.Design, y []float64, opt MorrisOptions) ([]MorrisEffect, error) {
	if err := wants(d, design.KindMorris, len(y)); err != nil {
		return nil, err
	}
	names, of, err := design.Groups(d.Axes)
	if err != nil {
		return nil, err
	}
	opt.Names, opt.Group, opt.Levels = names, of, d.GridLevels
	return Morris(d.Unit, y, opt)
}

// elementaryEffects returns the effects by column of x and trajectory, and the
// name index of each column.
func elementaryEffects(x [][]float64, y []float64, opt MorrisOptions) (effects [][]float64, of []int, err error) {
	levels := opt.Levels
	if levels == 0 {
		levels = 4
	}
	if levels < 2 {
		return nil, nil, fmt.Errorf("sensitivity: %d levels; allowed: at least 2, as in the design", levels)
	}
	g := len(opt.Names)
	if g == 0 || len(y) == 0 || len(y)%(g+1) != 0 || len(x) != len(y) {
		return nil, nil, fmt.Errorf("sensitivity: %d outputs and %d points for %d parameters; allowed: n (g+1) of each for n trajectories of a morris "+
			"design with g parameters", len(y), len(x), g)
	}
	if err := checkFinite(y, "the output of row"); err != nil {
		return nil, nil, err
	}
	of = opt.Group
	if of == nil {
		of = identity(g)
	}
	for i, row := range x {
		if len(row) != len(of) {
			return nil, nil, fmt.Errorf("sensitivity: point %d has %d coordinates; allowed: %d", i, len(row), len(of))
		}
	}
	members := make([]int, g)
	for j, k := range of {
		if k < 0 || k >= g {
			return nil, nil, fmt.Errorf("sensitivity: coordinate %d is in group %d; allowed: 0 to %d", j, k, g-1)
		}
		members[k]++
	}
	for k, m := range members {
		if m == 0 {
			return nil, nil, fmt.Errorf("sensitivity: group %q has no coordinate; allowed: at least one", opt.Names[k])
		}
	}
	n := len(y) / (g + 1)
	delta := design.MorrisDelta(levels)
	effects = make([][]float64, len(of))
	for j := range effects {
		effects[j] = make([]float64, n)
		for t := range n {
			moves := 0
			for r := t * (g + 1); r < t*(g+1)+g; r++ {
				switch step := x[r+1][j] - x[r][j]; {
				case step > 0:
					effects[j][t] += (y[r+1] - y[r]) / delta
					moves++
				case step < 0:
					effects[j][t] += (y[r] - y[r+1]) / delta
					moves++
				}
			}
			if moves != 1 {
				return nil, nil, fmt.Errorf("sensitivity: trajectory %d moves coordinate %d (%q) %d times; allowed: once, as in a morris design", t, j,
					opt.Names[of[j]], moves)
			}
		}
	}
	return effects, of, nil
}

// morrisMeasures averages the effects; draws has for each column and resample the
// drawn trajectories.
func morrisMeasures(effects [][]float64, of []int, draws [][][]int, boot Bootstrap, names []string) []MorrisEffect {
	out := make([]MorrisEffect, len(names))
	members := make([]float64, len(names))
	for _, k := range of {
		members[k]++
	}
	for k, name := range names {
		out[k].Name = name
	}
	for j, e := range effects {
		k := of[j]
		share := 1 / members[k]
		mu := average(e)
		var star, ss float64
		for _, v := range e {
			star += math.Abs(v)
			ss += (v - mu) * (v - mu)
		}
		out[k].Mu += share * mu
		out[k].MuStar.Value += share * star / float64(len(e))
		if members[k] == 1 && len(e) > 1 {
			sigma := math.Sqrt(ss / float64(len(e)-1))
			out[k].Sigma = &sigma
		}
		resampled := make([]float64, len(draws[j]))
		for b, idx := range draws[j] {
			for _, t := range idx {
				resampled[b] += math.Abs(e[t])
			}
			resampled[b] /= float64(len(idx))
		}
		if iv := boot.interval(star/float64(len(e)), resampled, len(e), 0); iv != nil {
			if out[k].MuStar.Interval == nil {
				out[k].MuStar.Interval = &Interval{}
			}
			sum := out[k].MuStar.Interval
			sum.Half += share * iv.Half
			sum.Lower += share * iv.Lower
			sum.Upper += share * iv.Upper
		}
	}
	return out
}
