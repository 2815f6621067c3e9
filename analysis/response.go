package analysis

import (
	"maps"
	"slices"
	"strings"

	"kirifuda/analysis/stats"
	"kirifuda/experiment"
	"kirifuda/internal/english"
	"kirifuda/output"
	"kirifuda/world"
)

// panelDates lists the dates of the panel in order with the numbers of their days, of
// which the base date is 0 and left out because all runs are equal on it, up to day last
// unless that is 0. Runs that failed early have fewer days than others.
func panelDates(p *experiment.Plan, out *output.Store, last int) (dates, days []int32, err error) {
	day := map[int32]int32{}
	columns := []output.Column{{Name: "date", Type: output.Date}, {Name: "day", Type: output.Int32}}
	if err := out.ScanColumns("panel", columns, func(c *output.Cells) error {
		if d := c.Int32(1); d != 0 {
			day[c.Int32(0)] = d
		}
		return nil
	}); err != nil {
		return nil, nil, err
	}
	for _, d := range slices.Sorted(maps.Keys(day)) {
		if last > 0 && int(day[d]) > last {
			break
		}
		dates, days = append(dates, d), append(days, day[d])
	}
	return dates, days, nil
}

// Response is the effect of a shock on a series, day by day.
type Response struct {
	Series   string             `json:"series"`
	Unit     string             `json:"unit"`
	Scenario string             `json:"scenario"`
	Baseline string             `json:"baseline"`
	Scale    float64            `json:"scale,omitempty"`         // factor of all differences
	Averaged int                `json:"design_points,omitempty"` // points of the design over which each replication is averaged
	EventDay *int               `json:"event_day"`               // of the scenario; nil if it scripts nothing, or not the same day in all runs
	Extent   *experiment.Extent `json:"extent"`                  // runs that are read
	Points   []ResponsePoint    `json:"points"`
	// The days with the highest and the lowest mean, the first if several are
	// equal; nil without points.
	Highest *ResponsePoint `json:"highest_mean"`
	Lowest  *ResponsePoint `json:"lowest_mean"`
	// The highest and the lowest difference of each pair on any day, for the pairs
	// that have a value on the last day. The average of extremes is larger than the
	// extreme of averages.
	PeakOfPairs   *stats.Stat `json:"highest_of_each_pair"`
	TroughOfPairs *stats.Stat `json:"lowest_of_each_pair"`
}

// ResponsePoint is the paired difference on one day.
type ResponsePoint struct {
	Date string `json:"date"`
	Day  int    `json:"day"` // the base date is day 0
	// SinceEvent is the number of business days since the scenario's event day, nil if
	// it has none.
	SinceEvent *int `json:"days_since_event"`
	stats.Stat
}

// ResponseOptions select a response.
type ResponseOptions struct {
	Arm     string   // arm of the shock; empty for every treatment
	Vs      string   // arm to compare with; empty for the baseline
	Series  []string // columns of the panel
	Per100  bool     // per 100 USD bn sold by the experiment.Seller
	Horizon int      // last business day after the event, without an event after the base date; 0 for all
	// Quantiles are the probabilities of quantiles; none for stats.Bands.
	Quantiles []float64
}

// Responses computes paired impulse responses from an experiment directory, arm by arm
// and series by series. A replication of a sweep shares its draws at all points and is one
// observation, the average of its differences over the points.
func Responses(dir string, o ResponseOptions) ([]Response, error) {
	p, out, err := experiment.Stored(dir)
	if err != nil {
		return nil, err
	}
	if p.Trace < output.TracePanel {
		return nil, experiment.Usage("%s has no panel (trace %s)", dir, p.Trace)
	}
	pairs, err := contrasts(p, o.Arm, o.Vs)
	if err != nil {
		return nil, err
	}
	for _, s := range o.Series {
		if seriesOf(out, s) == nil {
			return nil, experiment.Usage("series %q: the panel has no such series; the nearest are %s", s,
				strings.Join(english.Nearest(s, seriesNames(out), 5), ", "))
		}
	}
	extent, err := p.Extent(out)
	if err != nil {
		return nil, err
	}
	if err := extent.Check(dir); err != nil {
		return nil, err
	}
	var all []Response
	for _, c := range pairs {
		list, err := c.responses(p, out, extent, &o)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// responses computes the responses of one arm less another, by series.
func (x contrast) responses(p *experiment.Plan, out *output.Store, extent *experiment.Extent, o *ResponseOptions) ([]Response, error) {
	a, b := x.a, x.b
	scale := 1.0
	if o.Per100 {
		r, err := p.Results(out, nil, "y_"+experiment.Seller+"_sold_usd_bn")
		if err != nil {
			return nil, err
		}
		if len(r.Columns) == 0 {
			return nil, experiment.Usage("%s has no record of what %s sold", out.Dir, experiment.Seller)
		}
		sold := stats.Describe(overPoints(p, used(extent, difference(r.Arms[a].Y[0], r.Arms[b].Y[0], 1))), stats.Continuous)
		if sold == nil || sold.Mean == 0 {
			return nil, experiment.Usage("per 100 bn: %s did not sell more in %s than in %s", experiment.Seller, p.Arms[a].Scenario, p.Arms[b].Scenario)
		}
		scale = 100 / float64(sold.Mean)
	}
	list := make([]Response, len(o.Series))
	for j, name := range o.Series {
		s := seriesOf(out, name)
		list[j] = Response{Series: name, Unit: s.Unit, Scenario: p.Arms[a].Scenario, Baseline: p.Arms[b].Scenario, Extent: extent}
		if p.Design != nil {
			list[j].Averaged = p.Points()
		}
		if o.Per100 {
			list[j].Scale = scale
			list[j].Unit += " per 100 USD bn"
		}
	}
	ends := make([]extremes, len(list))
	event, err := p.EventDayOf(a, out)
	if err != nil {
		return nil, err
	}
	last := 0
	if o.Horizon > 0 {
		last = event + o.Horizon
	}
	dates, days, err := panelDates(p, out, last)
	if err != nil {
		return nil, err
	}
	effects := make([]*stats.Stat, len(o.Series)*len(dates))
	if err := eachCell(p, out, []int{a, b}, o.Series, dates, func(j, d int, c *cell) {
		diff := used(extent, difference(c.at(0), c.at(1), scale))
		ends[j].add(diff, d == len(dates)-1)
		effects[j*len(dates)+d] = stats.Describe(overPoints(p, diff), stats.Continuous, o.Quantiles...)
	}); err != nil {
		return nil, err
	}
	for i, st := range effects {
		if d := i % len(dates); st != nil {
			res := &list[i/len(dates)]
			point := ResponsePoint{Date: world.Date(dates[d]).String(), Day: int(days[d]), Stat: *st}
			if event > 0 {
				since := point.Day - event
				point.SinceEvent, res.EventDay = &since, &event
			}
			res.Points = append(res.Points, point)
		}
	}
	for j := range list {
		list[j].extremes(&ends[j], p, o.Quantiles)
	}
	return list, nil
}
