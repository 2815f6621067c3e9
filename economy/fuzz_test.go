package economy

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"kirifuda/internal/bounded"
)

// FuzzTables replaces one table of the economy by foreign bytes: reading ends with an
// economy or an error, whatever they are.
func FuzzTables(f *testing.F) {
	files := fstest.MapFS{}
	names, err := fs.Glob(Embedded(), "*.csv")
	if err != nil {
		f.Fatal(err)
	}
	for i, name := range names {
		data, err := fs.ReadFile(Embedded(), name)
		if err != nil {
			f.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
		f.Add(uint8(i), data[:min(len(data), 2000)])
	}
	f.Add(uint8(0), []byte("a,b\n\"1\n"))
	f.Fuzz(func(t *testing.T, table uint8, data []byte) {
		changed := fstest.MapFS{}
		for name, file := range files {
			changed[name] = file
		}
		changed[names[int(table)%len(names)]] = &fstest.MapFile{Data: data}
		bounded.Read(t, len(data), func() {
			e, err := LoadFS(changed)
			if err == nil && len(e.Instruments) == 0 {
				t.Fatal("an economy without instruments")
			}
		})
	})
}
