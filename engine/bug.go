package engine

import (
	"fmt"
	"runtime/debug"
)

// Bug is a panic: a failure of the program, neither of a run nor of what was
// asked for. Panics of institutions are not among them; they fail their run.
type Bug struct {
	Value any
	Stack []byte
}

func (b *Bug) Error() string { return fmt.Sprintf("the program failed: %v", b.Value) }

// Guard calls f and turns a panic into a Bug. Goroutines need one of their own.
func Guard(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &Bug{Value: r, Stack: debug.Stack()}
		}
	}()
	return f()
}
