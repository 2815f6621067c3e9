package agenttest

import (
	"cmp"
	"encoding"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"kirifuda/agents"
	"kirifuda/economy"
	"kirifuda/world"
	"kirifuda/world/market"
)

// instruments of the test world; numbers are of a plausible size and no more.
var instruments = []world.Instrument{
	{ID: "ust_le1y", Class: world.Bond, Currency: "usd", BasePrice: 0.98, DurationYr: 0.4, BaseYieldPct: 4.2, CouponPct: 0.5, DailySDBp: 3, Issuer: "us_treasury"},
	{ID: "ust_1_5y", Class: world.Bond, Currency: "usd", BasePrice: 0.97, DurationYr: 2.8, BaseYieldPct: 3.9, CouponPct: 3, DailySDBp: 6, Issuer: "us_treasury"},
	{ID: "ust_5_10y", Class: world.Bond, Currency: "usd", BasePrice: 0.94, DurationYr: 6.5, BaseYieldPct: 4.1, CouponPct: 3.2, DailySDBp: 6,
		Issuer: "us_treasury"},
	{ID: "ust_gt10y", Class: world.Bond, Currency: "usd", BasePrice: 0.82, DurationYr: 13.5, BaseYieldPct: 4.6, CouponPct: 3.1, DailySDBp: 6,
		Issuer: "us_treasury"},
	{ID: "usdsw_1_5y", Class: world.Swap, Currency: "usd", DurationYr: 2.8, BaseYieldPct: 3.7, DailySDBp: 6},
	{ID: "usdsw_5_10y", Class: world.Swap, Currency: "usd", DurationYr: 6.5, BaseYieldPct: 3.7, DailySDBp: 6},
	{ID: "usdsw_gt10y", Class: world.Swap, Currency: "usd", DurationYr: 13.5, BaseYieldPct: 3.8, DailySDBp: 6},
	{ID: "jgb_le10y", Class: world.Bond, Currency: "jpy", BasePrice: 0.97, DurationYr: 4.6, BaseYieldPct: 1.1, CouponPct: 0.5, DailySDBp: 3,
		Issuer: "jp_treasury"},
	{ID: "jgb_gt10y", Class: world.Bond, Currency: "jpy", BasePrice: 0.8, DurationYr: 16, BaseYieldPct: 2.4, CouponPct: 1, DailySDBp: 4, Issuer: "jp_treasury"},
	{ID: "bund", Class: world.Bond, Currency: "eur", BasePrice: 0.94, DurationYr: 7, BaseYieldPct: 2.7, CouponPct: 1.5, DailySDBp: 5, Issuer: "eu_treasury"},
	{ID: "gilt", Class: world.Bond, Currency: "gbp", BasePrice: 0.88, DurationYr: 9, BaseYieldPct: 4.7, CouponPct: 2.8, DailySDBp: 7, Issuer: "uk_treasury"},
	{ID: "jpy", Class: world.FX, Currency: "jpy", DailySDBp: 60, Issuer: "jp_boj"},
	{ID: "eur", Class: world.FX, Currency: "eur", DailySDBp: 45, Issuer: "eu_ecb"},
	{ID: "gbp", Class: world.FX, Currency: "gbp", DailySDBp: 50, Issuer: "uk_boe"},
	{ID: "cny", Class: world.FX, Currency: "cny", DailySDBp: 22, Issuer: "cn_pboc"},
	{ID: "krw", Class: world.FX, Currency: "krw", DailySDBp: 50, Issuer: "kr_bok"},
	{ID: "cad", Class: world.FX, Currency: "cad", DailySDBp: 38, Issuer: "ca_boc"},
	{ID: "mxn", Class: world.FX, Currency: "mxn", DailySDBp: 80, Issuer: "mx_banxico"},
	{ID: "eq_us", Class: world.Equity, Currency: "usd", BasePrice: 1, DailySDBp: 110, Issuer: "firms"},
	{ID: "eq_jp", Class: world.Equity, Currency: "jpy", BasePrice: 1, DailySDBp: 130, Issuer: "firms"},
	{ID: "eq_eu", Class: world.Equity, Currency: "eur", BasePrice: 1, DailySDBp: 100, Issuer: "firms"},
	{ID: "eq_row", Class: world.Equity, Currency: "usd", BasePrice: 1, DailySDBp: 95, Issuer: "firms"},
}

