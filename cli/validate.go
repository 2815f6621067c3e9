package cli

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kirifuda/engine"
	"kirifuda/validation"
)

func (a *app) validateCommand() *cobra.Command {
	opt := validation.Options{}
	var file string
	var force bool
	var strict bool
	c := &cobra.Command{
		Use:   "validate",
		Short: "Compare the model with published evidence",
		Long: `Run every validation experiment and compare the results with published evidence: the
impact of sales by size, horizon and volatility, April 2025 without an official sale,
the interventions of 2022, threats, ten years without a shock, the talks.

The targets are printed with their verdicts, misses first. The exit code does not
depend on the verdicts; with --strict it is 4 if a target is missed.`,
		Example: `  sim validate
  sim validate -o docs/validation.md
  sim validate --only impact,april -n 20
  sim validate -s @configs/calibration.yaml
  sim validate -s macro_fund.depth_usd_bn_per_bp=0.3 --json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if opt.Reps < 0 || c.Flags().Changed("runs") && opt.Reps == 0 {
				return usageError("-n %d: must be at least 1", opt.Reps)
			}
			if opt.Jobs < 0 || c.Flags().Changed("jobs") && opt.Jobs == 0 {
				return usageError("--jobs %d: must be at least 1", opt.Jobs)
			}
			if c.Flags().Changed("only") && len(opt.Only) == 0 {
				return usageError("--only is empty: choose from %s", strings.Join(validation.Groups, ", "))
			}
			for _, g := range opt.Only {
				if !slices.Contains(validation.Groups, g) {
					return usageError("--only %s: choose from %s", g, strings.Join(validation.Groups, ", "))
				}
			}
			if err := free(file, force); err != nil {
				return err
			}
			opt.Catalogue = a.cat
			p, err := a.startProgress()
			if err != nil {
				return err
			}
			begin := time.Now()
			opt.Progress = func(done, total int) {
				p.update(engine.Progress{Done: done, Total: total, Fresh: done, Elapsed: time.Since(begin)})
			}
			r, err := validation.Run(c.Context(), opt)
			p.end()
			if err != nil {
				return err
			}
			if err := writeReportTo(file, force, r.WriteMarkdown); err != nil {
				return err
			}
			if a.json {
				if err := a.printJSON(r); err != nil {
					return err
				}
			} else {
				if err := r.WriteText(a.stdout); err != nil {
					return err
				}
				if file != "" {
					a.print("\n%s\n", file)
				}
			}
			a.note("%s", time.Since(begin).Round(time.Second))
			if strict && r.Misses > 0 {
				return &exit{code: exitMismatch}
			}
			return nil
		},
	}
	f := c.Flags()
	f.IntVarP(&opt.Reps, "runs", "n", 0, "replications of each paired experiment (default 48)")
	f.IntVar(&opt.Jobs, "jobs", 0, "runs at a time; never changes a result (default: usable CPUs)")
	f.Uint64Var(&opt.Seed, "seed", 1, "seed")
	f.StringSliceVar(&opt.Only, "only", nil, "groups of experiments: "+strings.Join(validation.Groups, ", "))
	f.StringArrayVarP(&opt.Set, "set", "s", nil, "override key=value, or @file.yaml, in every world (repeatable)")
	f.BoolVar(&opt.Quick, "quick", false, "smoke test: few and short runs")
	f.StringVarP(&file, "output", "o", "", "write the report in Markdown to this file")
	forceFlag(c, &force)
	f.BoolVar(&strict, "strict", false, "exit code 4 if a target is missed")
	_ = c.RegisterFlagCompletionFunc("set", a.completeKey)
	return c
}
