package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
)

var manifestRule = regexp.MustCompile(`^chunk-([0-9]{5,})\.json$`)

// inspectManifests checks that every part listed in a manifest exists, and that
// manifests and index belong to the experiment.
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
			r.violate(name, "", "name", "the number of a chunk has five digits")
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
				r.violate(path, "", "manifest", "missing, although chunk %d lists it", index)
			}
		}
		if r.experiment == nil {
			continue
		}
		if index >= r.experiment.NumChunks() {
			r.violate(name, "", "manifest", "the experiment has only %d chunks", r.experiment.NumChunks())
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
		r.violate(indexName, "", "index", "it lists all chunks as finished, but %d are not", sum.Missing)
	case sum.DatasetSHA256 != r.experiment.Index.DatasetSHA256:
		r.violate(indexName, "", "index", "dataset_sha256 is %.12s, but the manifests give %.12s", r.experiment.Index.DatasetSHA256, sum.DatasetSHA256)
	}
}

// inspectSidecars checks that the files beside the tables describe them.
func (r *Report) inspectSidecars(dir string) {
	e := r.experiment
	if _, err := os.Stat(filepath.Join(dir, indexName)); errors.Is(err, fs.ErrNotExist) {
		r.violate(indexName, "", "index", "the file is missing: the start was interrupted; repeat the command that created the experiment")
		return
	}
	if _, err := os.Stat(filepath.Join(dir, "config.resolved.yaml")); err != nil {
		r.violate("config.resolved.yaml", "", "sidecar", "the file is missing")
	}
	if b, err := os.ReadFile(filepath.Join(dir, viewsName)); err != nil {
		r.violate(viewsName, "", "sidecar", "%v", err)
	} else if string(b) != e.views() {
		r.violate(viewsName, "", "sidecar", "it does not match these tables")
	}
	if b, err := os.ReadFile(filepath.Join(dir, packageName)); err != nil {
		r.violate(packageName, "", "sidecar", "%v", err)
	} else if want, err := e.packageJSON(); err != nil || !bytes.Equal(b, want) {
		r.violate(packageName, "", "sidecar", "it does not match these tables")
	}
	b, err := os.ReadFile(filepath.Join(dir, crateName))
	if errors.Is(err, fs.ErrNotExist) {
		return // the experiment is not complete
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
		f, err := crateFileOf(osFS{}, dir, x.ID)
		if err != nil {
			r.violate(crateName, "", "sidecar", "it describes %s, which cannot be read", x.ID)
		} else if f.sum != x.SHA256 {
			r.violate(crateName, "", "sidecar", "the hash of %s is %.12s, but the record says %.12s", x.ID, f.sum, x.SHA256)
		}
	}
}
