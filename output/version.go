package output

import (
	"encoding/json"
	"fmt"
)

// SchemaVersion is the version of the table contract. Within a version, columns and
// tables may only be added; a new version begins when a column changes its meaning, its
// unit, its name or its type, or when rows have other keys. Tables of another version are not read:
// columns of the same name would be taken for what they are not.
const SchemaVersion = 2

// VersionError is the error of files that are of another version of the table contract.
type VersionError struct {
	File    string // that says so
	Version int
	Program string // version of the program that wrote it, with its commit; empty if it is not known
}

func (e *VersionError) Error() string {
	by := ""
	if e.Program != "" {
		by = ", written by sim " + e.Program
	}
	if e.Version > SchemaVersion {
		return fmt.Sprintf("%s has tables of version %d%s; this program reads version %d: use a newer program", e.File, e.Version, by, SchemaVersion)
	}
	return fmt.Sprintf("%s has tables of version %d%s; this program reads version %d, in which columns of the same name mean something else: "+
		"repeat the command that created it with -o and another directory, or read it with the program that wrote it", e.File, e.Version, by, SchemaVersion)
}

// checkVersion reads the version that a plan states, before anything else of it is
// read.
func checkVersion(plan []byte) error {
	var p struct {
		SchemaVersion int    `json:"schema_version"`
		Version       string `json:"version"`
		Git           string `json:"git"`
	}
	if err := json.Unmarshal(plan, &p); err != nil {
		return err
	}
	if p.SchemaVersion < 1 {
		return fmt.Errorf("it does not state the version of its tables, schema_version: it is not the plan of an experiment")
	}
	if p.SchemaVersion == SchemaVersion {
		return nil
	}
	e := &VersionError{File: "the directory", Version: p.SchemaVersion, Program: p.Version}
	if p.Git != "" {
		e.Program += " (" + p.Git + ")"
	}
	return e
}
