package cli

import (
	"github.com/spf13/cobra"

	"kirifuda/output"
)

func (a *app) tablesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "tables",
		Short: "Describe the tables and columns of results in Markdown",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if a.json {
				tables := map[string][]output.Column{}
				for _, t := range output.Tables() {
					tables[t.Name] = t.Columns
				}
				return a.printJSON(tables)
			}
			a.print("%s", output.SchemaMarkdown())
			return nil
		},
	}
}
