package output

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// Report is what Inspect found.
type Report struct {
	Tables     []TableReport
	Violations []Violation
	Unlisted   []string // parts without a manifest: of chunks that are not finished

	experiment *Store // nil if there is no experiment.json
}

// TableReport sums up one table.
type TableReport struct {
	Name     string // with its folder, as in tables/panel
	Parts    int
	Rows     int64
	Bytes    int64
	Columns  []Column
	Metadata map[string]string // of the first part
}

// Violation is a broken rule of the contract.
type Violation struct {
	File   string // from the experiment directory, with slashes
	Column string // empty if the rule is about the file
	Rule   string // short name
	Text   string
}

func (v Violation) String() string {
	if v.Column == "" {
		return fmt.Sprintf("%s: %s: %s", v.File, v.Rule, v.Text)
	}
	return fmt.Sprintf("%s: column %s: %s: %s", v.File, v.Column, v.Rule, v.Text)
}

var partRule = regexp.MustCompile(`^part-([0-9]{5,})\.parquet$`)

// Inspect checks an experiment directory against the contract, reading every row
// of every table: the parts, that they are what the manifests list, and that
// experiment.json and the files beside it describe them. The error is about
// reading the directory; broken rules are in the report, one entry for each
// file, column and rule.
func Inspect(dir string) (*Report, error) {
	r := &Report{}
	var err error
	if r.experiment, err = OpenStore(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
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
				r.violate(name, "", "directory", "not a table of the contract at this trace level")
			}
			if err := r.inspectTable(dir, name); err != nil {
				return nil, err
			}
		}
	}
	if !found {
		return nil, fmt.Errorf("%s: no tables", dir)
	}
	r.inspectManifests(dir)
	if r.experiment != nil {
		r.inspectSidecars(dir)
	}
	return r, nil
}

// known reports whether a table directory belongs to the contract and, if there
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
	var last Key // of the part before
	for _, e := range entries {
		file := name + "/" + e.Name()
		m := partRule.FindStringSubmatch(e.Name())
		if e.IsDir() || m == nil {
			r.violate(file, "", "name", "only files named part-NNNNN.parquet belong here")
			if !strings.HasSuffix(e.Name(), ".parquet") {
				continue
			}
		}
		var listed *ManifestTable
		if m != nil && strings.HasPrefix(name, "tables/") {
			listed = r.checkChunk(dir, file, m[1])
		}
		p, err := openRaw(filepath.Join(dir, filepath.FromSlash(file)))
		if err != nil {
			r.violate(file, "", "readable", "%v", err)
			continue
		}
		var first Key
		first, last = r.inspectPart(p, file, &t, last)
		if x := listed; x != nil && (x.Rows != p.file.NumRows() || x.Rows > 0 && (x.Min == nil || x.Max == nil || !x.Min.sameRun(first) || !x.Max.sameRun(last))) {
			r.violate(file, "", "manifest", "it has %d rows from run %d of %s to run %d of %s, the manifest says otherwise",
				p.file.NumRows(), first.RunID, first.Scenario, last.RunID, last.Scenario)
		}
		t.Parts++
		t.Rows += p.file.NumRows()
		t.Bytes += p.size
		p.close()
	}
	if t.Parts == 0 {
		r.violate(name, "", "directory", "no parts")
	}
	r.Tables = append(r.Tables, t)
	return nil
}

func (k *Key) sameRun(o Key) bool { return k.Scenario == o.Scenario && k.RunID == o.RunID }

// checkChunk compares a part with the manifest that its name points to, and
// returns its entry there, nil if there is none.
func (r *Report) checkChunk(dir, file, digits string) *ManifestTable {
	index, err := strconv.Atoi(digits)
	if err != nil || fmt.Sprintf("%05d", index) != digits {
		r.violate(file, "", "name", "the number is not that of a chunk, five digits")
		return nil
	}
	m, err := ReadManifest(dir, index)
	if errors.Is(err, fs.ErrNotExist) {
		r.Unlisted = append(r.Unlisted, file)
		return nil
	}
	if err != nil {
		r.violate(file, "", "manifest", "%v", err)
		return nil
	}
	for i := range m.Tables {
		if m.Tables[i].Path == file {
			if err := m.Tables[i].check(dir, true); err != nil {
				r.violate(file, "", "manifest", "%v", err)
			}
			return &m.Tables[i]
		}
	}
	r.violate(file, "", "name", "the manifest of chunk %d does not list it", index)
	return nil
}

