package output

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// views is views.sql: one view per table, and macros over the derived tables.
func (e *Experiment) views() string {
	var b strings.Builder
	b.WriteString("-- Run from the experiment directory: duckdb -init views.sql\n")
	for _, name := range e.tables() {
		fmt.Fprintf(&b, "CREATE OR REPLACE VIEW %s AS SELECT * FROM read_parquet('tables/%s/*.parquet');\n", name, name)
	}
	b.WriteString(`-- Quantiles over runs of a column of panel: FROM fan('ust_10y_yield_pct')
CREATE OR REPLACE MACRO fan(column_name) AS TABLE
  SELECT scenario, date, q_sh, value FROM read_parquet('summary/fan/*.parquet')
  WHERE series = column_name ORDER BY scenario, date, q_sh;
-- Quantiles of paired differences from the baseline: FROM irf('ust_10y_yield_pct')
CREATE OR REPLACE MACRO irf(column_name) AS TABLE
  SELECT scenario, baseline, date, day, q_sh, value, runs_n FROM read_parquet('summary/irf/*.parquet')
  WHERE series = column_name ORDER BY scenario, baseline, date, q_sh;
`)
	return b.String()
}

type packageField struct {
	Name        string          `json:"name"`
	Type        string          `json:"type"`
	Unit        string          `json:"unit,omitempty"`
	Description string          `json:"description,omitempty"`
	Constraints map[string]bool `json:"constraints,omitempty"`
}

// writePackage writes datapackage.json: the dictionary of all columns, with the
// parts that the last index knows.
func (e *Experiment) writePackage() error {
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
	for _, name := range e.tables() {
		t := e.tableByName(name)
		r := resource{Name: name, Path: []string{}, Format: "parquet", Description: t.Doc + " One row per " + t.Grain + "."}
		if e.Index != nil {
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
			f := packageField{Name: c.Name, Type: types[c.Type], Unit: c.Unit, Description: c.Doc}
			if !c.Optional {
				f.Constraints = map[string]bool{"required": true}
			}
			r.Schema.Fields = append(r.Schema.Fields, f)
		}
		resources = append(resources, r)
	}
	b, err := marshal(struct {
		Profile   string     `json:"profile"`
		Name      string     `json:"name"`
		Version   string     `json:"version"`
		Resources []resource `json:"resources"`
	}{"data-package", packageID(e.Plan.ID), fmt.Sprintf("%d.0.0", SchemaVersion), resources})
	if err != nil {
		return err
	}
	return writeFile(osFS{}, e.Dir, "datapackage.json", b)
}

// primaryKey is the grain of the table as columns.
func (t *Table) primaryKey() []string {
	if t.Name == "runs" {
		return t.Keys
	}
	return strings.Split(strings.Trim(t.Grain, "()"), ", ")
}

// packageID is a name with the letters that a data package allows.
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

// Provenance is what the archive record says besides the plan.
type Provenance struct {
	Title       string
	Description string
	Agent       string // who ran it; empty if not to be named
	Command     string
	Start, End  time.Time
}

