package experiment

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"runtime/debug"
	"sync"
)

// release is the version of this source. CITATION.cff has the same.
const release = "0.1.0"

// version and commit can be set by the linker, as the Makefile does with the commit;
// otherwise the commit is taken from the build information, if there is any.
var version, commit string

// Program returns the version and the commit of this program. The commit is marked if
// files differed from it, and "unknown" outside a repository; in both cases the first
// digits of the program's own SHA-256 are added to tell such programs apart.
func Program() (string, string) {
	version, git := cmp.Or(version, release), cmp.Or(commit, "unknown")
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version, git
	}
	if commit != "" {
		return version, git
	}
	dirty := false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			git = s.Value
		case "vcs.modified":
			dirty = s.Value == "true"
		}
	}
	if dirty {
		git += "+changes"
	}
	if dirty || git == "unknown" {
		git += own()
	}
	return version, git
}

// own is the beginning of this program's hash; empty if the program cannot be read.
var own = sync.OnceValue(func() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return "." + hex.EncodeToString(h.Sum(nil))[:8]
})
