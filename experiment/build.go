package experiment

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"sync"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/output"
	"kirifuda/world"
	"kirifuda/world/market"
)

// Gauges on the base date.
const (
	baseVIX  = 22.3
	baseMOVE = 100
)

// actualDealPct is the rate of the agreement of July 2025. Goods that it covers
// at this rate would be charged whatever rate is agreed; others have their own.
const actualDealPct = 15

// volatilityData holds normal standard deviations of daily moves.
//
//go:embed volatility.csv
var volatilityData []byte

// centralBanks by currency, the dollar first, with the row of levels.csv that
// holds the policy rate.
var centralBanks = []struct{ currency, bank, level string }{
	{"usd", "us_fed", "effr"},
	{"jpy", "jp_boj", "boj_call"},
	{"eur", "eu_ecb", "ecb_dfr"},
	{"gbp", "uk_boe", "boe_bank_rate"},
	{"cny", "cn_pboc", "pboc_7d_rr"},
	{"krw", "kr_bok", "bok_base"},
	{"cad", "ca_boc", "boc_overnight"},
	{"mxn", "mx_banxico", "banxico"},
}

// start is the base date's world, which all runs share and none may change.
type start struct {
	balances    *configs.Balances
	instruments []world.Instrument // without limits
	currencies  []world.Currency
	opening     []world.Position
	facts       world.Facts // without allotment
	base        output.Base
}

// loadStart reads balances and tables once in the life of the program.
var loadStart = sync.OnceValues(func() (*start, error) {
	b, err := configs.LoadBalances()
	if err != nil {
		return nil, err
	}
	return newStart(b)
})

func newStart(b *configs.Balances) (*start, error) {
	s := &start{balances: b}
	sd, err := volatility()
	if err != nil {
		return nil, err
	}
	level := func(name string) float64 {
		v, ok := b.Levels[name]
		if !ok && err == nil {
			err = fmt.Errorf("levels.csv has no row %q", name)
		}
		return v
	}
	perUSD := map[string]float64{}
	for _, c := range centralBanks {
		row, ok := b.Instrument(c.currency)
		if !ok {
			return nil, fmt.Errorf("instruments.csv has no currency %q", c.currency)
		}
		perUSD[c.currency] = 1 / row.BasePrice
		s.currencies = append(s.currencies, world.Currency{
			ID: c.currency, UnitsPerBn: configs.UnitsPerBn(c.currency), BasePerUSD: perUSD[c.currency],
			CentralBank: c.bank, PolicyRatePct: level(c.level),
		})
	}
	s.base = output.Base{UST2yPct: level("ust_2y"), UST5yPct: level("ust_5y"), UST10yPct: level("ust_10y"), UST30yPct: level("ust_30y"), VIXIdx: baseVIX, MOVEIdx: baseMOVE}
	if err != nil {
		return nil, err
	}
	s.facts.OutstandingUSDBn = map[string]float64{}
	for _, row := range b.Instruments {
		in := world.Instrument{
			ID: row.ID, Name: row.Name, Currency: row.Currency, BasePrice: row.BasePrice, DurationYr: row.DurationYr,
			BaseYieldPct: row.BaseYieldPct, CouponPct: row.CouponPct, DailySDBp: sd[row.ID], Issuer: b.Issuers[row.ID],
		}
		switch row.Class {
		case "bond":
			in.Class = world.Bond
		case "swap":
			in.Class = world.Swap
		case "equity":
			in.Class = world.Equity
		case "fx":
			s.facts.OutstandingUSDBn[row.ID] = row.OutstandingBn * row.BasePrice
			if row.ID == "usd" {
				continue
			}
			in.Class, in.Currency, in.BasePrice = world.FX, row.ID, perUSD[row.ID]
		default:
			return nil, fmt.Errorf("instrument %s has the unknown class %q", row.ID, row.Class)
		}
		if _, ok := sd[row.ID]; !ok {
			return nil, fmt.Errorf("volatility.csv has no row for %s", row.ID)
		}
		if in.Class != world.FX {
			s.facts.OutstandingUSDBn[row.ID] = row.OutstandingBn * row.BasePrice / perUSD[row.Currency]
		}
		s.instruments = append(s.instruments, in)
	}
	for _, p := range b.Positions {
		s.opening = append(s.opening, world.Position{Agent: p.Agent, Asset: p.Asset, Units: p.Units})
	}
	return s, s.loadFacts()
}

