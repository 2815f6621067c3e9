package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kirifuda/analysis/figures"
	"kirifuda/experiment"
	"kirifuda/output"
)

// figureCommand draws the first figure of the list. Each figure has a subcommand.
func (a *app) figureCommand() *cobra.Command {
	c := a.drawCommand(a.figures[0], "figure")
	c.Use = "figure DIR"
	c.Short = "Draw an experiment"
	c.Long = fmt.Sprintf("Draw an experiment: %s, or another of the figures below.\n\n%s", a.figures[0].Name, c.Long)
	c.Example = "  sim figure out/mc -o overview.svg\n  sim figure fan out/mc --series usdjpy_jpy -o yen.pdf"
	c.SuggestionsMinimumDistance = 2
	var list bool
	c.Flags().BoolVar(&list, "list", false, "list the figures")
	c.Args = func(c *cobra.Command, args []string) error {
		switch {
		case list && len(args) > 0:
			return usageError("--list takes no directory")
		case list:
			return nil
		case len(args) == 2:
			return a.noFigure(c, args)
		}
		return cobra.ExactArgs(1)(c, args)
	}
	draw := c.RunE
	c.RunE = func(c *cobra.Command, args []string) error {
		if list {
			return a.listFigures()
		}
		return draw(c, args)
	}
	for _, f := range a.figures {
		c.AddCommand(a.drawCommand(f, f.Name))
	}
	return c
}

// drawCommand is the command of a figure. It draws to a file of the given name unless
// another is requested.
func (a *app) drawCommand(f figures.Figure, name string) *cobra.Command {
	var file string
	var force bool
	c := &cobra.Command{
		Use: f.Name + " DIR", Short: "Draw " + f.Doc, Long: f.Long,
		Args: func(c *cobra.Command, args []string) error {
			if _, err := os.Stat(f.Name); err == nil && len(args) == 0 {
				return usageError("%[1]s is the name of a figure: write ./%[1]s for the directory", f.Name)
			}
			return cobra.ExactArgs(1)(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			if _, err := os.Stat(args[0]); err != nil {
				return usageError("%s: no such directory%s", args[0], meantFigure(c, args[0]))
			}
			p, store, err := experiment.Stored(args[0])
			if err != nil {
				return err
			}
			src := figures.Source{Dir: args[0], Baseline: baselineName(p)}
			wrote := map[string]any{"figure": f.Name}
			if p.Trace >= output.TraceRuns {
				extent, err := p.Extent(store)
				if err == nil {
					err = extent.Check(args[0])
				}
				if err != nil {
					return err
				}
				src.Uses, src.Note, wrote["extent"] = extent.UsesRun, extent.Text(), extent
				a.unfinished(extent.Text())
			}
			if file == "" {
				file = filepath.Join(args[0], name+".svg")
			}
			v := figures.Values{}
			for _, o := range f.Options {
				v[o.Name] = c.Flag(o.Name).Value.String()
			}
			if second := c.Flag("scenario"); second != nil && second.Hidden && second.Changed {
				v["arm"] = second.Value.String()
			}
			draw := f.RenderNew
			if force {
				draw = f.Render
			}
			if err := draw(src, v, file); err != nil {
				return asUsage(err)
			}
			wrote["file"] = file
			return a.wrote(file, wrote)
		},
	}
	c.Flags().StringVarP(&file, "output", "o", "", "`file` to write: svg, png or pdf (default DIR/"+name+".svg)")
	forceFlag(c, &force)
	for _, o := range f.Options {
		if o.Name == "arm" {
			armFlag(c, new(string), "scenario", o.Doc)
			continue
		}
		c.Flags().String(o.Name, o.Default, o.Doc)
		if o.Choices != nil {
			_ = c.RegisterFlagCompletionFunc(o.Name, func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
				if len(args) == 0 {
					return nil, cobra.ShellCompDirectiveNoFileComp
				}
				return o.Choices(args[0]), cobra.ShellCompDirectiveNoFileComp
			})
		}
	}
	return c
}

// listFigures prints the figures; with --json also their options.
func (a *app) listFigures() error {
	type option struct {
		Name    string `json:"name"`
		Default string `json:"default"`
		Doc     string `json:"doc"`
	}
	type figure struct {
		Name    string   `json:"name"`
		Doc     string   `json:"doc"`
		Options []option `json:"options"`
	}
	list := make([]figure, len(a.figures))
	t := newTable("", "")
	for i, f := range a.figures {
		t.add(f.Name, f.Doc)
		list[i] = figure{Name: f.Name, Doc: f.Doc, Options: []option{}}
		for _, o := range f.Options {
			list[i].Options = append(list[i].Options, option{o.Name, o.Default, strings.ReplaceAll(o.Doc, "`", "")})
		}
	}
	if a.json {
		return a.printJSON(map[string]any{"figures": list})
	}
	t.write(a.stdout)
	return nil
}

// noFigure is the error of a first argument that is not the name of a figure.
func (a *app) noFigure(c *cobra.Command, args []string) error {
	var names []string
	for _, f := range a.figures {
		names = append(names, f.Name)
	}
	if slices.Contains(names, args[1]) {
		return usageError("the figure must come before the directory: %s %s %s", c.CommandPath(), args[1], args[0])
	}
	return usageError("there is no figure %q; there are %s%s", args[0], strings.Join(names, ", "), meantFigure(c, args[0]))
}

// meantFigure suggests figures for a misspelt word.
func meantFigure(c *cobra.Command, word string) string {
	near := c.SuggestionsFor(word)
	if len(near) == 0 {
		return ""
	}
	return "; did you mean " + strings.Join(near, " or ") + "?"
}