// inspectPart checks one file and returns its first and last run; last is that
// of the part before.
func (r *Report) inspectPart(p *readPart, file string, t *TableReport, last Key) (Key, Key) {
	columns := r.inspectSchema(p, file, t)
	r.inspectMetadata(p, file, t, columns)
	r.inspectLayout(p, file, columns)
	if !flat(p.file.Schema()) || p.checkCodecs() != nil {
		return Key{}, last // which is reported
	}
	return r.inspectRows(p, file, columns, last)
}

// flat reports whether rows have one value for each column.
func flat(s *parquet.Schema) bool {
	for _, f := range s.Fields() {
		if !f.Leaf() || f.Repeated() {
			return false
		}
	}
	return true
}

// inspectSchema checks types and names; columns of forbidden types have an
// empty name in the result.
func (r *Report) inspectSchema(p *readPart, file string, t *TableReport) []Column {
	units := map[string]struct{ Unit, Description string }{}
	if s, ok := p.file.Lookup(KeyColumns); ok {
		if err := json.Unmarshal([]byte(s), &units); err != nil {
			r.violate(file, "", "metadata", "%s is not a dictionary of columns", KeyColumns)
		}
	}
	var columns []Column
	for _, f := range p.file.Schema().Fields() {
		c := Column{Name: f.Name(), Optional: f.Optional(), Unit: units[f.Name()].Unit, Doc: units[f.Name()].Description}
		typ, err := columnType(f)
		if err != nil {
			r.violate(file, c.Name, "type", "%v", err)
			c.Name = ""
			columns = append(columns, c)
			continue
		}
		c.Type = typ
		if !nameRule.MatchString(c.Name) {
			r.violate(file, c.Name, "name", "a name has at most 32 small letters, digits and underscores")
		}
		if c.numeric() && c.Unit == "" {
			r.violate(file, c.Name, "unit", "a number without a unit")
		}
		if c.Doc == "" {
			r.violate(file, c.Name, "description", "no description")
		}
		columns = append(columns, c)
	}
	want := t.Columns
	if t.Columns == nil {
		t.Columns = columns
		name := filepath.Base(t.Name)
		for _, x := range Tables() {
			if x.Name == name {
				want = x.Columns
			}
		}
		if name == "runs" {
			r.inspectRunsColumns(file, columns)
		}
	}
	for i := range want {
		switch {
		case i >= len(columns):
			r.violate(file, want[i].Name, "schema", "the column is missing")
		case columns[i].Name != "" && columns[i].Name == want[i].Name && columns[i].Unit != want[i].Unit:
			r.violate(file, columns[i].Name, "unit", "%q instead of %q", columns[i].Unit, want[i].Unit)
		case columns[i].Name != "" && (columns[i].Name != want[i].Name || columns[i].Type != want[i].Type || columns[i].Optional != want[i].Optional):
			r.violate(file, columns[i].Name, "schema", "%s in the place of %s", describe(&columns[i]), describe(&want[i]))
		}
	}
	if want != nil && len(columns) > len(want) && t.Parts > 0 {
		r.violate(file, columns[len(want)].Name, "schema", "the parts before do not have the column")
	}
	return columns
}

func (r *Report) inspectRunsColumns(file string, columns []Column) {
	fixed := []string{"scenario", "run_id", "design_id", "rep", "seed", "status", "error"}
	have := map[string]bool{}
	for _, c := range columns {
		have[c.Name] = true
		if c.Name != "" && !slices.Contains(fixed, c.Name) && !strings.HasPrefix(c.Name, "p_") && !strings.HasPrefix(c.Name, "y_") {
			r.violate(file, c.Name, "schema", "neither a parameter (p_) nor an outcome (y_)")
		}
	}
	for _, n := range fixed {
		if !have[n] {
			r.violate(file, n, "schema", "the column is missing")
		}
	}
}

func describe(c *Column) string {
	if c.Optional {
		return fmt.Sprintf("optional %s %s", c.Type, c.Name)
	}
	return fmt.Sprintf("%s %s", c.Type, c.Name)
}

