package agents

import (
	"math"

	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

// ImporterParams describe goods trade.
type ImporterParams struct {
	LagDays       float64 `yaml:"delivery_lag_days" unit:"days" min:"1" max:"500" default:"90" role:"uncertainty" status:"ASSUMED" source:"car volumes of May and June 2025 hardly fell" doc:"mean time before volumes respond"`
	LongDays      float64 `yaml:"long_run_days" unit:"days" min:"20" max:"5000" default:"500" role:"uncertainty" status:"ASSUMED" source:"Fajgelbaum and others (2020)" doc:"mean time from the short- to the long-run elasticity"`
	PassThroughFX float64 `yaml:"fx_pass_through" unit:"share" min:"0" max:"1" default:"0.25" role:"uncertainty" status:"ASSUMED" source:"dollar invoicing" doc:"share of a move of the yen that reaches dollar prices"`
	ConvertShare  float64 `yaml:"convert_sh" unit:"share" min:"0" max:"1" default:"0.5" role:"uncertainty" status:"ASSUMED" source:"exporters' surveys" doc:"share of a change of dollar receipts that changes dollars sold for yen"`
}

// Importer stands for the firms that trade goods between Japan and the United
// States: it pays for goods, pays tariffs to the U.S. Treasury, and its Japanese
// suppliers sell dollars.
//
//	Δln(price to buyer) = PT·Δln(1+τ) + pass-through·(−Δln e)
//	Δln(volume)        = −ε(t)·Δln(price to buyer),   ε from short to long run
//	Δln(exporter's price) = −(1−PT)·Δln(1+τ)
//
// Armington demand by good, delivery lags included.
type Importer struct {
	p      ImporterParams
	m      markets
	goods  []world.Good
	vol    []float64 // Δln volume now
	long   []float64 // how far towards the long-run elasticity
	jp     int
	us     int
	jpFirm int
	tsy    int
	row    int
	base   float64
	ind    [4]int
	gdpJP  float64
	delta  float64
}

func newImporter(s *world.Setup, p *ImporterParams) (world.Institution, error) {
	f := &Importer{
		p: *p, m: findMarkets(s), goods: s.Facts.Goods, vol: make([]float64, len(s.Facts.Goods)), long: make([]float64, len(s.Facts.Goods)),
		jp: s.Agent("jp_trade"), us: s.Agent("us_trade"), jpFirm: s.Agent("jp_corporates"), tsy: s.Agent("us_treasury"), row: s.Agent("row_corporates"),
		gdpJP: s.Facts.GDPUSDBn["JP"],
	}
	for i := range f.goods {
		if f.goods[i].ToUS {
			f.base += f.goods[i].USDBn
		}
	}
	f.ind = [4]int{
		s.Indicator("jp_exports_us_usd_bn", false), s.Indicator("us_exports_jp_usd_bn", false),
		s.Indicator("tariff_revenue_usd_bn", false), s.Indicator("jp_gdp_effect_pct", false),
	}
	return f, nil
}

// tariff on a good now, percent.
func (f *Importer) tariff(v *world.View, g *world.Good) float64 {
	if !g.ToUS {
		return g.BaseTariff
	}
	if f.jp < 0 {
		return g.BaseTariff
	}
	if deal := v.Latest(world.Deal, f.jp); deal > 0 { // exemptions in proportion to the deal of 15 %
		if math.IsNaN(g.DealTariff) {
			return math.Max(g.BaseTariff, deal)
		}
		return math.Max(g.BaseTariff, g.DealTariff*deal/15)
	}
	if g.Auto {
		return math.Max(g.BaseTariff, v.Latest(world.TariffAuto, f.jp))
	}
	t := g.BaseTariff + v.Latest(world.TariffGeneral, f.jp)
	if g.NoDealTariff > 0 { // a ceiling where one is known
		t = math.Min(t, math.Max(g.BaseTariff, g.NoDealTariff))
	}
	return t
}

// trade moves volumes one day and returns yearly values at exporters' prices and
// tariffs paid, USD bn.
func (f *Importer) trade(v *world.View) (toUS, toJP, paid float64) {
	fx := 0.0
	if k := f.m.fx[jpy]; k >= 0 {
		fx = v.X[k] / 1e4 // Δln yen per dollar
	}
	for i := range f.goods {
		g := &f.goods[i]
		t := math.Log((1 + f.tariff(v, g)/100) / (1 + g.BaseTariff/100))
		// Japan's goods: part of a dearer dollar lowers their dollar price. U.S. goods
		// are invoiced in dollars: all of it raises their price in yen.
		price := g.PassThrough*t - f.p.PassThroughFX*fx
		if !g.ToUS {
			price = g.PassThrough*t + fx
		}
		f.long[i] += (1 - f.long[i]) / f.p.LongDays
		sigma := g.SigmaShort + (g.SigmaLong-g.SigmaShort)*f.long[i]
		f.vol[i] += (-sigma*price - f.vol[i]) / f.p.LagDays
		value := g.USDBn * portable.Exp(f.vol[i]-(1-g.PassThrough)*t)
		if g.ToUS {
			value *= portable.Exp(-f.p.PassThroughFX * fx)
			toUS += value
			paid += value * f.tariff(v, g) / 100
		} else {
			toJP += value
		}
	}
	return toUS, toJP, paid
}

// Act ships, pays and pays duty.
func (f *Importer) Act(d *world.Desk) {
	v := d.View
	if len(f.goods) == 0 || v.Day == 1 {
		return // tariffs in force are known after the first publication
	}
	toUS, toJP, paid := f.trade(v)
	if f.jpFirm >= 0 {
		d.Pay(ledger.Goods, f.jpFirm, 0, math.Max(0, toUS-toJP)/252)
	}
	if f.tsy >= 0 {
		d.Pay(ledger.Tariff, f.tsy, 0, paid/252)
	}
	if f.delta == 0 {
		f.delta = toUS - toJP // receipts that the opening exchange rate already clears
	}
	if f.jpFirm >= 0 {
		d.Send(f.jpFirm, world.Offer, f.p.ConvertShare*(toUS-toJP-f.delta)/252)
	}
	d.Report(f.ind[0], toUS)
	d.Report(f.ind[1], toJP)
	d.Report(f.ind[2], paid)
	if f.gdpJP > 0 {
		d.Report(f.ind[3], 100*(toUS-f.base)/f.gdpJP)
	}
}

// Bid does nothing: importers pay in dollars.
func (*Importer) Bid(*world.Desk) {}

// ExporterParams describe Japan's exporters.
type ExporterParams struct {
	Currency string `yaml:"currency" default:"jpy" enum:"jpy|eur|gbp|cny|krw|cad|mxn" role:"constant" doc:"home currency"`
}

// Exporter converts the change of its dollar receipts into its own currency.
type Exporter struct {
	fx       int
	customer int
	usd      float64
}

func newExporter(s *world.Setup, p *ExporterParams) (world.Institution, error) {
	return &Exporter{fx: s.Instrument(p.Currency), customer: s.Agent("us_corporates")}, nil
}

// Act does nothing.
func (*Exporter) Act(*world.Desk) {}

// Bid sells the dollars that customers announced this morning.
func (e *Exporter) Bid(d *world.Desk) {
	if d.View.Round > 0 {
		return
	}
	for _, m := range d.Inbox {
		if m.From == e.customer {
			e.usd += m.Values[0]
		}
	}
	if e.fx >= 0 {
		d.Bid.Want(e.fx, market.Goods, e.usd)
	}
	e.usd = 0
}
