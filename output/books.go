package output

import (
	"fmt"
	"slices"

	"kirifuda/world"
)

// bookLayout holds the names of a world and the places of instruments in its ledger.
type bookLayout struct {
	agents      []string
	instruments []string
	series      []world.Series
	assets      []string // names of the ledger's columns
	buckets     []bucket // Treasuries
}

type bucket struct {
	id                string
	instrument, asset int
	issuer            int
	unitsPerBn        float64 // smallest units per USD bn of money and of par
}

func newBookLayout(rec *world.Record) (*bookLayout, error) {
	v := rec.View
	l := &bookLayout{agents: rec.Agents, series: rec.Series}
	if rec.Books == nil { // nothing is traced but series
		return l, nil
	}
	for k := range rec.Books.Assets() {
		l.assets = append(l.assets, rec.Books.AssetName(k))
	}
	for k := range v.Instruments {
		in := &v.Instruments[k]
		l.instruments = append(l.instruments, in.ID)
		if !in.Treasury() {
			continue
		}
		b := bucket{
			id: in.ID, instrument: k, asset: slices.Index(l.assets, in.ID), issuer: slices.Index(rec.Agents, in.Issuer),
			unitsPerBn: v.Currencies[0].UnitsPerBn,
		}
		if b.asset < 0 {
			return nil, fmt.Errorf("the ledger has no column for %s", in.ID)
		}
		l.buckets = append(l.buckets, b)
	}
	return l, nil
}
