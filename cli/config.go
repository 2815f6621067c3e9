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
	"kirifuda/world"
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

func (a *app) configExplain() *cobra.Command {
	var files, set []string
	var scenario string
	c := &cobra.Command{
		Use: "explain [KEY]", Short: "Explain a key: value, unit, range, default and origin", Args: cobra.MaximumNArgs(1),
		Example: "  sim config explain jp_mof.sale_usd_bn\n  sim config explain dealer        all parameters of a kind or an agent\n  sim config explain  " +
			"             all kinds\n  sim config explain metrics       the language of metrics\n  sim config explain outcomes      outcomes of every run",
		ValidArgsFunction: func(c *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			keys, d := a.completeKey(c, nil, prefix)
			for i := range keys {
				keys[i] = strings.TrimSuffix(keys[i], "=")
			}
			return keys, d
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				t := newTable("", "")
				for _, k := range a.cat.Kinds() {
					t.add(k, a.cat[k].Doc)
				}
				if a.json {
					kinds := map[string]string{}
					for _, k := range a.cat.Kinds() {
						kinds[k] = a.cat[k].Doc
					}
					return a.printJSON(map[string]any{"kinds": kinds})
				}
				t.write(a.stdout)
				return nil
			}
			switch args[0] {
			case "metrics":
				return a.explainMetrics()
			case "outcomes":
				return a.explainOutcomes()
			}
			s, err := a.load(scenario, files, set)
			if err != nil {
				return err
			}
			if list, ok := a.explainAll(s, args[0]); ok {
				return a.printExplanations(list)
			}
			e, err := configs.Explain(s, args[0])
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(e)
			}
			a.printExplanation(e)
			return nil
		},
	}
	c.Flags().StringVar(&scenario, "scenario", defaultScenario, "scenario or file")
	a.overrideFlags(c, &files, &set)
	return c
}

// explainMetrics prints the language of metrics.
func (a *app) explainMetrics() error {
	if a.json {
		list := func(pairs [][2]string, left, right string) []map[string]string {
			var out []map[string]string
			for _, p := range pairs {
				out = append(out, map[string]string{left: p[0], right: p[1]})
			}
			return out
		}
		return a.printJSON(map[string]any{"language": list(experiment.MetricLanguage, "form", "meaning"),
			"examples": list(experiment.MetricExamples, "name", "expression")})
	}
	a.print("A metric is an outcome that a scenario defines by an expression over columns of the panel\n(docs/output-schema.md). Its value in a run is " +
		"the column y_<name>; the end of the name gives the unit\n(_pct, _bp, _usd_bn, _n).\n\n")
	t := newTable("", "")
	for _, m := range experiment.MetricLanguage {
		t.add(m[0], m[1])
	}
	t.write(a.stdout)
	a.print("\nin a scenario:\n  metrics:\n")
	for _, m := range experiment.MetricExamples {
		a.print("    %s: %s\n", m[0], m[1])
	}
	a.print("on the command line: -s 'metrics.%s=%s'\n", experiment.MetricExamples[0][0], experiment.MetricExamples[0][1])
	return nil
}

// explainOutcomes lists the outcomes of every run.
func (a *app) explainOutcomes() error {
	list := experiment.Columns(nil)
	if a.json {
		var out []map[string]string
		for _, c := range list {
			out = append(out, map[string]string{"name": strings.TrimPrefix(c.Name, "y_"), "column": c.Name, "unit": c.Unit, "description": c.Doc})
		}
		return a.printJSON(map[string]any{"outcomes": out})
	}
	t := newTable("outcome", "unit", "description")
	for _, c := range list {
		t.add(strings.TrimPrefix(c.Name, "y_"), c.Unit, c.Doc)
	}
	t.write(a.stdout)
	return nil
}

// explainAll explains all parameters of a kind, an agent or the market.
func (a *app) explainAll(s *configs.Scenario, name string) ([]configs.Explanation, bool) {
	prefix := name + "."
	if spec := s.Agent(name); spec != nil {
		prefix = spec.Kind + "."
	} else if _, ok := a.cat[name]; !ok && name != "market" && name != "loadings" && !strings.HasPrefix(name, "loadings.") {
		return nil, false
	}
	var out []configs.Explanation
	for _, e := range configs.Parameters(a.cat, s.Tables()) {
		field, ok := strings.CutPrefix(e.Key, prefix)
		if !ok {
			continue
		}
		if x, err := configs.Explain(s, name+"."+field); err == nil {
			e = x
		}
		out = append(out, e)
	}
	return out, len(out) > 0 || !strings.HasPrefix(name, "loadings")
}

func (a *app) printExplanations(list []configs.Explanation) error {
	if a.json {
		return a.printJSON(map[string]any{"parameters": list})
	}
	t := newTable("key", ">value", "unit", "range", "role", "origin", "description")
	for _, e := range list {
		text := ""
		switch v := e.Value; {
		case v != nil:
			text = configs.FormatValue(v)
		case len(e.Each) > 0:
			if text = e.InUse(); text == "" {
				text = "differs"
			}
		case e.Default != nil:
			text = configs.FormatValue(e.Default)
		}
		origin := e.Origin
		if len(e.Each) > 0 {
			origin = "by agent"
		}
		t.add(e.Key, dash(text), e.Unit, e.Range(), e.Role, origin, e.Doc)
	}
	t.write(a.stdout)
	return nil
}

func (a *app) printExplanation(e configs.Explanation) {
	t := newTable("", "")
	add := func(label, text string) {
		if text != "" {
			t.add(label, text)
		}
	}
	add(e.Key, e.Doc)
	if e.Value != nil {
		add("value", world.WithUnit(configs.FormatValue(e.Value), e.Unit))
		add("from", e.Origin)
	} else if len(e.Each) == 0 {
		add("value", "none")
	} else {
		add("value", fmt.Sprintf("differs between %d agents", len(e.Each)))
		if in := e.InUse(); in != "" {
			add("in use", world.WithUnit(in, e.Unit))
		}
		add("set", "one value for all with "+e.Key+"=VALUE, or multiply each agent's own value with '"+e.Key+"*=FACTOR'")
	}
	add("type", e.Type)
	add("allowed", e.Range())
	if e.Default != nil {
		add("default", configs.FormatValue(e.Default))
	}
	add("kind", e.Kind)
	add("role", e.Role)
	add("known", strings.Trim(e.Status+", "+e.Source, ", "))
	t.write(a.stdout)
}
