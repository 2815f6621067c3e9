package experiment

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"

	"kirifuda/output"
	"kirifuda/world"
)

// paths are the values of some series of an experiment: by arm, series, day and
// run; NaN where a value is missing.
type paths struct {
	series []string
	dates  []int32
	days   []int32 // since the event day
	v      [][][][]float64
}

// memory that paths may take at a time.
const pathBytes = 16 << 20

// columnValues passes the rows of some columns of a Parquet file on, a row group
// at a time, without reading the others.
func columnValues(path string, columns []string, row func([]parquet.Value) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	pf, err := parquet.OpenFile(f, st.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return err
	}
	at := make([]int, len(columns))
	for i, name := range columns {
		leaf, ok := pf.Schema().Lookup(name)
		if !ok {
			return fmt.Errorf("no column %s", name)
		}
		at[i] = leaf.ColumnIndex
	}
	line := make([]parquet.Value, len(columns))
	for _, g := range pf.RowGroups() {
		chunks := g.ColumnChunks()
		all := make([][]parquet.Value, len(columns))
		for i, j := range at {
			var text parquet.Value // runs of equal strings share their memory
			pages := chunks[j].Pages()
			for {
				p, err := pages.ReadPage()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					_ = pages.Close()
					return err
				}
				buf := make([]parquet.Value, p.NumValues())
				n, err := p.Values().ReadValues(buf)
				if err != nil && !errors.Is(err, io.EOF) {
					_ = pages.Close()
					return err
				}
				for k := range buf[:n] { // pages are reused
					if buf[k].Kind() != parquet.ByteArray {
						continue
					}
					if !parquet.Equal(buf[k], text) {
						text = buf[k].Clone()
					}
					buf[k] = text
				}
				all[i] = append(all[i], buf[:n]...)
				parquet.Release(p)
			}
			if err := pages.Close(); err != nil {
				return err
			}
		}
		for k := range int(g.NumRows()) {
			for i := range all {
				if k >= len(all[i]) {
					return fmt.Errorf("column %s has %d values for %d rows", columns[i], len(all[i]), g.NumRows())
				}
				line[i] = all[i][k]
			}
			if err := row(line); err != nil {
				return err
			}
		}
	}
	return nil
}

// readPaths reads series of the panel from the finished chunks.
func readPaths(p *Plan, out *output.Experiment, series []string) (*paths, error) {
	r := &paths{series: series, v: make([][][][]float64, len(p.Arms))}
	for a := range r.v {
		r.v[a] = make([][][]float64, len(series))
	}
	day := map[int32]int{}
	runs := p.PerArm()
	columns := append([]string{"scenario", "run_id", "date", "day"}, series...)
	done, _ := out.Finished(false)
	arm, last := -1, ""
	for _, m := range done {
		for i := range m.Tables {
			if m.Tables[i].Name != "panel" {
				continue
			}
			err := columnValues(filepath.Join(out.Dir, filepath.FromSlash(m.Tables[i].Path)), columns, func(row []parquet.Value) error {
				if s := string(row[0].ByteArray()); s != last {
					arm, last = p.arm(s), s
				}
				if arm < 0 {
					return fmt.Errorf("a run of %q, which is not an arm", last)
				}
				k := int(row[1].Int32() - p.Ref(arm, 0).RunID)
				if k < 0 || k >= runs {
					return fmt.Errorf("run %d is not in the plan", row[1].Int32())
				}
				d, ok := day[row[2].Int32()]
				if !ok {
					d = len(r.dates)
					day[row[2].Int32()] = d
					r.dates, r.days = append(r.dates, row[2].Int32()), append(r.days, row[3].Int32())
				}
				for j := range series {
					for len(r.v[arm][j]) <= d {
						x := make([]float64, runs)
						for i := range x {
							x[i] = math.NaN()
						}
						r.v[arm][j] = append(r.v[arm][j], x)
					}
					if v := row[4+j]; !v.IsNull() {
						r.v[arm][j][d][k] = v.Double()
					}
				}
				return nil
			})
			if err != nil {
				return nil, fmt.Errorf("%w: %s: %w", output.ErrIO, m.Tables[i].Path, err)
			}
		}
	}
	for a := range r.v { // an arm without rows
		for j := range r.v[a] {
			for len(r.v[a][j]) < len(r.dates) {
				x := make([]float64, runs)
				for i := range x {
					x[i] = math.NaN()
				}
				r.v[a][j] = append(r.v[a][j], x)
			}
		}
	}
	return r, r.sort()
}

// sort puts days in order; runs that failed early may have begun with others.
func (r *paths) sort() error {
	order := make([]int, len(r.dates))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return int(r.dates[a]) - int(r.dates[b]) })
	dates, days := make([]int32, len(order)), make([]int32, len(order))
	for i, k := range order {
		dates[i], days[i] = r.dates[k], r.days[k]
	}
	for a := range r.v {
		for j := range r.v[a] {
			x := make([][]float64, len(order))
			for i, k := range order {
				x[i] = r.v[a][j][k]
			}
			r.v[a][j] = x
		}
	}
	r.dates, r.days = dates, days
	return nil
}

// panelRows is the number of rows of the panel in finished chunks.
func panelRows(out *output.Experiment) int {
	var n int64
	done, _ := out.Finished(false)
	for _, m := range done {
		for i := range m.Tables {
			if m.Tables[i].Name == "panel" {
				n += m.Tables[i].Rows
			}
		}
	}
	return int(n)
}

// Response is the effect of a shock on a series, day by day.
type Response struct {
	Series   string          `json:"series"`
	Unit     string          `json:"unit"`
	Scenario string          `json:"scenario"`
	Baseline string          `json:"baseline"`
	Scale    float64         `json:"scale,omitempty"` // that differences were multiplied by
	Points   []ResponsePoint `json:"points"`
}

