package output

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// views is views.sql: one view per table, and macros over the derived tables
// that there are, because DuckDB looks for the files when it reads a macro.
func (e *Store) views() string {
	var b strings.Builder
	b.WriteString("-- Run from the experiment directory: duckdb -init views.sql\n")
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

// derived reports whether a derived table is there.
func (e *Store) derived(t *Table) bool {
	parts, err := Parts(e.Dir, t.dir())
	return err == nil && len(parts) > 0
}

type packageField struct {
	Name        string          `json:"name"`
	Type        string          `json:"type"`
	Unit        string          `json:"unit,omitempty"`
	Description string          `json:"description,omitempty"`
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
	return WriteIn(e.Dir, packageName, b)
}

// packageJSON is the dictionary of all columns, with the parts that the last
// index knows and those of the derived tables that there are.
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
			f := packageField{Name: c.Name, Type: types[c.Type], Unit: c.Unit, Description: c.Doc}
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

const crateName = "ro-crate-metadata.json"

// crateFile is a file as the archive record describes it.
type crateFile struct {
	name  string // with slashes
	bytes int64
	sum   string // SHA-256
}

func crateFileOf(dir, name string) (crateFile, error) {
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return crateFile{}, err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	n, err := io.Copy(h, f)
	return crateFile{name, n, hex.EncodeToString(h.Sum(nil))}, err
}

// crateText says what files beside the tables are. Those that went into the
// action never change, so they have a hash; the others can be written anew.
var crateText = []struct {
	pattern, text, format string
	input                 bool
}{
	{"*.resolved.yaml", "resolved configuration", "application/yaml", true},
	{planName, "what defines the experiment", "application/json", true},
	{"problem.json", "design", "application/json", true},
	{"source.json", "experiment that the tables were compacted from", "application/json", true},
	{indexName, "index of what is finished", "application/json", false},
	{packageName, "dictionary of columns", "application/json", false},
	{viewsName, "views for DuckDB", "application/sql", false},
	{"until.json", "examinations of the stopping rule", "application/json", false},
}

// WriteCrate writes ro-crate-metadata.json, a Process Run Crate: the program,
// the action, the configuration that went in and the files that came out, with
// their hashes. Derived tables are left out, because they can be made again.
// Call it after Rebuild.
func (e *Store) WriteCrate(p Provenance) error {
	type ref struct {
		ID string `json:"@id"`
	}
	type entity = map[string]any
	const profile = "https://w3id.org/ro/wfrun/process/0.5"
	var parts, inputs, results []ref
	var files []entity
	add := func(f crateFile, name, format string, input bool) {
		parts = append(parts, ref{f.name})
		if input {
			inputs = append(inputs, ref{f.name})
		} else {
			results = append(results, ref{f.name})
		}
		file := entity{"@id": f.name, "@type": "File", "name": name, "encodingFormat": format}
		if f.sum != "" {
			file["contentSize"], file["sha256"] = fmt.Sprint(f.bytes), f.sum
		}
		files = append(files, file)
	}
	for _, x := range crateText {
		found, err := filepath.Glob(filepath.Join(escapeGlob(e.Dir), x.pattern))
		if err != nil {
			return err
		}
		for _, path := range found { // sorted
			f := crateFile{name: filepath.Base(path)}
			if x.input {
				if f, err = crateFileOf(e.Dir, f.name); err != nil {
					return ioError(path, err)
				}
			}
			add(f, x.text, x.format, x.input)
		}
	}
	if e.Index != nil {
		for i := range e.Index.Files {
			f := &e.Index.Files[i]
			add(crateFile{f.Path, f.Bytes, f.SHA256}, "table "+f.Name, "application/vnd.apache.parquet", false)
		}
	}
	root := entity{
		"@id": "./", "@type": "Dataset", "name": p.Title, "description": p.Description, "identifier": e.Layout.ID,
		"conformsTo": ref{profile}, "hasPart": parts, "mentions": ref{"#run"}, "datePublished": p.End.UTC().Format(time.DateOnly),
	}
	graph := []entity{
		{"@id": crateName, "@type": "CreativeWork", "about": ref{"./"}, "conformsTo": ref{"https://w3id.org/ro/crate/1.1"}},
		{"@id": profile, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
		root,
		{"@id": "#sim", "@type": "SoftwareApplication", "name": "sim", "softwareVersion": e.Layout.Version, "version": e.Layout.Git},
	}
	if e.Index != nil && e.Index.DatasetSHA256 != "" {
		// Of the rows, not of a file: hence no property sha256.
		root["identifier"] = []any{e.Layout.ID, ref{"#rows"}}
		graph = append(graph, entity{"@id": "#rows", "@type": "PropertyValue", "propertyID": "dataset_sha256", "value": e.Index.DatasetSHA256})
	}
	action := entity{
		"@id": "#run", "@type": "CreateAction", "name": p.Title, "description": p.Command, "instrument": ref{"#sim"},
		"object": inputs, "result": results,
		"startTime": p.Start.UTC().Format(time.RFC3339), "endTime": p.End.UTC().Format(time.RFC3339),
	}
	graph = append(graph, action)
	if p.Agent != "" {
		action["agent"] = ref{"#agent"}
		graph = append(graph, entity{"@id": "#agent", "@type": "Person", "name": p.Agent})
	}
	// The vocabulary of RO-Crate 1.1 has no hashes; that of workflow runs has.
	context := []any{"https://w3id.org/ro/crate/1.1/context", entity{"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}}
	b, err := marshal(struct {
		Context []any    `json:"@context"`
		Graph   []entity `json:"@graph"`
	}{context, append(graph, files...)})
	if err != nil {
		return err
	}
	return WriteIn(e.Dir, crateName, b)
}

// escapeGlob makes a folder's name stand for itself in a pattern.
func escapeGlob(dir string) string {
	return strings.NewReplacer(`*`, `[*]`, `?`, `[?]`, `[`, `[[]`).Replace(dir)
}

// WriteFan writes the derived table summary/fan; rows are sorted by (scenario,
// series, date, q_sh).
func (e *Store) WriteFan(rows []FanRow) error { return writeSummary(e, fanTable, rows) }

// WriteIRF writes the derived table summary/irf; rows are sorted by (scenario,
// baseline, series, date, q_sh).
func (e *Store) WriteIRF(rows []IRFRow) error { return writeSummary(e, irfTable, rows) }

func writeSummary[T any](e *Store, t *Table, rows []T) (err error) {
	if err := os.MkdirAll(filepath.Join(e.Dir, "tmp"), 0o777); err != nil {
		return ioError(e.Dir, err)
	}
	o := Options{PageVersion: e.Layout.PageVersion}
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
	if err := (osFS{}).SyncDir(filepath.Dir(path)); err != nil {
		return ioError(path, err)
	}
	if err := WriteIn(e.Dir, viewsName, []byte(e.views())); err != nil {
		return err
	}
	return e.writePackage()
}

// staleAfter is how old a temporary file is that no attempt can still be
// writing: batch systems end jobs before.
const staleAfter = 14 * 24 * time.Hour

// RemoveStale deletes files in tmp/ that are older than age: those of attempts
// that ended long ago. Younger ones may belong to a copy that is alive.
func (e *Store) RemoveStale(age time.Duration, now time.Time) error {
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
