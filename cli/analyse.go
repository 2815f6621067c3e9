package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kirifuda/analysis"
	"kirifuda/analysis/sensitivity"
	"kirifuda/analysis/stats"
	"kirifuda/internal/english"
)

func (a *app) irfCommand() *cobra.Command {
	var o analysis.ResponseOptions
	var relative string
	var every int
	var quantiles []string
	c := &cobra.Command{
		Use:   "irf DIR",
		Short: "Paired impulse responses of series, day by day",
		Long: `The difference between each scenario and the baseline in runs with the same number,
day by day: mean, standard error and quantiles. It is exactly zero until the first
day on which the two differ. In a sweep each replication is averaged over the points
of the design, because it shares its random draws at all of them.

Day 0 is the base date and day 1 the first day of the run, as in every table. The
event day of the scenario is the first day on which it scripts something: an event, or
the start of a sale or of threats. Days are also counted from it.

Below the table are the highest and the lowest mean effect with their days, and the
means of the highest and of the lowest effect of each pair on any day.`,
		Example: "  sim irf out/mc --series ust_10y_yield_pct,usdjpy_jpy --horizon 60\n  sim irf out/mc --relative per_100bn",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			switch relative {
			case "":
			case "per_100bn":
				o.Per100 = true
			default:
				return usageError("--relative %q: choose per_100bn", relative)
			}
			if every < 1 {
				return usageError("--every %d: must be at least 1", every)
			}
			if o.Horizon < 0 {
				return usageError("--horizon %d: must be at least 0", o.Horizon)
			}
			if len(o.Series) == 0 {
				return usageError("--series is empty: name columns of the panel, such as ust_10y_yield_pct")
			}
			var err error
			if o.Quantiles, err = probabilities(quantiles); err != nil {
				return err
			}
			list, err := analysis.Responses(args[0], o)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(map[string]any{"bands": o.Quantiles, "responses": list})
			}
			a.unfinished(list[0].Extent.Text())
			for _, r := range list {
				a.print("%s, %s, %s less %s%s; %s\n", r.Series, r.Unit, r.Scenario, r.Baseline, averaged(r.Averaged), eventText(r.Scenario, r.EventDay))
				t := newTable(slices.Concat([]string{"date", ">day", ">since event", ">mean", ">std. error", ">95 % interval"}, quantileHeads(o.Quantiles),
					[]string{observations(r.Averaged)})...)
				var all []*stats.Stat
				most, medians := 0, slices.Contains(o.Quantiles, 0.5)
				for i, p := range r.Points {
					if i%every != 0 && i != len(r.Points)-1 {
						continue
					}
					row := []string{p.Date, fmt.Sprint(p.Day), whole(p.SinceEvent), number(float64(p.Mean)), number(float64(p.SE)), intervalText(&p.Stat, medians)}
					t.add(slices.Concat(row, quantileCells(&p.Stat, o.Quantiles), []string{fmt.Sprint(p.N)})...)
					all, most = append(all, &p.Stat), max(most, p.N)
				}
				t.write(a.stdout)
				a.errorNote(all)
				a.notes(all, nil, thinTails(o.Quantiles, most, "pairs"))
				a.dayReasons(all)
				for _, x := range []struct {
					name string
					mean *analysis.ResponsePoint
					each *stats.Stat
				}{{"highest", r.Highest, r.PeakOfPairs}, {"lowest", r.Lowest, r.TroughOfPairs}} {
					if x.mean == nil {
						continue
					}
					a.print("%s mean effect %s on %s, day %d", x.name, number(float64(x.mean.Mean)), x.mean.Date, x.mean.Day)
					if x.mean.SinceEvent != nil {
						a.print(" (%s)", sinceEvent(*x.mean.SinceEvent))
					}
					if x.each != nil {
						a.print("; each pair's %s: %s", x.name, estimateText(x.each))
					}
					a.print("\n")
				}
				a.print("\n")
			}
			return nil
		},
	}
	f := c.Flags()
	armFlag(c, &o.Arm, "shock", "arm with the shock (default: all but the baseline)")
	f.StringVar(&o.Vs, "vs", "", "arm to compare with (default: the baseline)")
	f.StringSliceVar(&o.Series, "series", []string{"ust_10y_yield_pct"}, "columns of the panel, comma-separated")
	f.StringVar(&relative, "relative", "", "per_100bn: scale effects to a sale of 100 USD bn")
	quantileFlag(c, &quantiles)
	f.IntVar(&o.Horizon, "horizon", 0, "last business day after the event, without an event after the base date (0: all)")
	f.IntVar(&every, "every", 5, "print every N-th day (JSON output has all days)")
	return c
}

