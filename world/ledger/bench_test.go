package ledger

import (
	"testing"
)

func TestSteadyStateDoesNotAllocate(t *testing.T) {
	l := opened(t, 20)
	if n := testing.AllocsPerRun(100, func() { day(t, l, 0.98) }); n != 0 {
		t.Errorf("%g allocations a day", n)
	}
}

func BenchmarkCheck(b *testing.B) {
	l := wide()
	b.ReportAllocs()
	for b.Loop() {
		if err := l.Check(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSell(b *testing.B) {
	l := wide()
	b.ReportAllocs()
	for b.Loop() {
		l.Sell(Trade, 50, 60, 9, 100, 90)
	}
}

func BenchmarkRevalue(b *testing.B) {
	l := wide()
	b.ReportAllocs()
	p := 0.9
	for b.Loop() {
		p = 1.8 - p + 1e-6
		l.Revalue(9, p)
	}
}
