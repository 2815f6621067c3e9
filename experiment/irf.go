package experiment

import (
	"maps"
	"math"
	"slices"
	"strings"

	"kirifuda/output"
	"kirifuda/world"
)

// paths are the values of some series on some days, in all runs of some arms;
// NaN where a value is missing.
type paths struct {
	series []string
	dates  []int32
	days   []int32 // since the event day
	runs   int     // of an arm
	v      []float64
}

// at are the values of the runs of an arm, given by its place among those read.
func (r *paths) at(arm, series, day int) []float64 {
	i := ((arm*len(r.series)+series)*len(r.dates) + day) * r.runs
	return r.v[i : i+r.runs]
}

// pathBytes is the memory that paths take at a time, if one day of one series
// does not need more. It changes no result.
var pathBytes = 8 << 20

// eachPaths reads series of arms from the panel of the finished chunks and
// passes them on: series by series, day by day, several at a time as far as
// pathBytes allows. More runs mean more passes over the files, not more memory.
// Days later than horizon after the event are left out, unless it is 0.
func eachPaths(p *Plan, out *output.Experiment, arms []int, series []string, horizon int, f func(first int, r *paths)) error {
	dates, days, err := panelDates(out)
	if err != nil {
		return err
	}
	if horizon > 0 {
		n := 0
		for n < len(days) && int(days[n]) <= horizon {
			n++
		}
		dates, days = dates[:n], days[:n]
	}
	if len(dates) == 0 {
		return nil
	}
	place := make([]int, len(p.Arms))
	for i := range place {
		place[i] = slices.Index(arms, i)
	}
	runs := p.PerArm()
	cells := max(1, pathBytes/(8*len(arms)*runs)) // pairs of a series and a day
	width, length := max(1, cells/len(dates)), min(cells, len(dates))
	buf := make([]float64, min(width, len(series))*length*len(arms)*runs)
	for i := 0; i < len(series); i += width {
		group := series[i:min(i+width, len(series))]
		for d := 0; d < len(dates); d += length {
			end := min(d+length, len(dates))
			r := &paths{series: group, dates: dates[d:end], days: days[d:end], runs: runs, v: buf[:len(arms)*len(group)*(end-d)*runs]}
			if err := r.read(p, out, place); err != nil {
				return err
			}
			f(i, r)
		}
	}
	return nil
}

// read fills in the values; place is that of the plan's arms among those read,
// −1 for the others.
func (r *paths) read(p *Plan, out *output.Experiment, place []int) error {
	for i := range r.v {
		r.v[i] = math.NaN()
	}
	day := make(map[int32]int, len(r.dates))
	for d, date := range r.dates {
		day[date] = d
	}
	columns := []output.Column{{Name: "date", Type: output.Date}, {Name: "scenario", Type: output.String}, {Name: "run_id", Type: output.Int32}}
	keys := len(columns)
	for _, s := range r.series {
		columns = append(columns, output.Column{Name: s, Type: output.Double})
	}
	return out.ScanColumns("panel", columns, func(c *output.Cells) error {
		d, ok := day[c.Int32(0)]
		if !ok {
			return nil
		}
		arm, k, err := p.place(c.String(1), c.Int32(2))
		if err != nil || place[arm] < 0 {
			return err
		}
		for j := range r.series {
			r.at(place[arm], j, d)[k] = c.Double(keys + j)
		}
		return nil
	})
}

// panelDates lists the days of the panel in order. Runs that failed early have
// fewer than others.
func panelDates(out *output.Experiment) (dates, days []int32, err error) {
	day := map[int32]int32{}
	columns := []output.Column{{Name: "date", Type: output.Date}, {Name: "day", Type: output.Int32}}
	if err := out.ScanColumns("panel", columns, func(c *output.Cells) error {
		day[c.Int32(0)] = c.Int32(1)
		return nil
	}); err != nil {
		return nil, nil, err
	}
	dates = slices.Sorted(maps.Keys(day))
	for _, d := range dates {
		days = append(days, day[d])
	}
	return dates, days, nil
}