// furnished are the instruments with what the embedded economy says of those of their
// names: maturities, countries, discount rates and loadings, by which institutions find
// them.
var furnished = sync.OnceValues(func() ([]world.Instrument, error) {
	e, err := economy.Load()
	if err != nil {
		return nil, err
	}
	out := slices.Clone(instruments)
	for k := range out {
		i := slices.IndexFunc(e.Instruments, func(in world.Instrument) bool { return in.ID == out[k].ID })
		if i < 0 {
			return nil, fmt.Errorf("the embedded economy has no %s", out[k].ID)
		}
		in := &e.Instruments[i]
		out[k].Centre, out[k].Bucket, out[k].Country, out[k].NewsGroup = in.Centre, in.Bucket, in.Country, in.NewsGroup
		out[k].ShortRate, out[k].LongRate, out[k].Loadings = in.ShortRate, in.LongRate, in.Loadings
		out[k].Taxpayer = in.Taxpayer
	}
	return out, nil
})

var currencies = []world.Currency{
	{ID: "usd", Country: "US", UnitsPerBn: 1e11, BasePerUSD: 1, CentralBank: "us_fed", PolicyRatePct: 4.33},
	{ID: "jpy", Country: "JP", UnitsPerBn: 1e9, BasePerUSD: 150, CentralBank: "jp_boj", PolicyRatePct: 0.5},
	{ID: "eur", Country: "EU", UnitsPerBn: 1e11, BasePerUSD: 0.92, CentralBank: "eu_ecb", PolicyRatePct: 2.5},
	{ID: "gbp", Country: "UK", UnitsPerBn: 1e11, BasePerUSD: 0.77, CentralBank: "uk_boe", PolicyRatePct: 4.5},
	{ID: "cny", Country: "CN", UnitsPerBn: 1e11, BasePerUSD: 7.26, CentralBank: "cn_pboc", PolicyRatePct: 1.5},
	{ID: "krw", Country: "KR", UnitsPerBn: 1e9, BasePerUSD: 1470, CentralBank: "kr_bok", PolicyRatePct: 2.75},
	{ID: "cad", Country: "CA", UnitsPerBn: 1e11, BasePerUSD: 1.44, CentralBank: "ca_boc", PolicyRatePct: 2.75},
	{ID: "mxn", Country: "MX", UnitsPerBn: 1e11, BasePerUSD: 20.4, CentralBank: "mx_banxico", PolicyRatePct: 9},
}

// cast are agents that the model's institutions know by name.
var cast = []string{
	"us_fed", "jp_boj", "eu_ecb", "uk_boe", "cn_pboc", "kr_bok", "ca_boc", "mx_banxico",
	"us_treasury", "jp_treasury", "eu_treasury", "uk_treasury", "firms",
	"us_trade", "jp_trade", "jp_mof", "us_households", "jp_corporates", "row_corporates", "cn_gov",
}

// stage says how the test world of a kind differs from the usual one.
type stage struct {
	inline bool
	seed   uint64
	rounds int
	quiet  bool // no crier, no noise
	bare   bool // no market but dollars and one bond that few trade
	front  int  // idle agents before everybody
	empty  bool // without the subject
}

// days are enough for every kind of statement, and for a few weeks under the
// race detector.
func (s stage) days() int {
	if testing.Short() {
		return 12
	}
	return 45
}

// actor is an institution made of a function.
type actor func(d *world.Desk, bidding bool)

func (a actor) Act(d *world.Desk) { a(d, false) }
func (a actor) Bid(d *world.Desk) { a(d, true) }

func play(id string, a actor) world.AgentSpec {
	return world.AgentSpec{ID: id, New: func(*world.Setup) (world.Institution, error) { return a, nil }}
}

