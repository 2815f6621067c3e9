package output

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"
	"time"
)

// Provenance is what the archive record states in addition to the plan.
type Provenance struct {
	Title       string
	Description string
	Agent       string // person who ran the experiment; empty if not to be named
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

func crateFileOf(fsys fileSystem, dir, name string) (crateFile, error) {
	f, err := fsys.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return crateFile{}, err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	n, err := io.Copy(h, f)
	return crateFile{name, n, hex.EncodeToString(h.Sum(nil))}, err
}

// crateText describes the files beside the tables. The inputs of the action never
// change, so they have a hash; the others can be rewritten.
var crateText = []struct {
	pattern, text, format string
	input                 bool
}{
	{"*.resolved.yaml", "resolved configuration", "application/yaml", true},
	{planName, "plan of the experiment", "application/json", true},
	{"problem.json", "design", "application/json", true},
	{"source.json", "experiment from which the tables were compacted", "application/json", true},
	{indexName, "index of the finished chunks", "application/json", false},
	{packageName, "dictionary of columns", "application/json", false},
	{viewsName, "views for DuckDB", "application/sql", false},
	{"until.json", "examinations of the stopping rule", "application/json", false},
}

// WriteCrate writes ro-crate-metadata.json, a Process Run Crate: the program, the
// action, its inputs and its results, with their hashes. Derived tables are left
// out, because they can be rebuilt. Call it after Rebuild.
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
	entries, err := e.fs.ReadDir(e.Dir) // sorted
	if err != nil {
		return ioError(e.Dir, err)
	}
	for _, x := range crateText {
		for _, entry := range entries {
			f := crateFile{name: entry.Name()}
			if ok, err := filepath.Match(x.pattern, f.name); err != nil || !ok {
				continue
			}
			if x.input {
				if f, err = crateFileOf(e.fs, e.Dir, f.name); err != nil {
					return ioError(f.name, err)
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
		// A hash of rows, not of a file: hence not the property sha256.
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
	// The vocabulary of RO-Crate 1.1 lacks hashes, which that of workflow runs has.
	context := []any{"https://w3id.org/ro/crate/1.1/context", entity{"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}}
	b, err := marshal(struct {
		Context []any    `json:"@context"`
		Graph   []entity `json:"@graph"`
	}{context, append(graph, files...)})
	if err != nil {
		return err
	}
	return e.writeIn(crateName, b)
}
