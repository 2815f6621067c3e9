package design

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func parse(t testing.TB, texts ...string) []Axis {
	t.Helper()
	axes, err := ParseAxes(texts)
	if err != nil {
		t.Fatal(err)
	}
	return axes
}

func TestParseAxis(t *testing.T) {
	for _, c := range []struct {
		text string
		want Axis
	}{
		{"tariff.rate_pct=0,10,24", Axis{Name: "tariff.rate_pct", Scale: ListScale, Values: []Value{Num(0), Num(10), Num(24)}}},
		{"proceeds = keep, convert", Axis{Name: "proceeds", Scale: ListScale, Values: []Value{Word("keep"), Word("convert")}}},
		{"a=5", Axis{Name: "a", Scale: ListScale, Values: []Value{Num(5)}}},
		{"a=list:x:y,2", Axis{Name: "a", Scale: ListScale, Values: []Value{Word("x:y"), Num(2)}}},
		{"a=2025-04-02,12:30", Axis{Name: "a", Scale: ListScale, Values: []Value{Word("2025-04-02"), Word("12:30")}}},
		{"size=lin:0:500:11", Axis{Name: "size", Scale: LinearScale, Upper: 500, Count: 11}},
		{"size=lin:-1:1", Axis{Name: "size", Scale: LinearScale, Lower: -1, Upper: 1}},
		{"k=log:1:1e3:4", Axis{Name: "k", Scale: LogScale, Lower: 1, Upper: 1000, Count: 4}},
		{"u=unif:0.5:2", Axis{Name: "u", Scale: UniformScale, Lower: 0.5, Upper: 2}},
		{"n=norm:-3:0.25", Axis{Name: "n", Scale: NormalScale, Mean: -3, SD: 0.25}},
		{"expr=a=b,c", Axis{Name: "expr", Scale: ListScale, Values: []Value{Word("a=b"), Word("c")}}},
	} {
		got, err := ParseAxis(c.text)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("ParseAxis(%q) = %+v, %v; want %+v", c.text, got, err, c.want)
		}
	}
}

func TestParseAxisErrors(t *testing.T) {
	for _, c := range []struct{ text, key, value, allowed string }{
		{"", "", "", "KEY=a,b,c"},
		{"size", "size", "size", "KEY=a,b,c"},
		{"=1,2", "=1,2", "=1,2", "KEY=a,b,c"},
		{"two words=1", "two words", "two words", "without blanks"},
		{"a=", "a", "", "KEY=a,b,c"},
		{"a=1,,2", "a", "1,,2", "KEY=a,b,c"},
		{"a=1,1.0", "a", "1", "different values"},
		{"a=1,nan", "a", "nan", "finite"},
		{"a=1,1e999", "a", "1e999", "finite"},
		{"a=cauchy:0:1", "a", "cauchy", "norm:MEAN:SD"},
		{"a=lin:0:500:eleven", "a", "eleven", "size=lin:0:500:11"},
		{"a=lin:0:500:1", "a", "1", "LEVELS >= 2"},
		{"a=lin:0:500:99999999999", "a", "99999999999", "LEVELS >= 2"},
		{"a=lin:0", "a", "lin:0", "size=lin:0:500:11"},
		{"a=lin:0:1:2:3", "a", "lin:0:1:2:3", "size=lin:0:500:11"},
		{"a=lin:5:5:3", "a", "5:5", "LOWER < UPPER"},
		{"a=lin:-1e308:1e308:3", "a", "-1e+308:1e+308", "LOWER < UPPER"},
		{"a=log:0:10:3", "a", "0", "0 < LOWER"},
		{"a=unif:1:0", "a", "1:0", "LOWER < UPPER"},
		{"a=unif:x:0", "a", "x", "unif:LOWER:UPPER"},
		{"a=unif:0:1:5", "a", "unif:0:1:5", "unif:LOWER:UPPER"},
		{"a=norm:0:0", "a", "0:0", "SD > 0"},
		{"a=norm:0:inf", "a", "inf", "SD > 0"},
	} {
		_, err := ParseAxis(c.text)
		var e *AxisError
		if !errors.As(err, &e) {
			t.Errorf("ParseAxis(%q): error %v, want an *AxisError", c.text, err)
			continue
		}
		if e.Key != c.key || e.Value != c.value || !strings.Contains(e.Allowed, c.allowed) {
			t.Errorf("ParseAxis(%q): key %q value %q allowed %q; want %q, %q, …%s…", c.text, e.Key, e.Value, e.Allowed, c.key, c.value, c.allowed)
		}
		for _, part := range []string{e.Key, e.Value, e.Problem, e.Allowed} {
			if !strings.Contains(e.Error(), part) {
				t.Errorf("ParseAxis(%q): message %q lacks %q", c.text, e.Error(), part)
			}
		}
	}
	if _, err := ParseAxes([]string{"a=1,2", "a=unif:0:1"}); err == nil || !strings.Contains(err.Error(), "given twice") {
		t.Errorf("repeated key: %v", err)
	}
	if _, err := ParseAxes(nil); err == nil {
		t.Error("no axes: no error")
	}
}

