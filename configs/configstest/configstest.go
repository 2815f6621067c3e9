// Package configstest checks a set of scenarios against a catalogue of agents.
// It is for tests only.
package configstest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"kirifuda/configs"
)

// Run checks every scenario of a file system such as configs.Embedded(): each
// loads without problems and without dropped events, has the name of its file,
// a title and a story, satisfies the JSON Schema, and is reproduced by its
// resolved form.
func Run(t *testing.T, cat configs.Catalogue, fsys fs.FS, tables ...configs.Tables) {
	t.Helper()
	schema := Compile(t, cat, fsys, tables...)
	names := []string{"world"}
	for _, s := range configs.ListFS(fsys) {
		names = append(names, s.Name)
	}
	opts := configs.Options{FS: fsys}
	if len(tables) > 0 {
		opts.Tables = tables[0]
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			file := "world.yaml"
			if name != "world" {
				file = path.Join("scenarios", name+".yaml")
			}
			data, err := fs.ReadFile(fsys, file)
			if err != nil {
				t.Fatal(err)
			}
			if err := Validate(schema, data); err != nil {
				t.Errorf("schema: %v", err)
			}
			s, err := configs.Load(name, cat, opts)
			if err != nil {
				t.Fatalf("\n%v", err)
			}
			if s.Name != name {
				t.Errorf("the name is %q", s.Name)
			}
			for _, w := range s.Warnings {
				t.Errorf("warning: %v", w)
			}
			if name != "world" && (s.Title == s.Name || s.Story == "") {
				t.Error("no title or no story")
			}
			RoundTrip(t, cat, s)
			if err := Validate(schema, configs.Resolved(s)); err != nil {
				t.Errorf("schema, resolved form: %v", err)
			}
		})
	}
}

// RoundTrip checks that loading the resolved form of a scenario gives the same
// scenario.
func RoundTrip(t interface {
	Helper()
	Errorf(string, ...any)
}, cat configs.Catalogue, s *configs.Scenario) {
	t.Helper()
	text := configs.Resolved(s)
	again, err := configs.Load("config.resolved.yaml", cat, configs.Options{
		Tables:   s.Tables(),
		ReadFile: func(string) ([]byte, error) { return text, nil },
	})
	if err != nil {
		t.Errorf("the resolved form does not load:\n%v\n%s", err, text)
		return
	}
	if a, b := configs.Digest(s), configs.Digest(again); a != b {
		t.Errorf("digest %s, after reloading %s; differences %v", a, b, configs.Diff(s, again))
	}
	if again.Title != s.Title || again.Story != s.Story || fmt.Sprint(again.Sources) != fmt.Sprint(s.Sources) {
		t.Errorf("title, story or sources changed: %q %q %q", again.Title, again.Story, again.Sources)
	}
}

// Compile compiles the JSON Schema of a catalogue.
func Compile(t *testing.T, cat configs.Catalogue, fsys fs.FS, tables ...configs.Tables) *jsonschema.Schema {
	t.Helper()
	text, err := configs.SchemaFS(fsys, cat, tables...)
	if err != nil {
		t.Fatalf("schema:\n%v", err)
	}
	return CompileText(t, text)
}

// CompileText compiles a JSON Schema.
func CompileText(t *testing.T, text []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(configs.SchemaID, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(configs.SchemaID)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Validate checks YAML text against a schema.
func Validate(s *jsonschema.Schema, data []byte) error {
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		return err
	}
	v, err := plain(&doc)
	if err != nil {
		return err
	}
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	inst, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	return s.Validate(inst)
}

// plain turns a YAML node into the JSON value that an editor sees; dates are
// strings.
func plain(n *yaml.Node) (any, error) {
	switch n.Kind {
	case yaml.DocumentNode:
		return plain(n.Content[0])
	case yaml.AliasNode:
		return plain(n.Alias)
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			v, err := plain(n.Content[i+1])
			if err != nil {
				return nil, err
			}
			out[n.Content[i].Value] = v
		}
		return out, nil
	case yaml.SequenceNode:
		out := []any{}
		for _, c := range n.Content {
			v, err := plain(c)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		return out, nil
	}
	switch n.ShortTag() {
	case "!!null":
		return nil, nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true"), nil
	case "!!int", "!!float":
		return strconv.ParseFloat(n.Value, 64)
	}
	return n.Value, nil
}
