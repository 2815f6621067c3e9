package output

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go"

	"kirifuda/world"
	"kirifuda/world/market"
)

// The world of the tests: five holders of Treasuries and yen who trade at
// random, an issuer, two central banks and a herald who makes statements.

type holder struct {
	s      *world.Setup
	size   float64
	series int
}

func (h *holder) Act(d *world.Desk) {
	d.Report(h.series, h.size+float64(d.View.Day))
	if h.s.ID == "herald" {
		n := len(d.View.Instruments)
		news := &world.News{SDBp: make([]float64, n), Own: make([]float64, n), DrawnBp: make([]float64, n)}
		news.Factors = []world.NewsFactor{{Name: "level", Unit: "sd", Value: 0.5}}
		d.Publish(world.Statement{Type: world.Fundamentals, Target: -1, Instrument: -1, Vector: make([]float64, n), News: news})
	}
	if d.View.Day%3 == 0 && h.s.ID == "herald" {
		d.Publish(world.Statement{Type: world.TariffThreat, Target: 0, Instrument: -1, Value: 25, Text: "up to 25 %"})
		d.Publish(world.Statement{Type: world.Denial, Target: -1, Instrument: 1})
		d.Say(world.PolicyRate, 4)
	}
}

func (h *holder) Bid(d *world.Desk) {
	for k := range d.View.Instruments {
		r := d.Rand(uint64(1 + k + 100*d.View.Round))
		d.Bid.Order(k, market.Cause(r.IntN(3)), h.size*r.NormFloat64())
		d.Bid.Slope(k, k, slopeSign(&d.View.Instruments[k])*h.size)
	}
}

// slopeSign: demand rises with the yield of a bond and falls with a price.
func slopeSign(in *world.Instrument) float64 {
	switch in.Class {
	case world.Bond, world.Swap, world.FX:
		return 1
	}
	return -1
}

type idle struct{}

func (idle) Act(*world.Desk) {}
func (idle) Bid(*world.Desk) {}

// reported is what holders of the test world report; idleSeries is listed and never
// reported.
var (
	reported   = world.Series{Name: "jp_mof_ust_usd_bn", Unit: "USD bn", Doc: "Treasuries held by Japan's Ministry of Finance"}
	idleSeries = world.Series{Name: "hawk_belief_sh", Unit: "share", Doc: "belief of the market that the seller is a hawk", Mean: true}
)

// marketSeries are those of the test world that are read off the day.
func marketSeries() []world.Series {
	series := func(name, unit, doc string, base float64, read func(v *world.View) float64) world.Series {
		return world.Series{Name: name, Unit: unit, Doc: doc, Base: base, Read: func(r *world.Record) float64 { return read(r.View) }}
	}
	return []world.Series{
		series("ust_10y_yield_pct", "%/yr", "yield of the 10-year Treasury", 4.23, func(v *world.View) float64 { return 4.23 + (v.Deviation[2]+v.Deviation[3])/200 }),
		series("ust_5_10y_yield_pct", "%/yr", "average yield of Treasuries of 5 to 10 years", 4.16, func(v *world.View) float64 { return v.Level(2) }),
		series("cash_spread_10y_bp", "bp", "Treasury yield less swap rate, 5 to 10 years", 0, func(v *world.View) float64 { return v.Deviation[2] - v.Deviation[4] }),
		series("usdjpy_jpy", "JPY per USD", "yen per US dollar", 149.9, func(v *world.View) float64 { return v.Level(5) }),
		series("eq_us_idx", "index, base date = 100", "U.S. equities", 100, func(v *world.View) float64 { return v.Level(6) }),
		series("vix_idx", "index", "gauge of equity volatility", 20, func(v *world.View) float64 { return v.VIX }),
		series("fed_rate_pct", "%/yr", "policy rate of the Federal Reserve", 4.33, func(v *world.View) float64 { return v.PolicyRatePct[0] }),
		{Name: "residual_usd_bn", Unit: "USD bn", Doc: "largest excess demand left by the day's first clearing", Base: math.NaN(), Kind: world.Peak,
			Read: func(r *world.Record) float64 { return r.Rounds[0].ResidualUSDBn }},
		series("day_n", "days", "day of the run, of which the panel has no column", math.NaN(), func(v *world.View) float64 { return float64(v.Day) }),
	}
}

