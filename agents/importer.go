package agents

import (
	"fmt"
	"math"

	"kirifuda/agents/rules"
	"kirifuda/agents/talks"
	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/ledger"
)

var _ = register("importer", Define("firms that import: goods, tariffs, payments", newImporter,
	jpExportsUS, usExportsJP, japanDuties, jpGDPEffect, jpTradeBalanceUS, usExports, usImports, usTradeBalance, usCustoms, retaliationAverage))

var (
	jpExportsUS = world.Series{Name: "jp_exports_us_usd_bn", Unit: "USD bn/yr", Valuation: world.AtCost,
		Doc: "goods exported from Japan to the United States, annual rate"}
	usExportsJP = world.Series{Name: "us_exports_jp_usd_bn", Unit: "USD bn/yr", Valuation: world.AtCost,
		Doc: "goods exported from the United States to Japan, annual rate"}
	japanDuties = world.Series{Name: "tariff_revenue_usd_bn", Unit: "USD bn/yr", Valuation: world.AtCost,
		Doc: "U.S. customs revenue on goods from Japan, annual rate"}
	jpGDPEffect = world.Series{Name: "jp_gdp_effect_pct", Unit: "%",
		Doc: "effect on the level of Japan's real GDP of the volume of goods sold to the United States, against 2024"}
	jpTradeBalanceUS = world.Series{Name: "jp_trade_balance_us_usd_bn", Unit: "USD bn/yr", Valuation: world.AtCost,
		Doc: "Japan's balance of goods trade with the United States, annual rate"}
	usExports = world.Series{Name: "us_exports_usd_bn", Unit: "USD bn/yr", Valuation: world.AtCost,
		Doc: "goods exported by the United States, annual rate"}
	usImports = world.Series{Name: "us_imports_usd_bn", Unit: "USD bn/yr", Valuation: world.AtCost,
		Doc: "goods imported by the United States before duty, annual rate"}
	usTradeBalance = world.Series{Name: "us_trade_balance_usd_bn", Unit: "USD bn/yr", Valuation: world.AtCost, Doc: "balance of U.S. goods trade, annual rate"}
	usCustoms      = world.Series{Name: "us_customs_usd_bn", Unit: "USD bn/yr", Valuation: world.AtCost,
		Doc: "U.S. customs revenue on goods from all countries, annual rate"}
	retaliationAverage = world.Series{Name: "retaliation_avg_pp", Unit: "pp",
		Doc: "rise of other countries' tariffs on U.S. goods in answer to U.S. tariffs, mean weighted by U.S. exports of 2024"}
)

