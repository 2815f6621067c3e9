package cli

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"testing"

	"kirifuda/analysis"
	"kirifuda/analysis/stats"
)

// What is printed of holders adds up: the lines above "all" to it, and those below it to
// its negative.
func TestHoldersAddUp(t *testing.T) {
	var list []analysis.Held
	for i, v := range []float64{40, 30, 20, 10, 9, 8, 7, 6, 5, 4, 1, -0.1, -0.2, -0.3, -39.4, -100} {
		list = append(list, analysis.Held{Agent: "holder_" + strconv.Itoa(i), USDBn: v})
	}
	var b bytes.Buffer
	(&app{stdout: newScreen(&b)}).printHolders(list)
	var above, all, below float64
	for _, line := range strings.Split(b.String(), "\n") {
		f := strings.Fields(strings.TrimSuffix(strings.TrimSpace(line), "%"))
		at := len(f) - 1
		if strings.Contains(line, "%") {
			at--
		}
		if at < 1 {
			continue
		}
		v, err := strconv.ParseFloat(f[at], 64)
		switch {
		case err != nil: // a heading
		case f[0] == "less:":
			below += v
		case f[0] == "all":
			all = v
		default:
			above += v
		}
	}
	if all != 140 || math.Abs(above-all) > 1e-9 || math.Abs(below+all) > 1e-9 {
		t.Errorf("%g, all %g, less %g:\n%s", above, all, below, &b)
	}
	if want := "less: 3 others"; !strings.Contains(b.String(), want) {
		t.Errorf("no line %q:\n%s", want, &b)
	}
}

// An interval that is not of the mean is printed with what it is of.
func TestIntervalText(t *testing.T) {
	median := &stats.Stat{N: 20, Mean: -0.353, SE: 0.1, Median: 0.034, Interval: stats.Interval{Limits: &stats.Limits{-0.053, 0.037}, Of: stats.OfMedian}}
	mean := &stats.Stat{N: 60, Mean: 1.5, SE: 0.25, Median: 1, Interval: stats.Interval{Limits: &stats.Limits{1, 2}, Of: stats.OfMean}}
	rare := &stats.Stat{N: 20, Mean: 0.1, SE: stats.Spread(math.NaN()), Interval: stats.Interval{Reason: "only 1 of 20 differs from 0"}}
	for _, c := range []struct{ got, want string }{
		{intervalText(median, false), "[-0.053, 0.037] median 0.034"},
		{intervalText(median, true), "[-0.053, 0.037] median"},
		{intervalText(mean, false), "[1.00, 2.00]"},
		{intervalText(rare, false), "–"},
		{estimateText(median), "mean -0.353, std. error 0.100, median 0.034, 95 % interval [-0.053, 0.037]"},
		{estimateText(mean), "mean 1.50, std. error 0.250, 95 % interval [1.00, 2.00]"},
		{estimateText(rare), "mean 0.100"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestThinTails(t *testing.T) {
	for n, want := range map[int]string{
		1: "", 3: "5, 95 %: rest on 3 runs in all", 40: "5, 95 %: rest on fewer than 5 of 40 runs", 100: "",
	} {
		if got := thinTails([]float64{0.05, 0.5, 0.95}, n, "runs"); got != want {
			t.Errorf("%d runs: %q, want %q", n, got, want)
		}
	}
}
