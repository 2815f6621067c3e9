package sensitivity

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kirifuda/experiment/design"

	"pgregory.net/rapid"
)

func uniform(d int, lower, upper float64) []design.Axis {
	axes := make([]design.Axis, d)
	for j := range axes {
		axes[j] = design.Axis{Name: fmt.Sprintf("x%d", j+1), Scale: design.UniformScale, Lower: lower, Upper: upper}
	}
	return axes
}

func saltelli(t testing.TB, axes []design.Axis, n int, second bool, seed uint64) (*design.Design, [][]float64) {
	t.Helper()
	d, err := design.Saltelli(axes, n, design.SaltelliOptions{SecondOrder: second, SobolOptions: design.SobolOptions{Seed: seed}})
	if err != nil {
		t.Fatal(err)
	}
	x, err := d.Matrix()
	if err != nil {
		t.Fatal(err)
	}
	return d, x
}

func outputs(x [][]float64, f func([]float64) float64) []float64 {
	y := make([]float64, len(x))
	for i, row := range x {
		y[i] = f(row)
	}
	return y
}

// ishigami is sin x1 + a sin² x2 + b x3⁴ sin x1 with a = 7, b = 0.1 on [-π, π]³.
// Source: Ishigami and Homma (1990), doi:10.1109/ISUMA.1990.151285.
func ishigami(x []float64) float64 {
	s := math.Sin(x[1])
	return math.Sin(x[0]) + 7*s*s + 0.1*math.Pow(x[2], 4)*math.Sin(x[0])
}

// ishigamiExact returns variance, first-order, total and the only second-order
// index, of x1 and x3.
func ishigamiExact() (v float64, s, t [3]float64, s13 float64) {
	const a, b = 7.0, 0.1
	p4 := math.Pow(math.Pi, 4)
	v1 := 0.5 * (1 + b*p4/5) * (1 + b*p4/5)
	v2 := a * a / 8
	v13 := b * b * p4 * p4 * (1.0/18 - 1.0/50)
	v = v1 + v2 + v13
	return v, [3]float64{v1 / v, v2 / v, 0}, [3]float64{(v1 + v13) / v, v2 / v, v13 / v}, v13 / v
}

func TestIshigami(t *testing.T) {
	d, x := saltelli(t, uniform(3, -math.Pi, math.Pi), 4096, true, 1)
	got, err := SobolDesign(d, outputs(x, ishigami), SobolOptions{Bootstrap: Bootstrap{Resamples: 50}})
	if err != nil {
		t.Fatal(err)
	}
	v, s, tot, s13 := ishigamiExact()
	a := agreement{t: t}
	// About three times the error of 4096 scrambled points.
	const tol = 0.015
	a.check("variance", got.Variance/v, 1, tol)
	a.check("mean", got.Mean, 3.5, tol)
	for k := range 3 {
		a.check("S1", got.First[k].Value, s[k], tol)
		a.check("ST", got.Total[k].Value, tot[k], tol)
		for _, e := range []Estimate{got.First[k], got.Total[k]} {
			if iv := e.Interval; iv.Lower > e.Value || iv.Upper < e.Value || iv.Half > 0.1 {
				t.Errorf("interval %+v of %v", *iv, e.Value)
			}
		}
	}
	for _, p := range got.Second {
		want := 0.0
		if p.I == 0 && p.J == 2 {
			want = s13
		}
		a.check(fmt.Sprint("S2 ", p.I, p.J), p.Value, want, 2*tol)
	}
	t.Logf("largest error: %.2g", a.worst)
}