func (r *Report) inspectMetadata(p *readPart, file string, t *TableReport, columns []Column) {
	have := map[string]string{}
	for _, kv := range p.file.Metadata().KeyValueMetadata {
		have[kv.Key] = kv.Value
	}
	for _, k := range []string{KeySchemaVersion, KeyVersion, KeyGit, KeyConfig, KeyExperiment, KeyColumns, KeyPandas} {
		if _, ok := have[k]; !ok {
			r.violate(file, "", "metadata", "no key %s", k)
		}
	}
	if v, ok := have[KeySchemaVersion]; ok && v != strconv.Itoa(SchemaVersion) {
		r.violate(file, "", "version", "%s is %q, this program writes %d", KeySchemaVersion, v, SchemaVersion)
	}
	if have[KeyPandas] != `{"columns":`+have[KeyColumns]+`}` {
		r.violate(file, "", "pandas", "%s does not repeat %s", KeyPandas, KeyColumns)
	}
	if r.experiment != nil {
		m := r.experiment.Meta()
		for _, x := range []struct{ key, want string }{{KeyExperiment, m.ExperimentID}, {KeyConfig, m.ConfigSHA256}, {KeyVersion, m.Version}, {KeyGit, m.Git}} {
			if have[x.key] != x.want {
				r.violate(file, "", "experiment", "%s is %q, %s says %q", x.key, have[x.key], indexName, x.want)
			}
		}
	}
	if t.Metadata == nil {
		t.Metadata = have
		return
	}
	for _, k := range []string{KeySchemaVersion, KeyVersion, KeyGit, KeyConfig, KeyExperiment, KeyColumns, KeyPandas, KeyDigits, KeyEvery} {
		if have[k] != t.Metadata[k] {
			r.violate(file, "", "same metadata", "%s differs from the first part", k)
		}
	}
}

// inspectLayout checks compression, encodings, row groups and the declared
// order.
func (r *Report) inspectLayout(p *readPart, file string, columns []Column) {
	var keys []string
	name := filepath.Base(filepath.Dir(filepath.FromSlash(file)))
	for _, x := range Tables() {
		if x.Name == name {
			keys = x.Keys
		}
	}
	if name == "runs" {
		keys = []string{"scenario", "run_id"}
	}
	groups := p.file.Metadata().RowGroups
	for g := range groups {
		if n := groups[g].NumRows; n > RowGroupRows || (n < RowGroupRows && g < len(groups)-1) {
			r.violate(file, "", "row group", "group %d has %d rows, all but the last have %d", g, n, RowGroupRows)
		}
		for i := range groups[g].Columns {
			if i >= len(columns) {
				break
			}
			c, md := &columns[i], &groups[g].Columns[i].MetaData
			if md.Codec != format.Zstd {
				r.violate(file, c.Name, "compression", "%s instead of ZSTD", md.Codec)
			}
			if s := &md.Statistics; c.Name != "" && c.Type != String && md.NumValues > s.NullCount && (len(s.MinValue) == 0 || len(s.MaxValue) == 0) {
				r.violate(file, c.Name, "statistics", "group %d has no smallest and largest value", g)
			}
			for _, enc := range md.Encoding {
				if c.Name != "" && !decodable(c.Type, enc) {
					r.violate(file, c.Name, "encoding", "%s, which not every reader decodes for %s", enc, c.Type)
				}
			}
		}
		var declared []string
		for _, s := range groups[g].SortingColumns {
			if int(s.ColumnIdx) < len(columns) && !s.Descending {
				declared = append(declared, columns[s.ColumnIdx].Name)
			}
		}
		if !slices.Equal(declared, keys) {
			r.violate(file, "", "sorting", "declares the order (%s), not (%s)", strings.Join(declared, ", "), strings.Join(keys, ", "))
		}
	}
}

// decodable reports whether all readers of docs/readers.md decode an encoding of
// a type. RLE is that of levels and truth values.
func decodable(t Type, e format.Encoding) bool {
	switch e {
	case format.Plain, format.RLE, format.RLEDictionary, format.BitPacked:
		return true
	case format.DeltaBinaryPacked:
		return t == Int32
	}
	return false
}

