package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"kirifuda/analysis"
	"kirifuda/analysis/stats"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/output"
)

func (a *app) cardCommand() *cobra.Command {
	var arm, vs string
	c := &cobra.Command{
		Use:   "card DIR",
		Short: "The card's balance sheet: what it brings and costs each side",
		Long: `The balance sheet of the card in an experiment with a baseline: each scenario less the
baseline in runs with the same number, line by line, with means and their errors over
the pairs. The lines of official dollars and yen add up to their total, of which a loss
is negative; the others are changes in what they name, so that more investment pledged
or more interest paid is positive. They are computed from the table card, in which every
run has its own row.`,
		Example: "  sim mc japan-sale-2025 -n 100 --vs twin -o out/mc\n  sim card out/mc",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			list, err := analysis.Cards(args[0], arm, vs, 0)
			if err != nil {
				return err
			}
			extent, err := experiment.ExtentOf(args[0])
			if err == nil {
				err = extent.Check(args[0])
			}
			if err != nil {
				return err
			}
			a.unfinished(extent.Text())
			if a.json {
				return a.printJSON(map[string]any{"bands": stats.Bands, "card": list, "extent": extent})
			}
			if len(list) == 0 {
				a.print("no run is finished in all arms\n")
			}
			a.printCards(list)
			return nil
		},
	}
	armFlag(c, &arm, "scenario", "arm with the card (default: all but the baseline)")
	c.Flags().StringVar(&vs, "vs", "", "arm to compare with (default: the baseline)")
	return c
}

// cardOf is the balance sheet of the card of a Monte Carlo, for the arms that play one.
func cardOf(e *experiment.Experiment, out *engine.Outcome) ([]analysis.CardStat, error) {
	if e.Plan.Baseline() < 0 || e.Plan.Trace < output.TracePanel || out.Runs == 0 {
		return nil, nil
	}
	var all []analysis.CardStat
	for _, i := range e.Plan.Treatments() {
		t, err := experiment.Twin(e.Scenarios[i])
		if err != nil {
			return nil, err
		}
		if t == nil {
			continue
		}
		list, err := analysis.Cards(out.Dir, e.Plan.Arms[i].Scenario, "", out.StoppedAt)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// printCards prints the balance sheet of the card over pairs of runs, arm by arm.
func (a *app) printCards(list []analysis.CardStat) {
	for len(list) > 0 {
		n := 0
		for n < len(list) && list[n].Arm == list[0].Arm {
			n++
		}
		a.print("\nthe card's balance sheet: means of %s less %s; %s\n", list[0].Arm, list[0].Vs, signsOfCard)
		a.cardTable(list[:n])
		list = list[n:]
	}
}

// signsOfCard says what signs mean in the balance sheet of the card.
const signsOfCard = "of official lines a loss is negative, the others are changes in what they name"

// cardTable prints the lines of a balance sheet over pairs of runs and what they need to
// be read.
func (a *app) cardTable(list []analysis.CardStat) {
	t := newTable("", "", ">mean", ">std. error", ">95 % interval", "unit", "", ">pairs")
	var all []*stats.Stat
	var reasons []named
	side := ""
	for _, l := range list {
		name := ""
		if l.Side != side {
			side, name = l.Side, l.Side
		}
		t.add("  "+name, l.Item, number(float64(l.Diff.Mean)), number(float64(l.Diff.SE)), intervalText(l.Diff, false), l.Unit, l.Period, fmt.Sprint(l.Diff.N))
		all, reasons = append(all, l.Diff), append(reasons, named{l.Item, noInterval(l.Diff)})
	}
	t.write(a.stdout)
	a.errorNote(all)
	a.medianNote(all)
	a.printNamed("; ", reasons)
}
