package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"kirifuda/analysis"
	"kirifuda/engine"
	"kirifuda/internal/english"
)

func (a *app) compactCommand() *cobra.Command {
	var to string
	var o engine.CompactOptions
	c := &cobra.Command{
		Use:   "compact DIR -o DIR",
		Short: "Write an experiment to another directory in fewer, larger files",
		Long: `Write the tables of a complete experiment to another directory in fewer and larger
files, for archives and for readers that are slow with many files. The result is the
same experiment with longer chunks, byte for byte as if it had been run with that
--chunk-runs: rows and content hash are the same, and all commands can read it.
source.json records its origin. The first directory is not changed.

The rows of every run are compared with their hash. If the command is interrupted,
repeating it completes the directory. Exit code 2 if the experiment is not complete
or the directory holds another one, 5 if a part is damaged.`,
		Example: `  sim compact out/big -o out/big-compact
  sim compact out/big -o archive/big --parts 1`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if to == "" {
				return usageError("-o is required: name the directory to write to")
			}
			for _, x := range []struct {
				flag  string
				value int
			}{{"parts", o.Parts}, {"jobs", o.Jobs}} {
				if x.value < 0 || x.value == 0 && c.Flags().Changed(x.flag) {
					return usageError("--%s %d: must be at least 1", x.flag, x.value)
				}
			}
			p, err := a.startProgress()
			if err != nil {
				return err
			}
			o.Progress = p.update
			r, err := engine.Compact(c.Context(), a.cat, to, args[0], o)
			p.end()
			if err != nil {
				if c.Context().Err() != nil {
					return &exit{signalCode(a.signal), fmt.Errorf("interrupted: finished files are kept; continue with the same command")}
				}
				return err
			}
			if analysis.Summarised(args[0]) {
				if err := analysis.Summarise(to); err != nil {
					return err
				}
			}
			if a.json {
				return a.printJSON(r)
			}
			t := newTable("table", ">rows", ">files", ">before", ">bytes", ">before")
			for _, x := range r.Tables {
				t.add(x.Name, fmt.Sprint(x.Rows), fmt.Sprint(x.Parts), fmt.Sprint(x.PartsBefore), bytesText(x.Bytes), bytesText(x.BytesBefore))
			}
			t.write(a.stdout)
			a.print("\n%s, %d failed, in %s of %d; %d made, %.1f s\n", english.Count(r.Runs, "run"), r.Failed, english.Count(r.Chunks, "chunk"), r.ChunkRuns, r.Made, r.Elapsed.Seconds())
			a.print("\ndataset  %s\n", r.DatasetSHA256)
			a.print("results  %s\n", r.Dir)
			a.print("next     sim inspect %s\n", quoted(r.Dir))
			return nil
		},
	}
	f := c.Flags()
	f.StringVarP(&to, "output", "o", "", "directory to write to")
	f.IntVar(&o.Parts, "parts", 0, "largest number of files per table (default: files of about 128 MB, fewer than 20)")
	f.IntVarP(&o.Jobs, "jobs", "j", 0, "files of a table at a time (default: usable CPUs); never changes a result")
	f.BoolVarP(&o.Replace, "force", "f", false, "replace another experiment in the directory")
	return c
}
