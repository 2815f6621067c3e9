package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"kirifuda/internal/english"
	"kirifuda/output"
)

func (a *app) inspectCommand() *cobra.Command {
	var audited bool
	c := &cobra.Command{
		Use: "inspect DIR", Short: "Show the tables of an experiment and check the output contract (exit code 4 if a rule is broken)", Args: cobra.ExactArgs(1),
		Example: "  sim inspect out/x\n  sim inspect out/x --audit     rebuild all balances from the entries; needs --trace full",
		RunE: func(c *cobra.Command, args []string) error {
			if err := aDirectory(args[0]); err != nil {
				return err
			}
			if audited {
				return a.audit(c.Context(), args[0])
			}
			r, err := output.Inspect(args[0])
			if isIO(err) {
				return err
			}
			if err != nil {
				return &exit{exitUsage, err}
			}
			if !r.Planned {
				a.note("%s has no plan.json: the tables are checked by themselves, not against an experiment", args[0])
			}
			var broken error
			if len(r.Violations) > 0 {
				broken = &exit{exitMismatch, fmt.Errorf("%s of the contract %s broken", english.Count(len(r.Violations), "rule"), english.Are(len(r.Violations)))}
			}
			if a.json {
				if err := a.printJSON(map[string]any{"contract": len(r.Violations) == 0, "report": r}); err != nil {
					return err
				}
				return silent(broken)
			}
			t := newTable("table", ">parts", ">rows", ">bytes", ">columns")
			for _, x := range r.Tables {
				t.add(x.Name, fmt.Sprint(x.Parts), fmt.Sprint(x.Rows), bytesText(x.Bytes), fmt.Sprint(len(x.Columns)))
			}
			t.write(a.stdout)
			for _, u := range r.Unlisted {
				a.print("not finished: %s\n", u)
			}
			for _, v := range r.Violations {
				a.print("FAIL %s\n", v)
			}
			if len(r.Violations) == 0 {
				a.print("PASS output contract, version %d\n", output.SchemaVersion)
			}
			return broken
		},
	}
	c.Flags().Bool("contract", true, "check the output contract, which is always done")
	_ = c.Flags().MarkHidden("contract")
	c.Flags().BoolVar(&audited, "audit", false, "only rebuild every balance from opening balances and entries and compare; exit code 4 if one differs")
	return c
}
