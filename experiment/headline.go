package experiment

import (
	"math"
	"sort"

	"kirifuda/output"
	"kirifuda/world"
)

// Seller is the holder whose buyers a Headline follows.
const Seller = "jp_mof"

// Headline is an Observer that condenses a run into scalar outcomes in one pass
// over its days.
type Headline struct {
	base    output.Base
	metrics *Metrics

	read   *output.Gauges
	gauges []output.Gauge // by series in use
	names  []string
	index  []int // of gauges, by outcome
	second []int // of gauges of second series, −1 without one
	stats  []summary
	paths  [][]float64 // of the series that metrics need, by gauge; nil otherwise
	last   int

	seller int
	bought []float64 // USD bn at base prices, by agent
	agents []string
}

// NewHeadline makes the observer of one run; metrics may be nil.
func NewHeadline(base output.Base, metrics *Metrics) *Headline {
	return &Headline{base: base, metrics: metrics, seller: -1}
}

// begin learns what the world has.
func (h *Headline) begin(rec *world.Record) {
	h.read = output.NewGauges(rec, h.base)
	use := func(name string) int {
		for i, n := range h.names {
			if n == name {
				return i
			}
		}
		s, _ := output.FindSeries(name)
		g, _ := h.read.Gauge(rec, s)
		h.names, h.gauges = append(h.names, name), append(h.gauges, g)
		sum := summary{base: g.Base, baseSet: g.Base == g.Base}
		if sum.baseSet {
			sum.peak, sum.trough, sum.peakSet = g.Base, g.Base, true
		}
		h.stats, h.paths = append(h.stats, sum), append(h.paths, nil)
		return len(h.names) - 1
	}
	for i := range outcomes {
		h.index = append(h.index, use(outcomes[i].series))
		by := -1
		if outcomes[i].by != "" {
			by = use(outcomes[i].by)
		}
		h.second = append(h.second, by)
	}
	if h.metrics != nil {
		for _, name := range h.metrics.series {
			h.paths[use(name)] = []float64{}
		}
	}
	h.agents, h.bought = rec.Agents, make([]float64, len(rec.Agents))
	for i, a := range rec.Agents {
		if a == Seller {
			h.seller = i
		}
	}
}

// Observe implements world.Observer.
func (h *Headline) Observe(rec *world.Record) error {
	if h.read == nil {
		h.begin(rec)
	}
	h.read.Day(rec)
	h.last = rec.View.Day
	for i := range h.gauges {
		v := h.gauges[i].Read(rec)
		if h.paths[i] != nil {
			h.paths[i] = append(h.paths[i], v)
		}
		if v == v {
			h.stats[i].add(v, rec.View.Day)
		}
	}
	h.match(rec)
	return nil
}

// match splits what the seller sold over the day's net buyers of each Treasury
// bucket in proportion to their purchases.
func (h *Headline) match(rec *world.Record) {
	if h.seller < 0 {
		return
	}
	n := len(rec.View.Instruments)
	for _, k := range h.read.Treasuries() {
		sold := -rec.Traded[h.seller*n+k]
		if sold <= 0 {
			continue
		}
		var all float64
		for i := range h.bought {
			all += math.Max(0, rec.Traded[i*n+k])
		}
		if all <= 0 {
			continue
		}
		for i := range h.bought {
			if b := rec.Traded[i*n+k]; b > 0 {
				h.bought[i] += sold * b / all
			}
		}
	}
}

// Outcomes has the value of every outcome by column name; missing ones are left
// out. It also evaluates the metrics.
func (h *Headline) Outcomes() (map[string]float64, error) {
	out := make(map[string]float64, len(outcomes))
	if h.read == nil {
		return out, nil
	}
	for i := range outcomes {
		var by *summary
		if k := h.second[i]; k >= 0 {
			by = &h.stats[k]
		}
		if v := h.stats[h.index[i]].value(&outcomes[i], by); v-v == 0 {
			out[outcomes[i].column.Name] = v
		}
	}
	if h.metrics == nil {
		return out, nil
	}
	err := h.metrics.eval(h.last, func(name string) []float64 {
		for i, n := range h.names {
			if n == name {
				return h.paths[i]
			}
		}
		return nil
	}, func(column string, v float64) {
		if v-v == 0 {
			out[column] = v
		}
	})
	return out, err
}

// Buyer is a holder that took what the seller sold.
type Buyer struct {
	Agent string  `json:"agent"`
	USDBn float64 `json:"usd_bn"` // at base prices
}

// Buyers lists who bought what the seller sold, the largest first.
func (h *Headline) Buyers() []Buyer {
	var out []Buyer
	for i, v := range h.bought {
		if v > 0 {
			out = append(out, Buyer{h.agents[i], v})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].USDBn > out[j].USDBn })
	return out
}
