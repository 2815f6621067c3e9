package sensitivity

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func readJSON(t *testing.T, name string, into any) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../experiment/testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// agreement tracks the largest difference from a reference.
type agreement struct {
	t     *testing.T
	worst float64
}

func (a *agreement) check(what string, got, want, tolerance float64) {
	a.t.Helper()
	diff := math.Abs(got - want)
	if !(diff <= tolerance) {
		a.t.Errorf("%s = %.17g, want %.17g (difference %.2g)", what, got, want, diff)
	}
	a.worst = max(a.worst, diff)
}

func TestSobolEqualsSALib(t *testing.T) {
	var ref struct {
		Cases []struct {
			Name        string
			Names       []string
			Base        int
			SecondOrder bool `json:"second_order"`
			Confidence  float64
			Y           []float64
			Draws       [][]int
			S1, ST      []float64
			S1conf      []float64 `json:"S1_conf"`
			STconf      []float64 `json:"ST_conf"`
			S2          [][]*float64
			S2conf      [][]*float64 `json:"S2_conf"`
		}
	}
	readJSON(t, "sobol_indices.json", &ref)
	for _, c := range ref.Cases {
		t.Run(c.Name, func(t *testing.T) {
			opt := SobolOptions{Names: c.Names, SecondOrder: c.SecondOrder}
			got, err := Sobol(c.Y, opt)
			if err != nil {
				t.Fatal(err)
			}
			// A mean of 10^4 costs SALib and this package four digits alike.
			tol := 1e-11
			point, half := agreement{t: t}, agreement{t: t}
			for k := range c.Names {
				point.check("S1 "+c.Names[k], got.First[k].Value, c.S1[k], tol)
				point.check("ST "+c.Names[k], got.Total[k].Value, c.ST[k], tol)
			}
			for _, p := range got.Second {
				point.check("S2", p.Value, *c.S2[p.I][p.J], tol)
			}

			// The bootstrap formula, on the draws of the reference.
			z, _, _ := standardise(c.Y)
			s := split(z, c.Base, len(c.Names), c.SecondOrder)
			tally := newTally(len(c.Names), c.SecondOrder)
			for _, idx := range c.Draws {
				f, _ := s.indices(idx, nil)
				tally.add(f)
			}
			f, _ := s.indices(identity(c.Base), nil)
			res := tally.result(f, Bootstrap{Resamples: len(c.Draws), Confidence: c.Confidence}, c.Names, c.Base, 0)
			for k := range c.Names {
				half.check("S1_conf", res.First[k].Interval.Half, c.S1conf[k], tol)
				half.check("ST_conf", res.Total[k].Interval.Half, c.STconf[k], tol)
			}
			for _, p := range res.Second {
				half.check("S2_conf", p.Interval.Half, *c.S2conf[p.I][p.J], tol)
			}
			t.Logf("largest difference from SALib: indices %.2g, half widths %.2g", point.worst, half.worst)
		})
	}
}

func TestMorrisEqualsSALib(t *testing.T) {
	var ref struct {
		Cases []struct {
			Levels     int
			Groups     []string
			X          [][]float64
			Y          []float64
			Draws      [][][]int
			Names      []string
			Mu         []float64
			MuStar     []float64  `json:"mu_star"`
			Sigma      []*float64 `json:"sigma"`
			MuStarConf []float64  `json:"mu_star_conf"`
		}
	}
	readJSON(t, "morris.json", &ref)
	for _, c := range ref.Cases {
		opt := MorrisOptions{Names: c.Names, Levels: c.Levels}
		for _, g := range c.Groups {
			opt.Group = append(opt.Group, slices.Index(c.Names, g))
		}
		effects, of, err := elementaryEffects(c.X, c.Y, opt)
		if err != nil {
			t.Fatal(err)
		}
		got := morrisMeasures(effects, of, c.Draws, Bootstrap{Resamples: len(c.Draws[0]), Confidence: 0.95}, c.Names)
		a := agreement{t: t}
		const tol = 1e-12
		for k, e := range got {
			a.check("mu "+e.Name, e.Mu, c.Mu[k], tol)
			a.check("mu_star "+e.Name, e.MuStar.Value, c.MuStar[k], tol)
			a.check("mu_star_conf "+e.Name, e.MuStar.Interval.Half, c.MuStarConf[k], tol)
			switch {
			case e.Sigma != nil && c.Sigma[k] != nil:
				a.check("sigma "+e.Name, *e.Sigma, *c.Sigma[k], tol)
			case e.Sigma != nil || c.Sigma[k] != nil:
				t.Errorf("sigma of %s is %v, want %v", e.Name, e.Sigma, c.Sigma[k])
			}
		}
		t.Logf("levels %d, groups %v: largest difference from SALib: %.2g", c.Levels, c.Groups, a.worst)
	}
}

func TestRegressionEqualsLeastSquares(t *testing.T) {
	var ref struct {
		X         [][]float64
		Y         []float64
		PRCC, SRC []float64
		R2        float64
	}
	readJSON(t, "regression.json", &ref)
	prcc, err := PRCC(ref.X, ref.Y)
	if err != nil {
		t.Fatal(err)
	}
	src, r2, err := SRC(ref.X, ref.Y)
	if err != nil {
		t.Fatal(err)
	}
	a := agreement{t: t}
	for j := range prcc {
		a.check("PRCC", prcc[j], ref.PRCC[j], 1e-12)
		a.check("SRC", src[j], ref.SRC[j], 1e-12)
	}
	a.check("R2", r2, ref.R2, 1e-12)
	t.Logf("largest difference from least squares: %.2g", a.worst)
}
