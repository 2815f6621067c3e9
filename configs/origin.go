package configs

import (
	"path"
	"strconv"
	"strings"
)

// Origin says where a value was set.
type Origin struct {
	// Layer is one of the Layer constants.
	Layer string `json:"layer"`
	// Name is the base name of the file or the environment variable.
	Name string `json:"name,omitempty"`
	// Line is the line in the file.
	Line int `json:"line,omitempty"`
	// File is the file as given, with its folder, or "-s" or the environment variable.
	// It is for messages; stored output does not depend on folders.
	File string `json:"-"`
}

// Layers, from low to high.
const (
	LayerDefault  = "default"
	LayerWorld    = "world"
	LayerScenario = "scenario"
	LayerFile     = "file"
	LayerEnv      = "env"
	LayerSet      = "set"
)

// String returns "default", "world.yaml:12", "env SIM_DAYS" or "-s".
func (o Origin) String() string {
	switch {
	case o.Layer == "" || o.Layer == LayerDefault:
		return LayerDefault
	case o.Layer == LayerEnv:
		return "env " + o.Name
	case o.Name == "":
		return "-s"
	}
	return o.Name + ":" + strconv.Itoa(o.Line)
}

// place is where a value stands, for messages and for its origin.
type place struct {
	file         string
	line, column int
	origin       Origin
}

// in returns the place of a line and column within the same source.
func (p place) in(line, column int) place {
	if p.origin.Layer == LayerEnv || p.origin.Layer == LayerSet && p.origin.Name == "" {
		return p
	}
	p.line, p.column = line, column
	p.origin.Line = line
	return p
}

// filePlace is the place of a whole file.
func filePlace(layer, file string) place {
	return place{file: file, origin: Origin{Layer: layer, Name: oneLine(path.Base(strings.ReplaceAll(file, `\`, "/"))), File: file}}
}