// Response is the effect of a shock on a series, day by day.
type Response struct {
	Series   string          `json:"series"`
	Unit     string          `json:"unit"`
	Scenario string          `json:"scenario"`
	Baseline string          `json:"baseline"`
	Scale    float64         `json:"scale,omitempty"`         // that differences were multiplied by
	Averaged int             `json:"design_points,omitempty"` // points of the design that each replication is averaged over
	Points   []ResponsePoint `json:"points"`
	// The day with the highest and the lowest mean, the first of equals; nil
	// without points.
	Highest *ResponsePoint `json:"highest_mean"`
	Lowest  *ResponsePoint `json:"lowest_mean"`
	// The highest and the lowest difference of each pair, whatever its day, over
	// pairs that have a value on the last day. An average of extremes is larger
	// than an extreme of averages.
	PeakOfPairs   *Stat `json:"highest_of_each_pair"`
	TroughOfPairs *Stat `json:"lowest_of_each_pair"`
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

// Responses computes paired impulse responses from an experiment directory. A
// replication of a sweep shares its draws at all points and is one observation:
// the average of its differences over the points.
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
		r, err := load(p, out, "y_"+Seller+"_sold_usd_bn")
		if err != nil {
			return nil, err
		}
		if len(r.Columns) == 0 {
			return nil, usage("%s does not say what %s sold", dir, Seller)
		}
		sold := Describe(p.overPoints(difference(r.Arms[a].Y[0], r.Arms[b].Y[0], 1)))
		if sold == nil || sold.Mean == 0 {
			return nil, usage("per 100 bn: %s sold nothing more than in %s", Seller, p.Arms[b].Scenario)
		}
		scale = 100 / float64(sold.Mean)
	}
	list := make([]Response, len(o.Series))
	for j, name := range o.Series {
		s, _ := output.FindSeries(name)
		list[j] = Response{Series: name, Unit: s.Unit, Scenario: p.Arms[a].Scenario, Baseline: p.Arms[b].Scenario}
		if p.Design != nil {
			list[j].Averaged = p.points()
		}
		if o.Per100 {
			list[j].Scale = scale
			list[j].Unit += " per 100 USD bn sold"
		}
	}
	ends := make([]extremes, len(list))
	err = eachPaths(p, out, []int{a, b}, o.Series, o.Horizon, func(first int, r *paths) {
		for j := range r.series {
			for d := range r.dates {
				diff := difference(r.at(0, j, d), r.at(1, j, d), scale)
				ends[first+j].add(diff)
				if st := Describe(p.overPoints(diff)); st != nil {
					res := &list[first+j]
					res.Points = append(res.Points, ResponsePoint{world.Date(r.dates[d]).String(), int(r.days[d]), *st})
				}
			}
		}
	})
	if err != nil {
		return nil, err
	}
	for j := range list {
		list[j].extremes(&ends[j], p)
	}
	return list, nil
}

// extremes are the highest and the lowest value of each run so far, and the last.
type extremes struct{ high, low, last []float64 }

func (e *extremes) add(day []float64) {
	if e.last == nil {
		e.high, e.low = slices.Clone(day), slices.Clone(day)
	}
	for i, v := range day {
		if v == v {
			if !(v <= e.high[i]) {
				e.high[i] = v
			}
			if !(v >= e.low[i]) {
				e.low[i] = v
			}
		}
	}
	e.last = append(e.last[:0], day...)
}

func (r *Response) extremes(e *extremes, plan *Plan) {
	for i := range r.Points {
		p := &r.Points[i]
		if r.Highest == nil || p.Mean > r.Highest.Mean {
			r.Highest = p
		}
		if r.Lowest == nil || p.Mean < r.Lowest.Mean {
			r.Lowest = p
		}
	}
	for i, v := range e.last {
		if v != v {
			e.high[i], e.low[i] = v, v
		}
	}
	r.PeakOfPairs, r.TroughOfPairs = Describe(plan.overPoints(e.high)), Describe(plan.overPoints(e.low))
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
	arms := make([]int, len(p.Arms))
	for i := range arms {
		arms[i] = i
	}
	b := p.Baseline()
	if err := eachPaths(p, out, arms, all, 0, func(_ int, r *paths) {
		for a := range arms {
			for j, name := range r.series {
				for d := range r.dates {
					if st := Describe(r.at(a, j, d)); st != nil {
						for k, q := range Bands {
							fan = append(fan, output.FanRow{Scenario: p.Arms[a].Scenario, Series: name, Date: r.dates[d], QSh: q, Value: st.Quantiles[k]})
						}
					}
					if b < 0 || a == b {
						continue
					}
					if st := Describe(difference(r.at(a, j, d), r.at(b, j, d), 1)); st != nil {
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
	}); err != nil {
		return err
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
