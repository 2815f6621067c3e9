package experiment

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"kirifuda/output"
)

// Vacant checks whether a directory can take an experiment, because it is empty or
// holds the same experiment, complete or just begun. If it holds another experiment,
// that plan is returned.
func Vacant(dir string, plan *Plan) (other *Plan, err error) {
	switch old, _, err := Stored(dir); {
	case err == nil && !old.Same(plan):
		return old, nil
	case err != nil && Begun(dir):
		// The start was interrupted; the directory is usable if the plan is the same.
		switch p, e := ReadPlan(dir); {
		case e != nil:
			return nil, err
		case !p.Same(plan):
			return p, nil
		}
	case err != nil && occupied(dir):
		return nil, Usage("%s is not empty and does not hold an experiment", dir)
	}
	return nil, nil
}

// CopyTo makes dir the directory of this experiment. The files beside the tables are
// copied from the directory from; more holds further ones by name.
func (p *Plan) CopyTo(dir, from string, more map[string][]byte) (*output.Store, error) {
	config, err := os.ReadFile(filepath.Join(from, treatmentConfig))
	if err != nil {
		return nil, output.Unreadable(treatmentConfig, err)
	}
	text, err := p.text()
	if err != nil {
		return nil, err
	}
	out, err := output.CreateStore(dir, text, config)
	if err != nil || filepath.Clean(dir) == filepath.Clean(from) {
		return out, err
	}
	names := []string{problemFile, UntilFile}
	for _, a := range p.Arms {
		names = append(names, filepath.Base(a.Config))
	}
	slices.Sort(names)
	for _, n := range slices.Compact(names) {
		b, err := os.ReadFile(filepath.Join(from, n))
		if errors.Is(err, fs.ErrNotExist) && (n == problemFile || n == UntilFile) {
			continue
		}
		if err != nil {
			return nil, output.Unreadable(n, err)
		}
		if err := out.WriteIn(n, b); err != nil {
			return nil, err
		}
	}
	for _, n := range slices.Sorted(maps.Keys(more)) {
		if err := out.WriteIn(n, more[n]); err != nil {
			return nil, err
		}
	}
	return out, out.Begin()
}
