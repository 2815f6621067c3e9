package agents

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"kirifuda/economy"
	"kirifuda/internal/rng"
	"kirifuda/world"
)

// sampleNews has the default parameters.
var sampleNews = NewsParams{
	Scale: 1, RateShare: 1.02, FXShare: 0.9, EquityShare: 1.05, Persistence: 0.985, VolOfVol: 0.16, TailDF: 8, EquityVol: 1.3, JapanVol: 1.08,
	RateVol: 0.75, ShortVol: 1.05, JGBVol: 1.08, FXVol: 0.65, YenVol: 0.95, Leverage: 0.85, RateEquity: 0.6, WorldEquity: 0.66, DollarCommon: 0.4,
	GrowthPct: 6, HalfLifeDays: 500, Foreign: 0.3,
}

// base are the instruments of the base world.
func base(t *testing.T) []world.Instrument {
	t.Helper()
	e, err := economy.Load()
	if err != nil {
		t.Fatal(err)
	}
	return e.Instruments
}

// mustPlaces finds what news about instruments is made of.
func mustPlaces(t *testing.T, p *NewsParams, instruments []world.Instrument) newsPlaces {
	t.Helper()
	at, err := p.places(instruments)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// News about any market has a variance of one before it is scaled.
func TestLoadingsMakeUnitVariance(t *testing.T) {
	instruments := base(t)
	all := mustPlaces(t, &sampleNews, instruments).markets
	if len(all) != len(instruments) {
		t.Errorf("%d markets have news, there are %d", len(all), len(instruments))
	}
	for _, a := range all {
		v := float64(a.own*a.own) + float64(a.curve*a.curve)
		for _, b := range a.load {
			v += float64(b * b)
		}
		if math.Abs(v-1) > 0.002 {
			t.Errorf("%s: variance %g", instruments[a.k].ID, v)
		}
	}
}

func TestCorrelationOfCurveNews(t *testing.T) {
	instruments := base(t)
	all := mustPlaces(t, &sampleNews, instruments).markets
	for _, x := range []struct {
		a, b string
		want float64
	}{{"ust_1_5y", "ust_5_10y", 0.86}, {"ust_1_5y", "ust_gt10y", 0.68}, {"ust_5_10y", "ust_gt10y", 0.86}, {"ust_5_10y", "usdsw_5_10y", 1}} {
		a, b := &all[at(instruments, x.a)], &all[at(instruments, x.b)]
		var rho float64
		for f := range a.load {
			rho += float64(a.load[f] * b.load[f])
		}
		if math.Abs(rho-x.want) > 0.015 {
			t.Errorf("news of %s and %s have correlation %.3f, want %.2f", x.a, x.b, rho, x.want)
		}
	}
}

// streams are those of an institution on a day.
func streams(day uint64) drawn {
	s := rng.New(rng.Key{})
	return func(purpose uint64) *rand.Rand { return s.Reset(rng.Key{Agent: 7, Purpose: purpose, Step: day}) }
}

// Factors have unit variance and share growth as the parameters say; what they do not
// share comes from streams that have nothing in common.
func TestFactorsOfNews(t *testing.T) {
	const n = 40000
	f := newsFactors{yields: make([]float64, 2)}
	yields := []uint64{world.Purpose("yields of inr"), world.Purpose("yields of jpy")}
	var product [numFactors + 3][numFactors + 3]float64
	for day := range uint64(n) {
		f.draw(&sampleNews, streams(day), yields)
		x := append(append([]float64{}, f.z[:]...), f.yields[0], f.yields[1], f.volatility)
		for i := range x {
			for j := range x {
				product[i][j] += x[i] * x[j] / n
			}
		}
	}
	for i := range product {
		for j := range product {
			want := 0.0
			switch {
			case i == j:
				want = 1
			case i == factorLevel && j == factorEquity || i == factorEquity && j == factorLevel:
				want = sampleNews.RateEquity * sampleNews.RateEquity
			}
			if math.Abs(product[i][j]-want) > 0.05 {
				t.Errorf("factors %d and %d have a mean product of %.3f, want %.3f", i, j, product[i][j], want)
			}
		}
	}
}

// Foreign yields follow dollar yields and each other, currencies the dollar, equities
// each other, as loadings and parameters say.
func TestCorrelationsOfNews(t *testing.T) {
	all := []world.Instrument{
		{ID: "inr", Class: world.FX, Currency: "inr", Loadings: world.Loadings{NewsCommon: 1}},
		{ID: "gsec", Class: world.Bond, Currency: "inr", Loadings: world.Loadings{NewsCommon: 2, NewsCurve: 1}},
		{ID: "ust", Class: world.Bond, Currency: "usd", Loadings: world.Loadings{NewsLevel: 1}},
		{ID: "gsec_long", Class: world.Bond, Currency: "inr", Loadings: world.Loadings{NewsCommon: 2, NewsCurve: 0.8}},
		{ID: "jgb", Class: world.Bond, Currency: "jpy", Loadings: world.Loadings{NewsCommon: 1, NewsCurve: 1}},
		{ID: "nifty", Class: world.Equity, Currency: "inr", Loadings: world.Loadings{NewsCommon: 1}},
		{ID: "brl", Class: world.FX, Currency: "brl", Loadings: world.Loadings{NewsCommon: 1.5}},
		{ID: "loner", Class: world.Bond, Currency: "brl"},
	}
	p := sampleNews
	p.Foreign, p.DollarCommon, p.RateEquity = 0.3, 0.4, 0
	places := mustPlaces(t, &p, all)
	f := newsFactors{yields: make([]float64, len(places.yields))}
	const n = 40000
	product := map[[2]string]float64{}
	for day := range uint64(n) {
		from := streams(day)
		f.draw(&p, from, places.yields)
		var x []float64
		for i := range places.markets {
			x = append(x, places.markets[i].z(&f, student(from(places.markets[i].purpose), p.TailDF)))
		}
		for i := range x {
			for j := range i {
				product[[2]string{all[j].ID, all[i].ID}] += x[i] * x[j] / n
			}
		}
	}
	want := map[[2]string]float64{
		{"gsec", "ust"}: 0.6, {"ust", "gsec_long"}: 0.8 * 0.6, {"gsec", "gsec_long"}: 0.8, {"ust", "jgb"}: 0.3,
		{"gsec", "jgb"}: 0.6 * 0.3, {"gsec_long", "jgb"}: 0.8 * 0.6 * 0.3, {"inr", "brl"}: 0.4 * 0.6,
	}
	for pair, rho := range product {
		if math.Abs(rho-want[pair]) > 0.04 {
			t.Errorf("news of %v have correlation %.3f, want %.3f", pair, rho, want[pair])
		}
	}
}

// today is one day's news about these instruments, each of which has a normal
// standard deviation of 10 bp.
func today(t *testing.T, p NewsParams, instruments []world.Instrument) []float64 {
	at := mustPlaces(t, &p, instruments)
	w := &NewsWire{p: p, at: at, state: newNewsState(&at, len(instruments))}
	v := &world.View{Instruments: slices.Clone(instruments)}
	for k := range v.Instruments {
		v.Instruments[k].DailySDBp = 10
	}
	from := streams(3)
	w.state.draws.draw(&p, from, at.yields)
	w.surprise(v, from)
	return w.state.today
}

// One bond, one currency and one equity more, anywhere in the table, change the news
// about no other instrument by a bit; nor do fewer.
func TestMoreInstrumentsChangeNoNews(t *testing.T) {
	instruments := base(t)
	news := map[string]float64{}
	for k, x := range today(t, sampleNews, instruments) {
		if news[instruments[k].ID] = x; x == 0 {
			t.Errorf("no news about %s", instruments[k].ID)
		}
	}
	india := []world.Instrument{
		{ID: "gsec", Class: world.Bond, Currency: "inr", Loadings: world.Loadings{NewsCommon: 0.5, NewsCurve: 0.9}},
		{ID: "inr", Class: world.FX, Currency: "inr", Loadings: world.Loadings{NewsCommon: 1}},
		{ID: "nifty", Class: world.Equity, Currency: "inr", Loadings: world.Loadings{NewsCommon: 1}},
	}
	few := slices.DeleteFunc(slices.Clone(instruments), func(in world.Instrument) bool {
		return slices.Contains([]string{"gilt", "jgb_le10y", "eur", "ust_le1y"}, in.ID)
	})
	for name, others := range map[string][]world.Instrument{
		"behind": slices.Concat(instruments, india), "in front": slices.Concat(india, instruments), "in between": slices.Insert(slices.Clone(instruments), 7, india...), "fewer": few,
	} {
		for k, x := range today(t, sampleNews, others) {
			if want, ok := news[others[k].ID]; ok && math.Float64bits(x) != math.Float64bits(want) || !ok && x == 0 {
				t.Errorf("%s: news about %s of %g bp, without them %g", name, others[k].ID, x, want)
			}
		}
	}
}

// A group of which no parameter gives the exposure is an error, not a silent zero.
func TestNewsGroups(t *testing.T) {
	p := sampleNews
	for _, in := range base(t) {
		if x, ok := p.exposure(&in); !ok || x <= 0 {
			t.Errorf("%s of group %q has an exposure of %g", in.ID, in.NewsGroup, x)
		}
	}
	if x, ok := p.exposure(&world.Instrument{Class: world.FX}); !ok || x != p.FXVol {
		t.Errorf("a currency of no group has an exposure of %g", x)
	}
	if _, err := p.places([]world.Instrument{{ID: "inr", Class: world.FX, NewsGroup: "rupee"}}); err == nil {
		t.Error("an unknown group passes")
	}
}

func TestNewsScalesWithStressAndShare(t *testing.T) {
	instruments := base(t)
	once := today(t, sampleNews, instruments)
	double := sampleNews
	double.Scale, double.FXShare = 2, 0
	for k, x := range today(t, double, instruments) {
		want := 2 * once[k]
		if instruments[k].Class == world.FX {
			want = 0
		}
		if math.Abs(x-want) > 1e-12 {
			t.Errorf("%s: %g bp, want %g", instruments[k].ID, x, want)
		}
	}
}

// News has its normal size on average from the first day on, and grows when
// equities fall.
func TestVolatilityOfNews(t *testing.T) {
	p := sampleNews
	r := rand.New(rand.NewPCG(5, 6))
	const paths, days = 4000, 5
	var mean [days]float64
	for range paths {
		s := newsState{stress: 1}
		for day := range mean {
			s.vary(&p, world.Normal(r), world.Normal(r))
			x := s.sd(1, 1)
			mean[day] += x * x / paths
		}
	}
	for day, x := range mean {
		if math.Abs(x-1) > 0.05 {
			t.Errorf("day %d: mean variance of %.3f", day+1, x)
		}
	}
	var s newsState
	s.vary(&p, 0, -1)
	if want := p.VolOfVol * p.Leverage; math.Abs(s.logVar-want) > 1e-15 {
		t.Errorf("a fall of equities by one standard deviation moves the log variance by %g, want %g", s.logVar, want)
	}
	s = newsState{stress: 3}
	if x := s.sd(1, 0.5); x != 1.5 {
		t.Errorf("under stress of 3 at scale ½ the standard deviation is %g", x)
	}
}

// Only equities are compensated, and only for leverage.
func TestCompensationOfLeverage(t *testing.T) {
	instruments := base(t)
	v := &world.View{Instruments: slices.Clone(instruments)}
	for k := range v.Instruments {
		v.Instruments[k].DailySDBp = 100
	}
	for _, leverage := range []float64{0, 0.85} {
		p := sampleNews
		p.Leverage = leverage
		places := mustPlaces(t, &p, instruments)
		w := &NewsWire{p: p, at: places, state: newNewsState(&places, len(instruments))}
		w.compensate(v, 0)
		for k, x := range w.state.today {
			if equity := instruments[k].Class == world.Equity; (x > 0) != (equity && leverage > 0) {
				t.Errorf("leverage %g: instrument %d gets %g bp", leverage, k, x)
			}
		}
		if l := p.EquityVol / 2 * p.VolOfVol * leverage; math.Abs(w.state.today[at(instruments, "eq_us")]-p.EquityShare*100*l*0.95*0.8) > 1e-12 {
			t.Errorf("leverage %g: U.S. equities get %g bp", leverage, w.state.today[at(instruments, "eq_us")])
		}
	}
}

// Half of what news has added to a yield is gone after its half-life; equities
// keep it and grow.
func TestNewsFades(t *testing.T) {
	w := &NewsWire{p: sampleNews, state: newsState{level: []float64{100, 100}, today: make([]float64, 2)}}
	v := &world.View{YearShare: 1.0 / 261, Instruments: []world.Instrument{{Class: world.Bond}, {Class: world.Equity}}}
	for range int(w.p.HalfLifeDays) {
		clear(w.state.today)
		w.fade(v)
	}
	if x := w.state.level[0]; math.Abs(x-50) > 1e-9 {
		t.Errorf("after its half-life %g bp of 100 are left", x)
	}
	if x, want := w.state.level[1], 100+w.p.HalfLifeDays*100*w.p.GrowthPct/261; math.Abs(x-want) > 1e-9 {
		t.Errorf("equities stand at %g bp, want %g", x, want)
	}
}

func TestStressOfNews(t *testing.T) {
	w := &NewsWire{state: newsState{stress: 1}}
	v := say(3, world.VolatilityRegime, 2)
	v.Stress = 1
	if w.listen(v); w.state.stress != 2 {
		t.Errorf("a regime of 2: stress %g", w.state.stress)
	}
	if w.listen(&world.View{Stress: 2.5}); w.state.stress != 2.5 {
		t.Errorf("a scenario's stress of 2.5: %g", w.state.stress)
	}
}

// In a world with one more bond and one more currency the news about every other
// instrument is the same, bit for bit, on all days.
func TestNewsOfALargerWorld(t *testing.T) {
	const days = 20
	small := []world.Instrument{
		{ID: "eq", Class: world.Equity, Currency: "usd", UnitsPerUSDBn: 1e6, BasePrice: 100, DailySDBp: 113, LimitBp: 2000, Issuer: "bank", Loadings: world.Loadings{NewsCommon: 1}},
		{ID: "jgb", Class: world.Bond, Currency: "jpy", UnitsPerUSDBn: 1e6, BasePrice: 1, DurationYr: 5, DailySDBp: 3, LimitBp: 200, Issuer: "boj", Loadings: world.Loadings{NewsCommon: 1, NewsCurve: 0.8}},
		{ID: "jpy", Class: world.FX, Currency: "jpy", UnitsPerUSDBn: 1e6, BasePrice: 150, DailySDBp: 60, LimitBp: 500, Issuer: "boj", Loadings: world.Loadings{NewsCommon: 1}},
	}
	large := append([]world.Instrument{
		{ID: "gsec", Class: world.Bond, Currency: "inr", UnitsPerUSDBn: 1e6, BasePrice: 1, DurationYr: 5, DailySDBp: 5, LimitBp: 200, Issuer: "rbi", Loadings: world.Loadings{NewsCommon: 1, NewsCurve: 0.9}},
		{ID: "inr", Class: world.FX, Currency: "inr", UnitsPerUSDBn: 1e6, BasePrice: 85, DailySDBp: 30, LimitBp: 500, Issuer: "rbi", Loadings: world.Loadings{NewsCommon: 1}},
	}, small...)
	news := func(instruments []world.Instrument, banks ...string) *newsLog {
		log := &newsLog{instruments: instruments}
		start, err := world.ParseDate("2025-03-31")
		if err != nil {
			t.Fatal(err)
		}
		cfg := world.Config{Seed: 5, Start: start, Days: days, Inline: true, Observers: []world.Observer{log}, Instruments: instruments}
		money := map[string]string{"bank": "usd", "boj": "jpy", "rbi": "inr"}
		for _, bank := range banks {
			cfg.Currencies = append(cfg.Currencies, world.Currency{ID: money[bank], UnitsPerBn: 1e11, BasePerUSD: 1, CentralBank: bank})
			cfg.Agents = append(cfg.Agents, world.AgentSpec{ID: bank, New: func(*world.Setup) (world.Institution, error) { return still{}, nil }})
		}
		p := sampleNews
		cfg.Agents = append(cfg.Agents, Default()["news_wire"].Spec("news", &p))
		w, err := world.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		if err := w.Run(context.Background()); err != nil {
			t.Fatal(err)
		}
		return log
	}
	a, b := news(small, "bank", "boj"), news(large, "bank", "boj", "rbi")
	for _, in := range small {
		if len(a.of(in.ID)) < days-1 || !slices.Equal(a.of(in.ID), b.of(in.ID)) {
			t.Errorf("%s: %v without the others, %v with them", in.ID, a.of(in.ID), b.of(in.ID))
		}
	}
}

// newsLog keeps the news of every day.
type newsLog struct {
	instruments []world.Instrument
	vectors     [][]float64
}

func (l *newsLog) Observe(r *world.Record) error {
	for _, s := range r.Statements {
		if s.Type == world.Fundamentals {
			l.vectors = append(l.vectors, slices.Clone(s.Vector))
		}
	}
	return nil
}

// of is the news about an instrument, bits of bp by day.
func (l *newsLog) of(id string) (out []uint64) {
	for _, v := range l.vectors {
		out = append(out, math.Float64bits(v[at(l.instruments, id)]))
	}
	return out
}

// A day's news is drawn without allocating.
func TestNewsDoesNotAllocate(t *testing.T) {
	instruments := base(t)
	at := mustPlaces(t, &sampleNews, instruments)
	w := &NewsWire{p: sampleNews, at: at, state: newNewsState(&at, len(instruments))}
	v, from := &world.View{Instruments: instruments}, streams(1)
	if n := testing.AllocsPerRun(10, func() {
		w.state.draws.draw(&w.p, from, w.at.yields)
		w.surprise(v, from)
		w.compensate(v, w.state.draws.world)
	}); n > 0 {
		t.Errorf("a day's news takes %g allocations", n)
	}
}

// Volatility rises on the day of a fall; what equities are worth must grow as the
// parameter says nevertheless.
func TestEquityNewsHasNoDriftOfItsOwn(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	const days, runs = 500, 80
	var sum, squares, n float64
	for run := range runs {
		r := &newsOnly{}
		start, err := world.ParseDate("2025-03-31")
		if err != nil {
			t.Fatal(err)
		}
		cat := Default()
		p := &NewsParams{
			Scale: 1, EquityShare: 1.05, Persistence: 0.985, VolOfVol: 0.16, TailDF: 8, EquityVol: 1.3, Leverage: 0.85,
			RateEquity: 0.6, WorldEquity: 0.66, HalfLifeDays: 500,
		}
		w, err := world.New(world.Config{
			Seed: 5, Run: uint64(run), Start: start, Days: days, Inline: true, Observers: []world.Observer{r},
			Currencies:  []world.Currency{{ID: "usd", UnitsPerBn: 1e11, BasePerUSD: 1, CentralBank: "bank"}},
			Instruments: []world.Instrument{{ID: "eq_us", Class: world.Equity, Currency: "usd", UnitsPerUSDBn: 1e6, BasePrice: 100, DailySDBp: 113, LimitBp: 2000, Issuer: "bank", Loadings: world.Loadings{NewsCommon: 1.4}}},
			Agents: []world.AgentSpec{
				{ID: "bank", New: func(*world.Setup) (world.Institution, error) { return still{}, nil }},
				{ID: "news", New: func(s *world.Setup) (world.Institution, error) { return cat["news_wire"].New(s, p) }},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Run(context.Background()); err != nil {
			t.Fatal(err)
		}
		w.Close()
		for _, x := range r.bp {
			sum += x
			squares += x * x
			n++
		}
	}
	mean, se := sum/n, math.Sqrt(squares)/n
	if math.Abs(mean) > 3*se {
		t.Errorf("equity news has a mean of %.2f bp a day, standard error %.2f", mean, se)
	}
	if se > 1 {
		t.Errorf("standard error %.2f bp: too few days to see a drift", se)
	}
}

type newsOnly struct{ bp []float64 }

func (o *newsOnly) Observe(r *world.Record) error {
	for _, s := range r.Statements {
		if s.Type == world.Fundamentals {
			o.bp = append(o.bp, s.Vector[0])
		}
	}
	return nil
}

type still struct{}

func (still) Act(*world.Desk) {}
func (still) Bid(*world.Desk) {}
