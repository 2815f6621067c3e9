package economy

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"slices"

	"kirifuda/world"
)

// readFacts turns the tables of trade, tariffs and macroeconomic levels into the facts
// known to everybody at the start.
func (e *Economy) readFacts(fsys fs.FS) error {
	countries := map[string]bool{}
	for _, a := range e.Balances.Agents {
		countries[a.Country] = true
	}
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
	for _, f := range flows {
		for _, x := range [...]struct{ column, country string }{{"exporter", f.Exporter}, {"importer", f.Importer}} {
			if !countries[x.country] {
				return newFault("trade_matrix.csv", f.line, x.column, x.country, "is not the country of an agent of agents.csv")
			}
		}
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
	if err := e.checkMacro(macro, countries); err != nil {
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
	if err := e.checkPartners(partners, countries); err != nil {
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

// checkMacro finds countries that nothing else has, and those of currencies that have no
// row.
func (e *Economy) checkMacro(rows []MacroRow, countries map[string]bool) error {
	has := map[string]bool{}
	var all, sum float64
	for _, r := range rows {
		if has[r.Country] = true; r.Country == "WORLD" {
			all = r.GDPUSDTn
			continue
		}
		if sum += r.GDPUSDTn; !countries[r.Country] {
			return newFault("macro.csv", r.line, "country", r.Country, "is not the country of an agent of agents.csv, or WORLD")
		}
	}
	for _, c := range append([]string{"WORLD"}, e.countries()...) {
		if !has[c] {
			return fmt.Errorf("macro.csv: no row for %q: the world and every country of currencies.csv need one", c)
		}
	}
	if sum >= all {
		return fmt.Errorf("macro.csv: column \"gdp_usd_tn\": the countries sum to %g, which is not less than %g of the row WORLD", sum, all)
	}
	return nil
}

// countries lists those of the currencies.
func (e *Economy) countries() []string {
	var out []string
	for _, c := range e.Currencies {
		out = append(out, c.Country)
	}
	return out
}

// checkPartners finds partners whose country, government or firms do not exist, and trade
// with the United States that belongs to no partner or is missing.
func (e *Economy) checkPartners(rows []PartnerRow, countries map[string]bool) error {
	agent := map[string]bool{}
	for _, a := range e.Balances.Agents {
		agent[a.ID] = true
	}
	partner := map[string]bool{"JP": true}
	for _, r := range rows {
		bad := func(column, value, problem string) error {
			return newFault("trade_partners.csv", r.line, column, value, problem)
		}
		switch {
		case r.Country == "US" || r.Country == "JP" || !countries[r.Country]:
			return bad("country", r.Country, "is not the country of an agent of agents.csv other than US and JP")
		case !agent[r.Government]:
			return bad("government", r.Government, "is not an agent of agents.csv")
		case !agent[r.Firms]:
			return bad("firms", r.Firms, "is not an agent of agents.csv")
		}
		partner[r.Country] = true
	}
	for _, c := range slices.Sorted(maps.Keys(partner)) {
		if _, ok := e.Facts.ImportsUS[c]; !ok {
			return fmt.Errorf("trade_matrix.csv: no row from %q to \"US\"", c)
		}
		if _, ok := e.Facts.ExportsUS[c]; !ok {
			return fmt.Errorf("trade_matrix.csv: no row from \"US\" to %q", c)
		}
	}
	for _, c := range slices.Sorted(maps.Keys(e.Facts.ImportsUS)) {
		if !partner[c] {
			return fmt.Errorf("trade_partners.csv: no row for %q, from which trade_matrix.csv has exports to the United States", c)
		}
	}
	return nil
}

// good is the row as the world's agents know it. Goods of Japan covered by the general
// rate of the agreement of 2025 would be charged the agreed rate, whatever it is; others
// have a rate of their own.
func (r *TradeRow) good(agreedPct float64) world.Good {
	g := world.Good{
		ID: r.ID, Name: r.Sector, ToUS: r.Direction == "JP->US", USDBn: r.USDBn, BaseTariff: r.BaseTariffPct,
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
