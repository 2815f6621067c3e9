package economy

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"

	"kirifuda/world"
)

// Balances are the closed world on the base date: its agents, its assets and their
// holdings.
type Balances struct {
	Agents      []AgentRow
	Currencies  []CurrencyRow // the dollar first
	Instruments []InstrumentRow
	Positions   []world.Position   // sorted by agent, then asset; no zero rows
	Levels      map[string]float64 // levels.csv: yields, rates, exchange rates, ...
	Issuers     map[string]string  // asset to the agent that carries the negative side
	Taxpayers   map[string]string  // bond to the agent that pays the taxes of its issuer
	USTHoldings []USTHolding
	USTLines    []USTLine
	Components  []Component
	Leveraged   []LeveragedRow
	Loadings    []LoadingRow
	Depths      []DepthRow
	// Correlations are the rows of correlations.csv.
	Correlations []CorrelationRow
	// Holidays are the rows of holidays.csv, from which the calendar is computed.
	Holidays []HolidayRow
	Calendar *world.Calendar

	bucketDV01 [nBuckets]float64 // as published, USD mn per bp
	descent    [nBuckets]float64 // share that comes within the next shorter maturity, or is redeemed, in a year
}

// readBalances reads the tables of the closed world, distributes Treasuries over
// maturities and checks the result.
func readBalances(fsys fs.FS) (*Balances, error) {
	l := &loader{
		fsys:  fsys,
		units: make(map[[2]string]int64, 512),
		instr: make(map[string]InstrumentRow, 32),
		agent: make(map[string]bool, 128),
		b:     &Balances{Levels: make(map[string]float64, 64), Issuers: make(map[string]string, 32), Taxpayers: make(map[string]string, 8)},
	}
	for _, step := range []func() error{
		l.holidays, l.agents, l.levels, l.currencies, l.instruments, l.loadings, l.depths, l.correlations, l.issuers,
		l.lines, l.treasuries, l.swaps, l.others,
		l.calendar,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	l.finish()
	if err := l.b.Check(); err != nil {
		return nil, err
	}
	return l.b, nil
}

// Instrument returns the row of one instrument.
func (b *Balances) Instrument(id string) (InstrumentRow, bool) {
	for _, r := range b.Instruments {
		if r.ID == id {
			return r, true
		}
	}
	return InstrumentRow{}, false
}

// Level returns a row of levels.csv.
func (b *Balances) Level(name string) (float64, error) {
	v, ok := b.Levels[name]
	if !ok {
		return 0, fmt.Errorf("levels.csv has no row %q", name)
	}
	return v, nil
}

// Units returns an agent's position in an asset, 0 if it has none.
func (b *Balances) Units(agent, asset string) int64 {
	i, ok := slices.BinarySearchFunc(b.Positions, world.Position{Agent: agent, Asset: asset}, comparePositions)
	if !ok {
		return 0
	}
	return b.Positions[i].Units
}

// USTMarketValueBn returns an agent's Treasuries at base prices by maturity
// bucket, in USD bn.
func (b *Balances) USTMarketValueBn(agent string) [nBuckets]float64 {
	var v [nBuckets]float64
	for k, id := range ustBuckets {
		r, _ := b.Instrument(id)
		v[k] = float64(b.Units(agent, id)) * r.BasePrice / r.UnitsPerBn
	}
	return v
}

// loader builds Balances from the data files, one step after another.
type loader struct {
	fsys     fs.FS
	b        *Balances
	units    map[[2]string]int64
	instr    map[string]InstrumentRow
	agent    map[string]bool
	currency map[string]CurrencyRow
	centres  []world.Centre // of trading, without their holidays until the calendar is made

	fedParBn     [nBuckets]float64
	officialLe1y float64 // Treasuries of officials up to one year, market value, USD bn
	japan        map[string][nBuckets]float64
}

func (l *loader) add(agent, asset string, units int64) {
	l.units[[2]string{agent, asset}] += units
}

// finish sorts the positions and drops zero ones.
func (l *loader) finish() {
	l.b.Positions = make([]world.Position, 0, len(l.units))
	for key, u := range l.units {
		if u != 0 {
			l.b.Positions = append(l.b.Positions, world.Position{Agent: key[0], Asset: key[1], Units: u})
		}
	}
	slices.SortFunc(l.b.Positions, comparePositions)
}

func comparePositions(a, b world.Position) int {
	if c := cmp.Compare(a.Agent, b.Agent); c != 0 {
		return c
	}
	return cmp.Compare(a.Asset, b.Asset)
}
