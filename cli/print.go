package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"syscall"

	"kirifuda/configs"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/experiment/design"
	"kirifuda/output"
)

// report prints an error and chooses the exit code.
func (a *app) report(err error) int {
	if err == nil {
		return exitOK
	}
	code, path := exitInternal, ""
	var ex *exit
	var wrong *configs.Error
	var mismatch *experiment.Mismatch
	var axis *design.AxisError
	var failed *engine.RunError
	var taken *output.TargetError
	var other *output.VersionError
	switch {
	case errors.As(err, &ex):
		code = ex.code
		if ex.err == nil {
			return code
		}
		err = ex.err
		_ = errors.As(err, &wrong)
	case errors.As(err, &wrong), errors.As(err, &mismatch), errors.As(err, &axis), errors.As(err, &taken), errors.As(err, &other):
		code = exitUsage
	case errors.As(err, &failed):
		code = exitFailedRuns
	case errors.Is(err, output.ErrConflict):
		code = exitNever
	case errors.Is(err, output.ErrIO), isIO(err):
		code = exitIO
	case a.signal != nil:
		code, err = signalCode(a.signal), errors.New("interrupted")
	case strings.HasPrefix(err.Error(), "unknown command"), strings.HasPrefix(err.Error(), "required flag"):
		code = exitUsage
	default:
		bug := err
		if path, err = writeReport(a.args, bug); err != nil {
			err = fmt.Errorf("internal error: %w; no report could be written: %w", bug, err)
		} else {
			err = fmt.Errorf("internal error: %w; please send us %s, which describes the error", bug, path)
		}
	}
	if a.json {
		v := map[string]any{"error": err.Error(), "exit_code": code}
		if path != "" {
			v["report"] = path
		}
		if wrong != nil {
			v["problems"] = wrong.Problems
		}
		if mismatch != nil {
			v["differences"] = mismatch.Differences
		}
		_ = a.printJSON(v)
	}
	text := err.Error()
	if wrong == nil && mismatch == nil { // those list several faults, in lines without foreign characters
		text = oneLine(text)
	}
	a.stderr.paint(bad, text+"\n")
	return code
}

// setColours obeys --no-color.
func (a *app) setColours() {
	for _, s := range []*screen{a.stdout, a.stderr} {
		s.colour = s.colour && !a.noColor
	}
}

// asUsage turns an error into a usage error unless it is one of the file system.
func asUsage(err error) error {
	if errors.Is(err, output.ErrIO) || isIO(err) {
		return err
	}
	return &exit{exitUsage, err}
}

func isIO(err error) bool {
	var p *fs.PathError
	return errors.As(err, &p) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EROFS)
}

// note writes a message to stderr unless --quiet is given.
func (a *app) note(format string, args ...any) {
	if !a.quiet {
		a.stderr.printf(format+"\n", args...)
	}
}

// warn writes a warning to stderr unless --quiet is given, and keeps it for the JSON
// object that is printed later.
func (a *app) warn(format string, args ...any) {
	a.warnOf(configs.Problem{Message: fmt.Sprintf(format, args...)})
}

// warnOf is warn for a warning that has a place. What has been said is not repeated.
func (a *app) warnOf(p configs.Problem) {
	if slices.Contains(a.warnings, p) { // arms may share a fault
		return
	}
	a.warnings = append(a.warnings, p)
	format, args := "%s", []any{p}
	if !a.quiet {
		a.stderr.paint(doubt, "warning: ")
		a.stderr.printf(format+"\n", args...)
	}
}

// printYAML prints a YAML document; with --json as a string in an object.
func (a *app) printYAML(name string, doc []byte) error {
	if a.json {
		return a.printJSON(map[string]any{"name": name, "yaml": string(doc)})
	}
	_, err := a.stdout.document().Write(doc)
	return err
}

// print writes to stdout; texts among the arguments stay on their line.
func (a *app) print(format string, args ...any) { a.stdout.printf(format, args...) }

// printJSON prints a value; an object gets the warnings so far under the key warnings,
// unless it has warnings of its own.
func (a *app) printJSON(v any) error {
	encode := func(v any) ([]byte, error) {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		err := e.Encode(v)
		return bytes.TrimSpace(b.Bytes()), err
	}
	text, err := encode(v)
	if err != nil {
		return err
	}
	var keys map[string]json.RawMessage
	if len(a.warnings) > 0 && json.Unmarshal(text, &keys) == nil && keys["warnings"] == nil {
		list, err := encode(a.warnings)
		if err != nil {
			return err
		}
		comma := ","
		if len(keys) == 0 {
			comma = ""
		}
		text = slices.Concat(text[:len(text)-1], []byte(comma+`"warnings":`), list, []byte("}"))
	}
	var b bytes.Buffer
	if err := json.Indent(&b, text, "", "  "); err != nil {
		return err
	}
	b.WriteByte('\n')
	return a.stdout.raw(visibleJSON(b.Bytes()))
}
