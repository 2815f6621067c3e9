package world

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"kirifuda/world/market"
)

// reported is a series that agents of the tests list.
func reported(name string, mean bool) Series {
	return Series{Name: name, Unit: "1", Doc: "of the tests", Mean: mean}
}

// marketSeries is read off the day.
func marketSeries(name string, base float64, read func(*Record) float64) Series {
	return Series{Name: name, Unit: "1", Doc: "of the tests", Base: base, Read: read}
}

// reporter lists a series and reports what value says, after a number that it takes
// back.
func reporter(id string, s Series, value func(d *Desk) float64) AgentSpec {
	return AgentSpec{ID: id, Series: []Series{s}, New: func(setup *Setup) (Institution, error) {
		i := setup.Series(s)
		return acts{func(d *Desk) { d.Report(i, 100); d.Report(i, value(d)) }}, nil
	}}
}

func constant(x float64) func(*Desk) float64 { return func(*Desk) float64 { return x } }

// lists is on the roster with series that it does not register.
func lists(id string, s ...Series) AgentSpec {
	spec := agent(id, nil, nil)
	spec.Series = s
	return spec
}

// registers takes part with series other than those it lists.
func registers(id string, listed []Series, declared Series) AgentSpec {
	return AgentSpec{ID: id, Series: listed, New: func(s *Setup) (Institution, error) {
		s.Series(declared)
		return nil, nil
	}}
}

// watch collects values of a series by day.
func watch(cfg *Config, name string) *[]float64 {
	var got []float64
	cfg.Observers = append(cfg.Observers, observe(func(r *Record) error {
		v, ok := r.Value(name)
		if !ok {
			return fmt.Errorf("the record has no series %s", name)
		}
		got = append(got, v)
		return nil
	}))
	return &got
}

// What several institutions report is added, or averaged, anew every day. The last
// report of a day counts.
func TestReportedSeries(t *testing.T) {
	cfg := small(
		reporter("a", reported("sum", false), constant(1)), reporter("b", reported("sum", false), func(d *Desk) float64 { return float64(2 * d.View.Day) }),
		reporter("c", reported("mean", true), constant(3)), reporter("d", reported("mean", true), constant(6)))
	sum, mean := watch(&cfg, "sum"), watch(&cfg, "mean")
	cfg.Observers = append(cfg.Observers, observe(func(r *Record) error {
		if _, ok := r.Value("none"); ok {
			t.Error("a series that nobody lists has a value")
		}
		return nil
	}))
	steps(t, build(t, cfg), 2)
	if want := []float64{3, 5}; !slices.Equal(*sum, want) {
		t.Errorf("sums are %v, want %v", *sum, want)
	}
	if want := []float64{4.5, 4.5}; !slices.Equal(*mean, want) {
		t.Errorf("means are %v, want %v", *mean, want)
	}
}

// An average is one over those who report on the day; a series without a report of
// those who could is zero, not missing.
func TestReportsThatAreLeftOut(t *testing.T) {
	on := func(id string, s Series, days ...int) AgentSpec {
		return AgentSpec{ID: id, Series: []Series{s}, New: func(setup *Setup) (Institution, error) {
			i := setup.Series(s)
			return closes{func(d *Desk) {
				if slices.Contains(days, d.View.Day) {
					d.Report(i, float64(len(id)))
				}
			}}, nil
		}}
	}
	cfg := small(on("four", reported("sum", false), 1), on("threes", reported("sum", false), 1, 2),
		on("mean", reported("mean", true), 1), on("mean_2", reported("mean", true), 1, 2))
	sum, mean := watch(&cfg, "sum"), watch(&cfg, "mean")
	steps(t, build(t, cfg), 3)
	if want := []float64{10, 6, 0}; !slices.Equal(*sum, want) {
		t.Errorf("sums are %v, want %v", *sum, want)
	}
	if want := []float64{5, 6, 0}; !slices.Equal(*mean, want) {
		t.Errorf("means are %v, want %v", *mean, want)
	}
}

