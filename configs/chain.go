package configs

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
)

// chain reads a scenario and those it extends, lowest first, and reports
// whether the lowest is complete in itself.
func (l *loader) chain(name string) (chain []*source, standalone bool) {
	if name == worldName {
		return nil, false
	}
	seen := map[string]bool{}
	var from *source
	var where place
	for {
		f := l.open(name, from, where)
		if f == nil {
			return chain, standalone
		}
		if seen[f.file] {
			l.problems.at(where, Problem{Key: "extends", Value: name, Message: "the scenario extends itself"})
			return chain, standalone
		}
		if len(chain) == maxExtends {
			l.problems.at(where, Problem{Key: "extends", Value: name,
				Message: fmt.Sprintf("more than %d scenarios in a chain", maxExtends)})
			return chain, standalone
		}
		seen[f.file] = true
		chain = append([]*source{f}, chain...)
		next := ""
		entries, _ := pairs(f.root)
		for _, e := range entries {
			at := filePlace(LayerScenario, f.file).in(e.value.Line, e.value.Column)
			switch e.name {
			case "extends":
				if v, ok := l.value(extendsField, e.value, at, "extends").(string); ok {
					next, where = v, at
				}
			case "standalone":
				standalone, _ = l.value(standaloneField, e.value, at, "standalone").(bool)
			}
		}
		if next == "" || next == worldName {
			return chain, standalone
		}
		if standalone {
			l.problems.at(where, Problem{Key: "extends", Value: next, Message: "a standalone scenario extends nothing"})
			return chain, standalone
		}
		name, from = next, f
	}
}

// open reads one scenario of a chain.
func (l *loader) open(name string, from *source, where place) *source {
	if isPath(name) {
		if from != nil && !from.local {
			l.problems.at(where, Problem{Key: "extends", Value: name,
				Message: "an embedded scenario extends embedded scenarios only, by name"})
			return nil
		}
		if from != nil && !filepath.IsAbs(name) {
			name = filepath.Join(from.dir, name)
		}
		return l.userFile(name, where)
	}
	file := path.Join(scenarioDir, name+".yaml")
	if fs.ValidPath(file) {
		if _, err := fs.Stat(l.opts.fs(), file); err == nil {
			return l.embeddedFile(file, name+".yaml")
		}
	}
	names := scenarioNames(l.opts.fs())
	p := Problem{Key: "scenario", Value: name, Message: "unknown scenario", Allowed: listWords(names), Suggestion: Suggest(name, names)}
	if from != nil {
		p.Key = "extends"
		l.problems.at(where, p)
	} else {
		if name == "" {
			p.Message = "no scenario is named"
		}
		p.Message += "; a path of a file contains a slash or ends in .yaml"
		l.problems.add(p)
	}
	return nil
}

// scenarioNames lists the scenarios of a file system.
func scenarioNames(fsys fs.FS) []string {
	files, _ := fs.Glob(fsys, scenarioDir+"/*.yaml")
	out := make([]string, 0, len(files))
	for _, f := range files {
		out = append(out, strings.TrimSuffix(path.Base(f), ".yaml"))
	}
	sort.Strings(out)
	return out
}

var scenarioPattern = regexp.MustCompile(`^[a-z0-9]+([-_.][a-z0-9]+)*$`)

// nameOf makes the name of a scenario from the name of its file.
func nameOf(file string) string {
	base := path.Base(strings.ReplaceAll(file, `\`, "/"))
	base = strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(base, ".yaml"), ".yml"))
	var b strings.Builder
	for _, r := range base {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else if n := b.Len(); n > 0 && b.String()[n-1] != '-' {
			b.WriteByte('-')
		}
	}
	name := strings.Trim(b.String(), "-")
	if name == "" {
		return "scenario"
	}
	if len(name) > maxName {
		name = strings.Trim(name[:maxName], "-")
	}
	return name
}

// maxName bounds the length of names and ids in bytes.
const maxName = 64