// estimateText writes mean, standard error and interval of a sample in a line. An interval
// of the median follows the median.
func estimateText(s *stats.Stat) string {
	text := "mean " + number(float64(s.Mean))
	if s.SE == s.SE {
		text += ", std. error " + number(float64(s.SE))
	}
	if s.Limits == nil {
		return text
	}
	if s.Of == stats.OfMedian {
		text += ", median " + number(float64(s.Median))
	}
	return text + ", 95 % interval " + s.Interval.Text(number)
}

// eventText says on which day of the run a scenario first scripts something.
func eventText(scenario string, day *int) string {
	if day == nil {
		return scenario + " has no event day"
	}
	return fmt.Sprintf("event day of %s: %d", scenario, *day)
}

// sinceEvent is a distance from the event day in words.
func sinceEvent(days int) string {
	switch {
	case days == 0:
		return "the event day"
	case days < 0:
		return fmt.Sprintf("%s before the event", english.Count(-days, "business day"))
	}
	return fmt.Sprintf("%s after the event", english.Count(days, "business day"))
}

// whole writes a whole number that may be missing.
func whole(v *int) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprint(*v)
}

// averaged describes the observations of a sweep.
func averaged(points int) string {
	if points == 0 {
		return ""
	}
	return fmt.Sprintf(", averages over %s of the design", english.Count(points, "point"))
}

// observations is the heading of the column with the number of observations.
func observations(points int) string {
	if points == 0 {
		return ">runs"
	}
	return ">replications"
}

func (a *app) compareCommand() *cobra.Command {
	var armA, armB string
	c := &cobra.Command{
		Use:   "compare DIR_A DIR_B",
		Short: "Differences of outcomes between two experiments, with intervals",
		Long: `Differences of outcomes, A less B. Experiments with the same seed are paired by the
number of the replication; others are compared as independent samples with wider
intervals. Sweeps must have the same design; each of their replications is averaged
over the points, because it shares its random draws at all of them. Metrics whose
expressions differ are left out. Experiments must cover the same days.

If runs are paired and both experiments have the table card, the lines of its balance
sheet follow: the world of A less that of B, as sim card has it for two arms of one
experiment.`,
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := analysis.Compare(args[0], args[1], armA, armB)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(r)
			}
			for _, w := range r.Warnings {
				a.warn("%s", w)
			}
			how := "independent runs"
			if r.Paired {
				how = "paired runs"
			}
			a.print("%s (%s) less %s (%s), %s%s\n\n", r.ArmA, r.DirA, r.ArmB, r.DirB, how, averaged(r.Points))
			var all []*stats.Stat
			t := newTable("", ">A", ">B", ">difference", ">95 % interval", "unit", observations(r.Points), ">variance removed")
			for _, p := range r.Pairs {
				if diagnostic(&p) {
					continue
				}
				removed := "–"
				if p.VarianceRemoved != nil {
					removed = shareText(*p.VarianceRemoved)
				}
				n := fmt.Sprint(p.Diff.N)
				if !r.Paired && p.A.N != p.B.N {
					n = fmt.Sprintf("%d and %d", p.A.N, p.B.N)
				}
				t.add(strings.TrimPrefix(p.Name, "y_"), number(float64(p.A.Mean)), number(float64(p.B.Mean)), number(float64(p.Diff.Mean)),
					intervalText(p.Diff, false), p.Unit, n, removed)
				all = append(all, p.Diff)
			}
			t.write(a.stdout)
			a.notes(all, r.Pairs, "")
			if len(r.Card) > 0 {
				a.print("\nbalance sheet: means of %s less %s; %s\n", r.ArmA, r.ArmB, signsOfCard)
				a.cardTable(r.Card)
			}
			return nil
		},
	}
	c.Flags().StringVar(&armA, "arm-a", "", "arm of the first experiment (default: the one that is not the baseline, if it is the only one)")
	c.Flags().StringVar(&armB, "arm-b", "", "arm of the second experiment (default: the one that is not the baseline, if it is the only one)")
	return c
}

