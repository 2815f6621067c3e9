package experiment

import (
	"fmt"
	"math"

	"kirifuda/world"
)

// Paths is an Observer that stores the values of some columns of the panel over the
// days of one run.
type Paths struct {
	columns []string
	at      []int // indices in records, −1 for a series that the world does not have
	values  [][]float64
}

// NewPaths returns an observer of columns of the panel for one run of a builder.
func NewPaths(b *Builder, columns ...string) (*Paths, error) {
	for _, c := range columns {
		if !b.Has(c) {
			return nil, fmt.Errorf("the panel has no column %q", c)
		}
	}
	return &Paths{columns: columns, values: make([][]float64, len(columns))}, nil
}

// Observe implements world.Observer.
func (p *Paths) Observe(rec *world.Record) error {
	if p.at == nil {
		for _, c := range p.columns {
			p.at = append(p.at, place(rec, c))
		}
	}
	for i, at := range p.at {
		v := math.NaN()
		if at >= 0 {
			v = rec.Values[at]
		}
		p.values[i] = append(p.values[i], v)
	}
	return nil
}

// Values returns the values of column i, one for each day; missing ones are NaN.
func (p *Paths) Values(i int) []float64 { return p.values[i] }