// A series that is listed but that nobody on the roster registers is missing.
func TestUnregisteredSeriesIsMissing(t *testing.T) {
	cfg := small(maker("m", 1), lists("a", reported("idle", false), reported("idle_mean", true)))
	cfg.Series = []Series{reported("of_nobody", false)}
	got := map[string]*[]float64{}
	for _, name := range []string{"idle", "idle_mean", "of_nobody"} {
		got[name] = watch(&cfg, name)
	}
	steps(t, build(t, cfg), 2)
	for name, v := range got {
		if len(*v) != 2 || !math.IsNaN((*v)[0]) || !math.IsNaN((*v)[1]) {
			t.Errorf("%s is %v, want two missing values", name, *v)
		}
	}
}

// A market series is read off the finished day: prices of the close, the day's
// statements and rounds, what institutions report. A world without reports has it.
func TestMarketSeries(t *testing.T) {
	s := reported("heard", false)
	loud := AgentSpec{ID: "loud", Series: []Series{s}, New: func(setup *Setup) (Institution, error) {
		i := setup.Series(s)
		return struct {
			acts
			bids
			closes
		}{
			acts{func(d *Desk) { d.Say(Offer, 7) }},
			bids{func(d *Desk) { d.Bid.Order(tYen, market.Sale, 5) }},
			closes{func(d *Desk) { d.Report(i, d.View.Deviation[tYen]) }},
		}, nil
	}}
	cfg := small(maker("m", 1), loud)
	cfg.Rounds = 2
	cfg.Series = []Series{
		marketSeries("yen", 150, func(r *Record) float64 { return r.View.Level(tYen) }),
		marketSeries("rounds", math.NaN(), func(r *Record) float64 { return float64(len(r.Rounds)) }),
		marketSeries("iterations", math.NaN(), func(r *Record) float64 { return float64(r.Rounds[0].Iterations + r.Rounds[1].Iterations) }),
		marketSeries("said", math.NaN(), func(r *Record) float64 { return r.Statements[0].Value * float64(len(r.Statements)) }),
		marketSeries("reported", math.NaN(), func(r *Record) float64 { v, _ := r.Value("heard"); return v }),
	}
	days := 0
	cfg.Observers = []Observer{observe(func(r *Record) error {
		days++
		want := map[string]float64{
			"yen": r.View.Level(tYen), "rounds": 2, "iterations": float64(r.Rounds[0].Iterations + r.Rounds[1].Iterations),
			"said": 7, "reported": r.View.Deviation[tYen], "heard": r.View.Deviation[tYen],
		}
		if len(r.Series) != len(want) || len(r.Values) != len(want) {
			t.Errorf("%d series, %d values", len(r.Series), len(r.Values))
		}
		for name, v := range want {
			if got, ok := r.Value(name); !ok || got != v {
				t.Errorf("day %d: %s is %g (%t), want %g", r.View.Day, name, got, ok, v)
			}
		}
		if r.View.Deviation[tYen] == 0 || r.Rounds[0].Iterations == 0 {
			t.Error("nothing happened")
		}
		return nil
	})}
	steps(t, build(t, cfg), 3)
	if days != 3 {
		t.Errorf("%d days", days)
	}
}

