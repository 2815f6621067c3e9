package experiment

import (
	"math"
	"slices"
	"strings"

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

// readPaths reads series of the panel from the finished chunks.
func readPaths(p *Plan, out *output.Experiment, series []string) (*paths, error) {
	r := &paths{series: series, v: make([][][][]float64, len(p.Arms))}
	for a := range r.v {
		r.v[a] = make([][][]float64, len(series))
	}
	day := map[int32]int{}
	runs := p.PerArm()
	columns := []output.Column{
		{Name: "scenario", Type: output.String}, {Name: "run_id", Type: output.Int32}, {Name: "date", Type: output.Date}, {Name: "day", Type: output.Int32},
	}
	keys := len(columns)
	for _, s := range series {
		columns = append(columns, output.Column{Name: s, Type: output.Double})
	}
	err := out.ScanColumns("panel", columns, func(c *output.Cells) error {
		arm, k, err := p.place(c.String(0), c.Int32(1))
		if err != nil {
			return err
		}
		d, ok := day[c.Int32(2)]
		if !ok {
			d = len(r.dates)
			day[c.Int32(2)] = d
			r.dates, r.days = append(r.dates, c.Int32(2)), append(r.days, c.Int32(3))
		}
		for j := range series {
			for len(r.v[arm][j]) <= d {
				x := make([]float64, runs)
				for i := range x {
					x[i] = math.NaN()
				}
				r.v[arm][j] = append(r.v[arm][j], x)
			}
			r.v[arm][j][d][k] = c.Double(keys + j)
		}
		return nil
	})
	if err != nil {
		return nil, err
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
	p, out, err := stored(dir)
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
		if _, ok := output.FindSeries(s); !ok {
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
		s, _ := output.FindSeries(name)
		res := Response{Series: name, Unit: s.Unit, Scenario: p.Arms[a].Scenario, Baseline: p.Arms[b].Scenario}
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
	p, out, err := stored(dir)
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
	if len(irf) > 0 {
		if err := out.WriteIRF(irf); err != nil {
			return err
		}
	}
	return out.WriteFan(fan) // last: where it is, nothing is missing
}

// Summarised reports whether the derived tables are there.
func Summarised(dir string) bool {
	parts, err := output.Parts(dir, "summary/fan")
	return err == nil && len(parts) > 0
}
