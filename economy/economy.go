package economy

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"kirifuda/world"
)

//go:embed data/*.csv
var embedded embed.FS

// BaseDate is the date of the embedded tables: the day whose close the first day of a run
// follows.
var BaseDate = func() world.Date {
	d, err := world.ParseDate("2025-03-31")
	if err != nil {
		panic(err) // a constant
	}
	return d
}()

// Embedded returns the folder of the tables built into the program. A copy of it with
// changed rows is another economy; see [LoadFS].
func Embedded() fs.FS {
	fsys, err := fs.Sub(embedded, "data")
	if err != nil {
		panic(err) // the name of the folder is a constant
	}
	return fsys
}

// Economy is the world on the base date in the form required by package world. It is
// shared by all runs and must not be changed.
type Economy struct {
	Instruments []world.Instrument // in the order of instruments.csv, without limits
	Currencies  []world.Currency   // the dollar first
	Opening     []world.Position   // by agent, then asset
	Facts       world.Facts        // without allotment, which depends on the roster; see Allotment
	Series      []world.Series     // market series of the panel, in the order of series.csv
	// VIX and MOVE are the starting levels of the volatility gauges.
	VIX, MOVE float64
	// Balances are the rows from which the above is derived.
	Balances *Balances
}

var load = sync.OnceValues(func() (*Economy, error) { return LoadFS(Embedded()) })

// Load returns the economy of the embedded tables, which are read once.
func Load() (*Economy, error) { return load() }

// LoadFS reads the tables of a folder, distributes Treasuries over maturities
// and checks the result. The error is a [configs.Error] that names file, line, column and
// value.
func LoadFS(fsys fs.FS) (*Economy, error) {
	e, err := loadFS(fsys)
	if err != nil {
		return nil, faults(err)
	}
	return e, nil
}

func loadFS(fsys fs.FS) (*Economy, error) {
	b, err := readBalances(fsys)
	if err != nil {
		return nil, err
	}
	e := &Economy{Balances: b, Opening: b.Positions}
	if e.VIX, err = b.Level("equity_vol_gauge"); err != nil {
		return nil, err
	}
	if e.MOVE, err = b.Level("rate_vol_gauge"); err != nil {
		return nil, err
	}
	perUSD := make(map[string]float64, len(b.Currencies))
	country := make(map[string]string, len(b.Currencies))
	for _, r := range b.Currencies {
		c := world.Currency{ID: r.ID, Country: r.Country, UnitsPerBn: r.UnitsPerBn, CentralBank: r.CentralBank}
		if c.PolicyRatePct, err = b.Level(r.RateLevel); err != nil {
			return nil, err
		}
		in, ok := b.Instrument(r.ID)
		if !ok {
			return nil, fmt.Errorf("instruments.csv has no currency %q", r.ID)
		}
		c.BasePerUSD = 1 / in.BasePrice
		perUSD[r.ID], country[r.ID] = c.BasePerUSD, r.Country
		e.Currencies = append(e.Currencies, c)
	}
	e.Facts.OutstandingUSDBn = make(map[string]float64, len(b.Instruments))
	for _, r := range b.Instruments {
		e.Facts.OutstandingUSDBn[r.ID] = r.outstandingUSDBn(perUSD)
		if r.ID != baseCurrency { // the dollar has no exchange rate of its own
			e.Instruments = append(e.Instruments, r.instrument(b.Issuers[r.ID], b.Taxpayers[r.ID], perUSD, country))
		}
	}
	for _, r := range b.Loadings {
		k := slices.IndexFunc(e.Instruments, func(in world.Instrument) bool { return in.ID == r.Instrument })
		if err := e.Instruments[k].Loadings.Set(r.Loading, r.Value); err != nil {
			return nil, err
		}
	}
	if err := e.readFacts(fsys); err != nil {
		return nil, err
	}
	e.readReserves()
	return e, e.readSeries(fsys)
}

// Currency returns the currency with a code such as usd.
func (e *Economy) Currency(id string) (world.Currency, bool) {
	for _, c := range e.Currencies {
		if c.ID == id {
			return c, true
		}
	}
	return world.Currency{}, false
}

// SetsRate reports whether an agent is the central bank of a currency.
func (e *Economy) SetsRate(agent string) bool {
	return slices.ContainsFunc(e.Currencies, func(c world.Currency) bool { return c.CentralBank == agent })
}