// maker gives every market depth.
func maker(d *world.Desk, bidding bool) {
	if !bidding {
		return
	}
	for k := range d.View.Instruments {
		in := &d.View.Instruments[k]
		slope := 2.0
		switch in.Class {
		case world.FX:
			slope = 0.3
		case world.Equity:
			slope = -0.3
		}
		d.Bid.Slope(k, k, slope)
	}
}

// noise trades at random, now and then a lot.
func noise(d *world.Desk, bidding bool) {
	if !bidding {
		return
	}
	r := d.Rand(uint64(d.View.Round))
	size := 3.0
	if d.View.Day%15 == 0 {
		size = 40
	}
	for k := range d.View.Instruments {
		d.Bid.Order(k, market.News, size*r.NormFloat64())
	}
}

// crier says something new every day until every type of statement has been
// made, mails the subject, and starts over.
func crier(subject string) world.AgentSpec {
	return world.AgentSpec{ID: "crier", New: func(s *world.Setup) (world.Institution, error) {
		to, us, jp := s.Agent(subject), s.Agent("us_trade"), s.Agent("jp_trade")
		vector := make([]float64, len(s.Instruments))
		return actor(func(d *world.Desk, bidding bool) {
			if bidding {
				return
			}
			t := world.StatementType(d.View.Day % int(world.NumStatementTypes))
			st := world.Statement{Type: t, Target: us, Instrument: -1, Value: 5 * d.Rand(1).Float64()}
			switch t {
			case world.Fundamentals:
				for k := range vector {
					vector[k] = 2 * d.Rand(uint64(2+k)).NormFloat64()
				}
				st.Vector = vector
			case world.Issuance:
				st.Instrument = d.View.Day % len(s.Instruments)
			case world.VolatilityRegime:
				st.Value = 1 + d.Rand(1).Float64()
			case world.TariffGeneral, world.TariffAuto:
				st.Target, st.Value = jp, 25
			case world.TariffExpected:
				st.Value = 10 + float64(d.View.Day)
			case world.CustodyHoldings:
				st.Value = 3000 - 10*float64(d.View.Day)
			}
			d.Publish(st)
			if to >= 0 {
				d.Send(to, t, 10+d.Rand(1).Float64(), float64(d.View.Day), 1)
				d.Send(to, world.Offer, 15, float64(1+d.View.Day%12), 0.01)
				d.Send(to, world.Invoice, 0.2, float64(d.View.Day%3), 0.4, 0.05)
				d.Send(to, world.CustodyHoldings, 700)
			}
		}), nil
	}}
}

