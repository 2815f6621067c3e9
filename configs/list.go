package configs

import (
	"io/fs"
	"path"
	"sort"
	"strings"
)

// Summary describes an embedded scenario without loading it.
type Summary struct {
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Story   string   `json:"story,omitempty"`
	Sources []string `json:"sources,omitempty"`
	Extends string   `json:"extends,omitempty"`
}

// List returns the embedded scenarios in the order of their names.
func List() []Summary { return ListFS(embedded) }

// ListFS returns the scenarios of a file system like [Embedded]. A file that
// cannot be read has its name only.
func ListFS(fsys fs.FS) []Summary {
	var out []Summary
	for _, name := range scenarioNames(fsys) {
		sum := Summary{Name: name}
		l := &loader{opts: Options{FS: fsys}}
		if f := l.embeddedFile(path.Join(scenarioDir, name+".yaml"), name+".yaml"); f != nil {
			entries, _ := pairs(f.root)
			for _, e := range entries {
				switch e.name {
				case "title":
					sum.Title, _ = l.value(titleField, e.value, place{}, "").(string)
				case "story":
					sum.Story, _ = l.value(storyField, e.value, place{}, "").(string)
					sum.Story = strings.TrimSpace(sum.Story)
				case "sources":
					sum.Sources, _ = l.value(sourcesField, e.value, place{}, "").([]string)
				case "extends":
					sum.Extends, _ = l.value(extendsField, e.value, place{}, "").(string)
				}
			}
		}
		if sum.Title == "" {
			sum.Title = name
		}
		out = append(out, sum)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}
