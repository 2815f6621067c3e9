package output

import (
	"fmt"
	"strings"

	"kirifuda/world"
)

// views is the content of views.sql: one view per table, and macros for the derived
// tables that exist, because DuckDB opens the files when it reads a macro.
func (e *Store) views() string {
	var b strings.Builder
	fmt.Fprintf(&b, "-- Tables of version %d\n", SchemaVersion)
	b.WriteString("-- Run from the experiment directory: duckdb -init views.sql, or in Python duckdb.execute(open(\"views.sql\").read())\n")
	for _, name := range e.tables() {
		fmt.Fprintf(&b, "CREATE OR REPLACE VIEW %s AS SELECT * FROM read_parquet('tables/%s/*.parquet');\n", name, name)
	}
	if e.derived(fanTable) {
		b.WriteString(`-- Quantiles over runs of a column of panel: FROM fan('ust_10y_yield_pct')
CREATE OR REPLACE MACRO fan(column_name) AS TABLE
  SELECT scenario, date, q_sh, value FROM read_parquet('summary/fan/*.parquet')
  WHERE series = column_name ORDER BY scenario, date, q_sh;
`)
	}
	if e.derived(irfTable) {
		b.WriteString(`-- Quantiles of paired differences from the baseline: FROM irf('ust_10y_yield_pct')
CREATE OR REPLACE MACRO irf(column_name) AS TABLE
  SELECT scenario, baseline, date, day, q_sh, value, runs_n FROM read_parquet('summary/irf/*.parquet')
  WHERE series = column_name ORDER BY scenario, baseline, date, q_sh;
`)
	}
	return b.String()
}

// derived reports whether a derived table exists.
func (e *Store) derived(t *Table) bool {
	parts, err := partFiles(e.fs, e.Dir, t.dir())
	return err == nil && len(parts) > 0
}

type packageField struct {
	Name        string          `json:"name"`
	Type        string          `json:"type"`
	Unit        string          `json:"unit,omitempty"`
	Description string          `json:"description,omitempty"`
	Kind        string          `json:"kind,omitempty"`
	Valuation   world.Valuation `json:"valuation,omitempty"`
	Constraints map[string]bool `json:"constraints,omitempty"`
}

const (
	packageName = "datapackage.json"
	viewsName   = "views.sql"
)

// writePackage writes datapackage.json.
func (e *Store) writePackage() error {
	b, err := e.packageJSON()
	if err != nil {
		return err
	}
	return e.writeIn(packageName, b)
}

// packageJSON is the dictionary of all columns, with the parts in the last index and
// those of the derived tables that exist.
func (e *Store) packageJSON() ([]byte, error) {
	types := map[Type]string{Int32: "integer", Int64: "integer", Double: "number", Boolean: "boolean", String: "string", Date: "date", Timestamp: "datetime"}
	type schema struct {
		Fields     []packageField `json:"fields"`
		PrimaryKey []string       `json:"primaryKey,omitempty"`
	}
	type resource struct {
		Name        string   `json:"name"`
		Path        []string `json:"path"`
		Format      string   `json:"format"`
		Description string   `json:"description"`
		Schema      schema   `json:"schema"`
	}
	resources := []resource{}
	names := e.tables()
	for _, t := range Tables() {
		if t.Derived && e.derived(t) {
			names = append(names, t.Name)
		}
	}
	for _, name := range names {
		t := e.tableByName(name)
		r := resource{Name: name, Path: []string{}, Format: "parquet", Description: t.Doc + " One row per " + t.Grain + "."}
		if t.Derived {
			r.Path = append(r.Path, t.dir()+"/"+partName(0))
		} else if e.Index != nil {
			for i := range e.Index.Files {
				if e.Index.Files[i].Name == name {
					r.Path = append(r.Path, e.Index.Files[i].Path)
				}
			}
		}
		if strings.HasPrefix(t.Grain, "(") || name == "runs" {
			r.Schema.PrimaryKey = t.primaryKey()
		}
		for _, c := range t.Columns {
			f := packageField{Name: c.Name, Type: types[c.Type], Unit: c.Unit, Description: c.Doc, Kind: c.Kind, Valuation: c.Valuation}
			if !c.Optional {
				f.Constraints = map[string]bool{"required": true}
			}
			r.Schema.Fields = append(r.Schema.Fields, f)
		}
		resources = append(resources, r)
	}
	return marshal(struct {
		Profile   string     `json:"profile"`
		Name      string     `json:"name"`
		Version   string     `json:"version"`
		Resources []resource `json:"resources"`
	}{"data-package", packageID(e.Layout.ID), fmt.Sprintf("%d.0.0", SchemaVersion), resources})
}

// primaryKey is the grain of the table as columns.
func (t *Table) primaryKey() []string {
	if t.Name == "runs" {
		return t.Keys
	}
	return strings.Split(strings.Trim(t.Grain, "()"), ", ")
}

// packageID replaces the characters that a data package does not allow in names.
func packageID(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, s)
}
