package cli

import (
	"runtime"

	"github.com/spf13/cobra"

	"kirifuda/experiment"
	"kirifuda/output"
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print version, commit and the table contract's version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			version, git := experiment.Program()
			if a.json {
				return a.printJSON(map[string]any{
					"version": version, "git": git, "schema_version": output.SchemaVersion, "go": runtime.Version(), "os": runtime.GOOS, "arch": runtime.GOARCH,
				})
			}
			a.print("sim %s, commit %s, tables version %d, %s %s/%s\n", version, git, output.SchemaVersion, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return nil
		},
	}
}
