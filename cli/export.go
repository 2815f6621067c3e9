package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kirifuda/experiment"
	"kirifuda/internal/english"
	"kirifuda/output"
)

// exported is one file that `sim export` wrote.
type exported struct {
	Table string `json:"table"`
	File  string `json:"file"`
	Lines int64  `json:"lines"` // number of lines below the heading
	Bytes int64  `json:"bytes"`
}

func (a *app) exportCommand() *cobra.Command {
	var format, to string
	var tables []string
	var force bool
	c := &cobra.Command{
		Use:   "export DIR",
		Short: "Write tables of an experiment as CSV",
		Long: `Write tables of an experiment as CSV, for programs that cannot read Parquet.

The format csv has the columns of the table. The format long, for runs and panel, has
one value per line: the keys of the table, series, value. Names of columns have at
most 32 lower-case letters, digits and underscores. A missing value is an empty cell;
in the long format it has no line. A text that a spreadsheet would take for a formula
(it begins with = + - @ or a tab) has an apostrophe in front. columns.csv lists the
units. Unfinished chunks are left out.`,
		Example: `  sim export out/mc --format csv                    every table, into out/mc/export
  sim export out/mc --format csv --table runs,panel -o csv
  sim export out/mc --format long --table panel -o panel_long.csv
  sim export out/mc --format csv --table runs -o -   to the standard output`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if format != output.CSV && format != output.Long {
				return usageError("--format %q: choose csv or long", format)
			}
			p, e, err := experiment.Stored(args[0])
			if err != nil {
				return err
			}
			var extent *experiment.Extent
			if p.Trace >= output.TraceRuns {
				if extent, err = p.Extent(e); err != nil {
					return err
				}
				if extent.Text() != "" {
					a.warn("%s; the files contain every finished run, with or without its counterpart", extent.Counts())
				}
			}
			have := e.Exportable()
			if format == output.Long {
				have = slices.DeleteFunc(have, func(t string) bool { return !slices.Contains(output.LongTables, t) })
			}
			if len(have) == 0 {
				return usageError("%s has no tables for the format %s (trace %s)", args[0], format, p.Trace)
			}
			if !c.Flags().Changed("table") {
				tables = slices.DeleteFunc(slices.Clone(have), func(t string) bool { return t == "fan" || t == "irf" })
			}
			seen := map[string]bool{}
			for _, t := range tables {
				if !slices.Contains(have, t) {
					return usageError("--table %q: choose from %s", t, strings.Join(have, ", "))
				}
				if seen[t] {
					return usageError("--table %s is given twice", t)
				}
				seen[t] = true
			}
			if len(tables) == 0 {
				return usageError("--table is empty: choose from %s", strings.Join(have, ", "))
			}
			one := to == "-" || strings.HasSuffix(to, ".csv")
			if one && len(tables) > 1 {
				return usageError("-o %s takes a single table: choose it with --table", to)
			}
			if to == "-" {
				if a.json {
					return usageError("--json and -o - exclude each other: both write to standard output")
				}
				_, err := e.Export(c.Context(), tables[0], format, a.stdout.document())
				return err
			}
			if to == "" {
				to = filepath.Join(args[0], "export")
			}
			file := func(t string) string {
				switch {
				case one:
					return to
				case format == output.Long:
					return filepath.Join(to, t+"_long.csv")
				}
				return filepath.Join(to, t+".csv")
			}
			list := []exported{}
			for _, t := range tables {
				list = append(list, exported{Table: t, File: file(t)})
			}
			units := ""
			if !one {
				units = filepath.Join(to, "columns.csv")
			}
			existing := output.Existing(force)
			for _, x := range append(list, exported{File: units}) {
				if _, err := os.Stat(filepath.Dir(x.File)); err != nil || x.File == "" {
					continue // the folder is to be made
				}
				if err := output.CheckTarget(x.File, existing); err != nil {
					return err
				}
			}
			for i := range list {
				x := &list[i]
				if err := output.MakeFolder(filepath.Dir(x.File)); err != nil {
					return err
				}
				if err := output.WriteFile(x.File, existing, func(w io.Writer) error {
					var err error
					x.Lines, err = e.Export(c.Context(), x.Table, format, w)
					return err
				}); err != nil {
					return err
				}
				if st, err := os.Stat(x.File); err == nil {
					x.Bytes = st.Size()
				}
			}
			if !one {
				if err := output.WriteFile(units, existing, func(w io.Writer) error { return e.ExportColumns(tables, w) }); err != nil {
					return err
				}
			}
			finished := 0
			for k := range e.NumChunks() {
				if _, m, _ := e.State(k, false); m != nil {
					finished++
				}
			}
			if finished < e.NumChunks() {
				a.note("%d of %s %s finished; the files do not contain the others", finished, english.Count(e.NumChunks(), "chunk"), english.Are(finished))
			}
			if a.json {
				return a.printJSON(map[string]any{"files": list, "format": format, "chunks": e.NumChunks(), "finished": finished, "extent": extent})
			}
			t := newTable("table", "file", ">lines", ">bytes")
			for _, x := range list {
				t.add(x.Table, x.File, fmt.Sprint(x.Lines), bytesText(x.Bytes))
			}
			t.write(a.stdout)
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&format, "format", output.CSV, "format: csv or long")
	f.StringSliceVar(&tables, "table", nil, "tables, comma-separated (default: all except the derived tables fan and irf)")
	f.StringVarP(&to, "output", "o", "", "folder, file.csv for a single table, or - for standard output (default DIR/export)")
	f.BoolVarP(&force, "force", "f", false, "replace existing files")
	return c
}
