package cli

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"kirifuda/experiment"
	"kirifuda/figures"
)

func (a *app) figureCommand() *cobra.Command {
	var o figures.Options
	var file string
	c := &cobra.Command{
		Use:   "figure DIR",
		Short: "Draw the fan of a series, the paired difference and who bought",
		Long: `Draw what an experiment shows about a series of the panel: quantiles over runs, the
difference from the baseline in the same runs and, if holdings were traced, who
bought what Japan sold and who holds more in the end.`,
		Example: "  sim figure out/mc -o fan.svg\n  sim figure out/mc --series usdjpy_jpy -o yen.pdf",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if _, err := os.Stat(args[0]); err != nil {
				return usageError("%s: no such directory", args[0])
			}
			if file == "" {
				file = filepath.Join(args[0], "figure.svg")
			}
			// What the plan compares with, unless that is what is to be drawn.
			if o.Baseline == "" {
				p, err := experiment.ReadPlan(args[0])
				if err != nil {
					return err
				}
				if o.Baseline = baselineName(p); o.Baseline == o.Scenario {
					o.Baseline = ""
				}
			}
			if o.Baseline != "" && o.Baseline == o.Scenario {
				return usageError("--scenario and --vs are both %s", o.Scenario)
			}
			if err := figures.Render(args[0], file, o); err != nil {
				return asked(err)
			}
			if a.json {
				return a.printJSON(map[string]any{"file": file})
			}
			a.print("%s\n", file)
			return nil
		},
	}
	f := c.Flags()
	f.StringVarP(&file, "output", "o", "", "svg, png or pdf file (default DIR/figure.svg)")
	f.StringVar(&o.Series, "series", "", "column of panel (default ust_10y_yield_pct)")
	f.StringVar(&o.Scenario, "scenario", "", "scenario to draw (default: the one that is not the baseline)")
	f.StringVar(&o.Baseline, "vs", "", "scenario to compare with (default: the baseline of the experiment)")
	return c
}
