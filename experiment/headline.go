package experiment

import (
	"math"
	"sort"

	"kirifuda/world"
)

// Seller is the holder whose buyers a Headline follows.
const Seller = "jp_mof"

// Headline is an Observer that condenses a run into scalar outcomes in one pass
// over its days.
type Headline struct {
	metrics *Metrics

	begun  bool
	names  []string // names of the series in use
	at     []int    // their indices in records, −1 for a series that the world does not have
	index  []int    // by outcome: its series among those in use
	second []int    // by outcome: its second series among those in use, −1 if none
	stats  []summary
	paths  [][]float64 // by series in use: its values, if metrics need them; nil otherwise
	last   int
	dates  []int32 // of the days, if metrics may need them

	seller int
	bought []float64 // by agent: bought from the seller, USD bn at base prices
	agents []string
}

// NewHeadline returns the observer of one run; metrics may be nil.
func NewHeadline(metrics *Metrics) *Headline {
	return &Headline{metrics: metrics, seller: -1}
}

// begin finds the series of the world.
func (h *Headline) begin(rec *world.Record) {
	h.begun = true
	use := func(name string) int {
		for i, n := range h.names {
			if n == name {
				return i
			}
		}
		at, base := place(rec, name), math.NaN()
		if at >= 0 {
			base = rec.Series[at].Base
		}
		h.names, h.at = append(h.names, name), append(h.at, at)
		sum := summary{base: base, baseSet: base == base}
		if sum.baseSet {
			sum.peak, sum.trough, sum.peakSet = base, base, true
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
	if !h.begun {
		h.begin(rec)
	}
	h.last = rec.View.Day
	if h.metrics != nil {
		h.dates = append(h.dates, int32(rec.View.Date))
	}
	for i, at := range h.at {
		v := math.NaN()
		if at >= 0 {
			v = rec.Values[at]
		}
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

// match splits the seller's sales between the day's net buyers of each Treasury
// bucket in proportion to their purchases.
func (h *Headline) match(rec *world.Record) {
	if h.seller < 0 {
		return
	}
	n := len(rec.View.Instruments)
	for k := range rec.View.Instruments {
		if !rec.View.Instruments[k].Treasury() {
			continue
		}
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

// Outcomes returns the value of every outcome, including metrics, by column name;
// missing ones are left out.
func (h *Headline) Outcomes() (map[string]float64, error) {
	out := make(map[string]float64, len(outcomes))
	if !h.begun {
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
	err := h.metrics.eval(h.last, h.dates, func(name string) []float64 {
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

// Buyer is a holder that bought from the seller.
type Buyer struct {
	Agent string  `json:"agent"`
	USDBn float64 `json:"usd_bn"` // amount bought, at base prices
}

// Buyers lists the holders that bought from the seller, the largest first.
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