// inspectRows checks every value and the order of the rows, across parts too,
// and returns the first and last run.
func (r *Report) inspectRows(p *readPart, file string, columns []Column, last Key) (firstKey, lastKey Key) {
	t := &Table{Columns: columns}
	s, id, date := t.column("scenario"), t.column("run_id"), t.column("date")
	if s >= 0 && columns[s].Type != String || id >= 0 && columns[id].Type != Int32 || date >= 0 && columns[date].Type != Date {
		return Key{}, last
	}
	derived := strings.HasPrefix(file, "summary/")
	order, err := newKeyOrder(file, t)
	if derived && err != nil {
		return Key{}, last // the schema is wrong, which is reported
	}
	var round *codec
	if text, ok := p.file.Lookup(KeyDigits); ok && filepath.Base(filepath.Dir(filepath.FromSlash(file))) != "runs" {
		if n, err := strconv.Atoi(text); err != nil || n < 0 || n > 15 {
			r.violate(file, "", "metadata", "%s is %q", KeyDigits, text)
		} else {
			round = &codec{scale: math.Pow10(n)}
		}
	}
	scenario := []byte(last.Scenario)
	lastID, lastDate, begun := last.RunID, int32(0), last.Scenario != ""
	first := true
	err = p.eachRow(func(row parquet.Row) error {
		for i := range columns {
			c := &columns[i]
			if c.Name == "" || row[i].IsNull() {
				continue
			}
			switch c.Type {
			case Double:
				v := row[i].Double()
				if !finite(v) {
					r.violate(file, c.Name, "finite", "%g", v)
				} else if round != nil && round.round(v) != v {
					r.violate(file, c.Name, "digits", "%g is not rounded as the footer says", v)
				}
			case Int64:
				if v := row[i].Int64(); v > maxInt || v < -maxInt {
					r.violate(file, c.Name, "range", "%d is beyond 2^53", v)
				}
			}
		}
		if derived {
			if !order.follows(row) {
				r.violate(file, "", "sorted", "a row comes after one with a larger key")
			}
			return nil
		}
		if s < 0 {
			return nil
		}
		now := row[s].ByteArray()
		nowID, nowDate := int32(0), int32(0)
		if id >= 0 {
			nowID = row[id].Int32()
		}
		if date >= 0 {
			nowDate = row[date].Int32()
		}
		if begun {
			runs := cmp.Or(bytes.Compare(scenario, now), cmp.Compare(lastID, nowID))
			switch {
			case runs > 0 || (runs == 0 && !first && lastDate > nowDate):
				r.violate(file, "", "sorted", "a row of (%s, %d) comes after one of (%s, %d)", now, nowID, scenario, lastID)
			case runs == 0 && first:
				r.violate(file, "", "disjoint", "run %d of %s is in the part before, too", nowID, now)
			}
		}
		if first {
			firstKey = Key{Scenario: string(now), RunID: nowID}
		}
		begun, first = true, false
		scenario, lastID, lastDate = append(scenario[:0], now...), nowID, nowDate
		return nil
	})
	if err != nil {
		r.violate(file, "", "readable", "%v", err)
	}
	return firstKey, Key{Scenario: string(scenario), RunID: lastID}
}

// keyOrder follows rows in the order of a table's keys.
type keyOrder struct {
	at    []int
	types []Type
	last  []parquet.Value
}

func newKeyOrder(file string, t *Table) (*keyOrder, error) {
	o := &keyOrder{}
	name := filepath.Base(filepath.Dir(filepath.FromSlash(file)))
	for _, x := range Tables() {
		if x.Name != name {
			continue
		}
		for _, k := range x.Keys {
			i := t.column(k)
			if i < 0 || t.Columns[i].Type != x.Columns[x.column(k)].Type {
				return nil, fmt.Errorf("no column %s", k)
			}
			o.at, o.types = append(o.at, i), append(o.types, t.Columns[i].Type)
		}
	}
	return o, nil
}

// follows reports whether the row's key is not below that of the row before.
func (o *keyOrder) follows(row parquet.Row) bool {
	order := 0
	for i, j := range o.at {
		if order != 0 || o.last == nil {
			break
		}
		switch a, b := o.last[i], row[j]; o.types[i] {
		case String:
			order = bytes.Compare(a.ByteArray(), b.ByteArray())
		case Double:
			order = cmp.Compare(a.Double(), b.Double())
		default:
			order = cmp.Compare(a.Int32(), b.Int32())
		}
	}
	if o.last == nil {
		o.last = make([]parquet.Value, len(o.at))
	}
	for i, j := range o.at {
		o.last[i] = row[j].Clone()
	}
	return order <= 0
}

