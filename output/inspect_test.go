package output

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
)

func TestInspectPasses(t *testing.T) {
	dir := t.TempDir()
	for i, k := range runList(2, "a", "b") {
		writeChunk(t, dir, i, testOptions(TraceFull), 4, k)
	}
	r, err := Inspect(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range r.Violations {
		t.Error(v)
	}
	if len(r.Tables) != 15 || len(r.Unlisted) != 0 {
		t.Errorf("%d tables, unlisted %v", len(r.Tables), r.Unlisted)
	}
	for _, x := range r.Tables {
		if x.Parts != 4 || x.Rows == 0 || x.Bytes == 0 || x.Metadata[KeyExperiment] != "test" {
			t.Errorf("%s: %d parts, %d rows, %d bytes, %v", x.Name, x.Parts, x.Rows, x.Bytes, x.Metadata)
		}
	}
}

// An empty table has a part with the schema; a chunk without runs, too.
func TestInspectEmpty(t *testing.T) {
	dir := t.TempDir()
	writeChunk(t, dir, 0, testOptions(TraceFull), 1)
	r, err := Inspect(dir)
	if err != nil || len(r.Violations) > 0 || len(r.Tables) != 15 {
		t.Errorf("%+v %v", r, err)
	}
	if _, err := Inspect(t.TempDir()); err == nil {
		t.Error("a directory without tables passed")
	}
}

// badPart writes a part with arbitrary rows and options into a table.
func badPart[T any](t *testing.T, dir, table, name string, rows []T, options ...parquet.WriterOption) {
	t.Helper()
	full := filepath.Join(dir, "tables", table)
	if err := os.MkdirAll(full, 0o777); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(full, name))
	if err != nil {
		t.Fatal(err)
	}
	w := parquet.NewGenericWriter[T](f, options...)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// good are the options of a table, on top of which tests break one thing.
func good(t *Table) []parquet.WriterOption {
	return writerOptions(t, parquet.NewBufferPool(), testMeta, &Options{})[1:]
}

// Every rule, broken on purpose, is found and named with file and column.
func TestInspectFinds(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	flow := func(scenario string, run, date int32) FlowRow {
		return FlowRow{Scenario: scenario, RunID: run, Date: date, Bucket: "b", Seller: "s", Buyer: "t", ValueUSDBn: 1}
	}
	sorted := []FlowRow{flow("a", 0, 1), flow("a", 0, 2), flow("a", 1, 1), flow("b", 0, 1)}
	part := "part-00000.parquet"
	path := "tables/flows/" + part
	type panelRow struct {
		Scenario string   `parquet:"scenario,dict"`
		RunID    int32    `parquet:"run_id"`
		Date     int32    `parquet:"date,date,dict"`
		Day      int32    `parquet:"day"`
		VIX      *float64 `parquet:"vix_idx,optional"`
	}
	panel, err := PanelTable([]Column{{Name: "vix_idx", Unit: "index", Doc: "gauge of equity volatility"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		write        func(dir string)
		file, column string
		rule         string
	}{
		"foreign file": {func(dir string) {
			badPart(t, dir, "flows", part, sorted, good(flowsTable)...)
			_ = os.WriteFile(filepath.Join(dir, "tables", "flows", "_SUCCESS"), nil, 0o666)
		}, "tables/flows/_SUCCESS", "", "name"},
		"stray file in tables": {func(dir string) {
			badPart(t, dir, "flows", part, sorted, good(flowsTable)...)
			_ = os.WriteFile(filepath.Join(dir, "tables", "x.csv"), nil, 0o666)
		}, "tables/x.csv", "", "directory"},
		"part name": {func(dir string) { badPart(t, dir, "flows", "part-7.parquet", sorted, good(flowsTable)...) }, "tables/flows/part-7.parquet", "", "name"},
		"not parquet": {func(dir string) {
			badPart(t, dir, "flows", part, sorted, good(flowsTable)...)
			_ = os.Truncate(filepath.Join(dir, path), 200)
		}, path, "", "readable"},
		"unsorted run": {func(dir string) {
			badPart(t, dir, "flows", part, []FlowRow{flow("a", 1, 1), flow("a", 0, 1)}, good(flowsTable)...)
		}, path, "", "sorted"},
		"unsorted scenario": {func(dir string) {
			badPart(t, dir, "flows", part, []FlowRow{flow("b", 1, 1), flow("a", 1, 1)}, good(flowsTable)...)
		}, path, "", "sorted"},
		"unsorted date": {func(dir string) {
			badPart(t, dir, "flows", part, []FlowRow{flow("a", 1, 2), flow("a", 1, 1)}, good(flowsTable)...)
		}, path, "", "sorted"},
		"parts out of order": {func(dir string) {
			badPart(t, dir, "flows", part, []FlowRow{flow("b", 1, 1)}, good(flowsTable)...)
			badPart(t, dir, "flows", "part-00001.parquet", []FlowRow{flow("a", 1, 1)}, good(flowsTable)...)
		}, "tables/flows/part-00001.parquet", "", "sorted"},
		"run in two parts": {func(dir string) {
			badPart(t, dir, "flows", part, []FlowRow{flow("b", 1, 1)}, good(flowsTable)...)
			badPart(t, dir, "flows", "part-00001.parquet", []FlowRow{flow("b", 1, 2)}, good(flowsTable)...)
		}, "tables/flows/part-00001.parquet", "", "disjoint"},
		"order not declared": {func(dir string) {
			badPart(t, dir, "flows", part, sorted, append(good(flowsTable), parquet.SortingWriterConfig(parquet.SortingColumns(parquet.Ascending("run_id"))))...)
		}, path, "", "sorting"},
		"NaN": {func(dir string) {
			x := flow("a", 0, 1)
			x.ValueUSDBn = math.NaN()
			badPart(t, dir, "flows", part, []FlowRow{x}, good(flowsTable)...)
		}, path, "value_usd_bn", "finite"},
		"infinity": {func(dir string) {
			x := flow("a", 0, 1)
			x.ValueUSDBn = math.Inf(-1)
			badPart(t, dir, "flows", part, []FlowRow{x}, good(flowsTable)...)
		}, path, "value_usd_bn", "finite"},
		"large integer": {func(dir string) {
			badPart(t, dir, "trades", part, []TradeRow{{Scenario: "a", UnitsN: 1<<53 + 1}}, good(tradesTable)...)
		}, "tables/trades/" + part, "units_n", "range"},
		"codec": {func(dir string) {
			badPart(t, dir, "flows", part, sorted, append(good(flowsTable), parquet.Compression(&parquet.Snappy))...)
		}, path, "value_usd_bn", "compression"},
		"encoding": {func(dir string) {
			v := 1.5
			badPart(t, dir, "panel", part, []panelRow{{Scenario: "a", VIX: &v}}, append(good(panel), parquet.DefaultEncodingFor(parquet.Double, &parquet.ByteStreamSplit))...)
		}, "tables/panel/" + part, "vix_idx", "encoding"},
		"series that is no number": {func(dir string) {
			type row struct {
				Scenario string  `parquet:"scenario,dict"`
				RunID    int32   `parquet:"run_id"`
				Date     int32   `parquet:"date,date,dict"`
				Day      int32   `parquet:"day"`
				VIX      *string `parquet:"vix_idx,optional,dict"`
			}
			badPart(t, dir, "panel", part, []row{{Scenario: "a"}}, good(panel)...)
		}, "tables/panel/" + part, "vix_idx", "schema"},
		"series that cannot be missing": {func(dir string) {
			type row struct {
				Scenario string  `parquet:"scenario,dict"`
				RunID    int32   `parquet:"run_id"`
				Date     int32   `parquet:"date,date,dict"`
				Day      int32   `parquet:"day"`
				VIX      float64 `parquet:"vix_idx"`
			}
			badPart(t, dir, "panel", part, []row{{Scenario: "a"}}, good(panel)...)
		}, "tables/panel/" + part, "vix_idx", "schema"},
		"series without a unit": {func(dir string) {
			units := strings.Replace(columnsJSON(panel), `"unit":"index"`, `"unit":""`, 1)
			badPart(t, dir, "panel", part, []panelRow{{Scenario: "a"}}, append(good(panel), parquet.KeyValueMetadata(KeyColumns, units), parquet.KeyValueMetadata(KeyPandas, `{"columns":`+units+`}`))...)
		}, "tables/panel/" + part, "vix_idx", "unit"},
		"key of the panel": {func(dir string) {
			type row struct {
				Scenario string   `parquet:"scenario,dict"`
				RunID    int32    `parquet:"run_id"`
				Date     int32    `parquet:"date,date,dict"`
				VIX      *float64 `parquet:"vix_idx,optional"`
			}
			badPart(t, dir, "panel", part, []row{{Scenario: "a"}}, good(panel)...)
		}, "tables/panel/" + part, "vix_idx", "schema"},
		"series of one part": {func(dir string) {
			type row struct {
				Scenario string   `parquet:"scenario,dict"`
				RunID    int32    `parquet:"run_id"`
				Date     int32    `parquet:"date,date,dict"`
				Day      int32    `parquet:"day"`
				VIX      *float64 `parquet:"vix_idx,optional"`
				MOVE     *float64 `parquet:"move_idx,optional"`
			}
			badPart(t, dir, "panel", part, []panelRow{{Scenario: "a"}}, good(panel)...)
			badPart(t, dir, "panel", "part-00001.parquet", []row{{Scenario: "b"}}, good(panel)...)
		}, "tables/panel/part-00001.parquet", "move_idx", "schema"},
		"encoding of integers": {func(dir string) {
			badPart(t, dir, "trades", part, []TradeRow{{Scenario: "a", UnitsN: 5}}, append(good(tradesTable), parquet.DefaultEncodingFor(parquet.Int64, &parquet.DeltaBinaryPacked))...)
		}, "tables/trades/" + part, "units_n", "encoding"},
		"unit": {func(dir string) {
			units := strings.Replace(columnsJSON(flowsTable), "USD bn", "EUR bn", 1)
			badPart(t, dir, "flows", part, sorted, append(good(flowsTable), parquet.KeyValueMetadata(KeyColumns, units), parquet.KeyValueMetadata(KeyPandas, `{"columns":`+units+`}`))...)
		}, path, "value_usd_bn", "unit"},
		"no statistics": {func(dir string) {
			badPart(t, dir, "flows", part, sorted, append(good(flowsTable), parquet.SkipPageBounds("value_usd_bn"))...)
		}, path, "value_usd_bn", "statistics"},
		"digits": {func(dir string) {
			x := flow("a", 0, 1)
			x.ValueUSDBn = 1.005
			badPart(t, dir, "flows", part, []FlowRow{x}, append(good(flowsTable), parquet.KeyValueMetadata(KeyDigits, "2"))...)
		}, path, "value_usd_bn", "digits"},
		"row groups": {func(dir string) {
			badPart(t, dir, "flows", part, sorted, append(good(flowsTable), parquet.MaxRowsPerRowGroup(2))...)
		}, path, "", "row group"},
		"large row group": {func(dir string) {
			badPart(t, dir, "flows", part, slices.Repeat(sorted[:1], RowGroupRows+1), append(good(flowsTable), parquet.MaxRowsPerRowGroup(1<<20))...)
		}, path, "", "row group"},
		"no metadata": {func(dir string) { badPart(t, dir, "flows", part, sorted) }, path, "", "metadata"},
		"no units":    {func(dir string) { badPart(t, dir, "flows", part, sorted) }, path, "value_usd_bn", "unit"},
		"version": {func(dir string) {
			badPart(t, dir, "flows", part, sorted, append(good(flowsTable), parquet.KeyValueMetadata(KeySchemaVersion, "1"))...)
		}, path, "", "version"},
		"pandas": {func(dir string) {
			badPart(t, dir, "flows", part, sorted, append(good(flowsTable), parquet.KeyValueMetadata(KeyPandas, "{}"))...)
		}, path, "", "pandas"},
		"other metadata": {func(dir string) {
			badPart(t, dir, "flows", part, sorted[:1], good(flowsTable)...)
			badPart(t, dir, "flows", "part-00001.parquet", sorted[2:], append(good(flowsTable), parquet.KeyValueMetadata(KeyConfig, "else"))...)
		}, "tables/flows/part-00001.parquet", "", "same metadata"},
		"column missing": {func(dir string) {
			type row struct {
				Scenario string `parquet:"scenario,dict"`
				RunID    int32  `parquet:"run_id"`
			}
			badPart(t, dir, "flows", part, []row{{"a", 0}}, good(flowsTable)...)
		}, path, "value_usd_bn", "schema"},
		"column retyped": {func(dir string) {
			type row struct {
				Scenario string `parquet:"scenario,dict"`
				RunID    int64  `parquet:"run_id"`
			}
			badPart(t, dir, "flows", part, []row{{"a", 0}}, good(flowsTable)...)
		}, path, "run_id", "schema"},
		"unknown outcome": {func(dir string) {
			type row struct {
				Scenario string  `parquet:"scenario,dict"`
				RunID    int32   `parquet:"run_id"`
				Peak     float64 `parquet:"peak_bp"`
			}
			badPart(t, dir, "runs", part, []row{{"a", 0, 1}}, good(flowsTable)[:1]...)
		}, "tables/runs/" + part, "peak_bp", "schema"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c.write(dir)
			r, err := Inspect(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range r.Violations {
				if v.File == c.file && v.Column == c.column && v.Rule == c.rule {
					if !strings.HasPrefix(v.String(), c.file+": ") {
						t.Errorf("text %q", v)
					}
					return
				}
			}
			t.Errorf("not found; found %v", r.Violations)
		})
	}
}

// Types and names outside the contract.
func TestInspectTypes(t *testing.T) {
	type wrap[T any] struct {
		X T `parquet:"x"`
	}
	part := "part-00000.parquet"
	for name, write := range map[string]func(dir string){
		"uint64":  func(dir string) { badPart(t, dir, "other", part, []wrap[uint64]{{1}}) },
		"uint32":  func(dir string) { badPart(t, dir, "other", part, []wrap[uint32]{{1}}) },
		"int16":   func(dir string) { badPart(t, dir, "other", part, []wrap[int16]{{1}}) },
		"float32": func(dir string) { badPart(t, dir, "other", part, []wrap[float32]{{1}}) },
		"bytes":   func(dir string) { badPart(t, dir, "other", part, []wrap[[]byte]{{[]byte("x")}}) },
		"uuid":    func(dir string) { badPart(t, dir, "other", part, []wrap[[16]byte]{{}}) },
		"list":    func(dir string) { badPart(t, dir, "other", part, []wrap[[]int32]{{[]int32{1, 2}}}) },
		"group":   func(dir string) { badPart(t, dir, "other", part, []wrap[struct{ A int32 }]{{}}) },
		"map":     func(dir string) { badPart(t, dir, "other", part, []wrap[map[string]int32]{{}}) },
		"nanoseconds": func(dir string) {
			badPart(t, dir, "other", part, []struct {
				X int64 `parquet:"x,timestamp(nanosecond)"`
			}{{1}})
		},
		"milliseconds": func(dir string) {
			badPart(t, dir, "other", part, []struct {
				X int64 `parquet:"x,timestamp(millisecond)"`
			}{{1}})
		},
		"local time": func(dir string) {
			badPart(t, dir, "other", part, []struct {
				X int64 `parquet:"x,timestamp(microsecond:local)"`
			}{{1}})
		},
		"enum": func(dir string) {
			badPart(t, dir, "other", part, []struct {
				X string `parquet:"x,enum"`
			}{{"a"}})
		},
		"json": func(dir string) {
			badPart(t, dir, "other", part, []struct {
				X string `parquet:"x,json"`
			}{{"{}"}})
		},
		"decimal": func(dir string) {
			badPart(t, dir, "other", part, []struct {
				X int64 `parquet:"x,decimal(2:9)"`
			}{{1}})
		},
		"time": func(dir string) {
			badPart(t, dir, "other", part, []struct {
				X int64 `parquet:"x,time(microsecond)"`
			}{{1}})
		},
	} {
		dir := t.TempDir()
		write(dir)
		r, err := Inspect(dir)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !slices.ContainsFunc(r.Violations, func(v Violation) bool { return v.Column == "x" && v.Rule == "type" }) {
			t.Errorf("%s passed: %v", name, r.Violations)
		}
	}
	dir := t.TempDir()
	badPart(t, dir, "other", part, []struct {
		X int64 `parquet:"x,timestamp(microsecond)"`
	}{{1}})
	badPart(t, dir, "names", part, []struct {
		X string `parquet:"Upper"`
		Y string `parquet:"a_name_of_thirty_three_characters"`
		Z string `parquet:"ok"`
	}{{}})
	r, err := Inspect(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, v := range r.Violations {
		if v.Rule == "type" {
			t.Error(v)
		}
		if v.Rule == "name" {
			names = append(names, v.Column)
		}
	}
	if !slices.Equal(names, []string{"Upper", "a_name_of_thirty_three_characters"}) {
		t.Errorf("bad names: %v", names)
	}
}

// A part that was changed, moved or is of no finished chunk.
func TestInspectManifest(t *testing.T) {
	fresh := func() string {
		dir := t.TempDir()
		for i, k := range runList(2, "a") {
			writeChunk(t, dir, i, testOptions(TracePanel), 3, k)
		}
		return dir
	}
	find := func(dir, file, rule string) {
		t.Helper()
		r, err := Inspect(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range r.Violations {
			if v.File == file && v.Rule == rule {
				return
			}
		}
		t.Errorf("no violation of %q in %s: %v", rule, file, r.Violations)
	}

	// A bit flipped in the footer is seen by nothing but the checksum.
	dir := fresh()
	path := filepath.Join(dir, "tables", "panel", "part-00001.parquet")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.LastIndex(string(b), "%/yr")
	b[at] ^= 1
	if err := os.WriteFile(path, b, 0o666); err != nil {
		t.Fatal(err)
	}
	find(dir, "tables/panel/part-00001.parquet", "manifest")

	dir = fresh()
	if err := os.Rename(filepath.Join(dir, "tables", "panel", "part-00000.parquet"), filepath.Join(dir, "tables", "panel", "part-00009.parquet")); err != nil {
		t.Fatal(err)
	}
	r, err := Inspect(dir)
	if err != nil || !slices.Equal(r.Unlisted, []string{"tables/panel/part-00009.parquet"}) {
		t.Errorf("unlisted %v, %v", r.Unlisted, err)
	}
	find(dir, "tables/panel/part-00000.parquet", "manifest") // it is listed and gone
	copyFile(t, filepath.Join(dir, "tables", "panel", "part-00001.parquet"), filepath.Join(dir, "tables", "extra", "part-00001.parquet"))
	find(dir, "tables/extra/part-00001.parquet", "name")
	find(dir, "tables/extra", "directory")
}

// Files beside the tables that do not describe them.
func TestInspectExperiment(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	edit := func(dir, name, old, new string) {
		t.Helper()
		path := filepath.Join(dir, filepath.FromSlash(name))
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(b), old) {
			t.Fatalf("%s does not hold %q", name, old)
		}
		if err := os.WriteFile(path, []byte(strings.Replace(string(b), old, new, 1)), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		breakIt    func(dir string, e *Store)
		file, rule string
	}{
		"nothing":          {func(string, *Store) {}, "", ""},
		"configuration":    {func(dir string, _ *Store) { edit(dir, "config.resolved.yaml", "x", "y") }, crateName, "sidecar"},
		"no configuration": {func(dir string, _ *Store) { _ = os.Remove(filepath.Join(dir, "config.resolved.yaml")) }, "config.resolved.yaml", "sidecar"},
		"views":            {func(dir string, _ *Store) { edit(dir, "views.sql", "panel", "panels") }, "views.sql", "sidecar"},
		"dictionary":       {func(dir string, _ *Store) { edit(dir, packageName, `"bp"`, `"pp"`) }, packageName, "sidecar"},
		"hash in the crate": {func(dir string, e *Store) {
			edit(dir, crateName, e.Index.Files[0].SHA256, strings.Repeat("0", 64))
		}, crateName, "sidecar"},
		"not JSON": {func(dir string, _ *Store) { edit(dir, indexName, "{", "[") }, indexName, "readable"},
		"identity": {func(dir string, _ *Store) {
			edit(dir, planName, `"experiment_id": "test"`, `"experiment_id": "else"`)
			edit(dir, indexName, `"experiment_id": "test"`, `"experiment_id": "else"`)
			seal(t, dir)
		}, "tables/panel/part-00000.parquet", "experiment"},
		"two identities": {func(dir string, _ *Store) {
			edit(dir, indexName, `"experiment_id": "test"`, `"experiment_id": "else"`)
		}, indexName, "readable"},
		"dataset hash": {func(dir string, e *Store) {
			edit(dir, indexName, e.Index.DatasetSHA256, strings.Repeat("0", 64))
			seal(t, dir)
		}, indexName, "index"},
		"dataset hash without its digest": {func(dir string, e *Store) {
			edit(dir, indexName, e.Index.DatasetSHA256, strings.Repeat("0", 64))
		}, indexName, "readable"},
		"run in a manifest": {func(dir string, _ *Store) { edit(dir, manifestName(1), `"run_id": 11`, `"run_id": 12`) }, "tables/runs/part-00001.parquet", "manifest"},
		"scenario of a run": {func(dir string, _ *Store) {
			edit(dir, manifestName(0), `"status": "ok"`, `"status": "ok", "scenario": "z"`)
		}, manifestName(0), "manifest"},
		"series of the plan": {func(dir string, _ *Store) { edit(dir, planName, `"vix_idx"`, `"vix_gauge_idx"`); seal(t, dir) }, "tables/panel/part-00000.parquet", "schema"},
		"unit of a series":   {func(dir string, _ *Store) { edit(dir, planName, `"JPY per USD"`, `"USD per JPY"`); seal(t, dir) }, "tables/panel/part-00000.parquet", "unit"},
		"stray manifest": {func(dir string, _ *Store) {
			_ = os.WriteFile(filepath.Join(dir, "manifest", "x.json"), nil, 0o666)
		}, "manifest/x.json", "name"},
		"chunk beyond the plan": {func(dir string, _ *Store) {
			copyFile(t, filepath.Join(dir, manifestName(1)), filepath.Join(dir, manifestName(7)))
			edit(dir, manifestName(7), `"chunk": 1`, `"chunk": 7`)
		}, manifestName(7), "manifest"},
		"table beyond the trace level": {func(dir string, _ *Store) {
			badPart(t, dir, "flows", "part-00000.parquet", []FlowRow{}, good(flowsTable)...)
		}, "tables/flows", "directory"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			e, err := CreateStore(dir, planOf(testLayout(TracePanel, 4)), []byte("x"))
			if err != nil {
				t.Fatal(err)
			}
			fill(t, e, 0, 1)
			if err := e.Rebuild(); err != nil {
				t.Fatal(err)
			}
			if err := e.WriteCrate(Provenance{Title: "test", End: time.Unix(1e9, 0)}); err != nil {
				t.Fatal(err)
			}
			c.breakIt(dir, e)
			r, err := Inspect(dir)
			if err != nil {
				t.Fatal(err)
			}
			if c.rule == "" {
				if len(r.Violations) > 0 {
					t.Errorf("found %v", r.Violations)
				}
				return
			}
			if !slices.ContainsFunc(r.Violations, func(v Violation) bool { return v.File == c.file && v.Rule == c.rule }) {
				t.Errorf("not found; found %v", r.Violations)
			}
		})
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

// The columns of all tables keep the contract that Inspect checks in files.
func TestTablesKeepContract(t *testing.T) {
	all, err := TablesOf(testSeries())
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range all {
		for i, c := range table.Columns {
			if !nameRule.MatchString(c.Name) {
				t.Errorf("%s: name %s", table.Name, c.Name)
			}
			if c.Doc == "" {
				t.Errorf("%s: no description of %s", table.Name, c.Name)
			}
			if (c.Unit != "") != c.numeric() {
				t.Errorf("%s: unit %q of %s", table.Name, c.Unit, c.Name)
			}
			if i < len(table.Keys) && c.Name != table.Keys[i] && table != irfTable && table != fanTable {
				t.Errorf("%s: column %d is %s, not the key %s", table.Name, i, c.Name, table.Keys[i])
			}
		}
	}
}

func TestSchemaMarkdown(t *testing.T) {
	s, err := SchemaMarkdown(testSeries())
	if err != nil {
		t.Fatal(err)
	}
	all, err := TablesOf(testSeries())
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range all {
		if !strings.Contains(s, "## "+table.dir()+"\n") {
			t.Errorf("no section for %s", table.Name)
		}
		for _, c := range table.Columns {
			if !strings.Contains(s, fmt.Sprintf("| `%s` | %s", c.Name, c.Type)) {
				t.Errorf("no line for %s of %s", c.Name, table.Name)
			}
		}
	}
	if !strings.Contains(s, "| `p_*` |") || !strings.Contains(s, "| `error` | STRING, optional |") {
		t.Error("runs is not complete")
	}
	if !strings.Contains(s, "| `usdjpy_jpy` | DOUBLE, optional | JPY per USD | yen per US dollar |") {
		t.Error("panel is not complete")
	}
	if _, err := SchemaMarkdown([]Column{{Name: "x"}}); err == nil {
		t.Error("a series without a unit was described")
	}
}

// seal gives a plan and an index that were changed the digests of their content.
func seal(t *testing.T, dir string) {
	t.Helper()
	path := filepath.Join(dir, indexName)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var f indexFile
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	if b, err = marshalIndex(f); err != nil {
		t.Fatal(err)
	}
	plan, planErr := os.ReadFile(filepath.Join(dir, planName))
	if err := errors.Join(planErr, os.WriteFile(path, b, 0o600), os.WriteFile(filepath.Join(dir, planName), sealed(plan, planDigest), 0o600)); err != nil {
		t.Fatal(err)
	}
}