func drawAxis(t *rapid.T, name string) Axis {
	lo := rapid.Float64Range(-1e6, 1e6).Draw(t, "lo")
	width := rapid.Float64Range(1e-3, 1e6).Draw(t, "width")
	count := rapid.SampledFrom([]int{0, 2, 3, 17}).Draw(t, "count")
	a := Axis{Name: name}
	switch rapid.IntRange(0, 4).Draw(t, "scale") {
	case 0:
		a.Scale = ListScale
		for _, x := range rapid.SliceOfNDistinct(rapid.Float64Range(-1e9, 1e9), 1, 5, rapid.ID[float64]).Draw(t, "numbers") {
			a.Values = append(a.Values, Num(x))
		}
		for _, s := range rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z][a-z:_]{0,6}z`), 0, 3, rapid.ID[string]).Draw(t, "words") {
			a.Values = append(a.Values, Word(s))
		}
	case 1:
		a.Scale, a.Lower, a.Upper, a.Count = LinearScale, lo, lo+width, count
	case 2:
		lo = math.Abs(lo) + 1e-6
		a.Scale, a.Lower, a.Upper, a.Count = LogScale, lo, lo+width, count
	case 3:
		a.Scale, a.Lower, a.Upper = UniformScale, lo, lo+width
	default:
		a.Scale, a.Mean, a.SD = NormalScale, lo, width
	}
	return a
}

func drawAxes(t *rapid.T, maximum int) []Axis {
	n := rapid.IntRange(1, maximum).Draw(t, "axes")
	axes := make([]Axis, n)
	for j := range axes {
		axes[j] = drawAxis(t, fmt.Sprintf("group.key_%d", j))
	}
	return axes
}

func TestAxisTextRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawAxis(t, "a.b")
		got, err := ParseAxis(a.String())
		if err != nil || !reflect.DeepEqual(got, a) {
			t.Fatalf("%q reads back as %+v, %v; want %+v", a, got, err, a)
		}
		b, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var back Axis
		if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(back, a) {
			t.Fatalf("%s reads back as %+v, %v", b, back, err)
		}
	})
}

func TestParseAxisNeverPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-c=:,. 0-9e+-]{0,20}|k=(lin|log|unif|norm|list)[:0-9.,e-]{0,20}`).Draw(t, "text")
		a, err := ParseAxis(text)
		if err == nil {
			if err := a.Validate(); err != nil {
				t.Fatalf("%q was read but is not valid: %v", text, err)
			}
		}
	})
}