func TestSobolG(t *testing.T) {
	// Saltelli and Sobol' (1995), doi:10.1016/0951-8320(95)00099-2: with
	// V_k = 1/(3 (1+a_k)²) the variance is Π(1+V_k) - 1.
	coef := []float64{0, 1, 4.5, 9, 99, 99, 99, 99}
	d, x := saltelli(t, uniform(8, 0, 1), 4096, false, 2)
	got, err := SobolDesign(d, outputs(x, func(x []float64) float64 {
		y := 1.0
		for j, a := range coef {
			y *= (math.Abs(4*x[j]-2) + a) / (1 + a)
		}
		return y
	}), SobolOptions{})
	if err != nil {
		t.Fatal(err)
	}
	product := 1.0
	for _, a := range coef {
		product *= 1 + 1/(3*(1+a)*(1+a))
	}
	a := agreement{t: t}
	for k, c := range coef {
		vk := 1 / (3 * (1 + c) * (1 + c))
		a.check("S1", got.First[k].Value, vk/(product-1), 0.02)
		a.check("ST", got.Total[k].Value, vk*product/(1+vk)/(product-1), 0.02)
	}
	t.Logf("largest error: %.2g", a.worst)
}

func TestSobolProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := rapid.IntRange(1, 5).Draw(t, "g")
		n := rapid.IntRange(2, 12).Draw(t, "n")
		second := rapid.Bool().Draw(t, "second")
		each := g + 2
		if second {
			each = 2*g + 2
		}
		y := rapid.SliceOfN(rapid.Float64Range(-10, 10), n*each, n*each).Draw(t, "y")
		opt := SobolOptions{SecondOrder: second, Bootstrap: Bootstrap{Resamples: 5, Seed: rapid.Uint64().Draw(t, "seed")}}
		for k := range g {
			opt.Names = append(opt.Names, fmt.Sprint("p", k))
		}
		want, err := Sobol(y, opt)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := Sobol(y, opt)
		if !reflect.DeepEqual(want, again) {
			t.Fatal("two calls differ")
		}
		if _, err := json.Marshal(want); err != nil {
			t.Fatal(err)
		}
		// Another unit of the output does not change the indices.
		scale := rapid.SampledFrom([]float64{-8, 0.25, 1024}).Draw(t, "scale")
		z := make([]float64, len(y))
		for i := range y {
			z[i] = scale * y[i]
		}
		scaled, err := Sobol(z, opt)
		if err != nil {
			t.Fatal(err)
		}
		for k := range g {
			tol := 1e-9 * (1 + math.Abs(want.First[k].Value) + want.Total[k].Value)
			if math.Abs(scaled.First[k].Value-want.First[k].Value) > tol || math.Abs(scaled.Total[k].Value-want.Total[k].Value) > tol {
				t.Fatalf("indices %v become %v", want, scaled)
			}
			if want.Total[k].Value < 0 {
				t.Fatalf("total index %v is negative", want.Total[k].Value)
			}
		}
	})
}

func TestConstantOutput(t *testing.T) {
	for _, c := range []float64{0, 0.1, -1e12} {
		y := make([]float64, 5*8)
		reps := make([][]float64, len(y))
		for i := range y {
			y[i] = c
			reps[i] = []float64{c, c, c}
		}
		opt := SobolOptions{Names: []string{"a", "b", "c"}, Bootstrap: Bootstrap{Resamples: 3}}
		r, err := Sobol(y, opt)
		if err != nil {
			t.Fatal(err)
		}
		for k := range opt.Names {
			if r.First[k].Value != 0 || r.Total[k].Value != 0 || r.Total[k].Interval.Half != 0 || r.Variance != 0 {
				t.Errorf("output %v: %+v", c, r)
			}
		}
		n, err := SobolNoise(reps, opt)
		if err != nil {
			t.Fatal(err)
		}
		if n.Detectable || n.Noise.Share.Value != 0 || n.Corrected != nil || n.Dropped != 3 {
			t.Errorf("output %v: %+v", c, n)
		}
		if _, err := json.Marshal(n); err != nil {
			t.Error(err)
		}
	}
}

// replicate adds noise to y: own noise of standard deviation own in each run, and
// common noise of standard deviation common, equal for all rows of a replication.
func replicate(rng *rand.Rand, y []float64, reps int, own, common float64) [][]float64 {
	shift := make([]float64, reps)
	for r := range shift {
		shift[r] = common * rng.NormFloat64()
	}
	out := make([][]float64, len(y))
	for i := range y {
		out[i] = make([]float64, reps)
		for r := range out[i] {
			out[i][r] = y[i] + shift[r] + own*rng.NormFloat64()
		}
	}
	return out
}

