package economy

import (
	"errors"
	"fmt"
	"strings"

	"kirifuda/configs"
)

// fault is something wrong with a table. It is a [configs.Error]: the input is wrong, not
// the program.
type fault struct {
	text    string
	problem configs.Problem
}

// Error is one line, such as
//
//	levels.csv:3: column "value": "abc" is not a number
func (f *fault) Error() string { return f.text }

// Unwrap gives file, line, column and value.
func (f *fault) Unwrap() error { return &configs.Error{Problems: []configs.Problem{f.problem}} }

// newFault says what is wrong with a value; line 0 means that no line has it.
func newFault(file string, line int, column, value, problem string) error {
	p := configs.Problem{File: file, Line: line, Key: column, Value: value, Message: problem}
	text := file
	if line > 0 {
		text += fmt.Sprintf(":%d", line)
	}
	return &fault{text: fmt.Sprintf("%s: column %q: %q %s", text, column, value, problem), problem: p}
}

// faults makes every error of reading the tables a [configs.Error].
func faults(err error) error {
	var wrong *configs.Error
	if err == nil || errors.As(err, &wrong) {
		return err
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		out := &configs.Error{}
		for _, e := range many.Unwrap() {
			out.Problems = append(out.Problems, configs.Problem{Message: e.Error()})
		}
		return out
	}
	text := err.Error()
	p := configs.Problem{Message: text}
	if file, message, ok := strings.Cut(text, ": "); ok && strings.HasSuffix(file, ".csv") {
		p.File, p.Message = file, message
	}
	return &fault{text: text, problem: p}
}
