package agents

import "kirifuda/world"

// newsTold is what observers are told of the origin of a day's news.
type newsTold struct{ world.News }

// newNewsTold names the factors of news about instruments.
func newNewsTold(at *newsPlaces, n int) newsTold {
	t := newsTold{world.News{SDBp: make([]float64, n), Own: make([]float64, n), DrawnBp: make([]float64, n)}}
	add := func(unit string, names ...string) {
		for _, name := range names {
			t.Factors = append(t.Factors, world.NewsFactor{Name: name, Unit: unit})
		}
	}
	add("sd", "level", "slope", "curvature", "dollar", "equity")
	for _, currency := range at.currencies {
		add("sd", "yields_"+currency)
	}
	add("sd", "volatility")
	add("1", "log_variance", "log_variance_spread", "stress")
	return t
}

// factors fills in the day's draws and volatility, in the order of newNewsTold.
func (t *newsTold) factors(f *newsFactors, s *newsState) {
	i := 0
	put := func(v float64) {
		t.Factors[i].Value = v
		i++
	}
	for _, z := range f.z {
		put(z)
	}
	for _, z := range f.yields {
		put(z)
	}
	put(f.volatility)
	put(s.logVar)
	put(s.spread)
	put(s.stress)
}

// market fills in what was drawn about instrument k.
func (t *newsTold) market(k int, sdBp, own, drawnBp float64) {
	if t.SDBp != nil {
		t.SDBp[k], t.Own[k], t.DrawnBp[k] = sdBp, own, drawnBp
	}
}
