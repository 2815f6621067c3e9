package experiment_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/agents/acts"
	"kirifuda/agents/rules"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/world"
	"kirifuda/world/ledger"
)

// actedScenario is a scenario with acts, given as lines of YAML.
func actedScenario(t *testing.T, base, acts string, set ...string) (*configs.Scenario, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "acted.yaml")
	text := "name: acted\nextends: " + base + "\nacts:\n"
	for line := range strings.SplitSeq(strings.TrimSpace(acts), "\n") {
		text += "  " + strings.TrimSpace(line) + "\n"
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return experiment.LoadScenario(file, agents.Default(), configs.Options{Set: set})
}

// acted is what is known of a run with acts.
type acted struct {
	agents  []string
	at      map[string]int       // instrument by identifier
	held    [][]float64          // by day and agent times instrument, USD bn at base prices; for currencies the money
	bought  [][]float64          // the same, traded on the day
	events  []world.Statement    // records of acts
	said    []world.Statement    // all others
	entries []ledger.Entry       // redemptions
	views   []map[string]float64 // prices by instrument, by day
}

func runActs(t *testing.T, s *configs.Scenario) *acted {
	t.Helper()
	a := &acted{at: map[string]int{}}
	w, err := experiment.Build(s, agents.Default(), experiment.RunOptions{Seed: 1, Inline: true, Observers: []world.Observer{observer(func(r *world.Record) error {
		v := r.View
		n := len(v.Instruments)
		if a.agents == nil {
			a.agents = slices.Clone(r.Agents)
			for k := range v.Instruments {
				a.at[v.Instruments[k].ID] = k
				if v.Instruments[k].Class == world.FX {
					a.at[v.Instruments[k].Currency] = k
				}
			}
		}
		held, prices := make([]float64, len(r.Agents)*n), map[string]float64{}
		for k := range v.Instruments {
			in := &v.Instruments[k]
			prices[in.ID] = v.Deviation[k]
			asset := in.ID
			if in.Class == world.FX {
				asset = in.Currency
			}
			for s := range r.Books.Assets() {
				if r.Books.AssetName(s) != asset {
					continue
				}
				for i := range r.Agents {
					held[i*n+k] = float64(r.Books.Units(i, s)) / in.UnitsPerUSDBn
				}
			}
		}
		a.held, a.bought, a.views = append(a.held, held), append(a.bought, slices.Clone(r.Traded)), append(a.views, prices)
		for _, s := range r.Statements {
			if s.Type == world.ActDone || s.Type == world.ActShort || s.Type == world.ActVoid {
				a.events = append(a.events, s)
			} else {
				a.said = append(a.said, s)
			}
		}
		return nil
	})}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	w.Books().Watch(func(e ledger.Entry) {
		if e.Kind == ledger.Redemption {
			a.entries = append(a.entries, e)
		}
	})
	if err := w.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

// of is an agent's holding of an instrument at the close of a day.
func (a *acted) of(day int, agent, instrument string) float64 {
	n := len(a.held[0]) / len(a.agents)
	return a.held[day-1][slices.Index(a.agents, agent)*n+a.at[instrument]]
}

// sum adds up the values of records of a type.
func (a *acted) sum(typ world.StatementType, act string) (sum float64) {
	for _, e := range a.events {
		if e.Type == typ && e.Text == act {
			sum += e.Value
		}
	}
	return sum
}

func mustAct(t *testing.T, base, acts string, set ...string) *configs.Scenario {
	t.Helper()
	s, err := actedScenario(t, base, acts, set...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var maturities = [...]string{"ust_le1y", "ust_1_5y", "ust_5_10y", "ust_gt10y"}

// A sale by the ministry is the same as an act and as a programme of its own, in markets
// and, where there are talks, in these.
func TestAnActRepeatsAProgramme(t *testing.T) {
	for _, x := range []struct {
		base, act string
		days      int
		set       []string
	}{
		{"calm", "usd_bn: 30, from: 2025-04-03, to: 2025-04-10", 15, []string{"jp_mof.covert=true", "jp_mof.sale_usd_bn=30", "jp_mof.start_day=3", "jp_mof.sale_days=6"}},
		{"japan-sale-2025", "usd_bn: 100, from: 2025-05-05, to: 2025-05-23, said: true", 90,
			[]string{"jp_mof.announce=true", "jp_mof.covert=false", "jp_mof.stop_on_deal=false", "jp_mof.proceeds=keep", "jp_mof.sale_usd_bn=100", "jp_mof.start_day=25", "jp_mof.sale_days=15"}},
	} {
		days := fmt.Sprintf("days=%d", x.days)
		act := runActs(t, mustAct(t, x.base, "sale: {actor: jp_mof, do: sell, what: treasuries, "+x.act+"}", days, "jp_mof.strategy=silent"))
		own, err := experiment.LoadScenario(x.base, agents.Default(), configs.Options{Set: append(x.set, days, "jp_mof.strategy=programme")})
		if err != nil {
			t.Fatal(err)
		}
		programme := runActs(t, own)
		for day := range act.held {
			for i := range act.held[day] {
				if d := act.held[day][i] - programme.held[day][i]; math.Abs(d) > 1e-6 {
					t.Fatalf("%s, day %d: a holding differs by %g bn", x.base, day+1, d)
				}
			}
		}
		if sold := programme.of(2, "jp_mof", "ust_1_5y") - programme.of(x.days, "jp_mof", "ust_1_5y"); sold < 5 {
			t.Errorf("%s: only %g bn of notes are sold", x.base, sold)
		}
		var said [2][]string
		for i, a := range []*acted{act, programme} {
			for _, s := range a.said {
				if s.Type.AboutSales() {
					said[i] = append(said[i], fmt.Sprintf("%d %s of %d %.3f", s.Day, s.Type, s.Target, s.Value))
				}
			}
		}
		if !slices.Equal(said[0], said[1]) {
			t.Errorf("%s: said by the act %v, by the programme %v", x.base, said[0], said[1])
		}
	}
}

// A programme is as large beside an act as without it, and each has its own records.
func TestAnActBesideAProgramme(t *testing.T) {
	a := runActs(t, mustAct(t, "calm", "x: {actor: jp_mof, do: sell, what: treasuries, usd_bn: 18, from: 2025-04-03, to: 2025-04-10}\nyen: {actor: jp_mof, do: intervene, what: jpy, usd_bn: 5, on: 2025-04-04}",
		"days=12", "jp_mof.strategy=programme", "jp_mof.sale_usd_bn=30", "jp_mof.start_day=3", "jp_mof.sale_days=6", "jp_mof.proceeds=convert"))
	sold, programme, short, yen := 0.0, 0.0, 0.0, 0.0
	for _, k := range maturities {
		sold += a.of(2, "jp_mof", k) - a.of(12, "jp_mof", k)
	}
	for _, s := range a.said {
		switch s.Type {
		case world.BondsSold:
			programme += s.Value
		case world.SaleShort:
			short += s.Value
		case world.Intervention:
			if a.agents[s.Actor] == "jp_mof" {
				yen += s.Value
			}
		}
	}
	if math.Abs(sold-48) > 1e-3 || math.Abs(programme-30) > 0.3 || short != 0 || math.Abs(a.sum(world.ActDone, "x")+18) > 0.2 {
		t.Errorf("sold %g bn of 48, bonds_sold has %g of 30, sale_short %g, act_done %g of 18", sold, programme, short, -a.sum(world.ActDone, "x"))
	}
	if math.Abs(yen-5) > 0.2 || math.Abs(yen-a.sum(world.ActDone, "yen")) > 1e-9 {
		t.Errorf("interventions of %g bn are recorded for an act of %g", yen, a.sum(world.ActDone, "yen"))
	}
}

// What an institution is told to sell it does not buy back: its holding changes by as much
// as when another holder sells the same, less what it has sold itself.
func TestNobodyUndoesAnAct(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	const amount = 0.02
	sale := func(actor, what string) *acted {
		return runActs(t, mustAct(t, "calm", fmt.Sprintf("x: {actor: %s, do: sell, what: %s, usd_bn: %g, from: 2025-04-03, to: 2025-04-04}", actor, what, amount), "days=12"))
	}
	still := runActs(t, mustAct(t, "calm", "x: {actor: jp_mof, do: denial, on: 2025-04-09}", "days=12"))
	count := 0
	for what, others := range map[string][2]string{
		"ust_5_10y": {"rm_norway", "rm_taiwan"}, "ust_le1y": {"rm_norway", "rm_taiwan"}, "jgb_gt10y": {"jp_gpif", "jp_lifers"},
		"eq_us": {"us_households", "eqf_us"}, "eur": {"eu_corporates", "fx_real_money"},
	} {
		reference := map[string]*acted{}
		for _, o := range others {
			if still.of(1, o, what) > 1 {
				reference[o] = sale(o, what)
			}
		}
		for _, agent := range still.agents {
			if held := still.of(1, agent, what); held < 1 || agent == "clearing_house" {
				continue
			}
			own := sale(agent, what)
			for o, ref := range reference {
				if o == agent {
					continue
				}
				count++
				change := (own.of(12, agent, what) - still.of(12, agent, what)) - (ref.of(12, agent, what) - still.of(12, agent, what))
				if math.Abs(change+amount) > 0.15*amount { // a fund that sells one leg of a spread changes the other
					t.Errorf("%s sells %g bn of %s and is left with %+.5f after eight days, compared to a sale by %s", agent, amount, what, change, o)
				}
				break
			}
		}
	}
	if count < 60 {
		t.Errorf("only %d sales", count)
	}
}

// An act that a price limit stops is repeated, and what is left on its last day is in the
// events.
func TestActsAreShortAtALimit(t *testing.T) {
	for _, rounds := range []int{1, 3} {
		a := runActs(t, mustAct(t, "calm", "sale: {actor: jp_mof, do: sell, what: long, usd_bn: 240, from: 2025-04-03, to: 2025-04-04}",
			"days=6", "market.limit_yield_bp=2", fmt.Sprintf("market.rounds_per_day=%d", rounds)))
		sold := 0.0
		for _, k := range maturities {
			sold += a.of(2, "jp_mof", k) - a.of(6, "jp_mof", k)
		}
		short := a.sum(world.ActShort, "sale")
		if !(short > 50) || math.Abs(sold+short-240) > 1e-3 {
			t.Errorf("%d rounds: sold %g, short %g of 240 bn", rounds, sold, short)
		}
	}
}

// As much is converted as is received, also where a price limit stops sales.
func TestConversionAtALimit(t *testing.T) {
	for _, rounds := range []int{1, 3} {
		a := runActs(t, mustAct(t, "calm", "sale: {actor: jp_mof, do: sell, what: long, usd_bn: 240, from: 2025-04-03, to: 2025-04-04, proceeds: jpy}",
			"days=8", "market.limit_yield_bp=2", fmt.Sprintf("market.rounds_per_day=%d", rounds)))
		var received, converted float64
		for _, e := range a.events {
			switch {
			case e.Type != world.ActDone:
			case e.Instrument == a.at["jpy"]:
				converted += e.Value
			default:
				received -= e.Value
			}
		}
		if !(received > 30) || math.Abs(converted-received) > 1e-4*received {
			t.Errorf("%d rounds: %g bn received, %g converted", rounds, received, converted)
		}
	}
}

// What a price limit has left unsold of new debt is not announced again.
func TestIssuanceIsAnnouncedOnce(t *testing.T) {
	a := runActs(t, mustAct(t, "calm", "x: {actor: us_treasury, do: issue, what: ust_gt10y, usd_bn: 300, from: 2025-04-03, to: 2025-04-10, said: true}\ny: {actor: us_treasury, do: issue, what: ust_gt10y, usd_bn: 900, from: 2025-04-03, to: 2025-04-10}", "days=9", "market.limit_yield_bp=1"))
	said := 0.0
	for _, s := range a.said {
		if s.Type == world.Issuance {
			said += s.Value
		}
	}
	if math.Abs(said-300) > 1e-6 || !(a.sum(world.ActShort, "x") > 1) {
		t.Errorf("%g bn announced of 300, of which %g were not sold", said, a.sum(world.ActShort, "x"))
	}
}

// The sizes of a path that has no days left when it begins are not done.
func TestAPathThatBeginsLate(t *testing.T) {
	for _, size := range []string{"path_usd_bn: [1, 2, 3, 4]", "usd_bn_per_day: 2.5", "usd_bn: 10"} {
		a := runActs(t, mustAct(t, "calm", "d: {actor: jp_mof, do: denial, on: 2025-04-04}\nx: {actor: us_households, do: sell, what: bills, "+size+", from: 2025-04-03, to: 2025-04-08, when: denial}", "days=8"))
		if sold, short := -a.sum(world.ActDone, "x"), a.sum(world.ActShort, "x"); math.Abs(sold+short-10) > 0.05 || !(sold > 2.5) {
			t.Errorf("%s: sold %g bn and short of %g of 10", size, sold, short)
		}
	}
}

// Nobody sells what it no longer has.
func TestActsSellNoMoreThanIsHeld(t *testing.T) {
	still := runActs(t, mustAct(t, "calm", "x: {actor: jp_mof, do: denial, on: 2025-04-02}", "days=2"))
	for _, agent := range []string{"rm_norway", "fp_uk", "us_mutual_funds"} {
		half := still.of(1, agent, "ust_le1y") / 2
		a := runActs(t, mustAct(t, "calm", fmt.Sprintf(`x: {actor: %[1]s, do: sell, what: bills, usd_bn: %[2]g, from: 2025-04-03, to: 2025-04-16}
			y: {actor: %[1]s, do: sell, what: ust_le1y, usd_bn: %[2]g, from: 2025-04-07, to: 2025-04-16}
			z: {actor: %[1]s, do: redeem, from: 2025-04-03, to: 2025-04-16}`, agent, 0.999*half), "days=20"))
		low := math.Inf(1)
		for day := 1; day <= 20; day++ {
			low = math.Min(low, a.of(day, agent, "ust_le1y"))
		}
		if low < -0.01*half {
			t.Errorf("%s holds %g bn of bills after having sold %g", agent, low, 2*half)
		}
	}
}

// Bonds that are pledged for a loan are not sold: the rest of the act is short.
func TestPledgedBondsAreNotSold(t *testing.T) {
	a := runActs(t, mustAct(t, "calm", `x: {actor: jp_mof, do: sell, what: treasuries, usd_bn: 550, from: 2025-04-17, to: 2025-04-23}
		off: {actor: jp_mof, do: redeem, from: 2025-04-03, to: 2025-04-30}`, "days=25", "jp_mof.strategy=repo_first", "jp_mof.sale_usd_bn=250",
		"jp_mof.start_day=3", "jp_mof.sale_days=6", "us_fed.official_repo_cap_usd_bn=250", "us_fed.refuse_hostile=false", "market.limit_yield_bp=1000"))
	left := 0.0
	for _, k := range maturities {
		left += a.of(20, "jp_mof", k)
	}
	if short := a.sum(world.ActShort, "x"); !(left > 255 && left < 300) || !(short > 1) {
		t.Errorf("%g bn are left against a loan of 250, %g of the sale are short", left, short)
	}
}

// A holiday delays what matures and saves nothing.
func TestMaturingOverAHoliday(t *testing.T) {
	a := runActs(t, mustAct(t, "calm", "off: {actor: jp_mof, do: redeem, from: 2025-04-11, to: 2025-04-22}", "days=18"))
	byDay := map[int]float64{}
	for _, e := range a.events {
		if e.Instrument == a.at["ust_gt10y"] {
			byDay[e.Day] -= e.Value
		}
	}
	// Monday 14 April after a weekend, Monday 21 after Good Friday.
	if three, four := byDay[10], byDay[15]; !(three > 0) || math.Abs(four/three-4.0/3) > 0.1 {
		t.Errorf("%g bn mature after three days, %g after four", three, four)
	}
}

// Acts begin, are left out and end by what is said.
func TestActsDependOnStatements(t *testing.T) {
	deal := "deal: {actor: us_trade, do: deal, target: jp_trade, value: 15, on: 2025-04-08}\n"
	sale := "sale: {actor: rm_saudi, do: sell, what: notes, usd_bn: 8, from: %s%s}"
	for _, x := range []struct {
		name, from, condition string
		sold                  float64
		void                  bool
	}{
		{"no condition", "2025-04-10", "", 8, false},
		{"left out", "2025-04-10", ", unless: deal", 0, true},
		{"about another", "2025-04-10", ", unless: deal, about: kr_gov", 8, false},
		{"not yet", "2025-04-08", ", unless: deal", 8, false},
		{"begins", "2025-04-03", ", when: deal", 8, false},
		{"never begins", "2025-04-03", ", when: breakdown", 0, true},
		{"a level is passed", "2025-04-03", ", when: ust_5_10y > 1", 8, false},
		{"a level is not passed", "2025-04-03", ", when: ust_5_10y > 30", 0, true},
		{"volatility", "2025-04-03", ", unless: vix > 1", 0, true},
		{"a rate", "2025-04-03", ", until: jpy < 1", 8, false},
		{"ends", "2025-04-03", ", until: deal", 8.0 * 4 / 10, true}, // 3, 4, 7 and 8 April
		{"ends too late", "2025-04-03", ", to: 2025-04-08, until: deal", 8, false},
		{"left out once", "2025-04-07", ", to: 2025-04-08, when: breakdown, unless: deal", 0, true},
	} {
		if !strings.Contains(x.condition, "to:") {
			x.condition = ", to: 2025-04-16" + x.condition
		}
		a := runActs(t, mustAct(t, "calm", deal+fmt.Sprintf(sale, x.from, x.condition), "days=15"))
		sold := -a.sum(world.ActDone, "sale")
		void, left := false, 0.0
		for _, e := range a.events {
			if e.Type == world.ActVoid && void {
				t.Errorf("%s: left out twice", x.name)
			}
			void = void || e.Type == world.ActVoid
			if e.Type != world.ActDone {
				left += e.Value
			}
		}
		if math.Abs(sold+left-8) > 0.16 {
			t.Errorf("%s: sold %g bn and left %g of 8", x.name, sold, left)
		}
		if math.Abs(sold-x.sold) > 0.02*math.Max(1, x.sold) || void != x.void {
			t.Errorf("%s: sold %g bn, want %g; void %v, want %v", x.name, sold, x.sold, void, x.void)
		}
	}
}

// What is said once a condition is met is said on the next day, and a threat that is less
// credible is believed less.
func TestActsSpeak(t *testing.T) {
	a := runActs(t, mustAct(t, "calm", `threat: {actor: jp_mof, do: veiled_threat, target: us_trade, on: 2025-04-03}
		deal: {actor: us_trade, do: deal, target: jp_trade, value: 15, on: 2025-04-08}
		denial: {actor: jp_mof, do: denial, when: deal, from: 2025-04-03, to: 2025-04-30}`, "days=10"))
	days := map[world.StatementType]int{}
	for _, s := range a.said {
		days[s.Type] = s.Day
	}
	if days[world.VeiledThreat] != 3 || days[world.Deal] != 6 || days[world.Denial] != 7 {
		t.Errorf("threat, deal and denial on days %d, %d, %d; want 3, 6, 7", days[world.VeiledThreat], days[world.Deal], days[world.Denial])
	}
	var moved [3]float64
	for i, c := range []string{"1", "0.5", "0"} {
		a := runActs(t, mustAct(t, "calm", "threat: {actor: jp_mof, do: veiled_threat, on: 2025-04-03, credibility_sh: "+c+"}", "days=4"))
		moved[i] = a.views[2]["ust_5_10y"]
	}
	still := runActs(t, mustAct(t, "calm", "x: {actor: us_fed, do: capacity_relief, value: 0, on: 2025-04-03}", "days=4")).views[2]["ust_5_10y"]
	if full, half, none := moved[0]-still, moved[1]-still, moved[2]-still; !(full > 1.5*half && half > 0.05 && math.Abs(none) < 1e-9) {
		t.Errorf("a threat moves the ten-year yield by %v bp by credibility 1, 0.5 and 0", moved)
	}
}

// A run-off sells nothing: what is held comes down to shorter maturities and is paid by the
// issuer, which borrows as much again.
func TestRedemption(t *testing.T) {
	still := runActs(t, mustAct(t, "calm", "x: {actor: jp_mof, do: denial, on: 2025-04-03}", "days=63"))
	a := runActs(t, mustAct(t, "calm", "off: {actor: jp_mof, do: redeem, from: 2025-04-03, to: 2025-06-30}", "days=63"))
	n := len(a.held[0]) / len(a.agents)
	mof := slices.Index(a.agents, "jp_mof")
	before, after, outstanding := 0.0, 0.0, 0.0
	for _, k := range maturities {
		for day := range a.bought {
			if q := a.bought[day][mof*n+a.at[k]]; math.Abs(q) > 1e-9 {
				t.Fatalf("the ministry traded %g bn of %s", q, k)
			}
		}
		before, after = before+a.of(1, "jp_mof", k), after+a.of(63, "jp_mof", k)
		outstanding += a.of(63, "us_treasury", k) - still.of(63, "us_treasury", k)
	}
	if len(a.entries) == 0 || !(before-after > 30 && before-after < 200) {
		t.Errorf("%g bn of %g matured in %d entries", before-after, before, len(a.entries))
	}
	if paid := -a.sum(world.ActDone, "off"); math.Abs(paid-(before-after)) > 0.05*paid {
		t.Errorf("%g bn were paid for %g bn that matured", paid, before-after)
	}
	for _, e := range a.said {
		if e.Type == world.Buyback {
			t.Errorf("what matured is recorded as a buyback of %g bn", e.Value)
			break
		}
	}
	if outstanding < -3 || outstanding > before-after+3 { // what is still to be sold at the next auctions
		t.Errorf("debt differs by %g bn", outstanding)
	}
	if bp := a.views[62]["ust_5_10y"] - still.views[62]["ust_5_10y"]; !(bp > 0.5 && bp < 10) {
		t.Errorf("the run-off of %g bn moves the ten-year yield by %g bp", before-after, bp)
	}
}

// Money is raised from the shortest first, and an intervention is as large as it is said.
func TestActsMeasuredInMoney(t *testing.T) {
	a := runActs(t, mustAct(t, "calm", `cash: {actor: us_mutual_funds, do: raise_cash, what: treasuries, usd_bn: 300, from: 2025-04-03, to: 2025-04-09}
		yen: {actor: jp_mof, do: intervene, what: jpy, usd_bn: 12, on: 2025-04-10}`, "days=8"))
	if got := -a.sum(world.ActDone, "cash"); math.Abs(got-300) > 1 {
		t.Errorf("%g bn of 300 were raised", got)
	}
	if got := a.sum(world.ActDone, "yen"); math.Abs(got-12) > 0.4 {
		t.Errorf("%g bn of 12 were spent on yen", got)
	}
	first := map[int]int{}
	for _, e := range a.events {
		if _, ok := first[e.Instrument]; e.Text == "cash" && !ok {
			first[e.Instrument] = e.Day
		}
	}
	if !(first[a.at["ust_le1y"]] == 3 && first[a.at["ust_1_5y"]] > 3) {
		t.Errorf("bills were sold from day %d and notes from day %d", first[a.at["ust_le1y"]], first[a.at["ust_1_5y"]])
	}
	if len(a.events) == 0 || a.sum(world.ActShort, "cash")+a.sum(world.ActShort, "yen") > 1e-6 {
		t.Error("something is short")
	}
}

// A tariff on one sector counts with its weight in the average, lowers what is traded and
// ends with a deal.
func TestTariffsBySector(t *testing.T) {
	series := func(acts string) map[string][]float64 {
		out := map[string][]float64{}
		w, err := experiment.Build(mustAct(t, "calm", acts, "days=30"), agents.Default(), experiment.RunOptions{Seed: 1, Inline: true, Observers: []world.Observer{observer(func(r *world.Record) error {
			for _, name := range []string{"jp_exports_us_usd_bn", "us_exports_jp_usd_bn", "tariff_revenue_usd_bn"} {
				x, _ := r.Value(name)
				out[name] = append(out[name], x)
			}
			jp := slices.Index(r.Agents, "jp_trade")
			out["average"] = append(out["average"], rules.JapanTariff(r.View, jp))
			out["general"] = append(out["general"], r.View.Latest(world.TariffGeneral, jp))
			return nil
		})}})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		if err := w.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		return out
	}
	none := series("x: {actor: jp_mof, do: denial, on: 2025-04-03}")
	own := series(`x: {actor: us_trade, do: tariff_sector, target: jp_trade, sector: machinery, value: 60, on: 2025-04-03}
		y: {actor: jp_trade, do: tariff_sector, target: us_trade, sector: farm, value: 50, on: 2025-04-10}
		z: {actor: us_trade, do: deal, target: jp_trade, value: 1, on: 2025-05-01}`)
	change := func(name string, day int) float64 { return own[name][day-1] - none[name][day-1] }
	if x, want := change("average", 4), 45/148.2*(60-none["general"][3]); math.Abs(x-want) > 1e-9 {
		t.Errorf("the average tariff changes by %g pp, want %g", x, want)
	}
	if x := change("tariff_revenue_usd_bn", 4); !(x > 15 && x < 30) { // 45 bn a year of machinery
		t.Errorf("revenue changes by %g bn a year", x)
	}
	if x, y := change("jp_exports_us_usd_bn", 20), change("us_exports_jp_usd_bn", 20); !(x < -0.2 && y < -0.1) {
		t.Errorf("exports to the United States change by %g bn a year, from it by %g", x, y)
	}
	if x := change("tariff_revenue_usd_bn", 30); x > 1 {
		t.Errorf("after a deal revenue is still %g bn a year higher", x)
	}
	if x := change("us_exports_jp_usd_bn", 4); math.Abs(x) > 1e-3 {
		t.Errorf("a tariff on Japan's machinery moves U.S. exports at once by %g", x)
	}
}

// New debt of which holders know moves prices less than new debt of which they do not, and
// a buyback lowers the yield.
func TestIssueAndBuyBack(t *testing.T) {
	move := func(act string) float64 {
		a := runActs(t, mustAct(t, "calm", act, "days=9"))
		return a.views[8]["ust_5_10y"]
	}
	surprise := move("x: {actor: us_treasury, do: issue, what: ust_5_10y, usd_bn: 40, from: 2025-04-03, to: 2025-04-10}")
	said := move("x: {actor: us_treasury, do: issue, what: ust_5_10y, usd_bn: 40, from: 2025-04-03, to: 2025-04-10, said: true}")
	back := move("x: {actor: us_treasury, do: buy_back, what: ust_5_10y, usd_bn: 40, from: 2025-04-03, to: 2025-04-10}")
	if !(surprise > 2 && said < 0.5*surprise && back < -2) {
		t.Errorf("the ten-year yield moves by %g bp after a surprise, %g if it is said, %g after a buyback", surprise, said, back)
	}
}

// A central bank that buys needs no money; its purchases lower yields and it is said that
// it buys.
func TestPurchases(t *testing.T) {
	a := runActs(t, mustAct(t, "calm", "qe: {actor: us_fed, do: buy, what: [notes, long], usd_bn_per_day: 20, from: 2025-04-03, to: 2025-04-09, said: true}", "days=10"))
	var paces []float64
	for _, s := range a.said {
		if s.Type == world.Purchases {
			paces = append(paces, s.Value)
		}
	}
	if !slices.Equal(paces, []float64{20, 0}) {
		t.Errorf("said: %v", paces)
	}
	if got := a.sum(world.ActDone, "qe"); math.Abs(got-100) > 3 || !(a.views[6]["ust_5_10y"] < -5) {
		t.Errorf("bought %g bn of 100, the ten-year yield moves by %g bp", got, a.views[6]["ust_5_10y"])
	}
}

// Acts of a scenario below are changed, added to and removed by name, and the resolved
// scenario is the same.
func TestActsByName(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	write("below.yaml", "name: below\nacts:\n  a: {actor: rm_saudi, do: sell, what: bills, usd_bn: 5, on: 2025-04-03}\n  b: {actor: fp_uk, do: sell, what: notes, usd_bn: 5, on: 2025-04-03}\n")
	above := write("above.yaml", "name: above\nextends: below.yaml\nacts:\n  a: {actor: cn_pboc, from: 2025-04-03, to: 2025-04-07}\n  b: null\n  c: {actor: jp_mof, do: veiled_threat, on: 2025-04-04}\n")
	s, err := experiment.LoadScenario(above, agents.Default(), configs.Options{Set: []string{"acts.a.usd_bn=6", "acts.d.actor=fp_uk", "acts.d.do=sell", "acts.d.what=long", "acts.d.usd_bn=1", "acts.d.on=2025-04-03"}})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, a := range s.Acts {
		names = append(names, a.Name)
	}
	if a := s.Act("a"); !slices.Equal(names, []string{"a", "c", "d"}) || a.Actor != "cn_pboc" || a.USDBn != 6 || a.What[0] != "bills" || a.On != world.OnDay(0) || a.To.String() != "2025-04-07" {
		t.Errorf("acts %v, a is %+v", names, *s.Act("a"))
	}
	again, err := experiment.LoadScenario(write("resolved.yaml", string(configs.Resolved(s))), agents.Default(), configs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if configs.Digest(again) != configs.Digest(s) {
		t.Errorf("the resolved scenario differs: %v", configs.Diff(s, again))
	}
	// A field that is null is as if nobody had given it; a number that is 0 is kept.
	for _, set := range [][]string{{"acts.a.do=redeem", "acts.a.usd_bn=null", "acts.a.what=null", "acts.a.text=null"}, {"acts.a.usd_bn=0"}, {"acts.c.do=policy_rate", "acts.c.actor=us_fed", "acts.c.value=0"}} {
		changed := mustWith(t, s, set...)
		again, err := experiment.LoadScenario(write("changed.yaml", string(configs.Resolved(changed))), agents.Default(), configs.Options{})
		if err != nil || configs.Digest(again) != configs.Digest(changed) || configs.Digest(again) == configs.Digest(s) {
			t.Errorf("%v: the resolved scenario differs (%v)", set, err)
		}
	}
	if d := configs.Diff(s, mustWith(t, s, "acts.a.usd_bn=7", "acts.c=null")); len(d) != 4 {
		t.Errorf("difference: %v", d)
	}
	twin, err := experiment.Twin(mustWith(t, s, "acts.a.background=true"))
	if err != nil || twin == nil || len(twin.Acts) != 1 || twin.Acts[0].Name != "a" {
		t.Errorf("the twin has %v (%v)", twin.Acts, err)
	}
}

// A day of an act is a date or its number in the run: the digest is the same.
func TestActsOnDays(t *testing.T) {
	date := mustAct(t, "calm", "x: {actor: rm_saudi, do: sell, what: bills, usd_bn: 5, from: 2025-04-03, to: 2025-04-07}")
	number := mustAct(t, "calm", "x: {actor: rm_saudi, do: sell, what: bills, usd_bn: 5, from: 3, to: 5}")
	if configs.Digest(date) != configs.Digest(number) || len(configs.Diff(date, number)) != 0 {
		t.Errorf("differ by %v", configs.Diff(date, number))
	}
	later := mustWith(t, number, "start=2025-05-01")
	if from, to := later.Acts[0].Span(); from.Day() != 3 || to.Day() != 5 {
		t.Errorf("with another start, from day %d to %d", from.Day(), to.Day())
	}
	if w := mustWith(t, date, "start=2025-05-01"); len(w.Acts) != 0 || len(w.Warnings) != 1 {
		t.Errorf("dates before the run: %v, %v", w.Acts, w.Warnings)
	}
	if _, err := date.With("start=2025-04-04"); err == nil || !strings.Contains(err.Error(), "acts.x.from = 2025-04-03: lies before the run") {
		t.Errorf("an act that would have begun before the run: %v", err)
	}
}

func mustWith(t *testing.T, s *configs.Scenario, set ...string) *configs.Scenario {
	t.Helper()
	c, err := s.With(set...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// An act that its actor cannot do, or that its balances do not allow, is refused with the
// reason, before the run.
func TestImpossibleActs(t *testing.T) {
	for _, x := range []struct{ act, want string }{
		{"{actor: rm_saudi, do: sell, what: treasuries, usd_bn: 600, on: 2025-04-03}", "acts.x.usd_bn = 600 USD bn: more than the ust_le1y"},
		{"{actor: dealer_1, do: intervene, what: jpy, usd_bn: 6, on: 2025-04-03}", "acts.x.actor = dealer_1: of kind dealer, which does not intervene"},
		{"{actor: rm_saudi, do: sel, what: treasuries, usd_bn: 6, on: 2025-04-03}", "did you mean `sell`"},
		{"{actor: rm_saudi, do: sell, what: treasurys, usd_bn: 6, on: 2025-04-03}", "acts.x.what = treasurys: neither an instrument nor a range of maturities nor a currency"},
		{"{actor: rm_saud, do: sell, what: treasuries, usd_bn: 6, on: 2025-04-03}", "acts.x.actor = rm_saud: unknown actor; did you mean `rm_saudi`"},
		{"{actor: rm_saudi, do: sell, what: treasuries, on: 2025-04-03}", "sell needs its size (allowed one of usd_bn, usd_bn_per_day, path_usd_bn)"},
		{"{actor: rm_saudi, do: sell, what: treasuries, usd_bn: 6, from: 2025-04-03}", "acts.x.to: is missing"},
		{"{actor: rm_saudi, do: sell, what: treasuries, usd_bn: 6, from: 2025-04-04, to: 2025-04-03}", "acts.x.to = 2025-04-03: is before from"},
		{"{actor: fp_uk, do: sell, what: treasuries, usd_bn: 6, on: 2025-04-03, said: true}", "acts.x.said = true: what is said of a sale is read of official holders"},
		{"{actor: us_treasury, do: sell, what: treasuries, usd_bn: 6, on: 2025-04-03}", "acts.x.actor = us_treasury: is the issuer of ust_le1y"},
		{"{actor: us_treasury, do: issue, what: bund, usd_bn: 6, on: 2025-04-03}", "acts.x.actor = us_treasury: does not issue bund (allowed eu_gov)"},
		{"{actor: fp_uk, do: issue, what: bund, usd_bn: 6, on: 2025-04-03}", "of kind real_money, which issues no debt"},
		{"{actor: rm_saudi, do: buy, what: treasuries, usd_bn: 600, on: 2025-04-03}", "more than the usd that rm_saudi has at the start"},
		{"{actor: rm_saudi, do: veiled_threat, on: 2025-04-03, usd_bn: 3}", "acts.x.usd_bn = 3: has no effect on veiled_threat"},
		{"{actor: rm_saudi, do: denial, on: 2025-04-03, credibility_sh: 0.5}", "acts.x.credibility_sh = 0.5: has no effect on denial"},
		{"{actor: fp_uk, do: veiled_threat, on: 2025-04-03}", "of kind real_money, which cannot do this"},
		{"{actor: us_treasury, do: issuance, target: us_fed, value: 3, on: 2025-04-03}", "write instead an act with do: issue"},
		{"{actor: rm_saudi, do: sell, what: treasuries, usd_bn: -6, on: 2025-04-03}", "acts.x.usd_bn = -6: is negative"},
		{"{actor: rm_saudi, do: sell, what: treasuries, path_usd_bn: [6, -3], from: 2025-04-03, to: 2025-04-04}", "acts.x.path_usd_bn = -3: is negative"},
		{"{actor: rm_saudi, do: intervene, what: jpy, path_usd_bn: [-3, 6], from: 2025-04-03, to: 2025-04-04}", "more than the jpy that rm_saudi has at the start"},
		{"{actor: us_fed, do: buy, what: ust_gt10y, usd_bn: 20000, on: 2025-04-03}", "more than the ust_gt10y that others hold at the start"},
		{"{actor: us_treasury, do: buy_back, what: ust_gt10y, usd_bn: 9000, on: 2025-04-03}", "more than the ust_gt10y that others hold at the start"},
		{"{actor: uk_gov, do: buy_back, what: gilt, usd_bn: 60, on: 2025-04-03}", "more than the gbp that uk_gov has at the start"},
		{"{actor: rm_saudi, do: sell, what: bills, usd_bn: 6, on: 2025-04-03, unless: bonds_bought}", "acts.x.unless = bonds_bought: nobody says this in public"},
		{"{actor: rm_saudi, do: sell, what: treasuries, usd_bn: 6, on: 2025-04-18}", "the markets are closed on all days of the act"}, // Good Friday
		{"{actor: rm_saudi, do: sell, what: bills, usd_bn: 6, on: 2025-04-03, proceeds: sar}", "acts.x.proceeds = sar: not a currency that is traded"},
		{"{actor: jp_gpif, do: sell, what: jgb_gt10y, usd_bn: 6, on: 2025-04-03, proceeds: eur}", "is not paid in dollars"},
		{"{actor: jp_mof, do: redeem, what: bills, on: 2025-04-03}", "so that all are let mature"},
		{"{actor: eqf_us, do: redeem, on: 2025-04-03}", "holds no Treasuries"},
		{"{actor: rm_saudi, do: sell, what: usd_5y, usd_bn: 6, on: 2025-04-03}", "acts.x.what = usd_5y"},
		{"{actor: rm_saudi, do: sell, what: notes, usd_bn: 6, on: 2025-04-03, unless: peace}", "acts.x.unless = peace: neither a type of statement nor a level"},
		{"{actor: rm_saudi, do: sell, what: notes, usd_bn: 6, on: 2025-04-03, unless: gold > 3}", "acts.x.unless = gold > 3: gold has no level (allowed vix, move, ust_le1y"},
		{"{actor: rm_saudi, do: sell, what: notes, usd_bn: 6, on: 2025-04-03, unless: vix > high}", "the level is not a number"},
		{"{actor: rm_saudi, do: sell, what: notes, usd_bn: 6, on: 2025-04-03, about: us_trade}", "has no effect without when, unless or until"},
		{"{actor: rm_saudi, do: sell, what: notes, path_usd_bn: [1, 2, 3], from: 2025-04-03, to: 2025-04-04}", "more than the days of the act"},
		{"{do: sell}", "acts.x.actor: is missing"},
		{"{actor: us_trade, do: tariff_sector, target: jp_trade, value: 30, on: 2025-04-03}", "acts.x.sector: is missing"},
		{"{actor: us_trade, do: tariff_sector, target: jp_trade, sector: farm, value: 30, on: 2025-04-03}", "acts.x.sector = farm: not a sector of the trade that the actor taxes (allowed cars, car_parts, machinery"},
		{"{actor: us_trade, do: tariff_sector, target: cn_gov, sector: machinery, value: 30, on: 2025-04-03}", "aimed at others (allowed agents of the kinds jp_trade"},
		{"null", "acts.x: there is no such act to remove"},
		{"{}", "acts.x = {}: says nothing"},
	} {
		s, err := actedScenario(t, "baseline", "x: "+x.act, "days=20")
		if err == nil {
			_, err = experiment.NewBuilder(s, agents.Default())
		}
		if err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s:\n%v\nwant %s", x.act, err, x.want)
		} else if strings.Count(err.Error(), "\n") > 1 {
			t.Errorf("%s: more than one message:\n%v", x.act, err)
		}
	}
	if _, err := actedScenario(t, "baseline", "x: {actor: rm_saudi, do: sell, what: treasuries, usd_bn: 6, on: 2026-04-03}"); err == nil || !strings.Contains(err.Error(), "acts.x: the act lies outside the run") {
		t.Errorf("outside the run: %v", err)
	}
	if s := mustAct(t, "baseline", "x: {actor: rm_saudi, do: sell, what: treasuries, usd_bn: 6, on: 2025-07-03}", "days=20"); len(s.Acts) != 0 || len(s.Warnings) != 1 {
		t.Errorf("an act after the end of a shortened run: %v, warnings %v", s.Acts, s.Warnings)
	}
	// An act leaves enough for the programme of its actor.
	both := mustAct(t, "baseline", "x: {actor: jp_mof, do: sell, what: treasuries, usd_bn: 700, on: 2025-04-03}", "days=20", "jp_mof.strategy=programme", "jp_mof.sale_usd_bn=300", "jp_mof.start_day=5")
	if _, err := experiment.NewBuilder(both, agents.Default()); err == nil || !strings.Contains(err.Error(), "jp_mof.sale_usd_bn = 300: more than the Treasuries that the agent holds at base prices, less what acts of the scenario take") {
		t.Errorf("an act and a programme: %v", err)
	}
	// Acts of one actor are added up.
	s := mustAct(t, "baseline", "x: {actor: rm_saudi, do: sell, what: treasuries, usd_bn: 100, on: 2025-04-03}\ny: {actor: rm_saudi, do: sell, what: bills, usd_bn: 20, on: 2025-04-04}", "days=20")
	if _, err := experiment.NewBuilder(s, agents.Default()); err == nil || !strings.Contains(err.Error(), "acts.y.usd_bn = 20 USD bn: more than the ust_le1y that rm_saudi has at the start, of which other acts take") {
		t.Errorf("both acts: %v", err)
	}
}

// The examples of the language and those of the documentation can be carried out in full.
func TestExamplesOfActs(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	for _, v := range acts.Verbs() {
		s := mustAct(t, "baseline", "x: "+v.Example)
		if _, err := experiment.NewBuilder(s, agents.Default()); err != nil {
			t.Errorf("%s: %v", v.Name, err)
		}
	}
	files, err := filepath.Glob("../examples/acts/*.yaml")
	if err != nil || len(files) < 10 {
		t.Fatal("no examples: ", err)
	}
	for _, file := range files {
		s, err := experiment.LoadScenario(file, agents.Default(), configs.Options{})
		if err != nil {
			t.Error(err)
			continue
		}
		a := runActs(t, s)
		for _, e := range a.events {
			if e.Type == world.ActShort {
				t.Errorf("%s: %g bn of the act %s were not done", file, e.Value, e.Text)
			}
		}
		for _, act := range s.Acts {
			if _, err := acts.ParseVerb(act.Do); err == nil && a.sum(world.ActDone, act.Name) == 0 {
				t.Errorf("%s: the act %s did nothing", file, act.Name)
			}
		}
	}
}
