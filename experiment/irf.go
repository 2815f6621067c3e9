package experiment

import (
	"maps"
	"math"
	"slices"
	"strings"
	"sync"

	"kirifuda/output"
	"kirifuda/world"
)

// panelDates lists the days of the panel in order, up to horizon days after the
// event unless it is 0. Runs that failed early have fewer than others.
func panelDates(out *output.Experiment, horizon int) (dates, days []int32, err error) {
	day := map[int32]int32{}
	columns := []output.Column{{Name: "date", Type: output.Date}, {Name: "day", Type: output.Int32}}
	if err := out.ScanColumns("panel", columns, func(c *output.Cells) error {
		day[c.Int32(0)] = c.Int32(1)
		return nil
	}); err != nil {
		return nil, nil, err
	}
	for _, d := range slices.Sorted(maps.Keys(day)) {
		if horizon > 0 && int(day[d]) > horizon {
			break
		}
		dates, days = append(dates, d), append(days, day[d])
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
	dates, days, err := panelDates(out, o.Horizon)
	if err != nil {
		return nil, err
	}
	stats := make([]*Stat, len(o.Series)*len(dates))
	if err := eachCell(p, out, []int{a, b}, o.Series, dates, func(j, d int, c *cell) {
		diff := difference(c.at(0), c.at(1), scale)
		ends[j].add(diff, d == len(dates)-1)
		stats[j*len(dates)+d] = Describe(p.overPoints(diff))
	}); err != nil {
		return nil, err
	}
	for i, st := range stats {
		if d := i % len(dates); st != nil {
			res := &list[i/len(dates)]
			res.Points = append(res.Points, ResponsePoint{world.Date(dates[d]).String(), int(days[d]), *st})
		}
	}
	for j := range list {
		list[j].extremes(&ends[j], p)
	}
	return list, nil
}

// extremes are the highest and the lowest value of each run on the days so far, in
// any order, and the value on the last day.
type extremes struct {
	mu              sync.Mutex
	high, low, last []float64
}

func (e *extremes) add(day []float64, last bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.high == nil {
		e.high, e.low = make([]float64, len(day)), make([]float64, len(day))
		for i := range day {
			e.high[i], e.low[i] = math.NaN(), math.NaN()
		}
	}
	for i, v := range day {
		if v == v {
			v += 0 // of the two zeros the one without a sign, whichever comes first
			if !(v <= e.high[i]) {
				e.high[i] = v
			}
			if !(v >= e.low[i]) {
				e.low[i] = v
			}
		}
	}
	if last {
		e.last = slices.Clone(day)
	}
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
	all := seriesNames()
	slices.Sort(all)
	arms := make([]int, len(p.Arms))
	for i := range arms {
		arms[i] = i
	}
	b := p.Baseline()
	dates, days, err := panelDates(out, 0)
	if err != nil {
		return err
	}
	type bands struct {
		q [5]float64
		n int
	}
	level, diff := make([]bands, len(arms)*len(all)*len(dates)), make([]bands, len(arms)*len(all)*len(dates))
	place := func(a, j, d int) int { return (a*len(all)+j)*len(dates) + d }
	if err := eachCell(p, out, arms, all, dates, func(j, d int, c *cell) {
		for a := range arms {
			i := place(a, j, d)
			level[i].q, level[i].n = c.quantiles(c.at(a))
			if b >= 0 && a != b {
				diff[i].q, diff[i].n = c.quantiles(c.difference(a, b))
			}
		}
	}); err != nil {
		return err
	}
	// Arms are in the order of their names, as the tables are.
	var fan []output.FanRow
	var irf []output.IRFRow
	for a, arm := range p.Arms {
		for j, name := range all {
			for d, date := range dates {
				i := place(a, j, d)
				for k, q := range Bands {
					if level[i].n > 0 {
						fan = append(fan, output.FanRow{Scenario: arm.Scenario, Series: name, Date: date, QSh: q, Value: level[i].q[k]})
					}
					if diff[i].n > 0 {
						irf = append(irf, output.IRFRow{
							Scenario: arm.Scenario, Baseline: p.Arms[b].Scenario, Series: name, Date: date, Day: days[d],
							QSh: q, Value: diff[i].q[k], RunsN: int32(diff[i].n),
						})
					}
				}
			}
		}
	}
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
