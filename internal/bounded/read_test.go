package bounded

import "testing"

type recorder struct {
	testing.TB
	failed bool
}

func (*recorder) Helper()                 {}
func (r *recorder) Errorf(string, ...any) { r.failed = true }

var sink []byte

func TestRead(t *testing.T) {
	for _, c := range []struct {
		size, bytes int
		fails       bool
	}{
		{100, 1 << 20, false},
		{100, mostBytes + 1<<20, true},
		{smallBytes, mostBytes + 1<<20, false}, // a large input may
	} {
		r := &recorder{TB: t}
		Read(r, c.size, func() { sink = make([]byte, c.bytes) })
		if sink = nil; r.failed != c.fails {
			t.Errorf("an input of %d bytes that allocates %d: failed %v", c.size, c.bytes, r.failed)
		}
	}
}
