package output

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"path/filepath"
	"slices"

	"github.com/parquet-go/parquet-go"
)

// DatasetHash is the hash of all rows of chunks, computed from their manifests. It
// depends neither on the division of runs into chunks nor on the bytes of files: it
// is taken over the content hashes of the runs, sorted by (scenario, run_id).
func DatasetHash(chunks []*Manifest) (string, error) {
	var runs []runDigest
	for _, m := range chunks {
		if err := m.digests(func(k Key, sum [sha256.Size]byte) error {
			runs = append(runs, runDigest{k, sum})
			return nil
		}); err != nil {
			return "", err
		}
	}
	return combine(runs)
}

type runDigest struct {
	key Key
	sum [sha256.Size]byte
}

func combine(runs []runDigest) (string, error) {
	slices.SortFunc(runs, func(a, b runDigest) int { return compareRuns(a.key, b.key) })
	h := newDatasetHash()
	for _, r := range runs {
		if err := h.add(r.key, r.sum); err != nil {
			return "", err
		}
	}
	return h.sum(), nil
}

// datasetHash accumulates the content hashes of runs in order.
type datasetHash struct {
	h    hash.Hash
	b    []byte
	last Key
	any  bool
}

func newDatasetHash() *datasetHash { return &datasetHash{h: sha256.New()} }

func (d *datasetHash) add(k Key, sum [sha256.Size]byte) error {
	if d.any {
		switch c := compareRuns(d.last, k); {
		case c == 0:
			return fmt.Errorf("run %d of %s occurs twice", k.RunID, k.Scenario)
		case c > 0:
			return fmt.Errorf("run %d of %s comes after run %d of %s", k.RunID, k.Scenario, d.last.RunID, d.last.Scenario)
		}
	}
	d.last, d.any = k, true
	d.b = append(append(d.b[:0], k.Scenario...), 0)
	d.b = binary.LittleEndian.AppendUint32(d.b, uint32(k.RunID))
	d.h.Write(append(d.b, sum[:]...))
	return nil
}

func (d *datasetHash) sum() string { return hex.EncodeToString(d.h.Sum(nil)) }

// storeHash accumulates the content hashes of the runs of an experiment, chunk by
// chunk. Only those of an extended experiment, whose chunks are not in the order of
// runs, have to be held until the end.
type storeHash struct {
	inOrder *datasetHash // nil if runs are held
	held    []runDigest
}

func (e *Store) newHash() *storeHash {
	if e.extended() {
		return &storeHash{}
	}
	return &storeHash{inOrder: newDatasetHash()}
}

// addManifest adds the runs of a chunk.
func (s *storeHash) addManifest(m *Manifest) error {
	if s.inOrder != nil {
		return m.digests(s.inOrder.add)
	}
	return m.digests(func(k Key, sum [sha256.Size]byte) error {
		s.held = append(s.held, runDigest{k, sum})
		return nil
	})
}

func (s *storeHash) sum() (string, error) {
	if s.inOrder != nil {
		return s.inOrder.sum(), nil
	}
	return combine(s.held)
}

// digests passes the content hash of each run of the chunk to run.
func (m *Manifest) digests(run func(Key, [sha256.Size]byte) error) error {
	for i := range m.Runs {
		r := &m.Runs[i]
		b, err := hex.DecodeString(r.Content)
		if err != nil || len(b) != sha256.Size {
			return fmt.Errorf("%s: the content of run %d of %s is not a SHA-256 hash", manifestName(m.Chunk), r.RunID, r.Scenario)
		}
		if err := run(Key{Scenario: r.Scenario, RunID: r.RunID}, [sha256.Size]byte(b)); err != nil {
			return err
		}
	}
	return nil
}

// Hash computes the dataset hash from the tables alone. It equals the DatasetHash
// of the manifests.
func Hash(dir string) (string, error) { return hashTables(osFS{}, dir) }

func hashTables(fsys fileSystem, dir string) (string, error) {
	runs, err := runHashes(fsys, dir)
	if err != nil {
		return "", err
	}
	list := make([]runDigest, 0, len(runs))
	for _, r := range runs {
		b, _ := hex.DecodeString(r.Content)
		list = append(list, runDigest{Key{Scenario: r.Scenario, RunID: r.RunID}, [sha256.Size]byte(b)})
	}
	return combine(list)
}

