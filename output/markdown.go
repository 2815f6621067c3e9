package output

import (
	"fmt"
	"slices"
	"strings"

	"kirifuda/world"
)

// SchemaMarkdown is the reference of all tables: units, then a section for each table with
// columns, types, units and descriptions. The panel has the given series.
func SchemaMarkdown(series []Column) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "# Tables\n\nSchema version %d. Missing values are null and occur only in optional columns.\n", SchemaVersion)
	b.WriteString("Every file is sorted by the keys of its table and has units and descriptions in its footer.\n")
	b.WriteString("\n## Units\n\nColumns, parameters, statements and targets use these units, each with one spelling.\n\n| Unit | Meaning |\n|---|---|\n")
	base, combined := world.Units()
	for _, u := range slices.Concat(base, combined) {
		fmt.Fprintf(&b, "| %s | %s |\n", u.Symbol, u.Meaning)
	}
	runs, err := RunsTable(nil, nil)
	if err != nil {
		return "", err
	}
	all, err := TablesOf(series)
	if err != nil {
		return "", err
	}
	at := runs.column("status")
	runs.Columns = slices.Insert(runs.Columns, at,
		Column{Name: "p_*", Type: Double, Optional: true, Unit: "as described",
			Doc: "parameter varied by the experiment; may also be INT32, INT64, BOOLEAN or STRING"},
		Column{Name: "y_*", Type: Double, Optional: true, Unit: "as described", Doc: "outcome of the run"})
	for _, t := range append([]*Table{runs}, all...) {
		fmt.Fprintf(&b, "\n## %s\n\n%s One row per %s. ", t.dir(), t.Doc, t.Grain)
		if t.Derived {
			b.WriteString("Derived from other tables; can be rebuilt.\n\n")
		} else {
			fmt.Fprintf(&b, "Written from trace level `%s` on.\n\n", t.Trace)
		}
		fmt.Fprintf(&b, "Sorted by %s.\n\n", strings.Join(t.Keys, ", "))
		b.WriteString("| Column | Type | Unit | Description |\n|---|---|---|---|\n")
		for _, c := range t.Columns {
			typ := c.Type.String()
			if c.Optional {
				typ += ", optional"
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", c.Name, typ, c.measured(), strings.ReplaceAll(c.Doc, "|", "\\|"))
		}
	}
	b.WriteString("\n## Types of events\n\nThe last types record what was done on the day, read from the books at the close.\n\n| Type | Unit | Value |\n|---|---|---|\n")
	for i, name := range world.StatementNames() {
		if t := world.StatementType(i); t != world.Fundamentals && !t.ByMail() {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, t.Unit(), t.Doc())
		}
	}
	return b.String(), nil
}

// measured is the unit of a column with the prices at which an amount is counted and,
// for series other than levels, what becomes of the values of several days.
func (c *Column) measured() string {
	text := c.Unit
	if c.Valuation != "" {
		text += ", " + string(c.Valuation)
	}
	if c.Kind != "" && c.Kind != world.Level.String() {
		text += "; " + c.Kind
	}
	return text
}