func TestAxisQuantile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawAxis(t, "a")
		u := rapid.Float64Range(1e-12, 1-1e-12).Draw(t, "u")
		v := rapid.Float64Range(1e-12, 1-1e-12).Draw(t, "v")
		if u > v {
			u, v = v, u
		}
		x, y := a.At(u), a.At(v)
		switch a.Scale {
		case ListScale:
			if slices.Index(a.Values, x) > slices.Index(a.Values, y) || !slices.Contains(a.Values, x) {
				t.Fatalf("%v: %v at %v, %v at %v", a, x, u, y, v)
			}
		default:
			if x.Number > y.Number {
				t.Fatalf("%v falls from %v at %v to %v at %v", a, x, u, y, v)
			}
			if a.Scale != NormalScale && (x.Number < a.Lower || y.Number > a.Upper) {
				t.Fatalf("%v: %v, %v leave the interval", a, x, y)
			}
		}
	})
	n := Axis{Name: "n", Scale: NormalScale, Mean: 10, SD: 2}
	// Φ⁻¹(0.975), to all digits of a float64.
	if got := n.At(0.975).Number; math.Abs(got-(10+2*1.959963984540054)) > 1e-14*10 {
		t.Errorf("normal quantile = %.17g", got)
	}
	if got := (Axis{Name: "l", Scale: LogScale, Lower: 1, Upper: 100}).At(0.5).Number; math.Abs(got-10) > 1e-13 {
		t.Errorf("median of log:1:100 = %v", got)
	}
}

func TestLevels(t *testing.T) {
	for _, c := range []struct {
		text string
		want []float64
	}{
		{"a=lin:0:500:11", []float64{0, 50, 100, 150, 200, 250, 300, 350, 400, 450, 500}},
		{"a=log:1:1000:4", []float64{1, 10, 100, 1000}},
		{"a=unif:0:1", nil},
		{"a=norm:0:1", nil},
		{"a=lin:0:1", nil},
	} {
		var got []float64
		for _, v := range parse(t, c.text)[0].Levels() {
			got = append(got, v.Number)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: levels %v, want %v", c.text, got, c.want)
		}
	}
}

func texts(points []Point) string {
	rows := make([]string, len(points))
	for i, p := range points {
		items := make([]string, len(p))
		for j, v := range p {
			items[j] = v.String()
		}
		rows[i] = strings.Join(items, " ")
	}
	return strings.Join(rows, "; ")
}