// ImporterParams describe goods trade.
type ImporterParams struct {
	// mean time before volumes respond
	// ASSUMED: car volumes of May and June 2025 hardly fell
	LagDays float64 `yaml:"delivery_lag_days" unit:"days" min:"1" max:"500" default:"90" role:"uncertainty"`
	// mean time from the short- to the long-run elasticity
	// ASSUMED: Fajgelbaum and others (2020)
	LongDays float64 `yaml:"long_run_days" unit:"days" min:"20" max:"5000" default:"500" role:"uncertainty"`
	// share of a move of a supplier's currency that passes through to dollar prices
	// ASSUMED: dollar invoicing
	PassThroughFX float64 `yaml:"fx_pass_through" unit:"share" min:"0" max:"1" default:"0.25" role:"uncertainty"`
	// share of a change in dollar receipts that is converted into the home currency
	// ASSUMED: exporters' surveys
	ConvertShare float64 `yaml:"convert_sh" unit:"share" min:"0" max:"1" default:"0.5" role:"uncertainty"`
	// Armington elasticity of trade with countries other than Japan, short run
	// RECALLED: Fajgelbaum and others (2020), elasticity between varieties 2.53
	SigmaShort float64 `yaml:"partner_sigma_short" unit:"1" min:"0" max:"10" default:"2.5" role:"uncertainty"`
	// the same, long run
	// RECALLED: model design, range 1.5 to 6
	SigmaLong float64 `yaml:"partner_sigma_long" unit:"1" min:"0" max:"10" default:"4" role:"uncertainty"`
	// share of a tariff that shows in the border price in trade with countries other than Japan
	// READ: Amiti, Redding and Weinstein; Cavallo and others (2021): about 1
	PassThrough float64 `yaml:"partner_pass_through" unit:"share" min:"0" max:"1" default:"0.95" role:"uncertainty"`
	// weight of the mean price of U.S. imports in the price with which a supplier's price is
	// compared; at 0 a tariff on one country has no effect on the others
	// COMPUTED: 1 less 1.19 over 2.53, sector over variety elasticity of Fajgelbaum and others
	// (2020), RECALLED
	Diversion float64 `yaml:"diversion_sh" unit:"share" min:"0" max:"1" default:"0.5" role:"uncertainty"`
	// split of the purchases pledged by Japan between farm goods, energy and defence; must sum to one
	// COMPUTED: farm goods 8 and defence 3 of 11 bn a year, deal of 22 July 2025
	PledgeShare []float64 `yaml:"pledge_sh" unit:"share" min:"0" max:"1" default:"0.73, 0, 0.27" role:"uncertainty"`
	// business days from a deal until pledged purchases are made in full
	// ASSUMED: model design
	PledgeDays float64 `yaml:"pledge_days" unit:"days" min:"1" max:"2500" default:"252" role:"uncertainty"`
}

// Validate checks that the split of pledges sums to one.
func (p *ImporterParams) Validate() error { return rules.SumsToOne("pledge_sh", p.PledgeShare, 3) }

// flow is one good in one direction.
type flow struct {
	usd   float64 // USD bn a year, 2024
	base  float64 // tariff before 2025, percent
	t     float64 // Δln(1 + tariff)
	rate  float64 // tariff, percent
	vol   float64 // Δln volume
	long  float64 // Δln price as perceived by the slow part of demand
	years float64 // for which the tariff has differed from the base
}

// set sets the tariff on the good, for a share of the year.
func (g *flow) set(rate, share float64) {
	g.rate = rate
	g.t = portable.Log((1 + rate/100) / (1 + g.base/100))
	if g.t == 0 {
		g.years = 0
	} else {
		g.years += share
	}
}

// respond moves the volume by a day, given Δln of the relative price to the
// buyer:
//
//	v ← v + (−ε_short·p − (ε_long − ε_short)·p̄ − v)/lag,   p̄ ← p̄ + (p − p̄)/long run
//
// so that the long-run elasticity applies to a price that has persisted, whenever it
// changed.
func (g *flow) respond(p *ImporterParams, short, long, price float64) {
	g.long += (price - g.long) / p.LongDays
	g.vol += (-float64(short*price) - float64((long-short)*g.long) - g.vol) / p.LagDays
}

// Importer represents U.S. firms in goods trade: it pays for goods and pays tariffs to
// the U.S. Treasury, and its foreign suppliers sell dollars. Trade with Japan is by
// sector; with every other partner there is one good in each direction.
//
//	Δln(price to buyer) = PT·Δln(1+τ) + pass-through·(−Δln e)
//	Δln(volume)        = −ε·(Δln(price to buyer) − θ·ΔlnP),   ε from short to long run
//	Δln(exporter's price) = −(1−PT)·Δln(1+τ)
//	ΔlnP               = Σ_j s_j·PT_j·Δln(1+τ_j)   over U.S. imports; 0 for U.S. exports
//
// This is Armington demand by good with delivery lags. P is the price of total imports:
// with θ = 1 − η/ε, the diversion_sh, a tariff on all partners moves imports by the
// elasticity η of import demand, and a tariff on some diverts trade to the others. PT
// moves linearly from its first value to its value after twelve months while a tariff
// is in force.
//
// After Japan's deal, its imports rise linearly, over pledge_days, by the pledged
// purchases.
type Importer struct {
	p     ImporterParams
	at    importerPlaces
	state importerState

	book rules.TariffBook
}

