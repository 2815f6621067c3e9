package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/internal/english"
)

func (a *app) scenarioCommand() *cobra.Command {
	c := &cobra.Command{Use: "scenario", Short: "List, show and compare scenarios"}
	var files, set []string
	list := &cobra.Command{
		Use: "list", Short: "List the scenarios built into the program", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			all := configs.List()
			if a.json {
				return a.printJSON(map[string]any{"scenarios": all})
			}
			t := newTable("", "")
			for _, s := range all {
				t.add(s.Name, s.Title)
			}
			t.write(a.stdout)
			return nil
		},
	}
	var full bool
	show := &cobra.Command{
		Use: "show SCENARIO|FILE", Short: "Show a scenario: story, events and what it changes", Args: cobra.ExactArgs(1),
		Example:           "  sim scenario show japan-sale-2025\n  sim scenario show sale-300 --full > mine.yaml",
		ValidArgsFunction: completeScenario,
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := a.load(args[0], files, set)
			if err != nil {
				return err
			}
			if full {
				return a.printYAML(s.Name, configs.Resolved(s))
			}
			base, err := experiment.LoadScenario("world", a.cat, configs.Options{})
			if err != nil {
				return err
			}
			diff := configs.Diff(base, s)
			if a.json {
				return a.printJSON(map[string]any{
					"name": s.Name, "title": s.Title, "story": s.Story, "sources": s.Sources, "start": s.Start, "days": s.Days,
					"sha256": configs.Digest(s), "events": s.Events, "metrics": s.Metrics, "changes": diff,
				})
			}
			a.print("%s: %s\n\n", s.Name, s.Title)
			for line := range strings.Lines(strings.TrimSpace(s.Story)) {
				a.print("%s\n", strings.TrimRight(line, "\r\n"))
			}
			a.print("\n%s to %s, %s\n", s.Start, s.End(), english.Count(s.Days, "business day"))
			for _, x := range s.Sources {
				a.print("source: %s\n", x)
			}
			if len(s.Events) > 0 {
				a.print("\n")
				t := newTable("date", "event", "actor", "target", ">value", "text")
				for _, e := range s.Events {
					t.add(e.Date.String(), e.Type, e.Actor, e.Target, number(e.Value), e.Text)
				}
				t.write(a.stdout)
			}
			a.printDiff(diff, "world", s.Name)
			return nil
		},
	}
	show.Flags().BoolVar(&full, "full", false, "the resolved scenario as YAML, with the origin of every value")
	diff := &cobra.Command{
		Use: "diff A B", Short: "Show the values in which two scenarios differ", Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			x, err := a.load(args[0], files, set)
			if err != nil {
				return err
			}
			y, err := a.load(args[1], files, set)
			if err != nil {
				return err
			}
			d := configs.Diff(x, y)
			if a.json {
				return a.printJSON(map[string]any{"a": x.Name, "b": y.Name, "differences": d})
			}
			a.printDiff(d, x.Name, y.Name)
			return nil
		},
	}
	for _, s := range []*cobra.Command{show, diff} {
		a.overrideFlags(s, &files, &set)
	}
	c.AddCommand(list, show, diff)
	return c
}

func (a *app) printDiff(diff []configs.Difference, x, y string) {
	if len(diff) == 0 {
		a.print("no value differs\n")
		return
	}
	a.print("\n")
	t := newTable("key", x, y, "unit")
	for _, d := range diff {
		if strings.HasPrefix(d.Key, "events.") {
			d.A, d.B = mark(d.A), mark(d.B)
		}
		t.add(d.Key, dash(d.A), dash(d.B), d.Unit)
	}
	t.write(a.stdout)
}

// mark shortens an event to yes, because its key says most of it.
func mark(s string) string {
	if s == "" {
		return ""
	}
	return "yes"
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	if len(s) > 60 {
		return fmt.Sprintf("%.59s…", s)
	}
	return s
}