// config is the test world with a subject.
func config(s stage, subject world.AgentSpec) (world.Config, error) {
	markets, err := furnished()
	if err != nil {
		return world.Config{}, err
	}
	e, err := economy.Load()
	if err != nil {
		return world.Config{}, err
	}
	id := subject.ID
	cfg := world.Config{
		Days: s.days(), Calendar: e.Calendar(), Rounds: s.rounds, Seed: 1 + s.seed, Inline: s.inline, VIX: 20, MOVE: 100, Market: market.DefaultSettings(),
		Instruments: markets, Currencies: currencies, AllowGap: true,
	}
	cfg.Start = baseDate
	if s.bare {
		cfg.Instruments, cfg.Currencies = []world.Instrument{{ID: "bond", Class: world.Bond, Currency: "usd", BasePrice: 1, DurationYr: 5, BaseYieldPct: 4,
			DailySDBp: 6, Issuer: "us_treasury"}}, currencies[:1]
	}
	for i := range s.front {
		cfg.Agents = append(cfg.Agents, play(fmt.Sprint("idle_", i), func(*world.Desk, bool) {}))
	}
	present := map[string]bool{}
	for _, name := range cast {
		if name != id && !s.bare {
			cfg.Agents = append(cfg.Agents, play(name, func(*world.Desk, bool) {}))
			present[name] = true
		}
	}
	cfg.Agents = append(cfg.Agents, play("maker_1", maker), play("maker_2", maker))
	if !s.quiet {
		cfg.Agents = append(cfg.Agents, play("noise", noise), crier(id))
	}
	if !s.empty {
		cfg.Agents = append(cfg.Agents, subject)
	}
	issuers := map[string]string{}
	for _, c := range cfg.Currencies {
		issuers[c.ID] = c.CentralBank
	}
	facts := world.Facts{
		GDPUSDBn: map[string]float64{"US": 29000, "JP": 4030}, ImportsUS: map[string]float64{"JP": 150}, ExportsUS: map[string]float64{"JP": 80},
		OutstandingUSDBn: map[string]float64{}, Allotment: map[string]map[string]float64{id: {}},
		AverageTariffPct: 2.4,
		Correlations:     map[[2]string]float64{{"usdsw_1_5y", "usdsw_5_10y"}: 0.9, {"usdsw_1_5y", "usdsw_gt10y"}: 0.8, {"usdsw_5_10y", "usdsw_gt10y"}: 0.9},
		Partners: []world.Partner{
			{Country: "CN", Government: "cn_gov", Firms: "row_corporates", Equity: "eq_row", Currency: "cny", ToUSUSDBn: 440, FromUSUSDBn: 140,
				GDPUSDBn: 18700, TariffPct: 10, TariffOnUSPct: 20, RiseMid2025PP: 30},
			{Country: "ROW", Government: "firms", Firms: "row_corporates", Equity: "eq_row", ToUSUSDBn: 900, FromUSUSDBn: 600, GDPUSDBn: 50000, TariffPct: 2,
				TariffOnUSPct: 5, RiseMid2025PP: 10},
		},
		Goods: []world.Good{
			{Name: "cars", ToUS: true, Auto: true, USDBn: 40, BaseTariff: 2.5, SigmaShort: 0.8, SigmaLong: 2, PassThrough: 0.6, DealTariff: math.NaN(),
				NoDealTariff: 27.5},
			{Name: "machines", ToUS: true, USDBn: 90, BaseTariff: 1.5, SigmaShort: 0.6, SigmaLong: 1.5, PassThrough: 0.9, DealTariff: math.NaN(), NoDealTariff: 25},
			{Name: "food", Farm: true, USDBn: 15, BaseTariff: 10, SigmaShort: 0.5, SigmaLong: 2, PassThrough: 1, DealTariff: 8, NoDealTariff: 10},
			{Name: "gas", Energy: true, USDBn: 12, SigmaShort: 0.3, SigmaLong: 1, PassThrough: 1},
		},
	}
	for k := range cfg.Instruments {
		in := &cfg.Instruments[k]
		if in.Class != world.FX {
			issuers[in.ID] = in.Issuer
			facts.OutstandingUSDBn[in.ID] = 1000
			facts.Allotment[id][in.ID] = 0.1
		}
	}
	cfg.Facts = &facts
	// The subject's sheet is opened even if it is not there, so that the books of
	// both worlds are the same.
	give := func(agent, asset string, units int64) {
		cfg.Opening = append(cfg.Opening, world.Position{Agent: agent, Asset: asset, Units: units})
		if by := issuers[asset]; by != "" {
			cfg.Opening = append(cfg.Opening, world.Position{Agent: by, Asset: asset, Units: -units})
		} else {
			cfg.Opening = append(cfg.Opening, world.Position{Agent: "maker_2", Asset: asset, Units: -units})
		}
	}
	for _, who := range []string{id, "maker_1"} {
		for _, c := range cfg.Currencies {
			give(who, c.ID, int64(20*c.UnitsPerBn*c.BasePerUSD))
		}
		for _, in := range cfg.Instruments {
			c := cfg.Currencies[0]
			for _, x := range cfg.Currencies {
				if x.ID == in.Currency {
					c = x
				}
			}
			switch in.Class {
			case world.Bond, world.Equity:
				give(who, in.ID, int64(50*c.UnitsPerBn*c.BasePerUSD))
			case world.Swap: // paid on the bonds held
				give(who, in.ID, -int64(50*c.UnitsPerBn*0.9))
			}
		}
	}
	return cfg, nil
}

