package stats

import "testing"

// Runs that are the same but for rounding do not differ: neither by a mean, nor by an
// interval that would exclude zero.
func TestPairsWithoutRounding(t *testing.T) {
	var a, b []float64
	for i := range 40 {
		a, b = append(a, 300+5e-11*float64(i%3)), append(b, 300)
	}
	s := DescribePairs(a, b, Continuous)
	if s.Mean != 0 || s.SE == s.SE || s.Limits != nil || s.Reason != "the same in all 40" {
		t.Errorf("sales of 300 in both arms: %+v", s)
	}
	if s := DescribeIndependent(a, b, Continuous); s.Mean != 0 || s.Limits != nil || s.Median != 0 || s.Reason != "the same in all 40 and all 40" {
		t.Errorf("independent: %+v", s)
	}
	for _, c := range []struct{ a, b, want float64 }{
		{1, 1, 0}, {1 + 1e-12, 1, 0}, {1 + 1e-8, 1, 1e-8}, {1e-13, 0, 1e-13}, {0, 0, 0}, {-4.2, -4.2 - 1e-12, 0},
	} {
		if d := Less(c.a, c.b); (d == 0) != (c.want == 0) || d < 0.99*c.want || d > 1.01*c.want {
			t.Errorf("Less(%v, %v) = %v", c.a, c.b, d)
		}
	}
}

// A table that prints an interval of the median beside a mean that lies outside it needs
// the median.
func TestMedianOfItsInterval(t *testing.T) {
	x := append(make([]float64, 20), 1, 2, 3, 4, 5, 6, 7, 8, 9, 100)
	for i := range 20 {
		x[i] = float64(i) / 100
	}
	s := Describe(x, Continuous)
	if s.Of != OfMedian || s.Median < s.Limits[0] || s.Median > s.Limits[1] || float64(s.Mean) < float64(s.Limits[1]) {
		t.Errorf("%+v", s)
	}
	d := DescribeIndependent(x, make([]float64, 30), Continuous)
	if d.Of != OfMedians || d.Median != s.Median || d.SE != s.SE {
		t.Errorf("less what is always zero: %+v", d)
	}
	rareOne := append(make([]float64, 29), 100)
	if d := DescribeIndependent(x, rareOne, Continuous); d.SE == d.SE {
		t.Errorf("less what is rarely not zero: %+v", d)
	}
}
