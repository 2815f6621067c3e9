package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kirifuda/agents/acts"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/world"
)

func (a *app) configExplain() *cobra.Command {
	var files, set []string
	var scenario string
	c := &cobra.Command{
		Use: "explain [KEY]", Short: "Explain a key: value, unit, range, default and origin", Args: cobra.MaximumNArgs(1),
		Example: "  sim config explain jp_mof.sale_usd_bn\n  sim config explain dealer        all parameters of a kind or an agent\n  sim config explain  " +
			"             all kinds\n  sim config explain metrics       the language of metrics\n  sim config explain outcomes      outcomes of every run\n  sim config explain events" +
			"        what an act or an event of a scenario can be, by whom, and who reads it\n  sim config explain series        the series of the panel",
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
			case "events", "acts":
				return a.explainEvents()
			case "series":
				return a.explainSeries()
			}
			s, err := a.load(scenario, files, set)
			if err != nil {
				return err
			}
			if list, ok := a.explainAll(s, args[0]); ok {
				if len(list) == 0 && !a.json {
					a.print("%s has no parameters\n", a.named(s, args[0]))
					return nil
				}
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

// named describes an agent or a kind.
func (a *app) named(s *configs.Scenario, name string) string {
	if spec := s.Agent(name); spec != nil {
		return fmt.Sprintf("%s, of kind %s (%s),", name, spec.Kind, a.cat[spec.Kind].Doc)
	}
	return fmt.Sprintf("the kind %s (%s)", name, a.cat[name].Doc)
}

// explainEvents lists the fields of acts and what they can be, then the types of statements: what they say, who can make them, with what
// target and value, and who reads them; and those that a scenario cannot have, with what
// to write instead.
func (a *app) explainEvents() error {
	type event struct {
		Type     string   `json:"type"`
		Doc      string   `json:"description"`
		By       []string `json:"by,omitempty"`
		Target   []string `json:"target,omitempty"`
		Unit     string   `json:"unit,omitempty"`
		Min      *float64 `json:"min,omitempty"`
		Max      *float64 `json:"max,omitempty"`
		Required []string `json:"required,omitempty"`
		ReadBy   string   `json:"read_by,omitempty"`
		Instead  string   `json:"instead,omitempty"`
	}
	var list []event
	for _, act := range a.cat.Events() {
		e := event{Type: act.Type.String(), Doc: act.Type.Doc(), By: act.By, Target: act.Target, Unit: act.Type.Unit(), Required: act.Needs,
			ReadBy: act.ReadBy, Instead: act.Instead}
		if e.Unit != "" && e.Instead == "" {
			lo, hi := act.Type.Range()
			e.Min, e.Max = &lo, &hi
		}
		list = append(list, e)
	}
	if a.json {
		return a.printJSON(map[string]any{"verbs": acts.Verbs(), "fields": configs.ActFields(), "events": list})
	}
	a.explainActs()
	a.print("\nWhat is said: do: TYPE with target, value and text; a threat or a preparation may have a credibility_sh. Without a\n" +
		"name it is an event: {date: 2025-05-02, actor: AGENT, type: TYPE, target: AGENT, value: NUMBER, text: WORDS}.\n" +
		"Kinds are those of the actor; their agents: sim scenario show baseline.\n\n")
	t := newTable("", "")
	for _, e := range list {
		if e.Instead != "" {
			continue
		}
		t.add(e.Type, e.Doc)
		t.add("", "by: "+strings.Join(e.By, ", "))
		if len(e.Target) > 0 {
			t.add("", "target: "+strings.Join(e.Target, ", ")+whether(e.Required, "target"))
		}
		if e.Unit != "" {
			t.add("", fmt.Sprintf("value: %g to %s%s", *e.Min, world.WithUnit(fmt.Sprint(*e.Max), e.Unit), whether(e.Required, "value")))
		} else {
			t.add("", "value: none")
		}
		t.add("", "read by: "+e.ReadBy)
	}
	t.write(a.stdout)
	a.print("\nStatements that agents make and no scenario can:\n")
	t = newTable("", "")
	for _, e := range list {
		if e.Instead != "" {
			t.add(e.Type, "write instead "+e.Instead)
		}
	}
	t.write(a.stdout)
	return nil
}

// explainActs prints the language of acts.
func (a *app) explainActs() {
	a.print(`Acts of a scenario, by name; a scenario that extends another changes fields of its acts, adds some, or removes one
with NAME: null. A field that is null is taken back. On the command line: -s acts.NAME.FIELD=VALUE.

  acts:
    NAME: {actor: AGENT, do: VERB or TYPE, on: DAY, …}      or from: DAY, to: DAY

A day is a date such as 2025-05-05, or the number of a business day of the run, of which the first is 1.

`)
	t := newTable("field", "unit", "")
	for _, f := range configs.ActFields() {
		doc := f.Doc
		if f.Default != nil && f.Default != "" && f.Default != false && f.Default != 0.0 && f.Type != "day" && f.Type != "list of strings" && f.Type != "list of numbers" {
			doc += "; default " + configs.FormatValue(f.Default)
		}
		t.add("  "+f.Key, f.Unit, doc)
	}
	t.write(a.stdout)
	a.print("\nWhat is done:\n")
	t = newTable("", "")
	for _, v := range acts.Verbs() {
		t.add(v.Name, v.Doc)
		t.add("", "by: "+v.By)
		t.add("", "what: "+v.What)
		if v.Amount != "" {
			t.add("", "size: USD bn "+v.Amount)
		}
		if v.Said != "" {
			t.add("", "said: true publishes "+v.Said)
		}
		t.add("", v.Example)
	}
	t.write(a.stdout)
}

// whether says whether a field may be left out.
func whether(required []string, field string) string {
	if slices.Contains(required, field) {
		return ""
	}
	return " (optional)"
}

// explainSeries lists the series of the panel.
func (a *app) explainSeries() error {
	columns, err := experiment.SeriesOf(a.cat)
	if err != nil {
		return err
	}
	if a.json {
		var out []map[string]string
		for _, c := range columns {
			out = append(out, map[string]string{"name": c.Name, "unit": c.Unit, "description": c.Doc})
		}
		return a.printJSON(map[string]any{"series": out})
	}
	t := newTable("series", "unit", "description")
	for _, c := range columns {
		t.add(c.Name, c.Unit, c.Doc)
	}
	t.write(a.stdout)
	return nil
}

func (a *app) printExplanations(list []configs.Explanation) error {
	if a.json {
		if list == nil {
			list = []configs.Explanation{}
		}
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
		t.add(e.Key, dash(text), e.Unit, e.Range(), e.Role, origin, e.Effect())
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
	if e.Needs != "" {
		add("acts only", "with "+e.Needs)
	}
	if e.Value != nil {
		text := world.WithUnit(configs.FormatValue(e.Value), e.Unit)
		if e.Note != "" {
			text += " (" + e.Note + ")"
		}
		add("value", text)
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
