//go:build soak

package analysis

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"kirifuda/agents"
	"kirifuda/analysis/stats"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/output"
	"kirifuda/world"
)

const (
	coverageBatch   = 20
	coverageBatches = 2000
)

// coverageSet makes ten days in which everything may happen: a sale that is large
// enough for crises, talks that may end, a central bank that may buy.
var coverageSet = []string{
	"days=10", "us_trade.first_round_day=3", "us_trade.round_days=2", "us_trade.deadline_day=11", "us_fed.trigger_days=1",
	"us_fed.trigger_yield_bp=40", "us_fed.trigger_move=130", "us_fed.trigger_spread_bp=10", "metrics.vix_above_30=max(vix_idx) > 30",
	"metrics.vix_p90_idx=quantile(vix_idx, 0.9)", "metrics.low_day_n=argmin(eq_us_idx, 2..8)", "metrics.move_sd_idx=sd(move_idx)",
}

// pool holds the outcomes of 40,000 pairs, by arm, outcome and run.
type pool struct {
	columns []output.Column
	y       [2][][]float64
}

// coveragePool runs the pairs.
func coveragePool(t *testing.T) *pool {
	t.Helper()
	var arms [2]*experiment.Builder
	var metrics *experiment.Metrics
	p := &pool{}
	for a, name := range []string{"sale-500", "baseline"} {
		set := coverageSet
		if a == 0 {
			set = append([]string{"jp_mof.start_day=1", "jp_mof.sale_days=6", "jp_mof.sale_usd_bn=270"}, set...)
		}
		s, err := experiment.LoadScenario(name, agents.Default(), configs.Options{Set: set})
		if err != nil {
			t.Fatal(err)
		}
		if arms[a], err = experiment.NewBuilder(s, agents.Default()); err != nil {
			t.Fatal(err)
		}
		if metrics, err = experiment.NewMetrics(output.SeriesColumns(arms[a].Series()), s); err != nil {
			t.Fatal(err)
		}
	}
	p.columns = experiment.Columns(metrics)
	const n = coverageBatch * coverageBatches
	for a := range p.y {
		for range p.columns {
			p.y[a] = append(p.y[a], make([]float64, n))
		}
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for r := int(next.Add(1)) - 1; r < n && !t.Failed(); r = int(next.Add(1)) - 1 {
				for a, b := range arms {
					if err := p.run(b, metrics, a, r); err != nil {
						t.Errorf("run %d: %v", r, err)
					}
				}
			}
		})
	}
	group.Wait()
	return p
}

// run makes a run of an arm.
func (p *pool) run(b *experiment.Builder, metrics *experiment.Metrics, arm, run int) error {
	h := experiment.NewHeadline(metrics)
	w, err := b.Build(experiment.RunOptions{Seed: 7, Run: uint64(run), Inline: true, Observers: []world.Observer{h}})
	if err != nil {
		return err
	}
	defer w.Close()
	if err := w.Run(context.Background()); err != nil {
		return err
	}
	out, err := h.Outcomes()
	if err != nil {
		return err
	}
	for i, c := range p.columns {
		v, ok := out[c.Name]
		if !ok {
			v = math.NaN()
		}
		p.y[arm][i][run] = v
	}
	return nil
}

// coverage counts the intervals of an outcome.
type coverage struct {
	name, of      string
	kind          stats.Kind
	given, missed int
	pValue        float64 // of the count of misses or more, if 5 % miss
}

// count draws batches and compares their intervals with the pool.
func (p *pool) count(i int) []*coverage {
	kind := experiment.KindOf(p.columns[i])
	a, b := p.y[0][i], p.y[1][i]
	var d []float64
	for r := range a {
		d = append(d, a[r]-b[r])
	}
	var out []*coverage
	for k, name := range []string{"difference", "scenario", "baseline"} {
		all := [][]float64{d, a, b}[k]
		whole := make([]float64, 0, len(all))
		for _, v := range all {
			if v == v {
				whole = append(whole, v)
			}
		}
		if len(whole) < len(all) {
			continue // missing in some runs
		}
		mean, _ := stats.MeanSD(whole)
		slices.Sort(whole)
		median := stats.Quantile(whole, 0.5)
		c := &coverage{name: strings.TrimPrefix(p.columns[i].Name, "y_") + ", " + name, kind: kind}
		for from := 0; from < len(all); from += coverageBatch {
			var s *stats.Stat
			if k == 0 {
				s = stats.DescribePairs(a[from:from+coverageBatch], b[from:from+coverageBatch], kind)
			} else {
				s = stats.Describe(all[from:from+coverageBatch], kind)
			}
			if s.Limits == nil {
				continue
			}
			truth := mean
			if c.of = s.Of; s.Of == stats.OfMedian {
				truth = median
			}
			c.given++
			slack := 1e-9 * math.Abs(truth)
			if truth < float64(s.Limits[0])-slack || truth > float64(s.Limits[1])+slack {
				c.missed++
			}
		}
		c.pValue = 1
		if c.missed > 0 {
			c.pValue = 1 - distuv.Binomial{N: float64(c.given), P: 0.05}.CDF(float64(c.missed-1))
		}
		out = append(out, c)
	}
	return out
}

// Over 2,000 batches of 20 of 40,000 pairs no outcome that is given an interval misses
// more often than 5 %: none is rejected with a family-wise error of 1 % (Holm). Discrete
// outcomes are covered in 93 % at least. COVERAGE names a file for the table.
func TestSoakCoverage(t *testing.T) {
	p := coveragePool(t)
	var list []*coverage
	for i := range p.columns {
		list = append(list, p.count(i)...)
	}
	var table strings.Builder
	fmt.Fprintf(&table, "| outcome | kind | interval of | batches with an interval | covered |\n|---|---|---|---|---|\n")
	for _, c := range list {
		cover := "–"
		if c.given > 0 {
			cover = fmt.Sprintf("%.1f %%", 100*(1-float64(c.missed)/float64(c.given)))
		}
		fmt.Fprintf(&table, "| %s | %s | %s | %d of %d | %s |\n", c.name, c.kind, cmp.Or(c.of, "none"), c.given, coverageBatches, cover)
	}
	t.Log("\n" + table.String())
	if name := os.Getenv("COVERAGE"); name != "" {
		if err := os.WriteFile(name, []byte(table.String()), 0o644); err != nil {
			t.Error(err)
		}
	}
	tested := slices.DeleteFunc(slices.Clone(list), func(c *coverage) bool { return c.given == 0 })
	slices.SortStableFunc(tested, func(a, b *coverage) int { return cmp.Compare(a.pValue, b.pValue) })
	for rank, c := range tested {
		if c.pValue > 0.01/float64(len(tested)-rank) {
			break
		}
		t.Errorf("%s: %d of %d intervals miss, p = %.2g", c.name, c.missed, c.given, c.pValue)
	}
	for _, c := range tested {
		discrete := c.kind == stats.Share || c.kind == stats.Count
		if discrete && c.given >= 100 && float64(c.missed) > 0.07*float64(c.given) {
			t.Errorf("%s: %d of %d intervals of a discrete outcome miss", c.name, c.missed, c.given)
		}
	}
}