func TestDesignsOnLevels(t *testing.T) {
	axes := parse(t, "a=1,2", "p=keep,convert", "b=lin:0:1:2")
	g, err := Grid(axes)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := texts(g.Points), "1 keep 0; 1 keep 1; 1 convert 0; 1 convert 1; 2 keep 0; 2 keep 1; 2 convert 0; 2 convert 1"; got != want {
		t.Errorf("grid is %s, want %s", got, want)
	}
	z, err := Zip(axes)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := texts(z.Points), "1 keep 0; 2 convert 1"; got != want {
		t.Errorf("zip is %s, want %s", got, want)
	}
	m, err := z.Matrix()
	if err != nil || !reflect.DeepEqual(m, [][]float64{{1, 0, 0}, {2, 1, 1}}) {
		t.Errorf("matrix is %v, %v", m, err)
	}
	o, err := OAT(parse(t, "a=1,2,3", "b=lin:0:10", "n=norm:5:1", "p=keep,convert"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := texts(o.Points), "1 5 5 keep; 2 5 5 keep; 3 5 5 keep; 1 0 5 keep; 1 10 5 keep; 1 5 4 keep; 1 5 6 keep; 1 5 5 convert"; got != want {
		t.Errorf("one-at-a-time is %s, want %s", got, want)
	}
	if want := []int{-1, 0, 0, 1, 1, 2, 2, 3}; !slices.Equal(o.Moved, want) {
		t.Errorf("moved %v, want %v", o.Moved, want)
	}
	l, err := List([]string{"a", "p"}, []Point{{Num(3), Word("x")}, {Num(1), Word("x")}})
	if err != nil || texts(l.Points) != "3 x; 1 x" || l.Axes[0].String() != "a=3,1" {
		t.Errorf("list is %v, %v", l, err)
	}
	b, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	var back Design
	if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(&back, o) {
		t.Errorf("design reads back as %+v, %v", back, err)
	}
}

func TestRefusals(t *testing.T) {
	unif, norm, list := "u=unif:0:1", "n=norm:0:1", "l=1,2,3"
	for _, c := range []struct {
		name, want string
		make       func() (*Design, error)
	}{
		{"grid of a distribution", `"u"`, func() (*Design, error) { return Grid(parse(t, list, unif)) }},
		{"grid too large", "more than", func() (*Design, error) {
			return Grid(parse(t, "a=lin:0:1:99999", "b=lin:0:1:99999"))
		}},
		{"zip of unequal lengths", "3 levels, as axis", func() (*Design, error) { return Zip(parse(t, list, "k=1,2")) }},
		{"ragged list", "point 1 has 1 values", func() (*Design, error) {
			return List([]string{"a", "b"}, []Point{{Num(1), Num(2)}, {Num(1)}})
		}},
		{"list with NaN", "finite", func() (*Design, error) { return List([]string{"a"}, []Point{{Num(math.NaN())}}) }},
		{"empty list", "no points", func() (*Design, error) { return List([]string{"a"}, nil) }},
		{"short base", "base point", func() (*Design, error) { return OAT(parse(t, list, unif), Point{Num(1)}) }},
		{"no points", "number of points is 0", func() (*Design, error) { return LHS(parse(t, unif), 0, 1) }},
		{"no points", "number of points is -1", func() (*Design, error) { return Sobol(parse(t, unif), -1, SobolOptions{}) }},
		{"negative skip", "-1", func() (*Design, error) { return Sobol(parse(t, unif), 4, SobolOptions{Skip: -1}) }},
		{"unbounded at the origin", "scrambled", func() (*Design, error) {
			return Sobol(parse(t, norm), 4, SobolOptions{Unscrambled: true})
		}},
		{"unbounded", "ends of each axis", func() (*Design, error) { return Morris(parse(t, norm), 4, MorrisOptions{}) }},
		{"one value", "one value", func() (*Design, error) { return Morris(parse(t, "a=1"), 4, MorrisOptions{}) }},
		{"odd levels", "even number", func() (*Design, error) { return Morris(parse(t, unif), 4, MorrisOptions{Levels: 5}) }},
		{"too many axes", "allowed: 1 to", func() (*Design, error) {
			axes := make([]Axis, MaxSobolDim/2+1)
			for j := range axes {
				axes[j] = Axis{Name: fmt.Sprint("a", j), Scale: UniformScale, Upper: 1}
			}
			return Saltelli(axes, 4, SaltelliOptions{})
		}},
		{"group named as an axis", "outside it", func() (*Design, error) {
			axes := parse(t, unif, list)
			axes[1].Group = "u"
			return Saltelli(axes, 4, SaltelliOptions{})
		}},
		{"group named as a later axis", "outside it", func() (*Design, error) {
			axes := parse(t, unif, list)
			axes[0].Group = "l"
			return Saltelli(axes, 4, SaltelliOptions{})
		}},
	} {
		d, err := c.make()
		if err == nil || d != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: design %v, error %v; want an error with %q", c.name, d != nil, err, c.want)
		}
	}
}

// drawn are the designs that depend on a seed.
func drawn(axes []Axis, n int, seed uint64) map[Kind]func() (*Design, error) {
	return map[Kind]func() (*Design, error){
		KindLHS:      func() (*Design, error) { return LHS(axes, n, seed) },
		KindSobol:    func() (*Design, error) { return Sobol(axes, n, SobolOptions{Seed: seed}) },
		KindHalton:   func() (*Design, error) { return Halton(axes, n, seed) },
		KindSaltelli: func() (*Design, error) { return Saltelli(axes, n, SaltelliOptions{true, SobolOptions{Seed: seed}}) },
		KindMorris:   func() (*Design, error) { return Morris(axes, n, MorrisOptions{Seed: seed}) },
	}
}

func TestDrawsArePureFunctionsOfTheSeed(t *testing.T) {
	axes := parse(t, "a=unif:0:1", "b=log:1:10", "c=x,y,z")
	for kind, make := range drawn(axes, 16, 42) {
		want, err := make()
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if got, err := make(); err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("%s: a second call gave another design (%v)", kind, err)
				}
			})
		}
		wg.Wait()
		other, err := drawn(axes, 16, 43)[kind]()
		if err != nil || reflect.DeepEqual(other.Unit, want.Unit) {
			t.Errorf("%s: another seed gave the same points (%v)", kind, err)
		}
	}
}

func TestUnitDesignsMapThroughQuantiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		axes := drawAxes(t, 5)
		n := rapid.IntRange(1, 20).Draw(t, "n")
		seed := rapid.Uint64().Draw(t, "seed")
		for _, kind := range []Kind{KindLHS, KindSobol, KindHalton, KindSaltelli} {
			d, err := drawn(axes, n, seed)[kind]()
			if err != nil {
				t.Fatal(err)
			}
			if len(d.Points) != len(d.Unit) || d.Kind != kind {
				t.Fatalf("%s: %d points, %d unit rows", d.Kind, len(d.Points), len(d.Unit))
			}
			for i, p := range d.Points {
				for j, v := range p {
					u := d.Unit[i][j]
					if !(u > 0 && u < 1) || v != axes[j].At(u) {
						t.Fatalf("%s: row %d, %v at %v", kind, i, v, u)
					}
				}
			}
			if kind == KindLHS {
				stratified(t, d.Unit, n)
			}
		}
	})
}

// stratified checks that each of n equal intervals holds one point in every
// coordinate.
func stratified(t rapid.TB, unit [][]float64, n int) {
	t.Helper()
	for j := range unit[0] {
		seen := make([]bool, n)
		for _, u := range unit {
			k := int(u[j] * float64(n))
			if k < 0 || k >= n || seen[k] {
				t.Fatalf("coordinate %d: interval %d of %d is taken twice", j, k, n)
			}
			seen[k] = true
		}
	}
}

func TestScrambledSobolIsANet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dim := rapid.IntRange(1, 20).Draw(t, "dim")
		m := rapid.IntRange(0, 7).Draw(t, "m")
		block := rapid.IntRange(0, 3).Draw(t, "block")
		seq, err := NewSobolSequence(dim, SobolOptions{Seed: rapid.Uint64().Draw(t, "seed")})
		if err != nil {
			t.Fatal(err)
		}
		n := 1 << m
		points, err := seq.Points(block*n, n)
		if err != nil {
			t.Fatal(err)
		}
		stratified(t, points, n)
		// The first two coordinates are a (0, m, 2)-net: every box of area 1/n
		// holds one point.
		for a := 0; dim > 1 && a <= m; a++ {
			seen := make(map[[2]int]bool)
			for _, p := range points {
				seen[[2]int{int(p[0] * float64(int(1)<<a)), int(p[1] * float64(int(1)<<(m-a)))}] = true
			}
			if len(seen) != n {
				t.Fatalf("%d boxes of %d are filled", len(seen), n)
			}
		}
		// Random access gives the same points.
		dst := make([]float64, dim)
		for i := range points {
			seq.At(uint32(block*n+i), dst)
			if !slices.Equal(dst, points[i]) {
				t.Fatalf("point %d is %v by At and %v by Points", i, dst, points[i])
			}
		}
	})
}

func TestScrambledSobolIsUniform(t *testing.T) {
	// Over many seeds one fixed point must be uniform: the mean of 4000 uniform
	// numbers has standard error 0.0046, that of their squares 0.0047. Limits are
	// about five standard errors.
	for _, i := range []uint32{0, 1, 37, 1000003} {
		var s1, s2, s12 float64
		const seeds = 4000
		dst := make([]float64, 3)
		for seed := range uint64(seeds) {
			seq, _ := NewSobolSequence(3, SobolOptions{Seed: seed})
			seq.At(i, dst)
			s1 += dst[2] / seeds
			s2 += dst[2] * dst[2] / seeds
			s12 += (dst[1] - 0.5) * (dst[2] - 0.5) / seeds
		}
		if math.Abs(s1-0.5) > 0.024 || math.Abs(s2-1.0/3) > 0.024 || math.Abs(s12) > 0.008 {
			t.Errorf("point %d: mean %v, mean square %v, covariance %v", i, s1, s2, s12)
		}
	}
}