func (a *app) sensCommand() *cobra.Command {
	o := analysis.SensOptions{Resamples: 500}
	c := &cobra.Command{
		Use:   "sens DIR",
		Short: "Sensitivity of outcomes to the parameters of a sweep",
		Long: `Sensitivities according to the design: Sobol' indices for a saltelli design, corrected
for replication noise if there are replications; elementary effects for a morris
design; a tornado for an oat design; rank and regression coefficients for others.
Intervals are printed from 64 base points, points or trajectories on and, where there are
replications, from 20 of them: with fewer they would cover too rarely. The result is stored in sens.json.

In a sweep with --vs the outcome is the paired difference: each scenario less the baseline
at the same point and in the same replication. --vs none analyses the outcome of
the scenario itself.`,
		Example: "  sim sens out/sweep --outcome ust_10y_peak_bp,usdjpy_end_pct\n  sim sens out/sweep --vs none",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if o.Resamples == 1 || o.Resamples < 0 {
				return usageError("--resamples %d: must be 0 or at least 2", o.Resamples)
			}
			if len(o.Outcomes) == 0 {
				return usageError("--outcome is empty: name outcomes, such as ust_10y_peak_bp")
			}
			list, err := analysis.Sens(args[0], o)
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(map[string]any{"analyses": list})
			}
			for i := range list {
				a.printSens(&list[i])
			}
			return nil
		},
	}
	f := c.Flags()
	f.StringSliceVar(&o.Outcomes, "outcome", []string{"ust_10y_peak_bp"}, "outcomes, comma-separated")
	f.IntVar(&o.Resamples, "resamples", o.Resamples, "number of bootstrap resamples; 0 for no intervals")
	f.Uint64Var(&o.Seed, "bootstrap-seed", 0, "seed of the bootstrap")
	armFlag(c, &o.Arm, "scenario", "arm to analyse (default: all but the baseline)")
	f.StringVar(&o.Vs, "vs", "", "arm to subtract run by run, or none (default: the baseline if there is one)")
	return c
}

func estimate(e sensitivity.Estimate) string {
	if e.Interval == nil {
		return number(e.Value)
	}
	return fmt.Sprintf("%s [%s, %s]", number(e.Value), number(e.Interval.Lower), number(e.Interval.Upper))
}

// optional writes a number that may be missing.
func optional(v *float64) string {
	if v == nil {
		return "–"
	}
	return number(*v)
}

func (a *app) printSens(s *analysis.Sensitivity) {
	of := s.Arm
	if s.Vs != "" {
		of += " less " + s.Vs
	}
	a.print("%s (%s), %s: %s design, %s, %s\n", strings.TrimPrefix(s.Outcome, "y_"), s.Unit, of, s.Design, english.Count(s.Points, "point"),
		english.Count(s.Reps, "replication"))
	indices := func(r *sensitivity.SobolResult) {
		t := newTable("parameter", ">first order", ">total")
		for i, n := range r.Names {
			t.add(n, estimate(r.First[i]), estimate(r.Total[i]))
		}
		t.write(a.stdout)
		for _, p := range r.Second {
			a.print("%s with %s: %s\n", r.Names[p.I], r.Names[p.J], estimate(p.Estimate))
		}
	}
	noise := func(n *sensitivity.NoiseResult) {
		a.print("variance of one run: parameters %s, replication noise %s; share of noise %s\n", estimate(n.Parameters), estimate(n.Replication), estimate(n.Share))
	}
	switch {
	case s.Sobol != nil:
		indices(s.Sobol)
		a.print("one replication: noise cannot be separated from the effect of parameters; use --reps 2 or more\n")
	case s.Noisy != nil:
		noise(&s.Noisy.Noise)
		if !s.Noisy.Detectable {
			break
		}
		a.print("indices of the expected outcome, corrected for noise\n")
		indices(s.Noisy.Corrected)
	case s.Morris != nil:
		t := newTable("parameter", ">mu*", ">mu", ">sigma")
		for _, m := range s.Morris {
			t.add(m.Name, estimate(m.MuStar), number(m.Mu), optional(m.Sigma))
		}
		t.write(a.stdout)
	case s.Tornado != nil:
		t := newTable("parameter", ">swing", ">at", ">lowest", ">std. error", ">at", ">highest", ">std. error")
		for _, b := range s.Tornado {
			t.add(b.Name, number(b.Swing), b.Low.Value.String(), number(b.Low.Output), optional(b.Low.Error), b.High.Value.String(), number(b.High.Output),
				optional(b.High.Error))
		}
		t.write(a.stdout)
	default:
		if s.Noise != nil {
			noise(s.Noise)
		}
		t := newTable("parameter", ">PRCC", ">SRC")
		for i, n := range s.Names {
			row := []string{n, "–", "–"}
			if s.PRCC != nil {
				row[1] = number(s.PRCC[i])
			}
			if s.SRC != nil {
				row[2] = number(s.SRC[i])
			}
			t.add(row...)
		}
		t.write(a.stdout)
		if s.R2 != nil {
			a.print("R² of the regression %s\n", number(*s.R2))
		}
	}
	if s.Skipped > 0 {
		a.print("%s without the outcome %s left out\n", english.Count(s.Skipped, "point"), english.Are(s.Skipped))
	}
	for _, note := range []string{s.Note, s.IntervalReason} {
		if note != "" {
			a.print("%s\n", note)
		}
	}
	a.print("\n")
}
