//go:build !unix

package engine

// FreeBytes is −1: the free space is not known on this system.
func FreeBytes(string) int64 { return -1 }