func TestScrambledSobolIntegrates(t *testing.T) {
	// The error of scrambled nets on a smooth function falls nearly as n^-1.5,
	// that of independent points as n^-0.5: from 2^6 to 2^12 points the mean
	// square error must fall by much more than the factor 64 of the latter.
	mse := func(n int) float64 {
		sum := 0.0
		for seed := range uint64(16) {
			seq, _ := NewSobolSequence(4, SobolOptions{Seed: seed})
			points, _ := seq.Points(0, n)
			mean := 0.0
			for _, p := range points {
				f := 1.0
				for _, u := range p {
					f *= 1 + 0.5*(math.Exp(u)-math.E+1)
				}
				mean += f / float64(n)
			}
			sum += (mean - 1) * (mean - 1) / 16
		}
		return sum
	}
	if ratio := mse(1<<6) / mse(1<<12); ratio < 1e4 {
		t.Errorf("mean square error falls by %.3g only", ratio)
	}
}

func TestSaltelliStructure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		axes := drawAxes(t, 6)
		for j := range axes {
			axes[j].Group = rapid.SampledFrom([]string{"", "", "g1", "g2"}).Draw(t, "group")
		}
		n := rapid.IntRange(1, 9).Draw(t, "n")
		second := rapid.Bool().Draw(t, "second")
		d, err := Saltelli(axes, n, SaltelliOptions{SecondOrder: second})
		if err != nil {
			t.Fatal(err)
		}
		names, of, _ := Groups(axes)
		g := len(names)
		each := g + 2
		if second {
			each = 2*g + 2
		}
		if len(d.Unit) != n*each {
			t.Fatalf("%d rows, want %d", len(d.Unit), n*each)
		}
		for i := range n {
			rows := d.Unit[i*each : (i+1)*each]
			a, b := rows[0], rows[each-1]
			for k := range g {
				for j := range axes {
					ab, ba := a[j], b[j]
					if of[j] == k {
						ab, ba = ba, ab
					}
					if rows[1+k][j] != ab || second && rows[1+g+k][j] != ba {
						t.Fatalf("base point %d, group %d, axis %d", i, k, j)
					}
				}
			}
		}
	})
}

func TestMorrisStructure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		axes := drawAxes(t, 6)
		for j := range axes {
			if axes[j].Scale == NormalScale || len(axes[j].Values) == 1 {
				axes[j] = Axis{Name: axes[j].Name, Scale: UniformScale, Upper: 1}
			}
			axes[j].Group = rapid.SampledFrom([]string{"", "", "g1", "g2"}).Draw(t, "group")
		}
		n := rapid.IntRange(1, 6).Draw(t, "n")
		p := 2 * rapid.IntRange(1, 5).Draw(t, "half")
		d, err := Morris(axes, n, MorrisOptions{Levels: p, Seed: rapid.Uint64().Draw(t, "seed")})
		if err != nil {
			t.Fatal(err)
		}
		names, of, _ := Groups(axes)
		g := len(names)
		if len(d.Unit) != n*(g+1) || d.Base != n || d.GridLevels != p {
			t.Fatalf("%d rows, %d trajectories, %d levels", len(d.Unit), d.Base, d.GridLevels)
		}
		for tr := range n {
			moved := make([]int, g)
			for r := tr*(g+1) + 1; r < (tr+1)*(g+1); r++ {
				group := -1
				for j := range axes {
					step := d.Unit[r][j] - d.Unit[r-1][j]
					if step == 0 {
						continue
					}
					if group >= 0 && group != of[j] || math.Abs(math.Abs(step)-MorrisDelta(p)) > 1e-15 {
						t.Fatalf("row %d moves axis %d by %v", r, j, step)
					}
					if d.Points[r][j] == d.Points[r-1][j] {
						t.Fatalf("row %d: axis %v does not change", r, axes[j])
					}
					group = of[j]
				}
				if group < 0 {
					t.Fatalf("row %d does not move", r)
				}
				moved[group]++
			}
			for k, m := range moved {
				if m != 1 {
					t.Fatalf("trajectory %d moves group %d %d times", tr, k, m)
				}
			}
		}
		for _, row := range d.Unit {
			for _, u := range row {
				if k := u * float64(p-1); u < 0 || u > 1 || math.Abs(k-math.Round(k)) > 1e-12 {
					t.Fatalf("coordinate %v is not on the grid of %d levels", u, p)
				}
			}
		}
	})
}