// ResponsePoint is the paired difference on one day.
type ResponsePoint struct {
	Date string `json:"date"`
	Day  int    `json:"day"` // since the event day
	Stat
}

// ResponseOptions choose a response.
type ResponseOptions struct {
	Shock   string   // arm; empty for the first that is not the baseline
	Vs      string   // arm; empty for the baseline
	Series  []string // columns of the panel
	Per100  bool     // per 100 USD bn sold by the Seller
	Horizon int      // last day after the event; 0 for all
}

// arms finds the two arms of a comparison.
func (p *Plan) pair(shock, vs string) (a, b int, err error) {
	a, b = p.Treatment(), p.Baseline()
	if shock != "" {
		if a = p.arm(shock); a < 0 {
			return 0, 0, usage("the experiment has no arm %q", shock)
		}
	}
	if vs != "" {
		if b = p.arm(vs); b < 0 {
			return 0, 0, usage("the experiment has no arm %q", vs)
		}
	}
	if b < 0 || a == b {
		return 0, 0, usage("a response needs two arms: run sim mc with --vs")
	}
	return a, b, nil
}

// Responses computes paired impulse responses from an experiment directory.
func Responses(dir string, o ResponseOptions) ([]Response, error) {
	p, err := ReadPlan(dir)
	if err != nil {
		return nil, err
	}
	out, err := output.OpenExperiment(dir)
	if err != nil {
		return nil, err
	}
	if p.Trace < output.TracePanel {
		return nil, usage("%s has no panel (trace %s)", dir, p.Trace)
	}
	a, b, err := p.pair(o.Shock, o.Vs)
	if err != nil {
		return nil, err
	}
	for _, s := range o.Series {
		if _, ok := findSeries(s); !ok {
			return nil, usage("series %q: the panel has %s", s, strings.Join(seriesNames(), ", "))
		}
	}
	scale := 1.0
	if o.Per100 {
		r, err := load(p, out)
		if err != nil {
			return nil, err
		}
		i, err := r.Outcome(Seller + "_sold_usd_bn")
		if err != nil {
			return nil, err
		}
		var pair Pair
		pair.paired(r.Arms[a].Y[i], r.Arms[b].Y[i])
		if pair.Diff == nil || pair.Diff.Mean == 0 {
			return nil, usage("per 100 bn: %s sold nothing more than in %s", Seller, p.Arms[b].Scenario)
		}
		scale = 100 / pair.Diff.Mean
	}
	r, err := readPaths(p, out, o.Series)
	if err != nil {
		return nil, err
	}
	var list []Response
	for j, name := range r.series {
		s, _ := findSeries(name)
		res := Response{Series: name, Unit: s.unit, Scenario: p.Arms[a].Scenario, Baseline: p.Arms[b].Scenario}
		if o.Per100 {
			res.Scale = scale
			res.Unit += " per 100 USD bn sold"
		}
		for d := range r.dates {
			if o.Horizon > 0 && int(r.days[d]) > o.Horizon {
				break
			}
			diff := difference(r.v[a][j][d], r.v[b][j][d], scale)
			if st := Describe(diff); st != nil {
				res.Points = append(res.Points, ResponsePoint{world.Date(r.dates[d]).String(), int(r.days[d]), *st})
			}
		}
		list = append(list, res)
	}
	return list, nil
}

func difference(a, b []float64, scale float64) []float64 {
	d := make([]float64, len(a))
	for i := range a {
		d[i] = (a[i] - b[i]) * scale
	}
	return d
}

// Summarise writes the derived tables fan and, with a baseline, irf.
func Summarise(dir string) error {
	p, err := ReadPlan(dir)
	if err != nil {
		return err
	}
	out, err := output.OpenExperiment(dir)
	if err != nil {
		return err
	}
	if p.Trace < output.TracePanel {
		return nil
	}
	var fan []output.FanRow
	var irf []output.IRFRow
	all := seriesNames()
	slices.Sort(all)
	group := max(1, pathBytes/(8*max(1, panelRows(out))))
	for i := 0; i < len(all); i += group {
		r, err := readPaths(p, out, all[i:min(i+group, len(all))])
		if err != nil {
			return err
		}
		for a := range p.Arms {
			for j, name := range r.series {
				for d := range r.dates {
					st := Describe(r.v[a][j][d])
					if st == nil {
						continue
					}
					for k, q := range Bands {
						fan = append(fan, output.FanRow{Scenario: p.Arms[a].Scenario, Series: name, Date: r.dates[d], QSh: q, Value: st.Quantiles[k]})
					}
				}
			}
		}
		b := p.Baseline()
		if b < 0 {
			continue
		}
		for a := range p.Arms {
			if a == b {
				continue
			}
			for j, name := range r.series {
				for d := range r.dates {
					st := Describe(difference(r.v[a][j][d], r.v[b][j][d], 1))
					if st == nil {
						continue
					}
					for k, q := range Bands {
						irf = append(irf, output.IRFRow{
							Scenario: p.Arms[a].Scenario, Baseline: p.Arms[b].Scenario, Series: name, Date: r.dates[d], Day: r.days[d],
							QSh: q, Value: st.Quantiles[k], RunsN: int32(st.N),
						})
					}
				}
			}
		}
	}
	slices.SortStableFunc(fan, func(a, b output.FanRow) int { return strings.Compare(a.Scenario, b.Scenario) })
	slices.SortStableFunc(irf, func(a, b output.IRFRow) int { return strings.Compare(a.Scenario, b.Scenario) })
	if err := out.WriteFan(fan); err != nil || len(irf) == 0 {
		return err
	}
	return out.WriteIRF(irf)
}