func TestNoiseComponentsAreUnbiased(t *testing.T) {
	// Fixed points, many draws of the noise: the averages must be the exact
	// variances of the points and of the noise, for equal and unequal weights.
	const n, reps, trials = 20, 4, 3000
	y := make([]float64, n)
	ss := 0.0
	for i := range y {
		y[i] = math.Sqrt(12) * (float64(i) - (n-1)/2.0) / n
		ss += y[i] * y[i]
	}
	vf := ss / (n - 1)
	for _, c := range []struct {
		own, common float64
		w           []float64
	}{
		{2, 0, equalWeights(reps)},
		{1, 1.5, equalWeights(reps)},
		{2, 0, []float64{0.5, 0.25, 0.25, 0}},
		{1, 1.5, []float64{0.75, 0.25, 0, 0}},
	} {
		rng := rand.New(design.NewSource(1, uint64(c.own*10)))
		var params, noise, common, squares float64
		for range trials {
			v := components(replicate(rng, y, reps, c.own, c.common), identity(n), c.w)
			params += v.params / trials
			noise += v.noise / trials
			common += v.common / trials
			squares += v.params * v.params / trials
		}
		se := math.Sqrt((squares - params*params) / trials)
		if math.Abs(params-vf) > 4*se {
			t.Errorf("%+v: parameter variance %v, want %v ± %v", c, params, vf, se)
		}
		if want := c.own*c.own + c.common*c.common; math.Abs(noise/want-1) > 0.08 {
			t.Errorf("%+v: noise variance %v, want %v", c, noise, want)
		}
		if want := c.common * c.common; math.Abs(common-want) > 0.08*(1+want) {
			t.Errorf("%+v: common variance %v, want %v", c, common, want)
		}
	}
}

func TestNoiseCorrectionIsUnbiased(t *testing.T) {
	// Fixed Saltelli design, many draws of the noise: variance and numerators
	// must average to those of the model without noise.
	d, x := saltelli(t, uniform(3, -math.Pi, math.Pi), 32, true, 3)
	y := outputs(x, ishigami)
	exact, err := SobolDesign(d, y, SobolOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ own, common float64 }{{2, 0}, {1, 2}} {
		rng := rand.New(design.NewSource(7))
		const trials = 1500
		stats := map[string]*[3]float64{}
		note := func(name string, got, want float64) {
			s := stats[name]
			if s == nil {
				s = &[3]float64{}
				stats[name] = s
			}
			s[0] += got / trials
			s[1] += got * got / trials
			s[2] = want
		}
		for range trials {
			r, err := SobolNoiseDesign(d, replicate(rng, y, 3, c.own, c.common), SobolOptions{})
			if err != nil {
				t.Fatal(err)
			}
			v := r.Corrected.Variance
			note("variance", v, exact.Variance)
			for k := range 3 {
				note(fmt.Sprint("first ", k), v*r.Corrected.First[k].Value, exact.Variance*exact.First[k].Value)
				note(fmt.Sprint("total ", k), v*r.Corrected.Total[k].Value, exact.Variance*exact.Total[k].Value)
			}
		}
		for name, s := range stats {
			se := math.Sqrt((s[1] - s[0]*s[0]) / trials)
			if math.Abs(s[0]-s[2]) > 4.5*se {
				t.Errorf("%+v: %s averages %v, want %v ± %v", c, name, s[0], s[2], se)
			}
		}
	}
}

