package output

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
)

// CopyChunk copies a finished chunk, parts and manifest, from another directory of
// the same experiment. The parts are compared with the manifest during copying.
func (e *Store) CopyChunk(chunk int, from *Store) error {
	_, m, err := from.State(chunk, false)
	if err != nil {
		return err
	}
	if m == nil {
		return fmt.Errorf("chunk %d is not finished in %s", chunk, from.Dir)
	}
	if err := e.matches(m); err != nil {
		return err
	}
	for i := range m.Tables {
		if err := e.copyPart(&m.Tables[i], from); err != nil {
			return err
		}
	}
	b, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	return e.writeIn(manifestName(chunk), append(b, '\n'))
}

func (e *Store) copyPart(t *ManifestTable, from *Store) error {
	path := filepath.Join(e.Dir, filepath.FromSlash(t.Path))
	in, err := from.fs.Open(filepath.Join(from.Dir, filepath.FromSlash(t.Path)))
	if err != nil {
		return ioError(path, err)
	}
	defer func() { _ = in.Close() }()
	if err := makeFolder(e.fs, filepath.Dir(path)); err != nil {
		return err
	}
	tmp := filepath.Join(e.Dir, "tmp", "merge-"+t.Name+"-"+filepath.Base(path)+"-"+e.fs.Nonce())
	return replaceFile(e.fs, path, tmp, func(w io.Writer) error {
		h := sha256.New()
		if _, err := io.Copy(io.MultiWriter(w, h), in); err != nil {
			return err
		}
		if hex.EncodeToString(h.Sum(nil)) != t.SHA256 {
			return fmt.Errorf("%s in %s: the content differs from the manifest", t.Path, from.Dir)
		}
		return nil
	})
}