// WriteCrate writes ro-crate-metadata.json, a Process Run Crate: the program,
// the action, the configuration that went in and the files that came out. Call
// it after Rebuild.
func (e *Experiment) WriteCrate(p Provenance) error {
	type ref struct {
		ID string `json:"@id"`
	}
	type entity = map[string]any
	parts := []ref{{"config.resolved.yaml"}, {"experiment.json"}, {"datapackage.json"}, {"views.sql"}}
	var results []ref
	graph := []entity{{
		"@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": ref{"./"},
		"conformsTo": ref{"https://w3id.org/ro/crate/1.1"},
	}}
	files := []entity{
		{"@id": "config.resolved.yaml", "@type": "File", "name": "resolved configuration", "encodingFormat": "application/yaml", "sha256": e.Plan.ConfigSHA256},
		{"@id": "experiment.json", "@type": "File", "name": "identity, run list and index", "encodingFormat": "application/json"},
		{"@id": "datapackage.json", "@type": "File", "name": "dictionary of columns", "encodingFormat": "application/json"},
		{"@id": "views.sql", "@type": "File", "name": "views for DuckDB", "encodingFormat": "application/sql"},
	}
	if e.Index != nil {
		for i := range e.Index.Files {
			f := &e.Index.Files[i]
			parts = append(parts, ref{f.Path})
			results = append(results, ref{f.Path})
			files = append(files, entity{
				"@id": f.Path, "@type": "File", "name": "table " + f.Name, "encodingFormat": "application/vnd.apache.parquet",
				"contentSize": fmt.Sprint(f.Bytes), "sha256": f.SHA256,
			})
		}
	}
	root := entity{
		"@id": "./", "@type": "Dataset", "name": p.Title, "description": p.Description, "identifier": e.Plan.ID,
		"conformsTo": ref{"https://w3id.org/ro/wfrun/process/0.5"}, "hasPart": parts, "mentions": ref{"#run"},
		"datePublished": p.End.UTC().Format(time.DateOnly),
	}
	if e.Index != nil && e.Index.DatasetSHA256 != "" {
		root["sha256"] = e.Index.DatasetSHA256
	}
	action := entity{
		"@id": "#run", "@type": "CreateAction", "name": p.Title, "description": p.Command, "instrument": ref{"#sim"},
		"object": ref{"config.resolved.yaml"}, "result": results,
		"startTime": p.Start.UTC().Format(time.RFC3339), "endTime": p.End.UTC().Format(time.RFC3339),
	}
	graph = append(graph, root, entity{
		"@id": "#sim", "@type": "SoftwareApplication", "name": "sim", "softwareVersion": e.Plan.Version, "version": e.Plan.Git,
	}, action)
	if p.Agent != "" {
		action["agent"] = ref{"#agent"}
		graph = append(graph, entity{"@id": "#agent", "@type": "Person", "name": p.Agent})
	}
	b, err := marshal(struct {
		Context string   `json:"@context"`
		Graph   []entity `json:"@graph"`
	}{"https://w3id.org/ro/crate/1.1/context", append(graph, files...)})
	if err != nil {
		return err
	}
	return writeFile(osFS{}, e.Dir, "ro-crate-metadata.json", b)
}

// WriteFan writes the derived table summary/fan; rows are sorted by (scenario,
// series, date, q_sh).
func (e *Experiment) WriteFan(rows []FanRow) error { return writeSummary(e, fanTable, rows) }

// WriteIRF writes the derived table summary/irf; rows are sorted by (scenario,
// baseline, series, date, q_sh).
func (e *Experiment) WriteIRF(rows []IRFRow) error { return writeSummary(e, irfTable, rows) }

func writeSummary[T any](e *Experiment, t *Table, rows []T) (err error) {
	if err := os.MkdirAll(filepath.Join(e.Dir, "tmp"), 0o777); err != nil {
		return ioError(e.Dir, err)
	}
	o := Options{PageVersion: e.Plan.PageVersion}
	w, err := newWriter[T](t, osFS{}, e.Dir, 0, e.Meta(), &o)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			w.drop()
		}
	}()
	if err := w.appendChecked(rows); err != nil {
		return err
	}
	if err := w.close(); err != nil {
		return err
	}
	path := filepath.Join(e.Dir, filepath.FromSlash(t.dir()), partName(0))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return ioError(path, err)
	}
	if err := os.Rename(w.tmp, path); err != nil {
		return ioError(path, err)
	}
	return ioError(path, osFS{}.SyncDir(filepath.Dir(path)))
}

// RemoveStale deletes files in tmp/ that are older than age: those of attempts
// that ended long ago. Younger ones may belong to a copy that is alive.
func (e *Experiment) RemoveStale(age time.Duration, now time.Time) error {
	dir := filepath.Join(e.Dir, "tmp")
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil // nothing to remove
	}
	for _, f := range entries {
		info, err := f.Info()
		if err != nil || now.Sub(info.ModTime()) < age {
			continue
		}
		if err := os.Remove(filepath.Join(dir, f.Name())); err != nil && !os.IsNotExist(err) {
			return ioError(f.Name(), err)
		}
	}
	return nil
}