// Of experiments in which parameters do nothing hardly one shows indices; one in
// which they do shows them.
func TestIndicesNeedVariance(t *testing.T) {
	d, x := saltelli(t, uniform(3, -math.Pi, math.Pi), 16, false, 6)
	nothing, y := make([]float64, len(x)), outputs(x, ishigami)
	rng := rand.New(design.NewSource(11))
	const trials = 300
	shown := 0
	for i := range trials {
		boot := Bootstrap{Resamples: 50 * (i % 2)}
		r, err := SobolNoiseDesign(d, replicate(rng, nothing, 2, 5, 2*float64(i%3)), SobolOptions{Bootstrap: boot})
		if err != nil {
			t.Fatal(err)
		}
		if r.Detectable != (r.Corrected != nil) {
			t.Fatalf("detectable is %t, indices %v", r.Detectable, r.Corrected)
		}
		if r.Detectable {
			shown++
		}
	}
	if shown > trials/20 {
		t.Errorf("indices of pure noise in %d of %d experiments", shown, trials)
	}
	r, err := SobolNoiseDesign(d, replicate(rng, y, 2, 1, 1), SobolOptions{Bootstrap: Bootstrap{Resamples: 50}})
	if err != nil || !r.Detectable {
		t.Errorf("a clear effect is not shown: %+v, %v", r.Noise, err)
	}
}

func TestNoisyIshigami(t *testing.T) {
	v, s, tot, _ := ishigamiExact()
	d, x := saltelli(t, uniform(3, -math.Pi, math.Pi), 2048, false, 4)
	y := outputs(x, ishigami)
	for _, c := range []struct{ own, common float64 }{{4, 0}, {2, 3}} {
		rng := rand.New(design.NewSource(5))
		r, err := SobolNoiseDesign(d, replicate(rng, y, 4, c.own, c.common), SobolOptions{Bootstrap: Bootstrap{Resamples: 40}})
		if err != nil {
			t.Fatal(err)
		}
		a := agreement{t: t}
		for k := range 3 {
			a.check("S1", r.Corrected.First[k].Value, s[k], 0.06)
			a.check("ST", r.Corrected.Total[k].Value, tot[k], 0.06)
			if iv := r.Corrected.Total[k].Interval; iv.Lower > tot[k]+0.03 || iv.Upper < tot[k]-0.03 {
				t.Errorf("total index %v: interval %+v", tot[k], *iv)
			}
		}
		noise := c.own*c.own + c.common*c.common
		want := noise / (noise + v)
		tol := 0.02
		if c.common > 0 {
			tol = 0.2 // Four draws of the common noise tell little of its variance.
		}
		a.check("share", r.Noise.Share.Value, want, tol)
		// Without correction the noise adds to the total index of x2.
		if c.common == 0 && r.Raw.Total[1].Value < tot[1]+0.05 {
			t.Errorf("raw total index %v is hardly above %v", r.Raw.Total[1].Value, tot[1])
		}
		t.Logf("own %v, common %v: largest error %.2g, share %.3f (exact %.3f)", c.own, c.common, a.worst, r.Noise.Share.Value, want)
	}
}

func TestNoNoiseLeavesIndicesUnchanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 6).Draw(t, "n")
		y := rapid.SliceOfN(rapid.Float64Range(-5, 5), 6*n, 6*n).Draw(t, "y")
		y[0]++
		reps := rapid.IntRange(2, 4).Draw(t, "reps")
		shift := rapid.SliceOfN(rapid.Float64Range(-5, 5), reps, reps).Draw(t, "shift")
		rows := make([][]float64, len(y))
		for i := range y {
			for _, s := range shift {
				rows[i] = append(rows[i], y[i]+s)
			}
		}
		opt := SobolOptions{Names: []string{"a", "b"}, SecondOrder: true}
		want, err := Sobol(y, opt)
		if err != nil {
			t.Fatal(err)
		}
		got, err := SobolNoise(rows, opt)
		if err != nil {
			t.Fatal(err)
		}
		if want.Variance < 1e-6 {
			t.Skip("hardly any variance")
		}
		if !got.Detectable {
			t.Fatalf("variance %v without noise cannot be told from zero: %+v", want.Variance, got.Noise)
		}
		for k := range opt.Names {
			tol := 1e-7 * (1 + math.Abs(want.First[k].Value) + want.Total[k].Value)
			if math.Abs(got.Corrected.First[k].Value-want.First[k].Value) > tol || math.Abs(got.Corrected.Total[k].Value-want.Total[k].Value) > tol {
				t.Fatalf("indices %+v, want %+v", got.Corrected, want)
			}
		}
	})
}

