//go:build unix

package engine

import (
	"path/filepath"
	"syscall"
)

// FreeBytes is the free space of the file system on which a path is or would be; −1
// if it is not known.
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
