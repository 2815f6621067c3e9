package configs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v4"
)

// source is one YAML file.
type source struct {
	file  string // as shown in messages
	root  *yaml.Node
	patch bool   // dotted keys are allowed, extends is not
	dir   string // for relative paths of files that are not embedded
	local bool   // not embedded
}

// parse reads the text of a file; it returns nil after a problem.
func (l *loader) parse(file string, data []byte) *source {
	if len(data) > maxFile {
		l.problems.add(Problem{File: file, Message: fmt.Sprintf("the file is larger than %d MiB", maxFile>>20)})
		return nil
	}
	root, f := parseYAML(data)
	if f != nil {
		l.problems.add(Problem{File: file, Line: f.line, Column: f.column, Message: f.message})
		return nil
	}
	if root == nil || root.Kind == yaml.MappingNode && len(root.Content) == 0 {
		what := "the file is empty"
		if len(bytes.TrimSpace(data)) > 0 {
			what = "the file says nothing"
		}
		l.problems.add(Problem{File: file, Message: what + "; a mapping of keys to values is expected"})
		return nil
	}
	if root.Kind != yaml.MappingNode {
		l.problems.add(Problem{File: file, Line: root.Line, Column: root.Column,
			Message: nodeName(root) + ", expected a mapping of keys to values"})
		return nil
	}
	return &source{file: file, root: root}
}

// embeddedFile reads a file of the embedded file system.
func (l *loader) embeddedFile(name, shown string) *source {
	data, err := fs.ReadFile(l.opts.fs(), name)
	if err != nil {
		l.problems.add(Problem{File: shown, Message: "cannot be read: " + plainError(err)})
		return nil
	}
	return l.parse(shown, data)
}

// userFile reads a file from the disk. If the file is named in another file,
// where is that place.
func (l *loader) userFile(name string, where place) *source {
	read := l.opts.ReadFile
	if read == nil {
		read = readFile
	}
	data, err := read(name)
	if err != nil {
		if where.file != "" {
			l.problems.at(where, Problem{Key: "extends", Value: name, Message: "cannot be read: " + plainError(err)})
		} else {
			l.problems.add(Problem{File: name, Message: "cannot be read: " + plainError(err)})
		}
		return nil
	}
	s := l.parse(name, data)
	if s != nil {
		s.dir, s.local = filepath.Dir(name), true
	}
	return s
}

// readFile reads a file up to one byte more than the largest size allowed, because a
// device or a pipe may never end.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, maxFile+1))
}

// plainError drops the operation and path of a file error: the message names
// the file already.
func plainError(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return err.Error()
}

// isPath reports whether the name of a scenario is the path of a file.
func isPath(name string) bool {
	return strings.ContainsAny(name, `/\`) || strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml")
}
