package agents

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"kirifuda/world"
)

// sampleNews has the default parameters.
var sampleNews = NewsParams{
	Scale: 1, RateShare: 1.02, FXShare: 0.9, EquityShare: 1.05, Persistence: 0.985, VolOfVol: 0.16, TailDF: 8, EquityVol: 1.3, JapanVol: 1.08,
	RateVol: 0.75, ShortVol: 1.05, JGBVol: 1.08, FXVol: 0.65, YenVol: 0.95, Leverage: 0.85, RateEquity: 0.6, WorldEquity: 0.66, DollarCommon: 0.4,
	GrowthPct: 6, HalfLifeDays: 500, Foreign: 0.3,
}

// News about any market has a variance of one before it is scaled.
func TestLoadingsMakeUnitVariance(t *testing.T) {
	instruments, n := everywhere()
	all := sampleNews.markets(instruments)
	if len(all) != n+1 { // the swap of up to a year, which no world has
		t.Errorf("%d markets have news, there are %d", len(all), n)
	}
	for _, a := range all {
		v := float64(a.own * a.own)
		for _, b := range a.load {
			v += float64(b * b)
		}
		if math.Abs(v-1) > 0.002 || (a.own != 0) != a.draws {
			t.Errorf("instrument %d: variance %g, own draw %v", a.k, v, a.draws)
		}
	}
}

func TestCorrelationOfCurveNews(t *testing.T) {
	for _, x := range []struct {
		a, b int
		want float64
	}{{1, 2, 0.86}, {1, 3, 0.68}, {2, 3, 0.86}} {
		var rho float64
		for f, b := range curveLoadings[x.a] {
			rho += float64(b * curveLoadings[x.b][f])
		}
		if math.Abs(rho-x.want) > 0.015 {
			t.Errorf("news of maturities %d and %d have correlation %.3f, want %.2f", x.a, x.b, rho, x.want)
		}
	}
}

// Factors have unit variance and share growth and dollar yields as the parameters say.
func TestFactorsOfNews(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const n = 40000
	var square [numFactors]float64
	var levelEquity, levelJapan, slopeDollar float64
	for range n {
		z := sampleNews.draw(r).z
		for i, x := range z {
			square[i] += x * x / n
		}
		levelEquity += z[factorLevel] * z[factorEquity] / n
		levelJapan += z[factorLevel] * z[factorJapan] / n
		slopeDollar += z[factorSlope] * z[factorDollar] / n
	}
	for i, x := range square {
		if math.Abs(x-1) > 0.05 {
			t.Errorf("factor %d has a variance of %.3f", i, x)
		}
	}
	g := sampleNews.RateEquity
	for name, x := range map[string][2]float64{
		"level and equity": {levelEquity, g * g}, "level and Japan": {levelJapan, sampleNews.Foreign}, "slope and dollar": {slopeDollar, 0},
	} {
		if math.Abs(x[0]-x[1]) > 0.03 {
			t.Errorf("%s have correlation %.3f, want %.3f", name, x[0], x[1])
		}
	}
}

// everywhere are the instruments of the base world.
func everywhere() (all []world.Instrument, n int) {
	for class, ids := range map[world.Class][]string{
		world.Bond: {"ust_le1y", "ust_1_5y", "ust_5_10y", "ust_gt10y", "jgb_le10y", "jgb_gt10y", "bund", "gilt"},
		world.Swap: {"usdsw_1_5y", "usdsw_5_10y", "usdsw_gt10y"},
		world.FX:   {"jpy", "eur", "gbp", "cny", "krw", "cad", "mxn"}, world.Equity: {"eq_us", "eq_jp", "eq_eu", "eq_row"},
	} {
		for _, id := range ids {
			all = append(all, world.Instrument{ID: id, Class: class})
		}
	}
	return all, len(all)
}

