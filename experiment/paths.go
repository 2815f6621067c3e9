package experiment

import (
	"fmt"

	"kirifuda/output"
	"kirifuda/world"
)

// Paths is an Observer that keeps the values of some columns of the panel over
// the days of one run.
type Paths struct {
	base   output.Base
	series []output.Series
	read   *output.Gauges
	gauges []output.Gauge
	values [][]float64
}

// NewPaths makes the observer of one run for columns of the panel.
func NewPaths(base output.Base, columns ...string) (*Paths, error) {
	p := &Paths{base: base, values: make([][]float64, len(columns))}
	for _, c := range columns {
		s, ok := output.FindSeries(c)
		if !ok {
			return nil, fmt.Errorf("the panel has no column %q", c)
		}
		p.series = append(p.series, s)
	}
	return p, nil
}

// Observe implements world.Observer.
func (p *Paths) Observe(rec *world.Record) error {
	if p.read == nil {
		p.read = output.NewGauges(rec, p.base)
		for _, s := range p.series {
			g, _ := p.read.Gauge(rec, s)
			p.gauges = append(p.gauges, g)
		}
	}
	p.read.Day(rec)
	for i := range p.gauges {
		p.values[i] = append(p.values[i], p.gauges[i].Read(rec))
	}
	return nil
}

// Values are the values of column i, one a day; missing ones are NaN.
func (p *Paths) Values(i int) []float64 { return p.values[i] }
