package output

import (
	"path/filepath"
	"slices"
)

// Index summarises the finished chunks. It can be rebuilt from the manifests at any
// time.
type Index struct {
	Chunks        int             `json:"chunks"`
	Finished      int             `json:"finished"`
	States        []StateRange    `json:"states"` // states of the chunks in order
	FailedRuns    int             `json:"failed_runs"`
	Files         []ManifestTable `json:"files"`
	DatasetSHA256 string          `json:"dataset_sha256,omitempty"` // present once all chunks are finished
}

// StateRange is a number of consecutive chunks in one state: finished, missing or
// damaged (its parts are missing or differ from the manifest).
type StateRange struct {
	State string `json:"state"`
	First int    `json:"first"`
	Count int    `json:"count"`
}

// Has reports whether a chunk was finished when the index was built; false for a
// nil index.
func (x *Index) Has(chunk int) bool {
	return x != nil && slices.ContainsFunc(x.States, func(s StateRange) bool {
		return s.State == ChunkFinished && s.First <= chunk && chunk < s.First+s.Count
	})
}

// indexFile is the content of experiment.json. The plan itself is in plan.json only.
type indexFile struct {
	ID    string `json:"experiment_id"`
	Index *Index `json:"index,omitempty"`
	// Digest is the hash of the other members (see PlanDigest).
	Digest string `json:"index_sha256,omitempty"`
}

func marshalIndex(f indexFile) ([]byte, error) {
	f.Digest = ""
	b, err := marshal(f)
	if err != nil {
		return nil, err
	}
	if f.Digest, err = digestOf(b, indexDigest); err != nil {
		return nil, err
	}
	return marshal(f)
}

// Tally counts what the finished ones among some chunks hold.
type Tally struct {
	Chunks, Missing int
	Runs, Failed    int
	DatasetSHA256   string // hash of the runs; empty if a chunk is missing
}

// Tally reads the manifests of some chunks, given in ascending order. Its memory
// does not grow with their number.
func (e *Store) Tally(chunks []int) (Tally, error) {
	var t Tally
	sum := e.newHash()
	for _, k := range chunks {
		_, m, _ := e.State(k, false)
		if m == nil {
			t.Missing++
			continue
		}
		t.Chunks++
		t.Runs += len(m.Runs)
		t.Failed += m.Failed()
		if err := sum.addManifest(m); err != nil {
			return t, err
		}
	}
	var err error
	if t.Missing == 0 {
		t.DatasetSHA256, err = sum.sum()
	}
	return t, err
}

// Rebuild rebuilds the index in experiment.json and the list of parts in
// datapackage.json from the manifests. Only one process at a time may call it.
func (e *Store) Rebuild() error {
	x := &Index{Chunks: e.NumChunks(), States: []StateRange{}, Files: []ManifestTable{}}
	sum := e.newHash()
	for k := range x.Chunks {
		state, m, _ := e.State(k, false)
		if n := len(x.States); n > 0 && x.States[n-1].State == state {
			x.States[n-1].Count++
		} else {
			x.States = append(x.States, StateRange{state, k, 1})
		}
		if m == nil {
			continue
		}
		x.Finished++
		x.FailedRuns += m.Failed()
		x.Files = append(x.Files, m.Tables...)
		if err := sum.addManifest(m); err != nil {
			return err
		}
	}
	if x.Finished == x.Chunks {
		var err error
		if x.DatasetSHA256, err = sum.sum(); err != nil {
			return err
		}
	}
	b, err := marshalIndex(indexFile{ID: e.Layout.ID, Index: x})
	if err != nil {
		return err
	}
	e.Index = x
	if x.Finished < x.Chunks {
		// The archive record may describe files that have been replaced since.
		if err := remove(e.fs, filepath.Join(e.Dir, crateName)); err != nil {
			return err
		}
	}
	if err := e.writeIn(indexName, b); err != nil {
		return err
	}
	return e.writePackage()
}