// importerPlaces are its indices and constants, found at set-up.
type importerPlaces struct {
	yen    int         // market of the yen, −1 for none
	game   *talks.Game // nil where there are no talks
	goods  []world.Good
	fx     []int // currency of a partner, −1 for none
	firms  []int // exporters of a partner
	jp     int
	jpFirm int
	tsy    int
	base   float64 // Japan's exports to the United States, 2024, USD bn
	gdpJP  float64 // USD bn

	reports struct { // series
		toUS, toJP, duties, gdp, balanceJP, exports, imports, balance, customs, retaliation int
	}

	farms, energies, defences int // goods of each sort
}

// importerState is all that changes.
type importerState struct {
	jpGoods []flow    // trade with Japan by good
	in      []flow    // U.S. imports from partners
	out     []flow    // and exports to them
	opening []float64 // net receipts of Japan, then of partners, that opening exchange rates clear, USD bn a year
	started bool      // opening is known
	dealDay int       // day of Japan's deal, 0 for none
}

func newImporter(s *world.Setup, p *ImporterParams) (*Importer, error) {
	n, m := len(s.Facts.Partners), rules.FindMarkets(s.Instruments)
	f := &Importer{
		p: *p, book: rules.NewTariffBook(s),
		at: importerPlaces{
			yen: m.FX("jpy"), goods: s.Facts.Goods, fx: make([]int, n), firms: make([]int, n),
			jp: s.Agent("jp_trade"), jpFirm: s.Agent("jp_corporates"), tsy: s.Agent("us_treasury"), gdpJP: s.Facts.GDPUSDBn["JP"],
		},
		state: importerState{jpGoods: make([]flow, len(s.Facts.Goods)), in: make([]flow, n), out: make([]flow, n), opening: make([]float64, 1+n)},
	}
	f.at.game, _ = s.Known(talks.Terms).(*talks.Game)
	for i := range f.at.goods {
		g := &f.at.goods[i]
		f.state.jpGoods[i] = flow{usd: g.USDBn, base: g.BaseTariff}
		switch {
		case g.ToUS:
			f.at.base += g.USDBn
		case g.Farm:
			f.at.farms++
		case g.Energy:
			f.at.energies++
		case g.Defence:
			f.at.defences++
		}
	}
	for j := range s.Facts.Partners {
		a := &s.Facts.Partners[j]
		f.state.in[j] = flow{usd: a.ToUSUSDBn, base: a.TariffPct}
		f.state.out[j] = flow{usd: a.FromUSUSDBn, base: a.TariffOnUSPct}
		f.at.fx[j], f.at.firms[j] = s.Instrument(a.Currency), s.Agent(a.Firms)
		if f.at.firms[j] == s.Self {
			return nil, fmt.Errorf("%s would trade with itself on behalf of %s", s.ID, a.Country)
		}
	}
	r := &f.at.reports
	r.toUS, r.toJP, r.duties, r.gdp, r.balanceJP = s.Series(jpExportsUS), s.Series(usExportsJP), s.Series(japanDuties), s.Series(jpGDPEffect), s.Series(jpTradeBalanceUS)
	r.exports, r.imports, r.balance, r.customs, r.retaliation = s.Series(usExports), s.Series(usImports), s.Series(usTradeBalance), s.Series(usCustoms), s.Series(retaliationAverage)
	return f, nil
}