func TestWarnings(t *testing.T) {
	axes := parse(t, "a=unif:0:1")
	for _, c := range []struct{ n, skip, want int }{{64, 0, 0}, {60, 0, 1}, {64, 64, 0}, {64, 10, 1}, {60, 10, 2}, {64, 32, 1}} {
		d, err := Saltelli(axes, c.n, SaltelliOptions{SobolOptions: SobolOptions{Skip: c.skip}})
		if err != nil || len(d.Warnings) != c.want {
			t.Errorf("n %d, skip %d: %v, %q; want %d warnings", c.n, c.skip, err, d.Warnings, c.want)
		}
	}
}

func TestProblem(t *testing.T) {
	p, err := NewProblem(parse(t, "a=lin:0:5:11", "b=log:1:10", "c=norm:3:2", "p=keep,convert"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"num_vars": 4.0,
		"names":    []any{"a", "b", "c", "p"},
		"bounds":   []any{[]any{0.0, 5.0}, []any{1.0, 10.0}, []any{3.0, 2.0}, []any{0.0, 2.0}},
		"dists":    []any{"unif", "logunif", "norm", "unif"},
		"levels":   map[string]any{"p": []any{"keep", "convert"}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("problem is %v, want %v", got, want)
	}
}

func BenchmarkSobol(b *testing.B) {
	for _, plain := range []bool{true, false} {
		for _, dim := range []int{2, 20} {
			b.Run(fmt.Sprintf("unscrambled=%t/dim=%d", plain, dim), func(b *testing.B) {
				seq, err := NewSobolSequence(dim, SobolOptions{Unscrambled: plain})
				if err != nil {
					b.Fatal(err)
				}
				const n = 1024
				b.ReportAllocs()
				for b.Loop() {
					if _, err := seq.Points(0, n); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n*dim), "ns/coordinate")
			})
		}
	}
}

func BenchmarkSobolAt(b *testing.B) {
	seq, err := NewSobolSequence(20, SobolOptions{})
	if err != nil {
		b.Fatal(err)
	}
	dst := make([]float64, 20)
	i := uint32(0)
	for b.Loop() {
		seq.At(i, dst)
		i++
	}
}

func ExampleParseAxis() {
	for _, text := range []string{"sale.size_usd_bn=lin:0:500:11", "tariff.rate_pct=ten:20"} {
		a, err := ParseAxis(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(a.Name, len(a.Levels()), "levels")
	}
	// Output:
	// sale.size_usd_bn 11 levels
	// axis "tariff.rate_pct": "ten": is not a known form of axis; allowed: KEY=a,b,c, KEY=lin:LOWER:UPPER:LEVELS, KEY=log:LOWER:UPPER:LEVELS, KEY=unif:LOWER:UPPER, KEY=norm:MEAN:SD
}

func TestDrawsStayTheSame(t *testing.T) {
	// Points 0 and 3 of seed 1, kept so that a result can be repeated with a
	// later version. Last digits of LHS and Halton may differ by processor.
	axes := parse(t, "a=unif:0:1", "b=log:1:10")
	for kind, want := range map[Kind][4]float64{
		KindLHS:      {0.1539184065734544, 0.26961251227510602, 0.54185536524271904, 0.62346756653113167},
		KindSobol:    {0.27311343308757341, 0.10691903067125075, 0.18859047398308426, 0.88042379272054838},
		KindHalton:   {0.89345390807362224, 0.90734007646666326, 0.14345390807362224, 0.68511785424444094},
		KindSaltelli: {0.27311343308757341, 0.10691903067125075, 0.27311343308757341, 0.96210385022214384},
		KindMorris:   {2.0 / 3, 2.0 / 3, 1, 0},
	} {
		d, err := drawn(axes, 4, 1)[kind]()
		if err != nil {
			t.Fatal(err)
		}
		for k, w := range want {
			if got := d.Unit[k/2*3][k%2]; math.Abs(got-w) > 1e-15 {
				t.Errorf("%s: row %d, coordinate %d = %.17g, want %.17g", kind, k/2*3, k%2, got, w)
			}
		}
	}
}
