package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"kirifuda/analysis"
	"kirifuda/engine"
	"kirifuda/internal/english"
)

func (a *app) mergeCommand() *cobra.Command {
	var to string
	var missing bool
	c := &cobra.Command{
		Use:   "merge DIR... -o DIR",
		Short: "Merge the shards of an experiment into one directory",
		Long: `Merge the directories of one experiment into one, such as shards from machines without
a common disk. Files are copied unchanged and checked against their manifests; a
merged directory has the same bytes as one that was never split. Shards on a common
disk need no merging.

Exit code 2 if the directories hold different experiments, whose differences are
listed, or if chunks are missing; 65 if two directories have different rows for one
chunk. In these cases nothing is written.`,
		Example: `  sim merge node1/big node2/big node3/big -o out/big
  sim merge node1/big node2/big -o out/big --allow-missing   the rest can be merged or run later
  sim merge node3/big -o out/big                             completes it`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if to == "" {
				return usageError("-o is required: name the directory to write to")
			}
			m, err := engine.Merge(c.Context(), a.cat, to, args, missing)
			if err != nil {
				return err
			}
			// Quantiles over the points of a design describe no distribution.
			if m.State == engine.StateComplete && !m.Design {
				if err := analysis.Summarise(m.Dir); err != nil {
					return err
				}
			}
			for _, d := range m.Damaged {
				a.note("not used: %s", d)
			}
			if a.json {
				return a.printJSON(m)
			}
			a.print("%s: %d of %s, %s, %d failed; %d copied, %d in several directories with equal rows\n",
				m.State, m.Chunks-len(m.Missing), english.Count(m.Chunks, "chunk"), english.Count(m.Runs, "run"), m.Failed, m.Copied, m.Twice)
			if len(m.Missing) > 0 {
				a.print("missing  %s\n", m.Gaps())
			}
			if m.DatasetSHA256 != "" {
				a.print("\ndataset  %s\n", m.DatasetSHA256)
			}
			a.print("results  %s\n", m.Dir)
			dir := quoted(m.Dir)
			next := "sim verify " + dir
			if len(m.Missing) > 0 {
				next = fmt.Sprintf("sim merge DIR... -o %s, or the command that made the shards with -o %s", dir, dir)
			}
			a.print("next     %s\n", next)
			return nil
		},
	}
	f := c.Flags()
	f.StringVarP(&to, "output", "o", "", "directory to write to; one that holds the same experiment is completed")
	f.BoolVar(&missing, "allow-missing", false, "merge even if chunks are missing")
	return c
}
