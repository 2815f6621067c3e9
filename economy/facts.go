package economy

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"

	"kirifuda/world"
)

// readFacts turns the tables of trade, tariffs and macroeconomic levels into the facts
// known to everybody at the start.
func (e *Economy) readFacts(fsys fs.FS) error {
	steps, err := readTariffs(fsys)
	if err != nil {
		return err
	}
	if len(steps) == 0 {
		return errors.New("tariffs.csv: no rows")
	}
	e.Facts.AverageTariffPct = steps[0].USAveragePct
	e.Facts.DealTariffPct, e.Facts.JuneTariffPct = agreedPct(steps), generalPct(steps, june2025)
	goods, err := readTradeUSJapan(fsys)
	if err != nil {
		return err
	}
	agreed := agreedPct(steps)
	for _, r := range goods {
		if r.Sector != "total" {
			e.Facts.Goods = append(e.Facts.Goods, r.good(agreed))
		}
	}
	flows, err := readTradeMatrix(fsys)
	if err != nil {
		return err
	}
	e.Facts.ImportsUS, e.Facts.ExportsUS = map[string]float64{}, map[string]float64{}
	for _, f := range flows {
		if f.Importer == "US" {
			e.Facts.ImportsUS[f.Exporter] = f.USDBn
		}
		if f.Exporter == "US" {
			e.Facts.ExportsUS[f.Importer] = f.USDBn
		}
	}
	macro, err := readMacro(fsys)
	if err != nil {
		return err
	}
	// The rest of the world is the total less the economies listed.
	e.Facts.GDPUSDBn = map[string]float64{}
	for _, m := range macro {
		e.Facts.GDPUSDBn[m.Country] = 1000 * m.GDPUSDTn
	}
	rest := e.Facts.GDPUSDBn["WORLD"]
	for _, m := range macro {
		if m.Country != "WORLD" {
			rest -= e.Facts.GDPUSDBn[m.Country]
		}
	}
	partners, err := readTradePartners(fsys)
	if err != nil {
		return err
	}
	for _, r := range partners {
		if !slices.ContainsFunc(e.Instruments, func(in world.Instrument) bool { return in.ID == r.Equity && in.Class == world.Equity }) {
			return fmt.Errorf("trade_partners.csv: column \"equity\": %q of %s is not an equity of instruments.csv", r.Equity, r.Country)
		}
		e.Facts.Partners = append(e.Facts.Partners, e.partner(r, rest))
	}
	e.Facts.Correlations = make(map[[2]string]float64, len(e.Balances.Correlations))
	for _, r := range e.Balances.Correlations {
		e.Facts.Correlations[[2]string{r.A, r.B}] = r.Value
	}
	return nil
}

// good is the row as the world's agents know it. Goods of Japan covered by the general
// rate of the agreement of 2025 would be charged the agreed rate, whatever it is; others
// have a rate of their own.
func (r *TradeRow) good(agreedPct float64) world.Good {
	g := world.Good{
		Name: r.Sector, ToUS: r.Direction == "JP->US", USDBn: r.USDBn, BaseTariff: r.BaseTariffPct,
		Auto: r.Group == "auto", Farm: r.Group == "farm", Energy: r.Group == "energy", Defence: r.Group == "defence",
		SigmaShort: r.SigmaShort, SigmaLong: r.SigmaLong, PassThrough: r.PassThroughFrac, PassThrough12m: r.PassThrough12mFrac,
		DealTariff: r.TariffDealPct, NoDealTariff: r.TariffNoDealPct, JuneTariff: r.Tariff202506Pct,
	}
	if g.ToUS && r.TariffDealPct == agreedPct {
		g.DealTariff = math.NaN()
	}
	return g
}

// partner is the row with its trade, output and currency. gdpUSDBn is the GDP of a
// partner that macro.csv does not list.
func (e *Economy) partner(r PartnerRow, gdpUSDBn float64) world.Partner {
	if listed, ok := e.Facts.GDPUSDBn[r.Country]; ok {
		gdpUSDBn = listed
	}
	p := world.Partner{
		Country: r.Country, Government: r.Government, Firms: r.Firms, Equity: r.Equity,
		ToUSUSDBn: e.Facts.ImportsUS[r.Country], FromUSUSDBn: e.Facts.ExportsUS[r.Country], GDPUSDBn: gdpUSDBn,
		TariffPct: r.USTariffPct, TariffOnUSPct: r.TariffOnUSPct, RiseMid2025PP: r.RiseMid2025PP,
	}
	if i := slices.IndexFunc(e.Currencies, func(c world.Currency) bool { return c.Country == r.Country }); i >= 0 {
		p.Currency = e.Currencies[i].ID
	}
	return p
}

// Allotment is the share of each slow holder, an agent that absorbs issuance, in the
// holdings of all slow holders of a Treasury bucket, by agent and instrument.
func (e *Economy) Allotment(absorbs map[string]bool) map[string]map[string]float64 {
	out := map[string]map[string]float64{}
	for k := range e.Instruments {
		in := &e.Instruments[k]
		if !in.Treasury() {
			continue
		}
		var sum float64
		for _, p := range e.Opening {
			if p.Asset == in.ID && absorbs[p.Agent] && p.Units > 0 {
				sum += float64(p.Units)
			}
		}
		for _, p := range e.Opening {
			if p.Asset == in.ID && absorbs[p.Agent] && p.Units > 0 {
				if out[p.Agent] == nil {
					out[p.Agent] = map[string]float64{}
				}
				out[p.Agent][in.ID] = float64(p.Units) / sum
			}
		}
	}
	return out
}
