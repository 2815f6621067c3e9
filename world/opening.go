package world

import (
	"fmt"

	"kirifuda/world/ledger"
)

// openBooks lays out the ledger and posts the opening balances.
func (w *World) openBooks() error {
	cfg := &w.cfg
	seen := map[string]int{}
	add := func(id string) {
		if _, ok := seen[id]; !ok {
			seen[id] = len(w.names)
			w.names = append(w.names, id)
		}
	}
	for _, a := range cfg.Agents {
		if _, ok := seen[a.ID]; ok {
			return fmt.Errorf("agent %q is on the roster twice", a.ID)
		}
		add(a.ID)
	}
	// Sheets without an institution come after the roster, so that they never shift
	// the place of an institution.
	for _, p := range cfg.Opening {
		if _, ok := seen[p.Agent]; !ok && !cfg.AllowGap {
			return fmt.Errorf("opening balance of %q, which is not on the roster", p.Agent)
		}
		add(p.Agent)
	}
	add(clearingHouse)
	w.house = seen[clearingHouse]

	var assets []ledger.Asset
	column := map[string]int{}
	issuer := func(id string) int {
		if i, ok := seen[id]; ok && id != "" {
			return i
		}
		return -1
	}
	w.usd = -1
	for c := range cfg.Currencies {
		cur := &cfg.Currencies[c]
		cur.asset, cur.fx = len(assets), -1
		column[cur.ID] = cur.asset
		assets = append(assets, ledger.Asset{Name: cur.ID, Currency: cur.asset, Cash: true, Issuer: issuer(cur.CentralBank)})
		if cur.ID == "usd" {
			w.usd = c
		}
	}
	if w.usd != 0 {
		return fmt.Errorf("the first currency of a world must be usd")
	}
	for k := range cfg.Instruments {
		in := &cfg.Instruments[k]
		money, ok := column[in.Currency]
		if !ok {
			return fmt.Errorf("instrument %q is paid in %q, which is not a currency of the world", in.ID, in.Currency)
		}
		in.money = money
		if in.Class == FX {
			in.asset = money
			cfg.Currencies[money].fx = k
			in.BasePrice = cfg.Currencies[money].BasePerUSD
			in.UnitsPerUSDBn = cfg.Currencies[money].UnitsPerBn * in.BasePrice
			continue
		}
		in.asset = len(assets)
		column[in.ID] = in.asset
		assets = append(assets, ledger.Asset{Name: in.ID, Currency: money, Swap: in.Class == Swap, Issuer: issuer(in.Issuer)})
		base := in.BasePrice
		if in.Class == Swap {
			base = 1
		}
		in.UnitsPerUSDBn = cfg.Currencies[money].UnitsPerBn * cfg.Currencies[money].BasePerUSD / base
	}
	w.loans = len(assets)
	assets = append(assets, ledger.Asset{Name: "usd_loans", Currency: cfg.Currencies[w.usd].asset, Issuer: -1})
	w.books = ledger.New(w.names, assets)
	for _, p := range cfg.Opening {
		a, ok := column[p.Asset]
		if !ok {
			return fmt.Errorf("opening balance of %q in %q, which is not an asset of the world", p.Agent, p.Asset)
		}
		price := 1.0
		for k := range cfg.Instruments {
			if in := &cfg.Instruments[k]; in.asset == a && in.Class != FX {
				price = in.Price(0)
			}
		}
		w.books.Open(seen[p.Agent], a, p.Units, price)
	}
	return nil
}