var manifestRule = regexp.MustCompile(`^chunk-([0-9]{5,})\.json$`)

// inspectManifests checks that every part that a manifest lists is there, and
// that manifests and index are those of the experiment.
func (r *Report) inspectManifests(dir string) {
	entries, err := os.ReadDir(filepath.Join(dir, "manifest"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.violate("manifest", "", "readable", "%v", err)
	}
	for _, f := range entries {
		name := "manifest/" + f.Name()
		digits := manifestRule.FindStringSubmatch(f.Name())
		if digits == nil {
			r.violate(name, "", "name", "only files named chunk-NNNNN.json belong here")
			continue
		}
		index, err := strconv.Atoi(digits[1])
		if err != nil || manifestName(index) != name {
			r.violate(name, "", "name", "the number is not that of a chunk, five digits")
			continue
		}
		m, err := ReadManifest(dir, index)
		if err != nil {
			r.violate(name, "", "readable", "%v", err)
			continue
		}
		for i := range m.Tables {
			path := m.Tables[i].Path
			if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(path))); err != nil {
				r.violate(path, "", "manifest", "chunk %d lists it, and it is not there", index)
			}
		}
		if r.experiment == nil {
			continue
		}
		if index >= r.experiment.NumChunks() {
			r.violate(name, "", "manifest", "the experiment has %d chunks", r.experiment.NumChunks())
		} else if err := r.experiment.matches(m); err != nil {
			r.violate(name, "", "manifest", "%v", err)
		}
	}
	if r.experiment == nil || r.experiment.Index == nil || r.experiment.Index.DatasetSHA256 == "" {
		return
	}
	chunks := make([]int, r.experiment.NumChunks())
	for k := range chunks {
		chunks[k] = k
	}
	sum, err := r.experiment.Tally(chunks)
	switch {
	case err != nil:
		r.violate(indexName, "", "index", "%v", err)
	case sum.Missing > 0:
		r.violate(indexName, "", "index", "it says that all chunks are finished, and %d are not", sum.Missing)
	case sum.DatasetSHA256 != r.experiment.Index.DatasetSHA256:
		r.violate(indexName, "", "index", "dataset_sha256 is %.12s, the manifests give %.12s", r.experiment.Index.DatasetSHA256, sum.DatasetSHA256)
	}
}

// inspectSidecars checks that the files beside the tables describe them.
func (r *Report) inspectSidecars(dir string) {
	e := r.experiment
	if _, err := os.Stat(filepath.Join(dir, "config.resolved.yaml")); err != nil {
		r.violate("config.resolved.yaml", "", "sidecar", "it is not there")
	}
	if b, err := os.ReadFile(filepath.Join(dir, viewsName)); err != nil {
		r.violate(viewsName, "", "sidecar", "%v", err)
	} else if string(b) != e.views() {
		r.violate(viewsName, "", "sidecar", "it is not that of these tables")
	}
	if b, err := os.ReadFile(filepath.Join(dir, packageName)); err != nil {
		r.violate(packageName, "", "sidecar", "%v", err)
	} else if want, err := e.packageJSON(); err != nil || !bytes.Equal(b, want) {
		r.violate(packageName, "", "sidecar", "it is not the dictionary of these tables")
	}
	b, err := os.ReadFile(filepath.Join(dir, crateName))
	if errors.Is(err, fs.ErrNotExist) {
		return // an experiment that has not come to its end
	}
	var crate struct {
		Graph []struct {
			ID     string `json:"@id"`
			SHA256 string `json:"sha256"`
		} `json:"@graph"`
	}
	if err == nil {
		err = json.Unmarshal(b, &crate)
	}
	if err != nil {
		r.violate(crateName, "", "sidecar", "%v", err)
		return
	}
	for _, x := range crate.Graph {
		if x.SHA256 == "" {
			continue
		}
		f, err := crateFileOf(dir, x.ID)
		if err != nil {
			r.violate(crateName, "", "sidecar", "it describes %s, which cannot be read", x.ID)
		} else if f.sum != x.SHA256 {
			r.violate(crateName, "", "sidecar", "the hash of %s is %.12s, it says %.12s", x.ID, f.sum, x.SHA256)
		}
	}
}
