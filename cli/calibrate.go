package cli

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"kirifuda/internal/english"
	"kirifuda/validation/calibrate"
)

func (a *app) calibrateCommand() *cobra.Command {
	opt := calibrate.Options{}
	var file string
	var force bool
	c := &cobra.Command{
		Use:   "calibrate",
		Short: "Fit free parameters to the scored targets",
		Long: `Method of simulated moments: CMA-ES minimises the weighted distance from the scored
targets of sim validate over factors on free parameters, with common random numbers.
The output file records fit, spread and seed, and can be laid over a scenario with
-c. The model's own values are not changed.`,
		Example: `  sim calibrate --evals 300 --seed 1 -o configs/calibration.yaml`,
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if opt.Evals < 1 {
				return usageError("--evals %d: must be at least 1", opt.Evals)
			}
			if opt.Reps < 1 {
				return usageError("--reps %d: must be at least 1", opt.Reps)
			}
			if opt.Jobs < 0 || c.Flags().Changed("jobs") && opt.Jobs == 0 {
				return usageError("--jobs %d: must be at least 1", opt.Jobs)
			}
			opt.Catalogue = a.cat
			begin, last := time.Now(), time.Now()
			opt.Progress = func(eval int, loss, best float64) {
				if eval == 1 || eval == opt.Evals || time.Since(last) >= plainEvery {
					last = time.Now()
					a.note("%d of %s, loss %.3f, best %.3f, %s", eval, english.Count(opt.Evals, "evaluation"), loss, best, time.Since(begin).Round(time.Second))
				}
			}
			if err := free(file, force); err != nil {
				return err
			}
			fit, err := calibrate.Run(c.Context(), opt)
			if err != nil {
				return err
			}
			if err := writeReportTo(file, force, fit.Write); err != nil {
				return err
			}
			if a.json {
				return a.printJSON(fit)
			}
			t := newTable("parameter", ">factor", ">− sd", ">+ sd", ">best tenth", "", "bounds")
			for _, e := range fit.Estimates {
				t.add(e.Name, number(e.Factor), number(e.Minus), number(e.Plus), number(e.DecileLow), "… "+number(e.DecileHigh), fmt.Sprintf("%g … %g", e.Low, e.High))
			}
			t.write(a.stdout)
			a.print("\n")
			t = newTable("target", ">weight", ">in force", ">loss", ">fitted", ">loss")
			for _, m := range calibrate.Aims {
				d, b := fit.FreshDefault, fit.FreshBest
				t.add(m.ID, fmt.Sprintf("%g", m.Weight), number(d.Medians[m.ID]), number(d.Terms[m.ID]), number(b.Medians[m.ID]), number(b.Terms[m.ID]))
			}
			t.write(a.stdout)
			a.print("\nloss %.3f with the values in force, %.3f fitted; with fresh random numbers %.3f and %.3f\n",
				fit.Default.Loss, fit.Best.Loss, fit.FreshDefault.Loss, fit.FreshBest.Loss)
			if file != "" {
				a.print("%s\n", file)
			}
			return nil
		},
	}
	f := c.Flags()
	f.IntVar(&opt.Evals, "evals", 300, "number of evaluations of the loss")
	f.IntVar(&opt.Reps, "reps", 5, "replications of each experiment")
	f.IntVar(&opt.Jobs, "jobs", 0, "runs at a time; never changes a result (default: usable CPUs)")
	f.Uint64Var(&opt.Seed, "seed", 1, "seed of the search and of the simulations")
	f.StringArrayVarP(&opt.Set, "set", "s", nil, "override key=value in every world (repeatable)")
	f.StringVarP(&file, "output", "o", "", "write the fit to this file")
	forceFlag(c, &force)
	_ = c.RegisterFlagCompletionFunc("set", a.completeKey)
	return c
}
