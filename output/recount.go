package output

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
)

// Recount hashes the rows of an experiment again, chunk by chunk, and compares the
// hashes with all files that state them.
type Recount struct {
	e     *Store
	names []string          // of tables, in the order of hashing
	parts map[string]string // path by hash of the file, as manifests have it
	runs  []runDigest
}

// NewRecount begins a recount.
func (e *Store) NewRecount() *Recount {
	r := &Recount{e: e, names: slices.Sorted(slices.Values(e.tables())), parts: map[string]string{}}
	for k := range e.NumChunks() {
		if m, err := readManifest(e.fs, e.Dir, k); err == nil {
			for i := range m.Tables {
				r.parts[m.Tables[i].SHA256] = m.Tables[i].Path
			}
		}
	}
	return r
}

// Add compares the parts of a finished chunk with its manifest, their bytes and their
// rows, and says what differs.
func (r *Recount) Add(m *Manifest) (faults []string) {
	if err := r.e.matches(m); err != nil {
		return []string{err.Error()}
	}
	sums := make([]map[string][sha256.Size]byte, len(m.Runs))
	for i := range m.Tables {
		t := &m.Tables[i]
		if err := t.check(r.e.fs, r.e.Dir, true); err != nil {
			text := err.Error()
			if f, err := crateFileOf(r.e.fs, r.e.Dir, t.Path); err == nil && r.parts[f.sum] != "" {
				text += "; the content is that of " + r.parts[f.sum] + ": files were exchanged"
			}
			faults = append(faults, text)
			continue
		}
		rows, err := r.hashPart(t, m.Runs, sums)
		if err != nil {
			faults = append(faults, fmt.Sprintf("%s: %v", t.Path, err))
		} else if rows != t.Content {
			faults = append(faults, fmt.Sprintf("%s: the hash of table %s is %.12s, its rows give %.12s", manifestName(m.Chunk), t.Name, t.Content, rows))
		}
	}
	if len(faults) > 0 {
		return faults
	}
	for i, x := range m.Runs {
		sum := runContent(r.names, func(t string) ([sha256.Size]byte, bool) { d, ok := sums[i][t]; return d, ok })
		if got := hex.EncodeToString(sum[:]); got != x.Content {
			faults = append(faults, fmt.Sprintf("%s: the hash of run %d of %s is %.12s, its rows give %.12s", manifestName(m.Chunk), x.RunID, x.Scenario, x.Content, got))
		}
		r.runs = append(r.runs, runDigest{Key{Scenario: x.Scenario, RunID: x.RunID}, sum})
	}
	return faults
}

// hashPart hashes the rows of a part, run by run, and returns the hash of all.
func (r *Recount) hashPart(t *ManifestTable, runs []ManifestRun, sums []map[string][sha256.Size]byte) (string, error) {
	p, err := openRead(r.e.fs, filepath.Join(r.e.Dir, filepath.FromSlash(t.Path)))
	if err != nil {
		return "", err
	}
	defer p.close()
	all, at := sha256.New(), 0
	d := runDigests{run: func(k Key, rows *tally) error {
		for at < len(runs) && (runs[at].Scenario != k.Scenario || runs[at].RunID != k.RunID) {
			at++
		}
		if at == len(runs) {
			return fmt.Errorf("run %d of %s is not at its place", k.RunID, k.Scenario)
		}
		if sums[at] == nil {
			sums[at] = map[string][sha256.Size]byte{}
		}
		sums[at][t.Name] = rows.digest
		all.Write(rows.digest[:])
		return nil
	}}
	if err = d.begin(p.table); err == nil {
		err = p.eachRow(d.row)
	}
	if err == nil {
		err = d.end()
	}
	return hex.EncodeToString(all.Sum(nil)), err
}

// Dataset is the hash of all runs that were added.
func (r *Recount) Dataset() (string, error) { return combine(r.runs) }

// Compare compares the hash of the whole dataset with the index and the archive
// record, where they state it, and says what differs.
func (r *Recount) Compare(dataset string) (faults []string) {
	if x := r.e.Index; x != nil && x.DatasetSHA256 != "" && x.DatasetSHA256 != dataset {
		faults = append(faults, fmt.Sprintf("%s: dataset_sha256 is %.12s, the rows give %.12s", indexName, x.DatasetSHA256, dataset))
	}
	b, err := readFile(r.e.fs, filepath.Join(r.e.Dir, crateName))
	if errors.Is(err, fs.ErrNotExist) {
		return faults
	}
	var crate struct {
		Graph []struct {
			ID    string `json:"@id"`
			Value string `json:"value"`
		} `json:"@graph"`
	}
	if err == nil {
		err = json.Unmarshal(b, &crate)
	}
	if err != nil {
		return append(faults, fmt.Sprintf("%s: %v", crateName, err))
	}
	for _, x := range crate.Graph {
		if x.ID == "#rows" && x.Value != dataset {
			faults = append(faults, fmt.Sprintf("%s: dataset_sha256 is %.12s, the rows give %.12s", crateName, x.Value, dataset))
		}
	}
	return faults
}
