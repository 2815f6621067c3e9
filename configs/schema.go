package configs

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"strings"

	"kirifuda/world"
)

// SchemaID identifies the schema of scenario files.
const SchemaID = "urn:kirifuda:schema:scenario"

// Schema returns the JSON Schema (draft 2020-12) of a scenario file, generated
// from the tags of the parameters. Agents of the embedded base world have their
// own entries with the base world's values as defaults. Units, roles, sources
// and the calibration flag stand under x-unit, x-role, x-status, x-source and
// x-free. The bytes depend on nothing but the catalogue, the base world and
// the tables.
//
// The schema is meant for editors. It is weaker than [Load], because some rules depend on
// all layers, such as the kind of an agent added by an extended scenario.
func Schema(cat Catalogue, tables ...Tables) ([]byte, error) {
	return SchemaFS(embedded, cat, tables...)
}

// SchemaFS is [Schema] for the base world of another file system.
func SchemaFS(fsys fs.FS, cat Catalogue, tables ...Tables) ([]byte, error) {
	s, err := Load(worldName, cat, Options{FS: fsys, Tables: first(tables)})
	if err != nil {
		return nil, err
	}
	defs := map[string]any{}
	for kind, spec := range s.specs {
		defs["kind_"+kind] = object("Parameters of every agent of the kind "+kind+".", spec.schema(nil))
		// An added agent of the kind.
		props := spec.refs(kind, nil)
		props["kind"] = map[string]any{"const": kind, "description": kindField.tag.Doc}
		defs["new_"+kind] = object("An added agent of the kind "+kind+".", props)
	}
	agents := map[string]any{}
	for _, a := range s.Agents {
		spec := s.specs[a.Kind]
		props := spec.refs(a.Kind, a.Params)
		props["kind"] = map[string]any{"const": a.Kind, "description": kindField.tag.Doc}
		agents[a.ID] = object("An agent of the kind "+a.Kind+" in the base world.", props)
	}
	kinds := map[string]any{}
	var byKind []any
	for _, kind := range sortedKeys(s.specs) {
		kinds[kind] = ref("#/$defs/kind_" + kind)
		byKind = append(byKind, map[string]any{
			"if": map[string]any{"type": "object", "required": []any{"kind"},
				"properties": map[string]any{"kind": map[string]any{"const": kind}}},
			"then": ref("#/$defs/new_" + kind),
		})
	}
	added := map[string]any{
		"type":        "object",
		"description": "An agent that is not in the base world. It needs a kind where it is first named.",
		"properties":  map[string]any{"kind": map[string]any{"enum": anys(sortedKeys(s.specs)), "description": kindField.tag.Doc}},
	}
	if len(byKind) > 0 {
		added["allOf"] = byKind
	}
	event := eventSpec.schema(nil)
	event["date"].(map[string]any)["type"] = "string"
	if len(s.types) > 0 {
		event["type"].(map[string]any)["enum"] = anys(s.types)
	}
	for _, need := range []string{"actor", "type"} {
		event[need].(map[string]any)["minLength"] = 1
	}
	eventObject := object("A statement or an action on a date, to which agents react.", event)
	eventObject["required"] = []any{"date", "actor", "type"}
	defs["event"] = eventObject

	act := actSpec.schema(nil)
	for _, list := range []string{"what", "path_usd_bn"} { // a list of one may be written without brackets
		p := act[list].(map[string]any)
		p["type"] = []any{"array", p["items"].(map[string]any)["type"]}
	}
	if judge, ok := cat.(ActJudge); ok {
		act["do"].(map[string]any)["enum"] = anys(judge.Doings())
	}
	for _, p := range act { // null takes a field back
		orNull(p.(map[string]any))
	}
	defs["act"] = object("Something that an institution is told to do on given days.", act)

	str := func(f *field) map[string]any { return f.schema(nil, false) }
	name := str(nameField)
	name["pattern"], name["maxLength"] = scenarioPattern.String(), maxName
	run := s.runSpec.schema(nil)
	run["start"].(map[string]any)["type"] = "string"
	for _, k := range []string{"start", "days"} {
		delete(run[k].(map[string]any), "default")
	}
	agentsObject := map[string]any{
		"type": "object", "description": "Parameters of single agents, by id.",
		"properties": agents, "additionalProperties": added,
		"propertyNames": map[string]any{"pattern": namePattern.String(), "maxLength": maxName},
	}
	sourceList := sourcesField.schema(nil, false)
	delete(sourceList, "default")
	root := object("A scenario of the simulator. Every scenario builds on the base world.", map[string]any{
		"name": name, "title": str(titleField), "story": str(storyField), "sources": sourceList,
		"extends": str(extendsField), "standalone": standaloneField.schema(false, true),
		"start": run["start"], "days": run["days"],
		"market": object("Settings of the clearing.", s.market.schema(nil)),
		"kinds":  object("Parameters for all agents of a kind, by kind.", kinds),
		"agents": agentsObject,
		"events": map[string]any{"type": "array", "items": ref("#/$defs/event"),
			"description": "Events, in addition to those of the extended scenario; an empty list removes these."},
		actsKey: map[string]any{"type": "object", "description": "What institutions are told to do, by name; an act that is null removes that of the extended scenario, {} removes all.",
			"propertyNames":        map[string]any{"pattern": namePattern.String(), "maxLength": maxName},
			"additionalProperties": map[string]any{"anyOf": []any{ref("#/$defs/act"), map[string]any{"type": "null"}}}},
		"metrics": map[string]any{"type": "object", "description": "Expressions, by name; {} removes those of the extended scenario.",
			"propertyNames":        map[string]any{"pattern": namePattern.String(), "maxLength": maxName},
			"additionalProperties": map[string]any{"type": "string", "minLength": 1}},
	})
	if len(s.instruments) > 0 {
		list := map[string]any{}
		for _, i := range s.instruments {
			list[i] = object("Loadings of "+i+".", s.loadings[i].schema(nil))
		}
		root["properties"].(map[string]any)[loadingsKey] = object("Loadings that differ from the tables, by instrument.", list)
	}
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = SchemaID
	root["title"] = "kirifuda scenario"
	root["$defs"] = defs

	var b bytes.Buffer
	enc := json.NewEncoder(&b) // sorts the keys of maps
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(root); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func object(doc string, properties map[string]any) map[string]any {
	return map[string]any{
		"type": "object", "description": doc, "properties": properties, "additionalProperties": false,
	}
}

func ref(to string) map[string]any { return map[string]any{"$ref": to} }

func anys(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}

// schema returns the properties of a parameter struct. Defaults come from the
// struct, or from the tags if it is nil.
func (s *paramSpec) schema(params any) map[string]any {
	out := map[string]any{}
	for _, f := range s.fields {
		def := f.def
		if params != nil {
			def = f.get(params)
		}
		out[f.name] = f.schema(def, f.hasDef || params != nil)
	}
	return out
}

// refs returns properties that refer to those of a kind, with the defaults of
// params if it is not nil.
func (s *paramSpec) refs(kind string, params any) map[string]any {
	out := map[string]any{}
	for _, f := range s.fields {
		p := ref("#/$defs/kind_" + kind + "/properties/" + f.name)
		if params != nil {
			p["default"] = jsonValue(f.get(params))
		}
		out[f.name] = p
	}
	return out
}

// jsonValue makes a value fit for JSON.
func jsonValue(v any) any {
	switch v := v.(type) {
	case world.Date:
		if v.IsZero() {
			return nil
		}
		return v.String()
	case world.When:
		if n, ok := v.Given(); ok {
			return n
		}
		return v.String()
	}
	return v
}

// schema returns the JSON Schema of one field.
func (f *field) schema(def any, hasDef bool) map[string]any {
	out := map[string]any{}
	number := func(typ string) map[string]any {
		m := map[string]any{"type": typ}
		if f.min != nil {
			m["minimum"] = *f.min
		}
		if f.max != nil {
			m["maximum"] = *f.max
		}
		return m
	}
	word := func() map[string]any {
		m := map[string]any{"type": "string"}
		if len(f.enum) > 0 {
			m["enum"] = anys(f.enum)
		}
		return m
	}
	switch f.typ {
	case typeFloat:
		out = number("number")
	case typeInt:
		out = number("integer")
	case typeBool:
		out["type"] = "boolean"
	case typeString:
		out = word()
	case typeDate:
		out["type"], out["format"] = []any{"string", "null"}, "date"
	case typeDay:
		out["anyOf"] = []any{number("integer"), map[string]any{"type": "string", "format": "date"}}
	case typeFloats:
		out["type"], out["items"] = "array", number("number")
	case typeStrings:
		out["type"], out["items"] = "array", word()
	case typeDates:
		out["type"], out["items"] = "array", map[string]any{"type": "string", "format": "date"}
	case typeFloatMap:
		out["type"], out["additionalProperties"] = "object", number("number")
		if len(f.keys) > 0 {
			out["propertyNames"] = map[string]any{"enum": anys(f.keys)}
		}
		if n := len(f.list); n > 0 {
			out["type"] = []any{"object", "array"}
			out["items"], out["minItems"], out["maxItems"] = number("number"), n, n
		}
	}
	if hasDef {
		out["default"] = jsonValue(def)
	}
	d := f.describe()
	doc := Explanation{Doc: d.Doc, Needs: f.needs}.Effect()
	if doc != "" {
		doc = strings.ToUpper(doc[:1]) + doc[1:]
	}
	if f.unit != "" {
		doc = strings.TrimSpace(doc + " [" + f.unit + "]")
	}
	for k, v := range map[string]string{
		"description": doc, "x-unit": f.unit, "x-role": f.role, "x-status": d.Status, "x-source": d.Source,
	} {
		if v != "" {
			out[k] = v
		}
	}
	if f.free {
		out["x-free"] = true
	}
	return out
}

// orNull lets a property be null, too.
func orNull(p map[string]any) {
	if forms, ok := p["anyOf"].([]any); ok {
		p["anyOf"] = append(forms, map[string]any{"type": "null"})
		return
	}
	types, ok := p["type"].([]any)
	if !ok {
		types = []any{p["type"]}
	}
	p["type"] = append(types, "null")
	if words, ok := p["enum"].([]any); ok {
		p["enum"] = append(words, nil)
	}
}
