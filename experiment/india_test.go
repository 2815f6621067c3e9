package experiment

import (
	"context"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/economy"
	"kirifuda/world"
)

// indianRows are what the tables get: a bond, its money, who owes and who holds them,
// and how they answer to what everybody sees. Amounts are of the right order and no
// more.
var indianRows = map[string]string{
	"agents.csv": `in_rbi,Reserve Bank of India,central_bank,IN,ASSUMED,a test
in_gov,Government of India,government,IN,ASSUMED,a test
in_domestic,"Domestic bond investors, India",local_bonds,IN,ASSUMED,a test
`,
	"levels.csv": `rbi_repo,6.25,pct,ASSUMED,a test
`,
	"currencies.csv": `inr,IN,in_rbi,rbi_repo,100000000000,ASSUMED,counted in paise
`,
	"instruments.csv": `igb,Indian government bonds,bond,inr,0.97,6.5,6.6,6.1,110000,4,ASSUMED,a test,,,,rate,,,ASSUMED,a test
inr,Indian rupee cash,fx,usd,0.0117,0,6.25,0,45000,22,ASSUMED,a test,,,,fx,,,ASSUMED,a test
`,
	"issuers.csv": `igb,in_gov,in_domestic,ASSUMED,a test
inr,in_rbi,,ASSUMED,a test
`,
	"other_balances.csv": `in_domestic,igb,107000,holding,ASSUMED,a test
fp_other,igb,3000,holding,ASSUMED,a test
in_domestic,inr,43000,money,ASSUMED,a test
fx_dealer,inr,700,money,ASSUMED,a test
fx_real_money,inr,1000,money,ASSUMED,a test
fp_other,inr,300,money,ASSUMED,a test
`,
	"loadings.csv": `igb,policy,0.3,ASSUMED,a test
igb,tariff,-0.3,ASSUMED,a test
igb,news_common,1,ASSUMED,a test
igb,news_curve,1,ASSUMED,a test
inr,policy,-0.6,ASSUMED,a test
inr,convenience,0.4,ASSUMED,a test
inr,differential,0.3,ASSUMED,a test
inr,haven,0.8,ASSUMED,a test
inr,news_common,1,ASSUMED,a test
`,
	"depths.csv": `inr,dealer,2,ASSUMED,a test
inr,investor,4,ASSUMED,a test
`,
	"macro.csv": `IN,3.91,660,3.3,8,82,ASSUMED,a test
`,
	"trade_matrix.csv": `IN,US,87,ASSUMED,a test
US,IN,42,ASSUMED,a test
`,
	"trade_partners.csv": `IN,in_gov,row_corporates,eq_row,2.4,9.5,10,ASSUMED,a test
`,
	"series.csv": `in_bond_yield_pct,quote,igb,,percent per annum,yield of Indian government bonds
usdinr_inr,fx,inr,,INR per USD,rupees per US dollar
`,
}

// withRows are the embedded tables with more rows at their ends.
func withRows(t *testing.T, rows map[string]string) fstest.MapFS {
	t.Helper()
	tables := OwnTables(t)
	for name := range rows {
		if tables[name] == nil {
			t.Fatalf("there is no table %s", name)
		}
		tables[name].Data = append(tables[name].Data, rows[name]...)
	}
	return tables
}

// seen is what a run shows of an economy.
type seen struct {
	news   map[string][]float64          // innovations of fair values, by instrument and day, bp
	moves  map[string][]float64          // displacements by instrument and day, bp
	bought map[string]map[string]float64 // by instrument and agent, USD bn
	values map[string][]float64          // of the series
}

func (s *seen) Observe(r *world.Record) error {
	n := len(r.View.Instruments)
	for k := range r.View.Instruments {
		id := r.View.Instruments[k].ID
		s.news[id] = append(s.news[id], r.View.News(k))
		s.moves[id] = append(s.moves[id], r.View.Deviation[k])
		for a, name := range r.Agents {
			if q := r.Traded[a*n+k]; q != 0 {
				if s.bought[id] == nil {
					s.bought[id] = map[string]float64{}
				}
				s.bought[id][name] += math.Abs(q)
			}
		}
	}
	for i := range r.Series {
		s.values[r.Series[i].Name] = append(s.values[r.Series[i].Name], r.Values[i])
	}
	return r.Books.Check()
}