// RunHashes computes the content hash of every run from the tables, in order of
// (scenario, run_id). Status is left empty.
func RunHashes(dir string) ([]ManifestRun, error) { return runHashes(osFS{}, dir) }

func runHashes(fsys fileSystem, dir string) ([]ManifestRun, error) {
	tables, err := tableNames(fsys, dir)
	if err != nil {
		return nil, err
	}
	sums := map[Key]map[string][sha256.Size]byte{}
	for _, t := range tables {
		if err := hashTable(fsys, dir, t, func(k Key, sum [sha256.Size]byte) error {
			if sums[k] == nil {
				sums[k] = map[string][sha256.Size]byte{}
			}
			if _, twice := sums[k][t]; twice {
				return fmt.Errorf("table %s: the rows of run %d of %s are not consecutive", t, k.RunID, k.Scenario)
			}
			sums[k][t] = sum
			return nil
		}); err != nil {
			return nil, err
		}
	}
	out := make([]ManifestRun, 0, len(sums))
	for k, by := range sums {
		sum := runContent(tables, func(t string) ([sha256.Size]byte, bool) { d, ok := by[t]; return d, ok })
		out = append(out, ManifestRun{Scenario: k.Scenario, RunID: k.RunID, Content: hex.EncodeToString(sum[:])})
	}
	slices.SortFunc(out, func(a, b ManifestRun) int {
		return cmp.Or(cmp.Compare(a.Scenario, b.Scenario), cmp.Compare(a.RunID, b.RunID))
	})
	return out, nil
}

// hashTable passes the digest of each run's rows in a table to run.
func hashTable(fsys fileSystem, dir, table string, run func(Key, [sha256.Size]byte) error) error {
	parts, err := partFiles(fsys, dir, table)
	if err != nil {
		return err
	}
	d := runDigests{run: func(k Key, t *tally) error { return run(k, t.digest) }}
	for _, path := range parts {
		p, err := openRead(fsys, path)
		if err != nil {
			return fmt.Errorf("table %s, %s: %w", table, filepath.Base(path), err)
		}
		if err = d.begin(p.table); err == nil {
			err = p.eachRow(d.row)
		}
		p.close()
		if err != nil {
			return fmt.Errorf("table %s, %s: %w", table, filepath.Base(path), err)
		}
	}
	return d.end()
}

// runDigests hashes the rows of a table in order and passes the digest of each run
// to run.
type runDigests struct {
	run func(Key, *tally) error

	table             *Table
	signature         []byte
	scenario, id, day int // columns
	h                 hash.Hash
	key               Key
	tally             tally
	scratch           []byte
}

// begin begins a part.
func (d *runDigests) begin(t *Table) error {
	d.table, d.signature = t, t.signature()
	d.scenario, d.id, d.day = t.column("scenario"), t.column("run_id"), t.column("date")
	if d.scenario < 0 || d.id < 0 {
		return errors.New("the columns scenario and run_id are missing")
	}
	return nil
}

func (d *runDigests) row(row parquet.Row) error {
	if d.h == nil || d.key.RunID != row[d.id].Int32() || d.key.Scenario != string(row[d.scenario].ByteArray()) {
		if err := d.end(); err != nil {
			return err
		}
		d.key = Key{Scenario: string(row[d.scenario].ByteArray()), RunID: row[d.id].Int32()}
		d.h, d.tally = sha256.New(), tally{}
		d.h.Write(d.signature)
	}
	d.scratch = encodeRow(d.scratch[:0], d.table, row)
	d.h.Write(d.scratch)
	date := int32(0)
	if d.day >= 0 {
		date = row[d.day].Int32()
	}
	d.tally.day(date)
	return nil
}

// end passes on the last run.
func (d *runDigests) end() error {
	if d.h == nil {
		return nil
	}
	d.h.Sum(d.tally.digest[:0])
	d.h = nil
	return d.run(d.key, &d.tally)
}