// tariff is the tariff on a good now, percent. On Japan's goods, before a deal and under
// a deal at rate δ, it is
//
//	τ = τ⁰ + cover·general        τ = max(τ⁰, δ) or, with a rate of its own, max(τ⁰, τ_deal·δ/agreed rate of 2025)
//
// and on cars the rate on cars.
func (f *Importer) tariff(v *world.View, g *world.Good) float64 {
	if !g.ToUS {
		return g.BaseTariff + f.book.JapanBack()
	}
	if f.at.jp < 0 {
		return g.BaseTariff
	}
	deal := v.Latest(world.Deal, f.at.jp)
	if deal > 0 && math.IsNaN(g.DealTariff) {
		return math.Max(g.BaseTariff, deal)
	}
	t := g.BaseTariff + float64(cover(g, v.Facts.JuneTariffPct)*v.Latest(world.TariffGeneral, f.at.jp))
	if g.Auto {
		t = math.Max(g.BaseTariff, v.Latest(world.TariffAuto, f.at.jp))
	} else if g.NoDealTariff > 0 && (g.JuneTariff == 0 || g.JuneTariff >= g.NoDealTariff) { // a sector's own tariff has a ceiling
		t = math.Min(t, math.Max(g.BaseTariff, g.NoDealTariff))
	}
	if deal > 0 && g.DealTariff < g.NoDealTariff { // exemptions in proportion to the deal of 2025; a deal raises no rate
		t = math.Min(t, math.Max(g.BaseTariff, g.DealTariff*deal/v.Facts.DealTariffPct))
	}
	return t
}

// own is the tariff on good i: that put on its sector alone, if there is one,
//
//	τ = max(τ⁰, τ_sector)
//
// and otherwise rate. A deal replaces those on Japan's goods.
func (f *Importer) own(v *world.View, i int, rate float64) float64 {
	g := &f.at.goods[i]
	if own := v.SectorTariff(i); own == own && !(g.ToUS && v.Latest(world.Deal, f.at.jp) > 0) {
		return math.Max(g.BaseTariff, own)
	}
	return rate
}

// cover is the part of the general tariff that applies to a good, by the rates of
// June 2025, τ, and the general one of that day:
//
//	(τ − τ⁰)/general
//
// It is less than one where some goods are exempt, and more where a sector's own tariff
// was raised as well.
func cover(g *world.Good, general float64) float64 {
	if g.JuneTariff == 0 {
		return 1
	}
	return (g.JuneTariff - g.BaseTariff) / general
}

// passThrough is the share of a tariff in the border price of a good traded with Japan,
// n years after the tariff came into force,
//
//	PT + (PT₁₂ − PT)·min(1, n)
func passThrough(g *world.Good, n float64) float64 {
	if g.PassThrough12m == 0 {
		return g.PassThrough
	}
	return g.PassThrough + float64((g.PassThrough12m-g.PassThrough)*math.Min(1, n))
}

// pledged is Japan's purchases of a good in addition to demand, USD bn a year, n business
// days after a deal at rate tau.
func (f *Importer) pledged(g *world.Good, tau float64, n int) float64 {
	if g.ToUS || tau <= 0 || f.at.game == nil || len(f.p.PledgeShare) != 3 {
		return 0
	}
	share := 0.0
	switch {
	case g.Farm:
		share = f.p.PledgeShare[0] / float64(f.at.farms)
	case g.Energy:
		share = f.p.PledgeShare[1] / float64(f.at.energies)
	case g.Defence:
		share = f.p.PledgeShare[2] / float64(f.at.defences)
	}
	if share == 0 {
		return 0
	}
	_, a := f.at.game.P.Pledge(tau)
	return float64(share * a * math.Min(1, float64(n)/f.p.PledgeDays))
}

// move is Δln of the price of a dollar in a currency.
func move(v *world.View, k int) float64 {
	if k < 0 {
		return 0
	}
	return v.Deviation[k] / 1e4
}