// Observers are shown the series of the configuration in their order, then those
// that agents list, by name and once, whoever lists them first.
func TestOrderOfSeries(t *testing.T) {
	x, y, z := reported("x", false), reported("y", true), reported("z", false)
	read := func(*Record) float64 { return 1 }
	want := []string{"market", "z", "index", "a_last", "x", "y"}
	for _, agents := range [][]AgentSpec{
		{lists("a", y, x), lists("b", x, reported("a_last", false)), lists("c", z)},
		{lists("a", x), lists("b", reported("a_last", false), z), lists("c", x, y, x)},
	} {
		cfg := small(agents...)
		cfg.Series = []Series{marketSeries("market", 3, read), z, marketSeries("index", math.NaN(), read)}
		w := build(t, cfg)
		var got []string
		for _, s := range w.rec.Series {
			got = append(got, s.Name)
			base := math.NaN()
			if s.Name == "market" {
				base = 3
			}
			if math.Float64bits(s.Base) != math.Float64bits(base) {
				t.Errorf("%s has the base %g, want %g: only market series have one", s.Name, s.Base, base)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("series are %q, want %q", got, want)
		}
	}
}

// The world does not open with series that contradict each other, or with reports
// that no kind lists.
func TestSeriesThatAreWrong(t *testing.T) {
	s := reported("x_n", false)
	change := func(f func(s *Series)) Series { o := s; f(&o); return o }
	unit := change(func(s *Series) { s.Unit = "USD bn" })
	doc := change(func(s *Series) { s.Doc = "else" })
	mean := change(func(s *Series) { s.Mean = true })
	price := marketSeries("x_n", 1, func(*Record) float64 { return 1 })
	unlisted := `agent "b" reports the series "x_n", which its kind does not list`
	twice := `agent "b": two series have the name "x_n"`
	for name, c := range map[string]struct {
		config []Series
		agents []AgentSpec
		want   string
	}{
		"not listed":                    {nil, []AgentSpec{agent("a", nil, nil), registers("b", nil, s)}, unlisted},
		"another is listed":             {nil, []AgentSpec{agent("a", nil, nil), registers("b", []Series{reported("y_n", false)}, s)}, unlisted},
		"listed with another unit":      {nil, []AgentSpec{agent("a", nil, nil), registers("b", []Series{unit}, s)}, unlisted},
		"listed with another text":      {nil, []AgentSpec{agent("a", nil, nil), registers("b", []Series{doc}, s)}, unlisted},
		"listed as a mean":              {nil, []AgentSpec{agent("a", nil, nil), registers("b", []Series{mean}, s)}, unlisted},
		"reports a market series":       {[]Series{price}, []AgentSpec{agent("a", nil, nil), registers("b", nil, s)}, unlisted},
		"registers one with a reader":   {[]Series{price}, []AgentSpec{agent("a", nil, nil), registers("b", nil, price)}, unlisted},
		"the first of two is named":     {nil, []AgentSpec{registers("b", nil, s), registers("a", nil, unit)}, unlisted},
		"same name, other unit":         {nil, []AgentSpec{lists("a", s), lists("b", unit)}, twice},
		"same name, other text":         {nil, []AgentSpec{lists("a", s), lists("b", doc)}, twice},
		"same name, one added":          {nil, []AgentSpec{lists("a", s), lists("b", mean)}, twice},
		"same name within a kind":       {nil, []AgentSpec{agent("a", nil, nil), lists("b", s, unit)}, twice},
		"name of a market series":       {[]Series{price}, []AgentSpec{agent("a", nil, nil), lists("b", s)}, twice},
		"a kind lists a market series":  {nil, []AgentSpec{lists("a", s), lists("b", price)}, `agent "b" lists the series "x_n" with a function Read, which only market series have`},
		"other unit than configuration": {[]Series{s}, []AgentSpec{agent("a", nil, nil), lists("b", unit)}, twice},
		"twice in the configuration":    {[]Series{price, s}, []AgentSpec{agent("a", nil, nil), agent("b", nil, nil)}, `two series have the name "x_n"`},
		"same twice":                    {[]Series{price, price}, []AgentSpec{agent("a", nil, nil), agent("b", nil, nil)}, `two series have the name "x_n"`},
	} {
		cfg := small(c.agents...)
		cfg.Series = c.config
		if w, err := New(cfg); err == nil || err.Error() != c.want {
			t.Errorf("%s: New says %v, want %s", name, err, c.want)
			if err == nil {
				w.Close()
			}
		}
	}
	for name, cfg := range map[string]Config{
		"listed by two kinds": small(registers("a", []Series{s}, s), registers("b", []Series{s}, s)),
		"nothing listed":      small(agent("a", nil, nil), agent("b", nil, nil)),
	} {
		w, err := New(cfg)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		w.Close()
	}
}

// Series are for observers: a world with more of them runs as one without, also
// when their values are not finite.
func TestSeriesChangeNothing(t *testing.T) {
	prices := func(more ...Series) []float64 {
		cfg := busy()
		cfg.Series = append(cfg.Series, more...)
		cfg.Days = 5
		w := build(t, cfg)
		steps(t, w, 5)
		return slices.Clone(w.View().Deviation)
	}
	want := prices()
	if got := prices(marketSeries("gap", 0, func(*Record) float64 { return math.Inf(1) }), reported("nobody", true)); !slices.Equal(got, want) {
		t.Errorf("prices are %v, want %v", got, want)
	}
}

// An institution that fails while it reports does so in the phase of reports, with
// its name.
func TestReportThatFails(t *testing.T) {
	cfg := small(maker("m", 1), is("a", closes{func(*Desk) { panic("no books") }}))
	if err := build(t, cfg).Step(); err == nil || !strings.HasSuffix(err.Error(), `phase report: agent "a" failed: no books`) {
		t.Errorf("%v", err)
	}
}