// baseDate is the day before the first of the test worlds, which know no holidays.
var baseDate = world.NewDate(2025, 3, 31)

// newParams returns the parameters of a kind at their defaults, as the default
// tags give them.
func newParams(cat agents.Catalogue, kind string) (any, error) {
	p, ok := cat.NewParams(kind)
	if !ok {
		return nil, fmt.Errorf("no kind %q", kind)
	}
	v := reflect.ValueOf(p)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return nil, fmt.Errorf("the parameters of %q are %T, not a pointer to a struct", kind, p)
	}
	if err := setDefaults(v.Elem()); err != nil {
		return nil, fmt.Errorf("parameters of %q: %w", kind, err)
	}
	if c, ok := p.(interface{ Validate() error }); ok {
		if err := c.Validate(); err != nil {
			return nil, fmt.Errorf("defaults of %q: %w", kind, err)
		}
	}
	return p, nil
}

func setDefaults(v reflect.Value) error {
	for i := range v.NumField() {
		f, tag := v.Field(i), v.Type().Field(i)
		text, ok := tag.Tag.Lookup("default")
		switch {
		case !ok && f.Kind() == reflect.Struct && tag.Anonymous:
			if err := setDefaults(f); err != nil {
				return err
			}
		case ok:
			if err := setDefault(f, text); err != nil {
				return fmt.Errorf("%s: %w", tag.Name, err)
			}
		}
	}
	return nil
}

func setDefault(f reflect.Value, text string) (err error) {
	if w, ok := f.Addr().Interface().(*world.When); ok {
		if *w, err = world.ParseWhen(text); err == nil {
			*w = w.In(nil, baseDate+1, false)
		}
		return err
	}
	if u, ok := f.Addr().Interface().(encoding.TextUnmarshaler); ok { // dates
		return u.UnmarshalText([]byte(text))
	}
	switch f.Kind() {
	case reflect.Float64:
		var x float64
		x, err = strconv.ParseFloat(text, 64)
		f.SetFloat(x)
	case reflect.Int:
		var x int
		x, err = strconv.Atoi(text)
		f.SetInt(int64(x))
	case reflect.Bool:
		var x bool
		x, err = strconv.ParseBool(text)
		f.SetBool(x)
	case reflect.String:
		f.SetString(text)
	case reflect.Slice:
		for _, part := range strings.Split(text, ",") {
			e := reflect.New(f.Type().Elem()).Elem()
			if err := setDefault(e, strings.TrimSpace(part)); err != nil {
				return err
			}
			f.Set(reflect.Append(f, e))
		}
	case reflect.Map:
		var x map[string]float64
		if x, err = mapDefault(text); err == nil && f.Type() == reflect.TypeOf(x) {
			f.Set(reflect.ValueOf(x))
			return nil
		}
		err = cmp.Or(err, fmt.Errorf("no default of type %s", f.Type()))
	default:
		err = fmt.Errorf("no default of type %s", f.Type())
	}
	return err
}

// mapDefault reads the default of a map: a column of a table of the embedded economy,
// as in @depths.dealer, or entries such as {jpy: 7, eur: 18}.
func mapDefault(text string) (map[string]float64, error) {
	if column, ok := strings.CutPrefix(text, "@"); ok {
		e, err := economy.Load()
		if err != nil {
			return nil, err
		}
		if x := e.Column(column); x != nil {
			return x, nil
		}
		return nil, fmt.Errorf("no table has the column %s", column)
	}
	out := map[string]float64{}
	text = strings.TrimSpace(strings.Trim(text, "{} "))
	if text == "" {
		return out, nil
	}
	for entry := range strings.SplitSeq(text, ",") {
		key, value, _ := strings.Cut(entry, ":")
		x, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil {
			return nil, err
		}
		out[strings.TrimSpace(key)] = x
	}
	return out, nil
}
