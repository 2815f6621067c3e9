//go:build unix

package engine

import (
	"path/filepath"
	"syscall"
)

// FreeBytes is the free space of the file system that a path is or would be on,
// −1 if that is unknown.
func FreeBytes(path string) int64 {
	for {
		var st syscall.Statfs_t
		if err := syscall.Statfs(path, &st); err == nil {
			return int64(st.Bavail) * int64(st.Bsize)
		}
		up := filepath.Dir(path)
		if up == path {
			return -1
		}
		path = up
	}
}