func TestNoiseIntervalCoverage(t *testing.T) {
	// Y = x + e with x uniform of variance 1 and e normal of variance 1: the share
	// is one half. 95 % intervals must cover it in 90 % of the trials at least;
	// with 200 trials and true coverage 0.95 this fails once in a thousand.
	const trials, n, reps = 200, 60, 3
	rng := rand.New(design.NewSource(9))
	covered := map[bool]int{}
	for trial := range trials {
		y := make([]float64, n)
		for i := range y {
			y[i] = math.Sqrt(12) * (rng.Float64() - 0.5)
		}
		rows := replicate(rng, y, reps, 1, 0)
		for _, pointsOnly := range []bool{false, true} {
			r, err := Noise(rows, NoiseOptions{Bootstrap: Bootstrap{Resamples: 200, Seed: uint64(trial)}, PointsOnly: pointsOnly})
			if err != nil {
				t.Fatal(err)
			}
			if iv := r.Share.Interval; iv.Lower <= 0.5 && iv.Upper >= 0.5 {
				covered[pointsOnly]++
			}
		}
	}
	t.Logf("covered: points and replications %d, points only %d of %d", covered[false], covered[true], trials)
	for k, c := range covered {
		if c < 180 {
			t.Errorf("points only %t: %d of %d intervals cover", k, c, trials)
		}
	}
}

func TestMorrisLinearModel(t *testing.T) {
	axes := uniform(3, 0, 10)
	d, err := design.Morris(axes, 6, design.MorrisOptions{Seed: 1, Levels: 6})
	if err != nil {
		t.Fatal(err)
	}
	x, _ := d.Matrix()
	y := outputs(x, func(x []float64) float64 { return 2*x[0] - 0.5*x[1] })
	got, err := MorrisDesign(d, y, MorrisOptions{Bootstrap: Bootstrap{Resamples: 10}})
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range []float64{20, -5, 0} {
		e := got[k]
		if math.Abs(e.Mu-want) > 1e-12 || math.Abs(e.MuStar.Value-math.Abs(want)) > 1e-12 || *e.Sigma > 1e-12 || e.MuStar.Interval.Half > 1e-12 {
			t.Errorf("%s: %+v, want mu %v and no spread", e.Name, e, want)
		}
	}
}

func TestTornado(t *testing.T) {
	axes, err := design.ParseAxes([]string{"a=lin:0:2:3", "b=unif:0:10", "p=keep,convert"})
	if err != nil {
		t.Fatal(err)
	}
	d, err := design.OAT(axes, nil)
	if err != nil {
		t.Fatal(err)
	}
	y := make([][]float64, len(d.Points))
	for i, p := range d.Points {
		base := (p[0].Number-1)*(p[0].Number-1) + p[1].Number
		if p[2].Text == "convert" {
			base -= 20
		}
		// Shared noise leaves the changes exact.
		y[i] = []float64{base - 1, base + 1}
	}
	bars, err := Tornado(d, y)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range bars {
		got = append(got, fmt.Sprintf("%s [%v: %v, %v: %v] %v ± %v", b.Name, b.Low.Value, b.Low.Change, b.High.Value, b.High.Change, b.Swing, *b.High.Error))
	}
	want := "p [convert: -20, keep: 0] 20 ± 0; b [0: -5, 10: 5] 10 ± 0; a [1: 0, 0: 1] 1 ± 0"
	if s := strings.Join(got, "; "); s != want {
		t.Errorf("bars are %s, want %s", s, want)
	}
}

func TestRanks(t *testing.T) {
	if got, want := ranks([]float64{3, 1, 3, 2}), []float64{3.5, 1, 3.5, 2}; !reflect.DeepEqual(got, want) {
		t.Errorf("ranks are %v, want %v", got, want)
	}
}

