package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
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

// warn writes a warning to stderr unless --quiet is given.
func (a *app) warn(format string, args ...any) {
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

func (a *app) printJSON(v any) error {
	if m, ok := v.(map[string]any); ok && len(a.warnings) > 0 && m["warnings"] == nil {
		m["warnings"] = a.warnings
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	return a.stdout.raw(visibleJSON(b.Bytes()))
}
