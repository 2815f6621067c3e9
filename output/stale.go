package output

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// staleAfter is the age at which a temporary file without an owner is removed even
// while others write: batch systems end jobs earlier.
const staleAfter = 14 * 24 * time.Hour

// ownedName is the name of a temporary file of a process: it contains a nonce.
var ownedName = regexp.MustCompile(`-([0-9a-f]{16})[0-9a-f]{8}(\.|$)`)

// scrapName is the name of a temporary file that does not name its process: parts of
// earlier versions, and scratch files of a process that was killed at once.
var scrapName = regexp.MustCompile(`^chunk-[0-9]{5,}-[a-z_]+-[0-9a-f]+\.parquet$|^series-[0-9]+$`)

// temporaryName reports whether a file in tmp/ has the name of one of this program's.
// Others are somebody else's, above all where tmp is a link to another folder.
func temporaryName(name string) bool { return ownerOf(name) != "" || scrapName.MatchString(name) }

// Sweep removes the files in tmp/ whose processes have ended, however they ended, and
// their claims. Files that do not name their process are removed if nobody else is
// writing. The caller has a claim.
func (e *Store) Sweep(c *Claim) error {
	if c == nil || c.name == "" {
		return nil
	}
	own, err := e.fs.Stat(filepath.Join(c.dir, c.name))
	if err != nil {
		return ioError(c.name, err)
	}
	entries, err := e.fs.ReadDir(c.dir)
	if err != nil {
		return ioError(c.dir, err)
	}
	now := own.ModTime()
	alive, err := owners(e.fs, c.dir, now)
	if err != nil {
		return err
	}
	self := ownerOf(c.name)
	others := len(alive) > 1 || !alive[self]
	for _, f := range entries {
		if f.IsDir() || !temporaryName(f.Name()) {
			continue // not ours
		}
		path := filepath.Join(c.dir, f.Name())
		of := ownerOf(f.Name())
		switch {
		case strings.HasPrefix(f.Name(), claimPrefix):
			if f.Name() == c.name || living(e.fs, path, now) != nil {
				continue
			}
		case of == self:
			continue // in progress on another goroutine
		case of != "":
			if alive[of] {
				continue
			}
			// Its process may have begun after the claims were read.
			if again, err := owners(e.fs, c.dir, now); err != nil || again[of] {
				continue
			}
		case others:
			info, err := f.Info()
			if err != nil || now.Sub(info.ModTime()) < staleAfter {
				continue
			}
		}
		if err := remove(e.fs, path); err != nil {
			return err
		}
	}
	return nil
}

// ownerOf is the process that a file in tmp/ belongs to, empty if its name does not say.
func ownerOf(name string) string {
	name = strings.TrimPrefix(name, "new-")
	if rest, ok := strings.CutPrefix(name, claimPrefix); ok {
		of, _, _ := strings.Cut(rest, "-")
		return of
	}
	if m := ownedName.FindStringSubmatch(name); m != nil {
		return m[1]
	}
	return ""
}

// owners are the processes that have a living claim.
func owners(fsys fileSystem, tmp string, now time.Time) (map[string]bool, error) {
	names, err := claims(fsys, tmp)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, n := range names {
		if living(fsys, filepath.Join(tmp, n), now) != nil {
			out[ownerOf(n)] = true
		}
	}
	return out, nil
}

// Begun finds the chunks of which tmp/ has files: those that living processes are
// writing, and those that were abandoned.
func (e *Store) Begun() (alive, left map[int]bool) {
	alive, left = map[int]bool{}, map[int]bool{}
	tmp := filepath.Join(e.Dir, "tmp")
	entries, err := e.fs.ReadDir(tmp)
	if err != nil {
		return alive, left
	}
	working, err := owners(e.fs, tmp, time.Now())
	if err != nil {
		return alive, left
	}
	for _, f := range entries {
		rest, ok := strings.CutPrefix(f.Name(), "chunk-")
		number, _, _ := strings.Cut(rest, "-")
		k, err := strconv.Atoi(number)
		if !ok || err != nil {
			continue
		}
		if working[ownerOf(f.Name())] {
			alive[k] = true
		} else {
			left[k] = true
		}
	}
	return alive, left
}
