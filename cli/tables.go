package cli

import (
	"io"

	"github.com/spf13/cobra"

	"kirifuda/experiment"
	"kirifuda/output"
)

func (a *app) tablesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "tables",
		Short: "Describe the tables and columns of results in Markdown",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			series, err := experiment.SeriesOf(a.cat)
			if err != nil {
				return err
			}
			all, err := output.TablesOf(series)
			if err != nil {
				return err
			}
			if a.json {
				tables := map[string][]output.Column{}
				for _, t := range all {
					tables[t.Name] = t.Columns
				}
				return a.printJSON(tables)
			}
			text, err := output.SchemaMarkdown(series)
			if err != nil {
				return err
			}
			_, err = io.WriteString(a.stdout.document(), text)
			return err
		},
	}
}