// testSeries are columns of the panel: not all series of the world, in another order,
// and one that it does not have.
func testSeries() []Column {
	all := append(SeriesColumns(marketSeries()[:8]), SeriesColumns([]world.Series{reported, idleSeries})...)
	slices.Reverse(all)
	return append(all, Column{Name: "gilt_yield_pct", Type: Double, Optional: true, Unit: "%/yr", Doc: "yield of UK government bonds"})
}

// panelDay is a row of the panel; missing values are nil.
type panelDay struct {
	scenario       string
	run, date, day int32
	values         map[string]*float64
}

// readPanel reads all rows of the panel, whose parts need no experiment around them.
func readPanel(t testing.TB, dir string) (out []panelDay) {
	t.Helper()
	parts, err := Parts(dir, "panel")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range parts {
		p, err := openRead(osFS{}, path)
		if err != nil {
			t.Fatal(err)
		}
		err = p.eachRow(func(row parquet.Row) error {
			d := panelDay{string(row[0].ByteArray()), row[1].Int32(), row[2].Int32(), row[3].Int32(), map[string]*float64{}}
			for i, c := range p.table.Series() {
				d.values[c.Name] = nil
				if x := row[len(panelKeys)+i]; !x.IsNull() {
					v := x.Double()
					d.values[c.Name] = &v
				}
			}
			out = append(out, d)
			return nil
		})
		p.close()
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// testWorld builds a world with an observer.
func testWorld(t testing.TB, run uint64, days int, inline bool, o ...world.Observer) *world.World {
	t.Helper()
	start, err := world.ParseDate("2025-03-31")
	if err != nil {
		t.Fatal(err)
	}
	bond := func(id string, price, dur, yield float64) world.Instrument {
		return world.Instrument{ID: id, Name: id, Class: world.Bond, Currency: "usd", BasePrice: price, DurationYr: dur,
			BaseYieldPct: yield, CouponPct: 3, DailySDBp: 6, LimitBp: 200, Issuer: "treasury"}
	}
	cfg := world.Config{
		Start: start, Days: days, Rounds: 2, Seed: 7, Run: run, Inline: inline, VIX: 20, MOVE: 100, Observers: o, Series: marketSeries(),
		Instruments: []world.Instrument{
			bond("ust_le1y", 0.995, 0.35, 4.23), bond("ust_1_5y", 0.972, 2.7, 3.92), bond("ust_5_10y", 0.94, 6.3, 4.16), bond("ust_gt10y", 0.775, 14.5, 4.6),
			{ID: "usdsw_5_10y", Class: world.Swap, Currency: "usd", BasePrice: 1, DurationYr: 6.3, BaseYieldPct: 4.16, DailySDBp: 6, LimitBp: 200},
			{ID: "usdjpy", Class: world.FX, Currency: "jpy", DailySDBp: 60, LimitBp: 900, Issuer: "boj"},
			{ID: "eq_us", Class: world.Equity, Currency: "usd", BasePrice: 1, DailySDBp: 100, LimitBp: 1500, Issuer: "firms"},
		},
		Currencies: []world.Currency{
			{ID: "usd", Country: "US", UnitsPerBn: 1e11, BasePerUSD: 1, CentralBank: "fed", PolicyRatePct: 4.33},
			{ID: "jpy", Country: "JP", UnitsPerBn: 1e9, BasePerUSD: 149.9, CentralBank: "boj", PolicyRatePct: 0.5},
		},
	}
	add := func(id string, inst func(s *world.Setup) world.Institution) {
		cfg.Agents = append(cfg.Agents, world.AgentSpec{ID: id, Series: []world.Series{reported, idleSeries}, New: func(s *world.Setup) (world.Institution, error) { return inst(s), nil }})
	}
	nobody := func(*world.Setup) world.Institution { return idle{} }
	add("fed", nobody)
	add("boj", nobody)
	add("treasury", nobody)
	add("firms", nobody)
	names := []string{"herald", "japan", "banks", "funds", "insurers"}
	for i, id := range names {
		add(id, func(s *world.Setup) world.Institution {
			return &holder{s, float64(1 + i), s.Series(reported)}
		})
	}
	for i, id := range names {
		for _, asset := range []struct {
			id, issuer string
			bn         float64
		}{{"usd", "fed", 1000}, {"jpy", "boj", 50000}, {"ust_le1y", "treasury", 900}, {"ust_1_5y", "treasury", 800}, {"ust_5_10y", "treasury", 500}, {"ust_gt10y", "treasury", 400}, {"eq_us", "firms", 3000}} {
			per := 1e11
			if asset.id == "jpy" {
				per = 1e9
			}
			u := int64(math.Round(asset.bn * per * float64(i+1) / 7))
			cfg.Opening = append(cfg.Opening, world.Position{Agent: id, Asset: asset.id, Units: u}, world.Position{Agent: asset.issuer, Asset: asset.id, Units: -u})
		}
	}
	w, err := world.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

var testMeta = Meta{Version: "1.2.3", Git: "abc", ConfigSHA256: "00ff", ExperimentID: "test"}

func testOptions(trace Trace) Options {
	return Options{
		Trace: trace, Series: testSeries(), Schedules: []int{1, 2},
		Params:   []Column{{Name: "p_size", Type: Double, Unit: "1", Doc: "size"}, {Name: "p_mode", Type: String, Doc: "mode"}, {Name: "p_count", Type: Int32, Unit: "1", Doc: "count"}},
		Outcomes: []Column{{Name: "y_peak_bp", Unit: "bp", Doc: "peak"}, {Name: "y_none", Unit: "1", Doc: "always missing"}},
	}
}

// simulate runs (scenario, run) into a recorder.
func simulate(t testing.TB, c *Chunk, r *Recorder, days int) {
	t.Helper()
	w := testWorld(t, uint64(r.runID), days, true, r)
	defer w.Close()
	r.Attach(w)
	if err := w.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	row := RunRow{DesignID: 1, Rep: r.runID, Seed: 7, Params: map[string]any{"p_size": 1.5, "p_mode": "a", "p_count": 3},
		Outcomes: map[string]float64{"y_peak_bp": float64(r.runID) / 3, "y_none": math.NaN()}}
	if r.runID%5 == 4 {
		row.Status, row.Error = StatusFailed, "no prices were found"
	}
	if err := r.AddCard([]CardRow{{Date: 20179, Item: "coupons", Value: 1.5, Unit: "USD bn"}}); err != nil {
		t.Error(err)
	}
	if err := r.Finish(row); err != nil {
		t.Fatal(err)
	}
}

// writeChunk writes runs lo to hi−1 of two scenarios into a chunk.
func writeChunk(t testing.TB, dir string, index int, o Options, days int, runs ...Key) *Manifest {
	t.Helper()
	c, err := OpenChunk(dir, index, testMeta, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range runs {
		r, err := c.Run(k.Scenario, k.RunID)
		if err != nil {
			t.Fatal(err)
		}
		simulate(t, c, r, days)
	}
	m, err := c.Commit(nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func runList(n int, scenarios ...string) []Key {
	var out []Key
	for _, s := range scenarios {
		for i := range n {
			out = append(out, Key{Scenario: s, RunID: int32(i)})
		}
	}
	return out
}
