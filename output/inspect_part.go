package output

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// checkChunk compares a part with the manifest of its chunk and returns its entry
// there, nil if there is none.
func (r *Report) checkChunk(dir, file, digits string) *ManifestTable {
	index, err := strconv.Atoi(digits)
	if err != nil || fmt.Sprintf("%05d", index) != digits {
		r.violate(file, "", "name", "the number of a chunk has five digits")
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
			if err := m.Tables[i].check(osFS{}, dir, true); err != nil {
				r.violate(file, "", "manifest", "%v", err)
			}
			return &m.Tables[i]
		}
	}
	r.violate(file, "", "name", "the manifest of chunk %d does not list it", index)
	return nil
}

// inspectPart checks one file and returns its first and last run; last is the last
// run of the preceding part.
func (r *Report) inspectPart(p *readPart, file string, t *TableReport, last Key) (Key, Key) {
	columns := r.inspectSchema(p, file, t)
	r.inspectMetadata(p, file, t, columns)
	r.inspectLayout(p, file, columns)
	if !flat(p.file.Schema()) || p.checkCodecs() != nil {
		return Key{}, last // already reported
	}
	return r.inspectRows(p, file, columns, last)
}

// flat reports whether rows have exactly one value for each column.
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
	units := p.described()
	if _, ok := p.file.Lookup(KeyColumns); ok && units == nil {
		r.violate(file, "", "metadata", "%s is not a valid dictionary of columns", KeyColumns)
	}
	var columns []Column
	for _, f := range p.file.Schema().Fields() {
		d := units[f.Name()]
		c := Column{Name: f.Name(), Optional: f.Optional(), Unit: d.Unit, Doc: d.Description, Kind: d.Kind, Valuation: d.Valuation}
		typ, err := columnType(f)
		if err != nil {
			r.violate(file, c.Name, "type", "%v", err)
			c.Name = ""
			columns = append(columns, c)
			continue
		}
		c.Type = typ
		if !nameRule.MatchString(c.Name) {
			r.violate(file, c.Name, "name", "a name has at most 32 lower-case letters, digits and underscores")
		}
		if c.numeric() && c.Unit == "" {
			r.violate(file, c.Name, "unit", "the number has no unit")
		}
		if c.Doc == "" {
			r.violate(file, c.Name, "description", "the description is missing")
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
		if name == "panel" {
			want = r.wantedPanel(want, columns)
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
			r.violate(file, columns[i].Name, "schema", "%s instead of %s", describe(&columns[i]), describe(&want[i]))
		}
	}
	if want != nil && len(columns) > len(want) && t.Parts > 0 {
		r.violate(file, columns[len(want)].Name, "schema", "preceding parts do not have the column")
	}
	return columns
}

// wantedPanel is the list of columns that the panel must have: the keys, followed
// by the series of the experiment or, without an experiment, by those of the file
// as optional numbers.
func (r *Report) wantedPanel(keys, have []Column) []Column {
	if r.experiment != nil {
		if t := r.experiment.tableByName("panel"); t != nil {
			return t.Columns
		}
	}
	want := slices.Clone(keys)
	for i := len(keys); i < len(have); i++ {
		c := have[i]
		c.Type, c.Optional = Double, true
		want = append(want, c)
	}
	return want
}

func (r *Report) inspectRunsColumns(file string, columns []Column) {
	fixed := []string{"scenario", "run_id", "design_id", "rep", "seed", "status", "error", "event_day"}
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
			r.violate(file, "", "metadata", "the key %s is missing", k)
		}
	}
	if v, ok := have[KeySchemaVersion]; ok && v != strconv.Itoa(SchemaVersion) {
		r.violate(file, "", "version", "%s is %q, but this program writes %d", KeySchemaVersion, v, SchemaVersion)
	}
	if have[KeyPandas] != `{"columns":`+have[KeyColumns]+`}` {
		r.violate(file, "", "pandas", "%s does not repeat %s", KeyPandas, KeyColumns)
	}
	if r.experiment != nil {
		m := r.experiment.Meta()
		for _, x := range []struct{ key, want string }{{KeyExperiment, m.ExperimentID}, {KeyConfig, m.ConfigSHA256}, {KeyVersion, m.Version}, {KeyGit, m.Git},
			{KeySeed, strconv.FormatInt(m.Seed, 10)}, {KeyArms, m.armsJSON()}} {
			if have[x.key] != x.want {
				r.violate(file, "", "experiment", "%s is %q, but %s says %q", x.key, have[x.key], planName, x.want)
			}
		}
	}
	if t.Metadata == nil {
		t.Metadata = have
		return
	}
	for _, k := range []string{KeySchemaVersion, KeyVersion, KeyGit, KeyConfig, KeyExperiment, KeySeed, KeyArms, KeyColumns, KeyPandas, KeyDigits, KeyEvery} {
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
			r.violate(file, "", "row group", "group %d has %d rows; all except the last must have %d", g, n, RowGroupRows)
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
				r.violate(file, c.Name, "statistics", "group %d lacks the smallest and largest value", g)
			}
			for _, enc := range md.Encoding {
				if c.Name != "" && !decodable(c.Type, enc) {
					r.violate(file, c.Name, "encoding", "%s, which not every reader can decode for %s", enc, c.Type)
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
			r.violate(file, "", "sorting", "declared order (%s) instead of (%s)", strings.Join(declared, ", "), strings.Join(keys, ", "))
		}
	}
}

// decodable reports whether all readers in docs/readers.md can decode an encoding
// of a type. RLE is the encoding of levels and truth values.
func decodable(t Type, e format.Encoding) bool {
	switch e {
	case format.Plain, format.RLE, format.RLEDictionary, format.BitPacked:
		return true
	case format.DeltaBinaryPacked:
		return t == Int32
	}
	return false
}