// play runs the base world with the tables of an economy. Every day ends with a check
// that the books balance.
func play(t *testing.T, e *economy.Economy, set ...string) (*seen, *Builder) {
	t.Helper()
	cat := agents.Default()
	s, err := LoadScenario("world", cat, configs.Options{Tables: e, Set: set})
	if err != nil {
		t.Fatal(err)
	}
	b, err := NewBuilder(s, cat)
	if err != nil {
		t.Fatal(err)
	}
	out := &seen{news: map[string][]float64{}, moves: map[string][]float64{}, bought: map[string]map[string]float64{}, values: map[string][]float64{}}
	w, err := b.Build(RunOptions{Seed: 7, Inline: true, Observers: []world.Observer{out}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	return out, b
}

// An Indian bond and the rupee are rows of tables: no Go and no scenario knows them.
func TestIndiaIsRowsOfTables(t *testing.T) {
	e, err := economy.LoadFS(withRows(t, indianRows))
	if err != nil {
		t.Fatal(err)
	}
	const days = 20
	got, b := play(t, e, "days=20")
	for _, id := range []string{"igb", "inr"} {
		moved := slices.ContainsFunc(got.moves[id], func(x float64) bool { return math.Abs(x) > 1 })
		news := slices.ContainsFunc(got.news[id], func(x float64) bool { return x != 0 })
		if len(got.moves[id]) != days || !moved || !news {
			t.Errorf("%s: moves %v, news %v", id, got.moves[id], got.news[id])
		}
		if len(got.bought[id]) < 2 {
			t.Errorf("%s is traded by %v", id, got.bought[id])
		}
	}
	const some = 1e-4 // USD bn
	for id, who := range map[string][]string{"inr": {"fx_dealer", "fx_real_money"}, "igb": {"fp_other", "macro_1"}} {
		for _, a := range who {
			if got.bought[id][a] < some {
				t.Errorf("%s trades %g bn of %s", a, got.bought[id][a], id)
			}
		}
	}
	for name, base := range map[string]float64{"in_bond_yield_pct": 6.6, "usdinr_inr": 1 / 0.0117} {
		v := got.values[name]
		if len(v) != days || !b.Has(name) || math.Abs(v[0]/base-1) > 0.1 || v[0] == v[days-1] {
			t.Errorf("%s: %v", name, v)
		}
	}
	for _, set := range []string{"loadings.inr.haven=0.1", "fx_dealer.depth_usd_bn_per_pct.inr=1", "eu_ecb.currency=inr"} {
		if _, err := LoadScenario("world", agents.Default(), configs.Options{Tables: e, Set: []string{set}}); err != nil {
			t.Error(err)
		}
	}
	_, err = LoadScenario("world", agents.Default(), configs.Options{Set: []string{"loadings.inr.haven=0.1"}})
	if err == nil || !strings.Contains(err.Error(), "unknown instrument") {
		t.Errorf("the embedded economy has rupees: %v", err)
	}
}

// What is new draws news of its own: that of all others stays as it is.
func TestIndiaLeavesOthersTheirNews(t *testing.T) {
	e, err := economy.LoadFS(withRows(t, indianRows))
	if err != nil {
		t.Fatal(err)
	}
	base, err := economy.Load()
	if err != nil {
		t.Fatal(err)
	}
	with, _ := play(t, e, "days=1")
	without, _ := play(t, base, "days=1")
	for _, id := range slices.Sorted(maps.Keys(without.news)) {
		if !slices.Equal(with.news[id], without.news[id]) {
			t.Errorf("news about %s is %v with India, %v without", id, with.news[id], without.news[id])
		}
	}
}

// An institution of the country is one more line of a scenario each.
func TestIndiaActs(t *testing.T) {
	e, err := economy.LoadFS(withRows(t, indianRows))
	if err != nil {
		t.Fatal(err)
	}
	got, _ := play(t, e, "days=20", "agents.in_rbi.kind=central_bank", "in_rbi.currency=inr", "in_rbi.smoothing_usd_bn_per_pct=3",
		"agents.in_gov.kind=government", "agents.in_domestic.kind=real_money", "in_domestic.home_currency=inr")
	if got.bought["inr"]["in_rbi"] < 0.001 || got.bought["igb"]["in_domestic"] < 0.001 {
		t.Errorf("rupees are traded by %v, bonds by %v", got.bought["inr"], got.bought["igb"])
	}
}
