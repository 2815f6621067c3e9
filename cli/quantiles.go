package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"kirifuda/analysis/stats"
)

// quantileFlag is the flag for the quantiles of a table, in percent.
func quantileFlag(c *cobra.Command, list *[]string) {
	c.Flags().StringSliceVar(list, "quantiles", nil, "quantiles to report, `percent` from 0 to 100, such as 5,50,95 (default 2.5,16,50,84,97.5)")
}

// probabilities are the quantiles that were asked for, or those of all tables.
func probabilities(list []string) ([]float64, error) {
	if list == nil {
		return stats.Bands, nil
	}
	var out []float64
	for _, text := range list {
		v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil || !(v >= 0 && v <= 100) {
			return nil, usageError("--quantiles %s: %q is not a percentage; write numbers from 0 to 100, such as 5,50,95", strings.Join(list, ","), text)
		}
		out = append(out, v/100)
	}
	if len(out) == 0 {
		return nil, usageError("--quantiles is empty: write numbers from 0 to 100, such as 5,50,95")
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// quantileHeads are the headings of columns of quantiles.
func quantileHeads(p []float64) []string {
	var out []string
	for _, q := range p {
		out = append(out, ">"+quantileName(q))
	}
	return out
}

// quantileName is the name of a quantile.
func quantileName(p float64) string {
	switch p {
	case 0:
		return "lowest"
	case 0.5:
		return "median"
	case 1:
		return "highest"
	}
	return strconv.FormatFloat(100*p, 'g', 6, 64) + " %"
}

// tailRuns is the number of runs beyond a quantile below which a table says that it
// rests on few.
const tailRuns = 5

// thinTails says which quantiles rest on few of n runs; it is empty if none does.
func thinTails(p []float64, n int, what string) string {
	var thin []string
	for _, q := range p {
		if q > 0 && q < 1 && q != 0.5 && min(q, 1-q)*float64(n) < tailRuns {
			thin = append(thin, strings.TrimSuffix(quantileName(q), " %"))
		}
	}
	if len(thin) == 0 || n < 2 {
		return ""
	}
	verb := "rest"
	if len(thin) == 1 {
		verb = "rests"
	}
	if n <= tailRuns {
		return fmt.Sprintf("%s %%: %s on %d %s in all", strings.Join(thin, ", "), verb, n, what)
	}
	return fmt.Sprintf("%s %%: %s on fewer than %d of %d %s", strings.Join(thin, ", "), verb, tailRuns, n, what)
}
