package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Report is the result of Inspect.
type Report struct {
	Tables     []TableReport
	Violations []Violation
	Unlisted   []string // parts without a manifest, left by chunks that are not finished
	Planned    bool     // there is a plan, against which the tables were checked

	experiment *Store // nil if there is no plan that can be read
}

// TableReport summarises one table.
type TableReport struct {
	Name     string // with its folder, as in tables/panel
	Parts    int
	Rows     int64
	Bytes    int64
	Columns  []Column
	Metadata map[string]string // metadata of the first part
}

// Violation is a broken rule of the contract.
type Violation struct {
	File   string // path relative to the experiment directory, with slashes
	Column string // empty if the rule is about the file
	Rule   string // short name of the rule
	Text   string
}

func (v Violation) String() string {
	if v.Column == "" {
		return fmt.Sprintf("%s: %s: %s", v.File, v.Rule, v.Text)
	}
	return fmt.Sprintf("%s: column %s: %s: %s", v.File, v.Column, v.Rule, v.Text)
}

var partRule = regexp.MustCompile(`^part-([0-9]{5,})\.parquet$`)

// Inspect checks an experiment directory against the contract. It reads every row
// of every table and checks the parts, their manifests, experiment.json and the
// files beside it. An error means that the directory cannot be read; broken rules
// are in the report, one entry for each file, column and rule.
func Inspect(dir string) (*Report, error) {
	r := &Report{}
	var err error
	var other *VersionError
	if r.experiment, err = OpenStore(dir); errors.As(err, &other) {
		return nil, err
	}
	if r.Planned = !errors.Is(err, fs.ErrNotExist); r.Planned && err != nil {
		r.violate(indexName, "", "readable", "%v", err)
	}
	found := false
	for _, folder := range []string{"tables", "summary"} {
		entries, err := os.ReadDir(filepath.Join(dir, folder))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found = true
		for _, e := range entries {
			name := folder + "/" + e.Name()
			if !e.IsDir() {
				r.violate(name, "", "directory", "only table directories belong here")
				continue
			}
			if !r.known(name) {
				r.violate(name, "", "directory", "the contract has no such table at this trace level")
			}
			if err := r.inspectTable(dir, name); err != nil {
				return nil, err
			}
		}
	}
	if !found {
		return nil, fmt.Errorf("%s: there are no tables", dir)
	}
	r.inspectManifests(dir)
	if r.experiment != nil {
		r.inspectSidecars(dir)
	}
	return r, nil
}

// known reports whether a table directory belongs to the contract and, where there
// is an experiment, to its trace level.
func (r *Report) known(name string) bool {
	if r.experiment != nil {
		for _, t := range r.experiment.tables() {
			if name == "tables/"+t {
				return true
			}
		}
	} else if name == "tables/runs" {
		return true
	}
	for _, t := range Tables() {
		if name == t.dir() && (t.Derived || r.experiment == nil) {
			return true
		}
	}
	return false
}

func (r *Report) violate(file, column, rule, format string, args ...any) {
	v := Violation{file, column, rule, fmt.Sprintf(format, args...)}
	for i := len(r.Violations) - 1; i >= 0 && r.Violations[i].File == file; i-- {
		if r.Violations[i].Column == column && r.Violations[i].Rule == rule {
			return
		}
	}
	r.Violations = append(r.Violations, v)
}

func (r *Report) inspectTable(dir, name string) error {
	entries, err := os.ReadDir(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return err
	}
	t := TableReport{Name: name}
	var last Key // last key of the preceding part
	for _, e := range entries {
		file := name + "/" + e.Name()
		m := partRule.FindStringSubmatch(e.Name())
		if e.IsDir() || m == nil {
			r.violate(file, "", "name", "only files named part-NNNNN.parquet belong here")
			if !strings.HasSuffix(e.Name(), ".parquet") {
				continue
			}
		}
		if m != nil && r.experiment != nil {
			if k, err := strconv.Atoi(m[1]); err == nil && r.experiment.begins(k) {
				last = Key{}
			}
		}
		var listed *ManifestTable
		if m != nil && strings.HasPrefix(name, "tables/") {
			listed = r.checkChunk(dir, file, m[1])
		}
		p, err := openRaw(osFS{}, filepath.Join(dir, filepath.FromSlash(file)))
		if err != nil {
			r.violate(file, "", "readable", "%v", err)
			continue
		}
		var first Key
		first, last = r.inspectPart(p, file, &t, last)
		if x := listed; x != nil && (x.Rows != p.file.NumRows() || x.Rows > 0 && (x.Min == nil || x.Max == nil || !x.Min.sameRun(first) || !x.Max.sameRun(last))) {
			r.violate(file, "", "manifest", "%d rows from run %d of %s to run %d of %s, which differs from the manifest",
				p.file.NumRows(), first.RunID, first.Scenario, last.RunID, last.Scenario)
		}
		t.Parts++
		t.Rows += p.file.NumRows()
		t.Bytes += p.size
		p.close()
	}
	if t.Parts == 0 {
		r.violate(name, "", "directory", "there are no parts")
	}
	r.Tables = append(r.Tables, t)
	return nil
}

func (k *Key) sameRun(o Key) bool { return k.Scenario == o.Scenario && k.RunID == o.RunID }
