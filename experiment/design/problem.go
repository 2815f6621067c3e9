package design

import "encoding/json"

// Problem is the description of axes that SALib's functions take, as a JSON
// object with the members num_vars, names, bounds, dists and groups.
//
//	axis          dists      bounds
//	unif, lin     unif       [lower, upper]
//	log           logunif    [lower, upper]
//	norm          norm       [mean, sd]
//	list of k     unif       [0, k]; level number floor(x), k-1 at x = k
//
//	unif, lin     unif       [lo, hi + 1]; floor(x), hi at x = hi + 1 ⎫ of whole
//	log           logunif    [lo, hi + 1]; floor(x), hi at x = hi + 1 ⎬ numbers
//	norm          norm       [mean + 1/2, sd]; floor(x)               ⎭ lo to hi
//
// The levels of list axes and the names of axes of whole numbers are in the further
// members levels and whole, which SALib does not read.
type Problem struct {
	NumVars int          `json:"num_vars"`
	Names   []string     `json:"names"`
	Bounds  [][2]float64 `json:"bounds"`
	Dists   []string     `json:"dists"`
	// Groups has the group of each axis; empty if no axis has a group.
	Groups []string `json:"groups,omitempty"`
	// Levels maps the name of a list axis to its values.
	Levels map[string][]Value `json:"levels,omitempty"`
	// Whole names the axes of whole numbers.
	Whole []string `json:"whole,omitempty"`
}

// NewProblem returns the description of the axes. It fails if they are not valid.
func NewProblem(axes []Axis) (Problem, error) {
	if err := validateAxes(axes); err != nil {
		return Problem{}, err
	}
	names, of, err := Groups(axes)
	if err != nil {
		return Problem{}, err
	}
	p := Problem{NumVars: len(axes)}
	grouped := false
	for j, a := range axes {
		dist, bounds := "unif", [2]float64{a.Lower, a.Upper}
		switch a.Scale {
		case LogScale:
			dist = "logunif"
		case NormalScale:
			dist, bounds = "norm", [2]float64{a.Mean, a.SD}
		case ListScale:
			bounds = [2]float64{0, float64(len(a.Values))}
			if p.Levels == nil {
				p.Levels = make(map[string][]Value)
			}
			p.Levels[a.Name] = a.Levels()
		}
		if a.Whole {
			p.Whole = append(p.Whole, a.Name)
			switch lo, hi := a.wholeEnds(); a.Scale {
			case ListScale:
			case NormalScale:
				bounds[0] += 0.5
			default:
				bounds = [2]float64{lo, hi + 1}
			}
		}
		p.Names = append(p.Names, a.Name)
		p.Bounds = append(p.Bounds, bounds)
		p.Dists = append(p.Dists, dist)
		p.Groups = append(p.Groups, names[of[j]])
		grouped = grouped || a.Group != ""
	}
	if !grouped {
		p.Groups = nil
	}
	return p, nil
}

// JSON returns the description as indented JSON text that ends in a new line.
func (p Problem) JSON() ([]byte, error) {
	b, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(b, '\n'), nil
}
