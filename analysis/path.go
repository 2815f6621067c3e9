package analysis

import (
	"slices"

	"kirifuda/world"
)

// Path is an Observer that keeps the series of a run and its holders of Treasuries. It
// must be attached to the world before the first day.
type Path struct {
	Series []world.Series
	Dates  []world.Date
	Values [][]float64 // by day and series; day 1 is the first
	Agents []string
	Opened []float64 // Treasuries by agent at the start, USD bn at prices of the base date
	Held   []float64 // on the last day
	Lent   []float64 // dollars lent less borrowed by agent on the last day, USD bn

	Acts []ActRecord // what the events say of acts, in the order of their first record

	assets []asset
	loans  int // place in the ledger, −1 if there is none
}

// asset is a Treasury in the ledger.
type asset struct {
	place         int
	unitsPerUSDBn float64
}

const centsPerBn = 1e11

// ActRecord is what the events of a run say of an act.
type ActRecord struct {
	Name  string
	Paid  float64 // less what was received, USD bn at the prices paid
	Money float64 // of it, for currencies
	Short float64 // not done by its last day, USD bn as its size is measured
	Void  bool    // left out or ended because of its condition
}

// recordAct adds an event, which may be about a currency, to what is known of its act.
func (p *Path) recordAct(s *world.Statement, currency bool) {
	i := slices.IndexFunc(p.Acts, func(a ActRecord) bool { return a.Name == s.Text })
	if i < 0 {
		i = len(p.Acts)
		p.Acts = append(p.Acts, ActRecord{Name: s.Text})
	}
	switch s.Type {
	case world.ActDone:
		p.Acts[i].Paid += s.Value
		if currency {
			p.Acts[i].Money += s.Value
		}
	case world.ActShort:
		p.Acts[i].Short += s.Value
	case world.ActVoid:
		p.Acts[i].Short += s.Value
		p.Acts[i].Void = true
	}
}

// Attach keeps what every agent holds at the start.
func (p *Path) Attach(w *world.World) {
	books, v := w.Books(), w.View()
	p.Agents, p.loans = slices.Clone(w.Agents()), -1
	for s := range books.Assets() {
		if books.AssetName(s) == "usd_loans" {
			p.loans = s
		}
		for k := range v.Instruments {
			if in := &v.Instruments[k]; in.Treasury() && in.ID == books.AssetName(s) {
				p.assets = append(p.assets, asset{s, in.UnitsPerUSDBn})
			}
		}
	}
	p.Opened, p.Held, p.Lent = make([]float64, len(p.Agents)), make([]float64, len(p.Agents)), make([]float64, len(p.Agents))
	p.read(books.Units, p.Opened)
}

// read adds up the Treasuries of every agent.
func (p *Path) read(units func(agent, asset int) int64, into []float64) {
	for i := range p.Agents {
		into[i] = 0
		for _, s := range p.assets {
			into[i] += float64(units(i, s.place)) / s.unitsPerUSDBn
		}
	}
}

// Observe implements world.Observer.
func (p *Path) Observe(r *world.Record) error {
	if p.Series == nil {
		p.Series = slices.Clone(r.Series)
	}
	p.Dates = append(p.Dates, r.View.Date)
	p.Values = append(p.Values, slices.Clone(r.Values))
	p.read(r.Books.Units, p.Held)
	for i := range r.Statements {
		if s := &r.Statements[i]; s.Type >= world.ActDone && s.Type <= world.ActVoid {
			p.recordAct(s, s.Instrument >= 0 && r.View.Instruments[s.Instrument].Class == world.FX)
		}
	}
	if p.loans >= 0 {
		for i := range p.Agents {
			p.Lent[i] = float64(r.Books.Units(i, p.loans)) / centsPerBn
		}
	}
	return nil
}

// series is the place of a series, −1 if the run does not have it.
func (p *Path) series(name string) int {
	return slices.IndexFunc(p.Series, func(s world.Series) bool { return s.Name == name })
}

// Of is the place of an agent, −1 if there is none.
func (p *Path) Of(agent string) int { return slices.Index(p.Agents, agent) }
