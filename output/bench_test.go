package output

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"kirifuda/world"
)

// walk is a world of all series of the panel whose prices are random walks.
func walk(b *testing.B) *world.Record {
	b.Helper()
	start, _ := world.ParseDate("2025-03-31")
	v := &world.View{Date: start, VIX: 20, MOVE: 100, Facts: &world.Facts{ImportsUS: map[string]float64{}, ExportsUS: map[string]float64{}}}
	for i, id := range []string{"ust_le1y", "ust_1_5y", "ust_5_10y", "ust_gt10y", "jgb_le10y", "jgb_gt10y", "bund", "gilt"} {
		v.Instruments = append(v.Instruments, world.Instrument{ID: id, Class: world.Bond, Currency: "usd", BasePrice: 1, BaseYieldPct: 4, DurationYr: float64(i + 1)})
	}
	for _, id := range []string{"usdsw_1_5y", "usdsw_5_10y", "usdsw_gt10y"} {
		v.Instruments = append(v.Instruments, world.Instrument{ID: id, Class: world.Swap, Currency: "usd", BaseYieldPct: 4})
	}
	for _, id := range []string{"jpy", "eur", "gbp", "cny", "krw", "cad", "mxn"} {
		v.Instruments = append(v.Instruments, world.Instrument{ID: id, Class: world.FX, Currency: id, BasePrice: 10})
		v.Currencies = append(v.Currencies, world.Currency{ID: id, Country: id})
		v.PolicyRatePct = append(v.PolicyRatePct, 2)
		v.Facts.ImportsUS[id] = 100
	}
	for _, id := range []string{"eq_us", "eq_jp", "eq_eu", "eq_row"} {
		v.Instruments = append(v.Instruments, world.Instrument{ID: id, Class: world.Equity, Currency: "usd", BasePrice: 1})
	}
	v.X = make([]float64, len(v.Instruments))
	rec := &world.Record{View: v, Rounds: []world.RoundRecord{{Iterations: 5, ResidualUSDBn: 1e-12}}}
	for i := range panelTable.Columns {
		rec.Names = append(rec.Names, panelTable.Columns[i].Name)
		rec.Indicators = append(rec.Indicators, float64(i))
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
				o := Options{Trace: TracePanel, Base: testBase, Round: digits >= 0, Digits: max(digits, 0)}
				c, err := OpenChunk(b.TempDir(), 0, testMeta, o)
				if err != nil {
					b.Fatal(err)
				}
				for i := range runs {
					r, err := c.Run("scenario", int32(i))
					if err != nil {
						b.Fatal(err)
					}
					clear(rec.View.X)
					for day := range days {
						rec.View.Day, rec.View.Date = day+1, rec.View.Date+1
						for k := range rec.View.X {
							rec.View.X[k] += 5 * rng.NormFloat64()
						}
						for k := range rec.Indicators {
							rec.Indicators[k] += math.Abs(rng.NormFloat64())
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
