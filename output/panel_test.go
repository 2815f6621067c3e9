package output

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"kirifuda/world"
)

func TestPanelTable(t *testing.T) {
	// Type and optional need not be given.
	p, err := PanelTable([]Column{{Name: "vix_idx", Type: String, Unit: "index", Doc: "gauge"}})
	if err != nil {
		t.Fatal(err)
	}
	if want := []Column{{Name: "vix_idx", Type: Double, Optional: true, Unit: "index", Doc: "gauge"}}; !slices.Equal(p.Series(), want) {
		t.Errorf("series %+v", p.Series())
	}
	if !slices.Equal(p.Columns[:4], PanelKeys()) || !p.Open || !slices.Equal(p.Keys, []string{"scenario", "run_id", "date"}) {
		t.Errorf("%+v", p)
	}
	ok := Column{Name: "a_idx", Unit: "index", Doc: "doc"}
	for want, series := range map[string][]Column{
		`series "A_idx": a name has at most 32 lower-case letters, digits and underscores`:                             {{Name: "A_idx", Unit: "index", Doc: "doc"}},
		`series "a23456789012345678901234567890123": a name has at most 32 lower-case letters, digits and underscores`: {{Name: "a23456789012345678901234567890123", Unit: "index", Doc: "doc"}},
		`series "a_idx" occurs twice`:       {ok, ok},
		`series "date" occurs twice`:        {{Name: "date", Unit: "days", Doc: "doc"}},
		`series "a_idx" has no unit`:        {{Name: "a_idx", Doc: "doc"}},
		`series "a_idx" has no description`: {{Name: "a_idx", Unit: "index"}},
	} {
		if _, err := PanelTable(series); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
		if _, err := TablesOf(series); err == nil || err.Error() != want {
			t.Errorf("tables: %v, want %s", err, want)
		}
	}
	all, err := TablesOf(testSeries())
	if err != nil || len(all) != len(Tables()) || !slices.Equal(all[0].Series(), testSeries()) || len(Tables()[0].Series()) != 0 {
		t.Errorf("%d tables, %v", len(all), err)
	}
}

func TestSeriesColumns(t *testing.T) {
	got := SeriesColumns([]world.Series{reported, {Name: "x_idx", Unit: "index", Doc: "doc", Kind: world.Peak, Valuation: world.AtFace, Read: func(*world.Record) float64 { return 1 }}})
	want := []Column{
		{Name: "jp_mof_ust_usd_bn", Type: Double, Optional: true, Unit: "USD bn", Doc: "Treasuries held by Japan's Ministry of Finance", Kind: "level"},
		{Name: "x_idx", Type: Double, Optional: true, Unit: "index", Doc: "doc", Kind: "peak", Valuation: world.AtFace},
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}

// Whatever values the days have, they are written, read and hashed alike, and what
// is not finite is null. Rows keep their values while they wait for their turn.
func TestPanelRows(t *testing.T) {
	number := rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{0, math.Copysign(0, -1), math.NaN(), math.Inf(1), math.Inf(-1), 1e300, 5e-324}))
	columns := []Column{{Name: "a_idx", Unit: "index", Doc: "doc"}, {Name: "none_idx", Unit: "index", Doc: "doc"}, {Name: "b_idx", Unit: "index", Doc: "doc"}}
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "panel")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		digits := rapid.IntRange(-1, 6).Draw(t, "digits")
		c, err := OpenChunk(dir, 0, testMeta, Options{Trace: TracePanel, Series: columns, Round: digits >= 0, Digits: max(digits, 0)})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Abort()
		first, _ := c.Run("a", 0)
		r, _ := c.Run("a", 1) // waits
		rec := &world.Record{View: &world.View{}, Series: []world.Series{{Name: "b_idx"}, {Name: "a_idx"}, {Name: "c_idx"}}, Values: make([]float64, 3)}
		given := rapid.SliceOfN(rapid.SliceOfN(number, 3, 3), 1, 700).Draw(t, "values")
		observe := func(r *Recorder, days [][]float64) {
			for d := range days {
				rec.View.Day, rec.View.Date = d+1, world.Date(20000+d)
				copy(rec.Values, days[d])
				if err := r.Observe(rec); err != nil {
					t.Fatal(err)
				}
			}
		}
		half := len(given) / 2
		observe(r, given[:half])
		observe(first, given[half:])
		if err := first.Finish(RunRow{}); err != nil {
			t.Fatal(err)
		}
		observe(r, given) // now it is its turn
		if err := r.Finish(RunRow{}); err != nil {
			t.Fatal(err)
		}
		m, err := c.Commit(nil)
		if err != nil {
			t.Fatal(err)
		}
		want := slices.Concat(given[half:], given[:half], given)
		days := slices.Concat(upTo(len(given)-half), upTo(half), upTo(len(given)))
		p, err := openRead(osFS{}, filepath.Join(dir, filepath.FromSlash(m.Tables[1].Path)))
		if err != nil {
			t.Fatal(err)
		}
		defer p.close()
		i := 0
		if err := p.eachRow(func(row parquet.Row) error {
			run := int32(0)
			if i >= len(given)-half {
				run = 1
			}
			if string(row[0].ByteArray()) != "a" || row[1].Int32() != run || int(row[2].Int32()) != 20000+days[i] || int(row[3].Int32()) != days[i]+1 {
				t.Fatalf("row %d: %v", i, row)
			}
			if !row[5].IsNull() {
				t.Fatalf("row %d has a value of a series that the world does not have", i)
			}
			for column, at := range map[int]int{4: 1, 6: 0} { // by name
				v, got := want[i][at], row[column]
				switch {
				case got.IsNull() != !finite(v):
					t.Fatalf("row %d of %d: %g became %v", i, len(want), v, got)
				case got.IsNull():
				case got.Double() == 0 && math.Signbit(got.Double()), digits < 0 && got.Double() != v:
					t.Fatalf("row %d: %g became %g", i, v, got.Double())
				case digits >= 0 && math.Abs(got.Double()-v) > 0.5*math.Pow10(-digits)+1e-15*math.Abs(v):
					t.Fatalf("row %d: %g became %g with %d digits", i, v, got.Double(), digits)
				}
			}
			i++
			return nil
		}); err != nil || i != len(want) {
			t.Fatal(i, err)
		}
		a, errA := DatasetHash([]*Manifest{m})
		b, errB := Hash(dir)
		if a != b || errA != nil || errB != nil {
			t.Fatalf("the manifest says %s, the tables %s; %v, %v", a, b, errA, errB)
		}
	})
}

// A run whose turn it is keeps the memory of one row, however many days it has.
func TestPanelRowsReuseMemory(t *testing.T) {
	c, err := OpenChunk(t.TempDir(), 0, testMeta, testOptions(TracePanel))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Abort()
	r, err := c.Run("a", 0)
	if err != nil {
		t.Fatal(err)
	}
	rec := record(t)
	for range 3 * batchRows {
		if err := r.Observe(rec); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(r.panel.spare); n != 1 || len(r.panel.waiting) != 0 {
		t.Errorf("%d rows of memory, %d waiting", n, len(r.panel.waiting))
	}
}
