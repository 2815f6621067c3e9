package cli

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"kirifuda/analysis"
	"kirifuda/analysis/stats"
)

// However many arms there are, no line is wider than a page, and each arm has one column
// with all its numbers.
func TestArmsBesideEachOther(t *testing.T) {
	for n := 2; n <= 9; n++ {
		var arms []string
		var pairs []analysis.Pair
		for i := range n {
			arms = append(arms, fmt.Sprintf("scenario-number-%d", i+1))
		}
		for o := range 3 {
			for i, arm := range arms {
				var x []float64
				for k := range 200 {
					x = append(x, float64(1000*(o+1)+100*i)-float64(k%7))
				}
				y := make([]float64, len(x))
				pairs = append(pairs, analysis.Pair{Name: fmt.Sprintf("y_outcome_%d_bp", o), Unit: "USD bn/yr", Arm: arm, Vs: "baseline",
					A: stats.Describe(x, stats.Continuous), B: stats.Describe(y, stats.Continuous), Diff: stats.DescribePairs(x, y, stats.Continuous)})
			}
		}
		// A treatment without the outcome; another over fewer pairs.
		pairs = append(pairs, analysis.Pair{Name: "y_rare", Unit: "1", Arm: arms[0], Vs: "baseline", Reason: "no run has a value"})
		for _, arm := range arms[1:] {
			few := []float64{1, 2, 3}
			pairs = append(pairs, analysis.Pair{Name: "y_rare", Unit: "1", Arm: arm, Vs: "baseline", A: stats.Describe(few, stats.Continuous),
				B: stats.Describe(few, stats.Continuous), Diff: stats.DescribePairs(few, few, stats.Continuous)})
		}
		var out bytes.Buffer
		a := &app{stdout: newScreen(&out)}
		a.printBeside(arms, "baseline", pairs)
		text := out.String()
		for line := range strings.Lines(text) {
			if w := utf8.RuneCountInString(strings.TrimRight(line, "\n")); w > pageWidth && !strings.HasPrefix(line, "--quantiles") {
				t.Errorf("%d arms: a line of %d characters: %s", n, w, line)
			}
		}
		tables := text[:strings.Index(text, "peak, trough, max")]
		for i, arm := range arms {
			if got := strings.Count(tables, arm); got != 1 {
				t.Errorf("%d arms: %d columns of %s\n%s", n, got, arm, text)
			}
			if want := fmt.Sprint(" ", 3000+100*i-3, " "); strings.Count(tables, want) != 1 {
				t.Errorf("%d arms: the mean%s of %s is missing\n%s", n, want, arm, text)
			}
		}
		if !strings.Contains(text, "no value, because no run has a value: rare of "+arms[0]+"\n") || !strings.Contains(tables, "0–3") {
			t.Errorf("%d arms: what is missing is not said\n%s", n, text)
		}
	}
}