// index sets all tariffs and returns θ·ΔlnP.
func (f *Importer) index(v *world.View) float64 {
	p := 0.0
	for i := range f.at.goods {
		g, w := &f.at.goods[i], &f.state.jpGoods[i]
		w.set(f.own(v, i, f.tariff(v, g)), v.YearShare)
		if g.ToUS {
			p += float64(w.usd * passThrough(g, w.years) * w.t)
		}
	}
	rise := f.book.Rise(v)
	for j := range f.state.in {
		f.state.in[j].set(f.book.On(j, rise), v.YearShare)
		f.state.out[j].set(f.state.out[j].base+f.book.Back(j), v.YearShare)
	}
	return f.p.relative(p, f.state.in, f.book.Imports)
}

// relative is θ·ΔlnP, the change in the price with which a supplier's price is compared,
// given Japan's part of Σ_j usd_j·PT_j·Δln(1+τ_j), the flows from other suppliers and
// total imports, USD bn a year.
func (p *ImporterParams) relative(sum float64, in []flow, imports float64) float64 {
	for j := range in {
		sum += float64(in[j].usd * p.PassThrough * in[j].t)
	}
	if imports == 0 {
		return 0
	}
	return p.Diversion * sum / imports
}

// buy moves the volume of U.S. imports from a partner by a day, given Δln of its currency
// and θ·ΔlnP, and returns their value, USD bn a year.
func (p *ImporterParams) buy(w *flow, fx, index float64) float64 {
	pt := p.PassThrough
	w.respond(p, p.SigmaShort, p.SigmaLong, float64(pt*w.t)-float64(p.PassThroughFX*fx)-index)
	return w.usd * portable.Exp(w.vol-float64((1-pt)*w.t)) * portable.Exp(-p.PassThroughFX*fx)
}

// sell does the same for U.S. exports to the partner, which are invoiced in dollars.
func (p *ImporterParams) sell(w *flow, fx float64) float64 {
	pt := p.PassThrough
	w.respond(p, p.SigmaShort, p.SigmaLong, float64(pt*w.t)+fx)
	return w.usd * portable.Exp(w.vol-float64((1-pt)*w.t))
}

// trade moves volumes one day and returns yearly values at exporters' prices of
// trade with Japan, U.S. duties and Japan's, and Japan's exports at prices of
// 2024, USD bn.
func (f *Importer) trade(v *world.View, index float64) (toUS, toJP, paid, back, real float64) {
	fx := move(v, f.at.yen)
	tau := v.Latest(world.Deal, f.at.jp)
	if tau > 0 && f.state.dealDay == 0 {
		f.state.dealDay = v.Day
	}
	for i := range f.at.goods {
		g, w := &f.at.goods[i], &f.state.jpGoods[i]
		pt := passThrough(g, w.years)
		// Japan's goods: part of a dearer dollar lowers their dollar price. U.S. goods
		// are invoiced in dollars: all of it raises their price in yen.
		price := float64(pt*w.t) - float64(f.p.PassThroughFX*fx) - index
		if !g.ToUS {
			price = float64(pt*w.t) + fx
		}
		w.respond(&f.p, g.SigmaShort, g.SigmaLong, price)
		value := float64(w.usd * portable.Exp(w.vol-float64((1-pt)*w.t)))
		if g.ToUS {
			value = float64(value * portable.Exp(-f.p.PassThroughFX*fx))
			toUS += value
			paid += value * w.rate / 100
			real += float64(w.usd * portable.Exp(w.vol))
		} else {
			value += f.pledged(g, tau, v.Day-f.state.dealDay)
			toJP += value
			back += value * w.rate / 100
		}
	}
	return toUS, toJP, paid, back, real
}

// tradeWith is trade for partner j: U.S. imports and exports, U.S. duties and the
// partner's, USD bn a year.
func (f *Importer) tradeWith(v *world.View, j int, index float64) (in, out, paid, back float64) {
	fx := move(v, f.at.fx[j])
	in = f.p.buy(&f.state.in[j], fx, index)
	out = f.p.sell(&f.state.out[j], fx)
	return in, out, in * f.state.in[j].rate / 100, out * f.state.out[j].rate / 100
}

