package cli

import (
	"io"

	"github.com/spf13/cobra"

	"kirifuda/output"
)

// forceFlag adds the flag without which no file is replaced.
func forceFlag(c *cobra.Command, force *bool) {
	c.Flags().BoolVarP(force, "force", "f", false, "replace the file if it exists")
}

// free fails if a file could not be written, so that nobody waits in vain. An empty
// name stands for no file.
func free(file string, force bool) error {
	if file == "" {
		return nil
	}
	return output.CheckTarget(file, output.Existing(force))
}

// writeReportTo writes a file if one is named.
func writeReportTo(file string, force bool, write func(io.Writer) error) error {
	if file == "" {
		return nil
	}
	return output.WriteFile(file, output.Existing(force), write)
}

// wrote says which file was written; v says it in JSON. A file that is a stream of the
// process may be the one to which the message would go.
func (a *app) wrote(file string, v map[string]any) error {
	if output.Passes(file) {
		return nil
	}
	if a.json {
		return a.printJSON(v)
	}
	a.print("%s\n", file)
	return nil
}
