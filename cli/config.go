package cli

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"kirifuda/configs"
	"kirifuda/economy"
	"kirifuda/experiment"
	"kirifuda/internal/english"
)

func (a *app) configCommand() *cobra.Command {
	c := &cobra.Command{Use: "config", Short: "Write, check and explain configuration"}
	c.AddCommand(a.configInit(), a.configValidate(), a.configSchema(), a.configExplain())
	return c
}

func (a *app) configInit() *cobra.Command {
	var minimal, full bool
	c := &cobra.Command{
		Use: "init [SCENARIO]", Short: "Print a scenario file to start from", Args: cobra.MaximumNArgs(1),
		Example:           "  sim config init > mine.yaml\n  sim config init sale-300 --full > mine.yaml",
		ValidArgsFunction: completeScenario,
		RunE: func(_ *cobra.Command, args []string) error {
			name := defaultScenario
			if len(args) > 0 {
				name = args[0]
			}
			if minimal && full {
				return usageError("--minimal and --full exclude each other")
			}
			s, err := a.load(name, nil, nil)
			if err != nil {
				return err
			}
			if full {
				return a.printYAML(s.Name, configs.Resolved(s))
			}
			var doc bytes.Buffer
			add := func(format string, args ...any) { fmt.Fprintf(&doc, format, args...) }
			add("# A scenario that changes %s. Keys: sim config explain KEY.\n", s.Name)
			add("# yaml-language-server: $schema=sim.schema.json   (sim config schema > sim.schema.json)\n")
			add("name: mine\ntitle: A title in one line\nextends: %s\ndays: %d  # business days\n", configs.FormatValue(s.Name), s.Days)
			if s.Agent(experiment.Seller) != nil {
				// As comments: a key without a value is refused.
				add("# agents:\n#   %s:\n", experiment.Seller)
				for _, k := range configs.Keys(a.cat, s) {
					field, ok := strings.CutPrefix(k, experiment.Seller+".")
					if !ok || strings.Contains(field, ".") {
						continue
					}
					e, err := configs.Explain(s, k)
					if err != nil || e.Role != configs.RoleLever || e.Value == nil {
						continue
					}
					unit := e.Unit
					if r := e.Range(); r != "" {
						unit = strings.TrimPrefix(unit+"; "+r, "; ")
					}
					add("#     %s: %s  # %s: %s\n", field, configs.FormatValue(e.Value), unit, e.Doc)
				}
			}
			add("# events:\n#   - {date: 2025-05-02, actor: jp_mof, type: veiled_threat, target: us_trade, text: what was said}\n")
			add("# metrics:  # sim config explain metrics\n#   worst_10y_bp: 100*peak(ust_10y_yield_pct)\n")
			return a.printYAML("mine", doc.Bytes())
		},
	}
	c.Flags().BoolVar(&minimal, "minimal", false, "print a short file that extends a scenario (default)")
	c.Flags().BoolVar(&full, "full", false, "print a self-contained file with every value")
	return c
}

func (a *app) configValidate() *cobra.Command {
	var files, set []string
	c := &cobra.Command{
		Use: "validate SCENARIO|FILE", Short: "Check a scenario without running it", Args: cobra.ExactArgs(1),
		ValidArgsFunction: completeScenario,
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := a.load(args[0], files, set)
			if err != nil {
				return err
			}
			series, err := experiment.SeriesOf(a.cat)
			if err != nil {
				return err
			}
			if _, err := experiment.NewMetrics(series, s); err != nil {
				return err
			}
			// Institutions check their parameters when a world is built.
			w, err := experiment.Build(s, a.cat, experiment.RunOptions{Inline: true})
			if err != nil {
				return &exit{exitUsage, err}
			}
			w.Close()
			if a.json {
				return a.printJSON(map[string]any{"valid": true, "name": s.Name, "sha256": configs.Digest(s), "warnings": s.Warnings})
			}
			a.print("%s is valid: %s, %s, %s from %s\n", s.Name, english.Count(len(s.Agents), "agent"),
				english.Count(len(s.Events), "event"), english.Count(s.Days, "day"), s.Start)
			return nil
		},
	}
	a.overrideFlags(c, &files, &set)
	return c
}

func (a *app) configSchema() *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "Print the JSON Schema of scenario files", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			e, err := economy.Load()
			if err != nil {
				return err
			}
			b, err := configs.Schema(a.cat, e)
			if err != nil {
				return err
			}
			_, err = a.stdout.document().Write(b)
			return err
		},
	}
}
