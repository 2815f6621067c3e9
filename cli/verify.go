package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/internal/english"
	"kirifuda/output"
)

func (a *app) verifyCommand() *cobra.Command {
	var id int32
	var arm string
	var all bool
	c := &cobra.Command{
		Use:   "verify DIR",
		Short: "Repeat runs of an experiment from its stored configuration and compare",
		Long: `Repeat runs from the stored configuration and compare every row; compare all files
and the hashes of their rows with what the manifests and the index state. Without --run-id or --all at most 20 runs are repeated. Exit
code 4 if anything differs.`,
		Example: `  sim verify out/mc
  sim verify out/mc --run-id 17 --arm sale-300
  sim verify out/mc --all`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if all && c.Flags().Changed("run-id") {
				return usageError("--all and --run-id exclude each other")
			}
			e, err := experiment.Open(args[0], a.cat)
			if errors.Is(err, output.ErrAltered) {
				return &exit{exitMismatch, err}
			}
			if err != nil {
				return err
			}
			v, err := engine.Verify(c.Context(), e, c.Flags().Changed("run-id"), id, arm, all, nil)
			if err != nil {
				if c.Context().Err() != nil {
					return &exit{signalCode(a.signal), fmt.Errorf("interrupted")}
				}
				return err
			}
			if v.Program != "" {
				a.note("%s", v.Program)
			}
			if a.json {
				if err := a.printJSON(map[string]any{"ok": v.OK(), "verification": v}); err != nil {
					return err
				}
				if !v.OK() {
					return &exit{code: exitMismatch}
				}
				return nil
			}
			for _, d := range v.Damaged {
				a.print("damaged: %s\n", d)
			}
			if len(v.Damaged) > 0 {
				a.note("repeat the command that wrote it with -o: chunks with damaged parts are simulated again")
			}
			for i, m := range v.Mismatches {
				if i == 10 {
					a.print("and %d more\n", len(v.Mismatches)-10)
					break
				}
				a.print("differs: run %d of %s: stored %.12s, fresh %.12s\n", m.RunID, m.Scenario, m.Stored, m.Fresh)
			}
			if v.First != nil {
				a.print("first difference (stored, then fresh): %s\n", v.First)
			}
			if !v.OK() {
				if len(v.Mismatches) == 0 {
					return &exit{exitMismatch, fmt.Errorf("files in %s differ from what is stated about them", v.Dir)}
				}
				return &exit{exitMismatch, fmt.Errorf("%s differs from its repeated runs", v.Dir)}
			}
			if v.Dataset != "" {
				a.print("dataset  %s\n", v.Dataset)
			}
			a.print("%s: %d of %s repeated, every row equal\n", v.Dir, v.Rerun, english.Count(v.Runs, "run"))
			return nil
		},
	}
	c.Flags().Int32Var(&id, "run-id", 0, "number of the run to repeat")
	armFlag(c, &arm, "scenario", "repeat only runs of this arm")
	c.Flags().BoolVar(&all, "all", false, "repeat all runs")
	return c
}
