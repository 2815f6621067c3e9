package output

import (
	"os"
	"path/filepath"
	"time"
)

// staleAfter is the age at which no attempt can still be writing a temporary file,
// because batch systems end jobs earlier.
const staleAfter = 14 * 24 * time.Hour

// RemoveStale deletes files in tmp/ that are older than age. Younger ones may belong
// to a process that is still running.
func (e *Store) RemoveStale(age time.Duration, now time.Time) error {
	dir := filepath.Join(e.Dir, "tmp")
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil // nothing to remove
	}
	for _, f := range entries {
		info, err := f.Info()
		if err != nil || now.Sub(info.ModTime()) < age {
			continue
		}
		if err := os.Remove(filepath.Join(dir, f.Name())); err != nil && !os.IsNotExist(err) {
			return ioError(f.Name(), err)
		}
	}
	return nil
}