// today is one day's news in a world with these markets, of which each has a
// normal standard deviation of 10 bp.
func today(p NewsParams, instruments []world.Instrument, n int) []float64 {
	w := &NewsWire{p: p, at: p.markets(instruments), state: newsState{stress: 1, level: make([]float64, n), today: make([]float64, n)}}
	v := &world.View{Instruments: make([]world.Instrument, n)}
	for k := range v.Instruments {
		v.Instruments[k].DailySDBp = 10
	}
	r := rand.New(rand.NewPCG(3, 4))
	f := p.draw(r)
	w.surprise(v, r, &f)
	return w.state.today
}

// A market that a world has not draws all the same: news of the others stays.
func TestMissingMarketsChangeNoNews(t *testing.T) {
	instruments, n := everywhere()
	all := today(sampleNews, instruments, n)
	for k, x := range all {
		if x == 0 {
			t.Errorf("no news about instrument %d", k)
		}
	}
	few := slices.Clone(instruments)
	for _, id := range []string{"gilt", "jgb_le10y", "eur", "ust_le1y"} {
		few[at(few, id)].ID = "gone"
	}
	for k, x := range today(sampleNews, few, n) {
		if gone := few[k].ID == "gone"; !gone && x != all[k] || gone && x != 0 {
			t.Errorf("instrument %d: news of %g bp, with all markets %g", k, x, all[k])
		}
	}
}

func TestNewsScalesWithStressAndShare(t *testing.T) {
	instruments, n := everywhere()
	once := today(sampleNews, instruments, n)
	double := sampleNews
	double.Scale, double.FXShare = 2, 0
	for k, x := range today(double, instruments, n) {
		want := 2 * once[k]
		if instruments[k].Class == world.FX {
			want = 0
		}
		if math.Abs(x-want) > 1e-12 {
			t.Errorf("instrument %d: %g bp, want %g", k, x, want)
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
	instruments, n := everywhere()
	v := &world.View{Instruments: make([]world.Instrument, n)}
	for k := range v.Instruments {
		v.Instruments[k].DailySDBp = 100
	}
	for _, leverage := range []float64{0, 0.85} {
		p := sampleNews
		p.Leverage = leverage
		w := &NewsWire{p: p, at: p.markets(instruments), state: newsState{stress: 1, today: make([]float64, n)}}
		w.compensate(v, 0)
		for k, x := range w.state.today {
			if equity := instruments[k].Class == world.Equity; (x > 0) != (equity && leverage > 0) {
				t.Errorf("leverage %g: instrument %d gets %g bp", leverage, k, x)
			}
		}
		if l := p.EquityVol / 2 * p.VolOfVol * leverage; math.Abs(w.state.today[at(instruments, "eq_us")]-p.EquityShare*100*l*usEquityCorr*0.8) > 1e-12 {
			t.Errorf("leverage %g: U.S. equities get %g bp", leverage, w.state.today[at(instruments, "eq_us")])
		}
	}
}

// Half of what news has added to a yield is gone after its half-life; equities
// keep it and grow.
func TestNewsFades(t *testing.T) {
	w := &NewsWire{p: sampleNews, state: newsState{level: []float64{100, 100}, today: make([]float64, 2)}}
	v := &world.View{Instruments: []world.Instrument{{Class: world.Bond}, {Class: world.Equity}}}
	for range int(w.p.HalfLifeDays) {
		clear(w.state.today)
		w.fade(v)
	}
	if x := w.state.level[0]; math.Abs(x-50) > 1e-9 {
		t.Errorf("after its half-life %g bp of 100 are left", x)
	}
	if x, want := w.state.level[1], 100+w.p.HalfLifeDays*100*w.p.GrowthPct/252; math.Abs(x-want) > 1e-9 {
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

// Volatility rises on the day of a fall; what equities are worth must grow as the
// parameter says nevertheless.
func TestEquityNewsHasNoDriftOfItsOwn(t *testing.T) {
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
			Instruments: []world.Instrument{{ID: "eq_us", Class: world.Equity, Currency: "usd", UnitsPerUSDBn: 1e6, BasePrice: 100, DailySDBp: 113, LimitBp: 2000, Issuer: "bank"}},
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