// loadFacts reads trade and macroeconomic tables.
func (s *start) loadFacts() error {
	goods, err := configs.TradeUSJapan()
	if err != nil {
		return err
	}
	for _, r := range goods {
		if r.Sector == "total" {
			continue
		}
		g := world.Good{
			Name: r.Sector, ToUS: r.Direction == "JP->US", USDBn: r.USDBn, BaseTariff: r.BaseTariffPct,
			SigmaShort: r.SigmaShort, SigmaLong: r.SigmaLong, PassThrough: r.PassThroughFrac, PassThrough12m: r.PassThrough12mFrac,
			DealTariff: r.TariffDealPct, NoDealTariff: r.TariffNoDealPct, JuneTariff: r.Tariff202506Pct,
		}
		switch r.Sector {
		case "Passenger cars and light vehicles", "Auto parts":
			g.Auto = true
		case "Agriculture and food":
			g.Farm = true
		case "Energy (LNG, LPG, crude, coal)":
			g.Energy = true
		case "Other incl. defence":
			g.Defence = true
		}
		if g.ToUS && r.TariffDealPct == actualDealPct {
			g.DealTariff = math.NaN()
		}
		s.facts.Goods = append(s.facts.Goods, g)
	}
	flows, err := configs.TradeMatrix()
	if err != nil {
		return err
	}
	s.facts.ImportsUS, s.facts.ExportsUS = map[string]float64{}, map[string]float64{}
	for _, f := range flows {
		if f.Importer == "US" {
			s.facts.ImportsUS[f.Exporter] = f.USDBn
		}
		if f.Exporter == "US" {
			s.facts.ExportsUS[f.Importer] = f.USDBn
		}
	}
	macro, err := configs.Macro()
	if err != nil {
		return err
	}
	s.facts.GDPUSDBn = map[string]float64{}
	for _, m := range macro {
		s.facts.GDPUSDBn[m.Country] = 1000 * m.GDPUSDTn
	}
	return s.loadPartners()
}

// loadPartners reads the other partners of the United States in trade. What the
// table of macroeconomic levels does not list is the rest of the world.
func (s *start) loadPartners() error {
	rows, err := configs.TradePartners()
	if err != nil {
		return err
	}
	rest := s.facts.GDPUSDBn["WORLD"]
	for _, c := range []string{"US", "JP", "CN", "EU", "UK", "KR", "CA", "MX"} {
		rest -= s.facts.GDPUSDBn[c]
	}
	for _, r := range rows {
		gdp, ok := s.facts.GDPUSDBn[r.Country]
		if !ok {
			gdp = rest
		}
		s.facts.Partners = append(s.facts.Partners, world.Partner{
			Country: r.Country, Government: r.Government, Firms: r.Firms, Currency: r.Currency,
			ToUSUSDBn: s.facts.ImportsUS[r.Country], FromUSUSDBn: s.facts.ExportsUS[r.Country], GDPUSDBn: gdp,
			TariffPct: r.USTariffPct, TariffOnUSPct: r.TariffOnUSPct, RiseMid2025PP: r.RiseMid2025PP,
		})
	}
	steps, err := configs.Tariffs()
	if err != nil {
		return err
	}
	s.facts.AverageTariffPct = steps[0].USAveragePct
	return nil
}

// volatility reads volatility.csv: bp by instrument.
func volatility() (map[string]float64, error) {
	rows, err := csv.NewReader(bytes.NewReader(volatilityData)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("volatility.csv: %w", err)
	}
	out := map[string]float64{}
	for i, r := range rows[1:] {
		v, err := strconv.ParseFloat(r[1], 64)
		if err != nil || v <= 0 {
			return nil, fmt.Errorf("volatility.csv:%d: %q is not a positive number", i+2, r[1])
		}
		out[r[0]] = v
	}
	return out, nil
}

// Builder makes worlds of one scenario. It is safe for concurrent use.
type Builder struct {
	scenario    *configs.Scenario
	start       *start
	date        world.Date
	instruments []world.Instrument
	agents      []world.AgentSpec
	facts       *world.Facts
	script      []world.Statement
	market      market.Settings
}

// RunOptions say which run of a scenario is wanted and who watches.
type RunOptions struct {
	Seed, Run uint64
	Inline    bool // one goroutine instead of one per institution; the result is the same
	Observers []world.Observer
}

// Build makes the world of one run. To make many of one scenario, use a Builder.
func Build(s *configs.Scenario, cat agents.Catalogue, opt RunOptions) (*world.World, error) {
	b, err := NewBuilder(s, cat)
	if err != nil {
		return nil, err
	}
	return b.Build(opt)
}

// NewBuilder checks a scenario against the balances and prepares what its runs
// share. What is wrong with the scenario is reported as a configs.Error.
func NewBuilder(s *configs.Scenario, cat agents.Catalogue) (*Builder, error) {
	st, err := loadStart()
	if err != nil {
		return nil, err
	}
	return newBuilder(s, cat, st)
}

