package output

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"kirifuda/world"
)

// walk is a day of a world with as many series as panels have.
func walk(b *testing.B) *world.Record {
	b.Helper()
	start, err := world.ParseDate("2025-03-31")
	if err != nil {
		b.Fatal(err)
	}
	rec := &world.Record{View: &world.View{Date: start}, Rounds: []world.RoundRecord{{Iterations: 5, ResidualUSDBn: 1e-12}}}
	for i, c := range wide() {
		rec.Series = append(rec.Series, world.Series{Name: c.Name, Unit: c.Unit, Doc: c.Doc})
		rec.Values = append(rec.Values, float64(i))
	}
	return rec
}

// BenchmarkPanel writes runs of 250 days at the default trace level. It reports
// rows of the panel a second and bytes a run of all tables.
func BenchmarkPanel(b *testing.B) {
	for _, digits := range []int{-1, 4} {
		name := "all digits"
		if digits >= 0 {
			name = fmt.Sprintf("%d digits", digits)
		}
		b.Run(name, func(b *testing.B) {
			const runs, days = 200, 250
			rec := walk(b)
			var size int64
			b.ReportAllocs()
			for b.Loop() {
				rng := rand.New(rand.NewPCG(1, 2))
				o := Options{Trace: TracePanel, Series: wide(), Round: digits >= 0, Digits: max(digits, 0)}
				c, err := OpenChunk(b.TempDir(), 0, testMeta, o)
				if err != nil {
					b.Fatal(err)
				}
				for i := range runs {
					r, err := c.Run("scenario", int32(i))
					if err != nil {
						b.Fatal(err)
					}
					clear(rec.Values)
					for day := range days {
						rec.View.Day, rec.View.Date = day+1, rec.View.Date+1
						for k := range rec.Values {
							rec.Values[k] += rng.NormFloat64()
						}
						if err := r.Observe(rec); err != nil {
							b.Fatal(err)
						}
					}
					rec.View.Date -= days
					if err := r.Finish(RunRow{}); err != nil {
						b.Fatal(err)
					}
				}
				m, err := c.Commit(nil)
				if err != nil {
					b.Fatal(err)
				}
				size = 0
				for _, t := range m.Tables {
					size += t.Bytes
				}
			}
			rows := float64(b.N) * runs * days
			b.ReportMetric(rows/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(size)/runs, "B/run")
		})
	}
}

// BenchmarkHoldings writes a finished day of the test world at trace level
// holdings: positions, flows and attribution.
func BenchmarkHoldings(b *testing.B) {
	rec := record(b)
	c, err := OpenChunk(b.TempDir(), 0, testMeta, testOptions(TraceHoldings))
	if err != nil {
		b.Fatal(err)
	}
	r, err := c.Run("a", 0)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := r.Observe(rec); err != nil {
			b.Fatal(err)
		}
	}
	if err := r.Finish(RunRow{}); err != nil {
		b.Fatal(err)
	}
	rows := r.chunk.holdings.rows + r.chunk.flows.rows + r.chunk.attribution.rows
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
	if _, err := c.Commit(nil); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkHash reads every row back.
func BenchmarkHash(b *testing.B) {
	dir := b.TempDir()
	m := writeChunk(b, dir, 0, testOptions(TraceFull), 60, runList(4, "a")...)
	var rows int64
	for _, t := range m.Tables {
		rows += t.Rows
	}
	for b.Loop() {
		if _, err := Hash(dir); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