// Act ships, pays and pays duty, at the tariffs published until yesterday: on the first
// day at those before 2025.
func (f *Importer) Act(d *world.Desk) {
	v, r := d.View, &f.at.reports
	if len(f.at.goods) == 0 {
		return
	}
	index := f.index(v)
	toUS, toJP, paid, back, real := f.trade(v, index)
	imports, exports, customs := toUS, toJP, paid
	f.settle(d, 0, f.at.jpFirm, toUS-toJP, toJP, back)
	d.Pay(ledger.Goods, f.at.jpFirm, 0, toUS*v.YearShare)
	for j := range f.state.in {
		in, out, duty, back := f.tradeWith(v, j, index)
		imports, exports, customs = imports+in, exports+out, customs+duty
		d.Pay(ledger.Goods, f.at.firms[j], 0, in*v.YearShare)
		f.settle(d, 1+j, f.at.firms[j], in-out, out, back)
	}
	f.state.started = v.Day > 1
	if f.at.tsy >= 0 {
		d.Pay(ledger.Tariff, f.at.tsy, 0, customs*v.YearShare)
	}
	d.Report(r.toUS, toUS)
	d.Report(r.toJP, toJP)
	d.Report(r.duties, paid)
	d.Report(r.balanceJP, toUS-toJP)
	if f.at.gdpJP > 0 {
		d.Report(r.gdp, 100*(real-f.at.base)/f.at.gdpJP)
	}
	if len(f.state.in) > 0 {
		d.Report(r.exports, exports)
		d.Report(r.imports, imports)
		d.Report(r.balance, exports-imports)
		d.Report(r.customs, customs)
	}
}

// Open reports the trade of 2024 at the tariffs before 2025.
func (f *Importer) Open(d *world.Desk) {
	r := &f.at.reports
	if len(f.at.goods) == 0 {
		return
	}
	var toUS, toJP, paid float64
	for i := range f.at.goods {
		if g := &f.at.goods[i]; g.ToUS {
			toUS += g.USDBn
			paid += g.USDBn * g.BaseTariff / 100
		} else {
			toJP += g.USDBn
		}
	}
	imports, exports, customs := toUS, toJP, paid
	for j := range f.state.in {
		in, out := &f.state.in[j], &f.state.out[j]
		imports, exports, customs = imports+in.usd, exports+out.usd, customs+float64(in.usd*in.base/100)
	}
	d.Report(r.toUS, toUS)
	d.Report(r.toJP, toJP)
	d.Report(r.duties, paid)
	d.Report(r.balanceJP, toUS-toJP)
	if f.at.gdpJP > 0 {
		d.Report(r.gdp, 0)
	}
	if len(f.state.in) > 0 {
		d.Report(r.exports, exports)
		d.Report(r.imports, imports)
		d.Report(r.balance, exports-imports)
		d.Report(r.customs, customs)
		d.Report(r.retaliation, 0)
	}
}

// Close takes note of the day's news about tariffs, which apply to what is shipped from
// tomorrow on, and reports retaliation.
func (f *Importer) Close(d *world.Desk) {
	f.book.Read(d.View)
	if len(f.at.goods) > 0 && len(f.state.in) > 0 {
		d.Report(f.at.reports.retaliation, f.book.Retaliation())
	}
}

// settle tells the firms of partner n (0 is Japan) how many dollars they have to convert
// in addition to those that opening exchange rates already clear,
//
//	convert_sh·(receipts − receipts at the opening)·t
//
// with t the share of the year, and what they owe for U.S. goods and in duty on them, USD
// bn today.
func (f *Importer) settle(d *world.Desk, n, firms int, receipts, owe, duty float64) {
	if !f.state.started {
		f.state.opening[n] = receipts
	}
	d.Send(firms, world.Invoice, f.p.ConvertShare*(receipts-f.state.opening[n])*d.View.YearShare, float64(n), owe*d.View.YearShare, duty*d.View.YearShare)
}
