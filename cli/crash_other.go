//go:build !unix

package cli

func abortOnFatal() {}
