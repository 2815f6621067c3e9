package engine

import (
	"fmt"
	"runtime/debug"
)

// Bug is the error of a panic, a fault of the program and not of a run or of the
// user's input. A panic in an institution is not a Bug; it fails the run.
type Bug struct {
	Value any
	Stack []byte
}

func (b *Bug) Error() string { return fmt.Sprintf("the program failed: %v", b.Value) }

// Guard calls f and turns a panic into a Bug. Each goroutine needs its own Guard.
func Guard(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &Bug{Value: r, Stack: debug.Stack()}
		}
	}()
	return f()
}
