package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"kirifuda/internal/bounded"
)

// memory is a file system that has some files.
type memory struct {
	osFS
	files map[string][]byte
}

type memoryFile struct {
	*bytes.Reader
	text []byte
}

func (memoryFile) Close() error { return nil }
func (f memoryFile) Stat() (fs.FileInfo, error) {
	return liarInfo{"x", &liarFile{now: f.text}, false}, nil
}

func (m memory) Open(path string) (inFile, error) {
	b, ok := m.files[path]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return memoryFile{bytes.NewReader(b), b}, nil
}

func (m memory) Stat(path string) (fs.FileInfo, error) {
	b, ok := m.files[path]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return liarInfo{"x", &liarFile{now: b}, false}, nil
}

func (memory) ReadDir(string) ([]fs.DirEntry, error) { return nil, fs.ErrNotExist }

var _ io.ReaderAt = memoryFile{}

// No text of a manifest makes a reader panic, hang or accept what is not there.
func FuzzManifest(f *testing.F) {
	want, _ := undisturbed(f)
	name := liarDir + "/manifest/chunk-00000.json"
	files := map[string][]byte{}
	for p, b := range want {
		files[p] = []byte(b)
	}
	whole, err := openStore(memory{files: files}, liarDir)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(files[name])
	f.Add([]byte(`{"chunk":0,"tables":[{"path":"../../etc/passwd","rows":-1}],"runs":[{"run_id":-1}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		changed := maps.Clone(files)
		changed[name] = text
		e := *whole
		e.fs = memory{files: changed}
		bounded.Read(t, len(text), func() {
			if _, m, err := e.State(0, true); (m == nil) != (err != nil) {
				t.Errorf("%v, %v", m, err)
			} else if m != nil {
				_ = e.NewRecount().Add(m)
			}
			_, _ = e.Tally([]int{0, 1, 2})
		})
	})
}

// No text of a plan or of an index makes a reader panic, hang or take more memory than
// the text does.
func FuzzPlanAndIndex(f *testing.F) {
	want, _ := undisturbed(f)
	plan, index := want[liarDir+"/plan.json"], want[liarDir+"/experiment.json"]
	f.Add([]byte(plan), []byte(index))
	f.Add([]byte(`{"schema_version":2,"runs":[{"scenario":"a","count":2147483647}],"chunk_runs":1}`), []byte(`{"index":{"chunks":-1,"states":[{"count":-1}]}}`))
	f.Add([]byte(`{"schema_version":2,"runs":[{"scenario":"a","count":9}],"chunk_runs":2,"extended_at":[0,-1,7]}`), []byte(`[]`))
	f.Add([]byte(`{"schema_version":2,"runs":[{"scenario":"a","count":2147483647}],"chunk_runs":2147483647}`), []byte(`{}`))
	f.Add([]byte(`{"schema_version":2,"runs":[{"scenario":"a","count":2}],"chunk_runs":9223372036854775807}`), []byte(`{}`))
	f.Fuzz(func(t *testing.T, plan, index []byte) {
		bounded.Read(t, len(plan)+len(index), func() {
			e, err := openStore(memory{files: map[string][]byte{"/x/plan.json": sealed(plan, planDigest), "/x/experiment.json": sealed(index, indexDigest)}}, "/x")
			if err != nil {
				return
			}
			_ = e.Index.Has(3)
			for _, k := range []int{-1, 0, 1, e.NumChunks() - 1, e.NumChunks()} {
				if e.Layout.ChunkLength < 1<<10 {
					_ = e.ChunkRuns(k)
				}
				_ = e.matches(&Manifest{ExperimentID: e.Layout.ID, ConfigSHA256: e.Layout.ConfigSHA256, Chunk: k})
			}
			_ = e.tables()
		})
	})
}

// No bytes of a part make a reader panic or hang.
func FuzzPart(f *testing.F) {
	want, _ := undisturbed(f)
	f.Add([]byte(want[liarDir+"/tables/runs/part-00000.parquet"]))
	d := newLiarDisk(0)
	d.boot(nil)
	o := testOptions(TracePanel)
	o.fs = d
	c, err := OpenChunk("/p", 0, testMeta, o)
	if err != nil {
		f.Fatal(err)
	}
	if err := c.AddRun(RunRow{Scenario: "a", Status: StatusOK}); err != nil {
		f.Fatal(err)
	}
	if _, err := c.Commit(nil); err != nil {
		f.Fatal(err)
	}
	parts := liarFiles(d)
	for _, p := range slices.Sorted(maps.Keys(parts)) {
		if strings.HasSuffix(p, ".parquet") {
			f.Add([]byte(parts[p]))
		}
	}
	f.Fuzz(func(t *testing.T, part []byte) { bounded.Read(t, len(part), func() { readForeignPart(part) }) })
}

// readForeignPart reads the first rows of a part as the readers of results do.
func readForeignPart(part []byte) {
	p, err := openRead(memory{files: map[string][]byte{"/x/runs/part": part}}, "/x/runs/part")
	if err != nil {
		return
	}
	defer p.close()
	_ = p.described()
	rows := 0
	d := runDigests{run: func(Key, *tally) error { return nil }}
	if d.begin(p.table) != nil {
		d.scenario = -1
	}
	enough := func() error {
		if rows++; rows > 1<<12 {
			return errors.New("enough")
		}
		return nil
	}
	_ = scanColumns(memory{files: map[string][]byte{"/x/runs/part": part}}, "/x", "runs/part", p.table.Columns, true, func(*Cells) error { return enough() })
	rows = 0
	_ = p.eachRow(func(row parquet.Row) error {
		if err := enough(); err != nil {
			return err
		}
		_ = runRowOf(p.table, row)
		if d.scenario >= 0 {
			return d.row(row)
		}
		return nil
	})
}

// The digest does not depend on how a document is written, and on nothing else than
// its content.
func FuzzDigest(f *testing.F) {
	f.Add([]byte(`{"b":1.50,"a":[1,2,{"z":null}],"plan_sha256":"x"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var sum string
		var err error
		if bounded.Read(t, len(text), func() { sum, err = PlanDigest(text) }); err != nil {
			return
		}
		var v map[string]json.RawMessage
		if json.Unmarshal(text, &v) != nil {
			return
		}
		again, err := json.MarshalIndent(v, "  ", "\t")
		if err != nil {
			t.Fatal(err)
		}
		if other, err := PlanDigest(again); err != nil || other != sum {
			t.Errorf("%s, %v, want %s", other, err, sum)
		}
	})
}
