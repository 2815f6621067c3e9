package agents

import (
	"embed"
	"io/fs"
	"path"
	"reflect"
	"sync"
)

// goFiles are the sources of this package and of those below it, from which the
// descriptions of parameters are taken.
//
//go:embed *.go */*.go
var goFiles embed.FS

// ownSources are goFiles by import path.
var ownSources = sync.OnceValue(func() map[string]fs.FS {
	own := reflect.TypeFor[Kind]().PkgPath()
	out := map[string]fs.FS{own: goFiles}
	folders, _ := fs.ReadDir(goFiles, ".") // an embedded folder can be read
	for _, d := range folders {
		if d.IsDir() {
			out[path.Join(own, d.Name())], _ = fs.Sub(goFiles, d.Name())
		}
	}
	return out
})

// GoSources returns, by import path, the Go files of the packages that declare
// parameters: those of the model, and of kinds that bring their own.
func (c Catalogue) GoSources() map[string]fs.FS {
	out := map[string]fs.FS{}
	for _, k := range c {
		if k.Sources == nil {
			continue
		}
		if t := reflect.TypeOf(k.NewParams()); t.Kind() == reflect.Pointer {
			out[t.Elem().PkgPath()] = k.Sources
		}
	}
	for p, files := range ownSources() {
		out[p] = files
	}
	return out
}