func TestRefusals(t *testing.T) {
	names := []string{"a", "b"}
	lhs, err := design.LHS(uniform(2, 0, 1), 8, 1)
	if err != nil {
		t.Fatal(err)
	}
	sal, _ := saltelli(t, uniform(2, 0, 1), 2, false, 1)
	y8 := make([]float64, 8)
	rows := [][]float64{{1, 2}, {3, 4}, {5, 6}, {7}}
	x8 := make([][]float64, 8)
	for i := range x8 {
		x8[i] = []float64{float64(i), 2 * float64(i)}
	}
	for _, c := range []struct {
		name, want string
		call       func() error
	}{
		{"wrong design", `"lhs"; this analysis needs a "saltelli"`, func() error { _, err := SobolDesign(lhs, y8, SobolOptions{}); return err }},
		{"wrong design", `needs a "morris"`, func() error { _, err := MorrisDesign(sal, y8, MorrisOptions{}); return err }},
		{"wrong design", `needs a "oat"`, func() error { _, err := Tornado(lhs, rows); return err }},
		{"wrong number", "7 outputs for the 8 points", func() error { _, err := SobolDesign(sal, y8[:7], SobolOptions{}); return err }},
		{"wrong number", "a multiple of 6", func() error { _, err := Sobol(y8, SobolOptions{Names: names, SecondOrder: true}); return err }},
		{"no names", "g >= 1", func() error { _, err := Sobol(y8, SobolOptions{}); return err }},
		{"not finite", "row 3 is NaN", func() error {
			y := []float64{1, 2, 3, math.NaN()}
			_, err := Sobol(y, SobolOptions{Names: names})
			return err
		}},
		{"confidence", "level 95", func() error {
			_, err := Sobol(y8, SobolOptions{Names: names, Bootstrap: Bootstrap{Confidence: 95}})
			return err
		}},
		{"resamples", "1 resamples", func() error {
			_, err := Sobol(y8, SobolOptions{Names: names, Bootstrap: Bootstrap{Resamples: 1}})
			return err
		}},
		{"ragged", "row 3 has 1 replications", func() error { _, err := Noise(rows, NoiseOptions{}); return err }},
		{"one replication", "at least 2", func() error { _, err := Noise([][]float64{{1}, {2}}, NoiseOptions{}); return err }},
		{"one point", "1 points", func() error { _, err := Noise(rows[:1], NoiseOptions{}); return err }},
		{"infinite replication", "row 0, replication 1", func() error {
			_, err := Noise([][]float64{{1, math.Inf(1)}, {1, 2}}, NoiseOptions{})
			return err
		}},
		{"not a trajectory", "2 times", func() error {
			_, err := Morris([][]float64{{0, 0}, {1, 1}, {0, 1}}, []float64{1, 2, 3}, MorrisOptions{Names: names})
			return err
		}},
		{"group out of range", "in group 5", func() error {
			_, err := Morris([][]float64{{0, 0}, {1, 0}, {1, 1}}, []float64{1, 2, 3}, MorrisOptions{Names: names, Group: []int{0, 5}})
			return err
		}},
		{"collinear", "linearly dependent", func() error { _, err := PRCC(x8, []float64{1, 3, 2, 4, 6, 5, 8, 7}); return err }},
		{"constant", "output is constant", func() error { _, _, err := SRC(x8, y8); return err }},
	} {
		if err := c.call(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
}

func BenchmarkSobolNoise(b *testing.B) {
	d, x := saltelli(b, uniform(10, 0, 1), 256, false, 1)
	y := outputs(x, func(x []float64) float64 { return x[0] + x[1]*x[2] })
	rows := replicate(rand.New(design.NewSource(1)), y, 10, 1, 0)
	for b.Loop() {
		if _, err := SobolNoiseDesign(d, rows, SobolOptions{Bootstrap: Bootstrap{Resamples: 100}}); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleSobolDesign() {
	axes, err := design.ParseAxes([]string{"x=unif:0:1", "y=unif:0:2", "mute=unif:0:9"})
	if err != nil {
		fmt.Println(err)
		return
	}
	d, err := design.Saltelli(axes, 1024, design.SaltelliOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	y := make([]float64, len(d.Points))
	for i, p := range d.Points {
		y[i] = p[0].Number + p[1].Number
	}
	r, err := SobolDesign(d, y, SobolOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for k, name := range r.Names {
		fmt.Printf("%-4s first %.2f total %.2f\n", name, r.First[k].Value, r.Total[k].Value)
	}
	// Output:
	// x    first 0.20 total 0.20
	// y    first 0.80 total 0.80
	// mute first 0.00 total 0.00
}

// A monotonic outcome has a rank correlation of one or minus one, not none.
func TestExactDependence(t *testing.T) {
	var one, two [][]float64
	var falling, convex, line []float64
	for i := range 8 {
		a, b := float64(i), float64(i*i%7)
		one, two = append(one, []float64{a}), append(two, []float64{a, b})
		falling, convex, line = append(falling, 5-2*a), append(convex, math.Exp(a)), append(line, 3*a-4*b)
	}
	for _, c := range []struct {
		x    [][]float64
		y    []float64
		want []float64
	}{{one, falling, []float64{-1}}, {one, convex, []float64{1}}, {two, convex, []float64{1, 0}}} {
		got, err := PRCC(c.x, c.y)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("PRCC %v, %v; want %v", got, err, c.want)
		}
	}
	src, r2, err := SRC(one, falling)
	if err != nil || math.Abs(src[0]+1) > 1e-12 || math.Abs(r2-1) > 1e-12 {
		t.Errorf("SRC %v, R² %g, %v", src, r2, err)
	}
	if src, r2, err = SRC(two, line); err != nil || r2 != 1 || !(src[0] > 0 && src[1] < 0) {
		t.Errorf("SRC %v, R² %g, %v", src, r2, err)
	}
}

// Intervals of the indices of a skewed function, a product of exponentials, cover at 64 base
// points what they say; with fewer points than are asked for there is none.
func TestSobolIntervalCoverage(t *testing.T) {
	const trials, n = 150, 64
	weights := []float64{3, 1, -0.5}
	f := func(x []float64) float64 { return math.Exp(3*x[0] + x[1] - 0.5*x[2]) }
	// E[exp(c·x)] and its second moment on [0, 1]; all else follows because f is a product.
	means, squares := 1.0, 1.0
	var m, q [3]float64
	for k, c := range weights {
		m[k], q[k] = (math.Exp(c)-1)/c, (math.Exp(2*c)-1)/(2*c)
		means, squares = means*m[k]*m[k], squares*q[k]
	}
	v := squares - means
	covered := [6]int{}
	for trial := range trials {
		d, x := saltelli(t, uniform(3, 0, 1), n, false, uint64(trial))
		r, err := SobolDesign(d, outputs(x, f), SobolOptions{Bootstrap: Bootstrap{Resamples: 100, Seed: uint64(trial), LeastPoints: n}})
		if err != nil {
			t.Fatal(err)
		}
		for k := range 3 {
			first, total := (q[k]/(m[k]*m[k])-1)*means/v, (q[k]-m[k]*m[k])*squares/q[k]/v
			if iv := r.First[k].Interval; iv.Lower <= first && first <= iv.Upper {
				covered[k]++
			}
			if iv := r.Total[k].Interval; iv.Lower <= total && total <= iv.Upper {
				covered[3+k]++
			}
		}
		r, err = SobolDesign(d, outputs(x, f), SobolOptions{Bootstrap: Bootstrap{Resamples: 2, LeastPoints: n + 1}})
		if err != nil || r.First[0].Interval != nil || r.Total[2].Interval != nil {
			t.Fatal("an interval from fewer points than asked for", err)
		}
	}
	t.Logf("covered of %d: %v", trials, covered)
	for k, c := range covered {
		if c < 133 { // 0.95·150 less three and a half standard deviations
			t.Errorf("index %d: %d of %d intervals cover", k, c, trials)
		}
	}
}