func newBuilder(s *configs.Scenario, cat agents.Catalogue, st *start) (*Builder, error) {
	b := &Builder{scenario: s, start: st, date: s.Start.AddBusiness(-1)}
	b.market = market.DefaultSettings()
	b.market.ToleranceUSDBn, b.market.MaxIterations = s.Market.ToleranceUSDBn, s.Market.MaxIterations
	b.instruments = append(b.instruments, st.instruments...)
	for i := range b.instruments {
		in := &b.instruments[i]
		switch in.Class {
		case world.FX:
			in.LimitBp = 100 * s.Market.LimitFXPct
		case world.Equity:
			in.LimitBp = 100 * s.Market.LimitEquityPct
		default:
			in.LimitBp = s.Market.LimitYieldBP
		}
	}
	absorbs := map[string]bool{}
	for _, a := range s.Agents {
		kind, ok := cat[a.Kind]
		if !ok {
			return nil, fmt.Errorf("agent %q is of the kind %q, which the catalogue does not have", a.ID, a.Kind)
		}
		params := a.Params
		b.agents = append(b.agents, world.AgentSpec{ID: a.ID, New: func(s *world.Setup) (world.Institution, error) { return kind.New(s, params) }})
		absorbs[a.ID] = kind.Absorbs
	}
	facts := st.facts
	facts.Allotment = st.allotment(absorbs)
	b.facts = &facts
	return b, b.readScript()
}

// allotment is each slow holder's share of what all slow holders have of a
// Treasury bucket.
func (s *start) allotment(absorbs map[string]bool) map[string]map[string]float64 {
	out := map[string]map[string]float64{}
	for k := range s.instruments {
		in := &s.instruments[k]
		if !isTreasury(in) {
			continue
		}
		var sum float64
		for _, p := range s.opening {
			if p.Asset == in.ID && absorbs[p.Agent] && p.Units > 0 {
				sum += float64(p.Units)
			}
		}
		for _, p := range s.opening {
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

// isTreasury says whether an instrument is a bucket of U.S. Treasuries.
func isTreasury(in *world.Instrument) bool {
	return in.Class == world.Bond && in.Currency == "usd" && len(in.ID) > 4 && in.ID[:4] == "ust_"
}

// readScript turns the scenario's events into statements. Their numbers of
// agents are places on the roster.
func (b *Builder) readScript() error {
	agent, instrument := map[string]int{}, map[string]int{}
	for i, a := range b.scenario.Agents {
		agent[a.ID] = i
	}
	for k := range b.instruments {
		instrument[b.instruments[k].ID] = k
	}
	var wrong []configs.Problem
	for i, e := range b.scenario.Events {
		fail := func(field, value, message string) {
			o := b.scenario.Origin(fmt.Sprintf("events.%d", i))
			wrong = append(wrong, configs.Problem{File: o.File, Line: o.Line, Key: fmt.Sprintf("events.%d.%s", i, field), Value: value, Message: message})
		}
		st := world.Statement{Target: -1, Instrument: -1, Value: e.Value, Text: e.Text}
		var err error
		if st.Type, err = world.ParseStatementType(e.Type); err != nil {
			fail("type", e.Type, "there is no such type of statement")
		}
		if st.Type == world.Fundamentals {
			fail("type", e.Type, "news about fundamentals cannot be scripted")
		}
		var ok bool
		if st.Actor, ok = agent[e.Actor]; !ok {
			fail("actor", e.Actor, "there is no such agent in the scenario")
		}
		if e.Target != "" {
			if i, ok := agent[e.Target]; ok {
				st.Target = i
			} else if k, ok := instrument[e.Target]; ok {
				st.Instrument = k
			} else {
				fail("target", e.Target, "there is neither an agent nor an instrument of this name")
			}
		}
		if lo, hi := st.Type.Range(); err == nil && (e.Value < lo || e.Value > hi) {
			fail("value", fmt.Sprint(e.Value), fmt.Sprintf("out of range (allowed %g to %g %s)", lo, hi, st.Type.Unit()))
		}
		if st.Type == world.Issuance && st.Instrument < 0 {
			fail("target", e.Target, e.Type+" needs the instrument that it is about")
		}
		st.Day = b.date.BusinessUntil(e.Date.NextBusiness())
		b.script = append(b.script, st)
	}
	if len(wrong) > 0 {
		return &configs.Error{Problems: wrong}
	}
	return nil
}

// Base has the levels of the quoted Treasury tenors on the base date.
func (b *Builder) Base() output.Base { return b.start.base }

// Scenario is what the builder builds.
func (b *Builder) Scenario() *configs.Scenario { return b.scenario }

// EventDay is the day of the first scripted event, 0 without events.
func (b *Builder) EventDay() int {
	day := 0
	for i := range b.script {
		if d := b.script[i].Day; day == 0 || d < day {
			day = d
		}
	}
	return day
}

// Build makes the world of one run.
func (b *Builder) Build(opt RunOptions) (*world.World, error) {
	return world.New(world.Config{
		Start: b.date, Days: b.scenario.Days, Rounds: b.scenario.Market.RoundsPerDay,
		Seed: opt.Seed, Run: opt.Run, Inline: opt.Inline, Market: b.market,
		// A world notes places in the ledger on its instruments and currencies.
		Instruments: append([]world.Instrument(nil), b.instruments...),
		Currencies:  append([]world.Currency(nil), b.start.currencies...),
		Agents:      b.agents, Opening: b.start.opening, Facts: b.facts, Script: b.script,
		VIX: baseVIX, MOVE: baseMOVE, Observers: opt.Observers,
		AllowGap: true, // a sheet whose agent is not on the roster is kept and does not act
	})
}
