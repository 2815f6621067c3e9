package experiment_test

import (
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/world"
)

// circumstance is a world in which some parameters act that do nothing in others.
type circumstance struct {
	name string
	file string   // scenario
	set  []string // overrides
	keys []string // kind.parameter
}

// circumstances list the parameters that need something rare: their description says what.
// All others act in quiet times or in a storm.
var circumstances = []circumstance{
	// Japan's ministry
	{name: "a weak yen", file: storm, set: []string{"jp_mof.intervene_at_pct=0.5", "jp_mof.intervene_above_pct=-50", "jp_mof.intervene_days=2",
		"jp_mof.intervene_wait_days=3", "jp_mof.strategy=silent"},
		keys: []string{"jp_mof.intervene", "jp_mof.intervene_at_pct", "jp_mof.intervene_days", "jp_mof.intervene_wait_days",
			"jp_mof.intervene_usd_bn", "jp_mof.intervene_log_sd", "jp_mof.intervene_max"}},
	{name: "an operation", file: "baseline", set: []string{"jp_mof.operation_day=3", "jp_mof.operation_usd_bn=20", "days=6"},
		keys: []string{"jp_mof.operation_day", "jp_mof.operation_usd_bn"}},
	{name: "answers in kind", file: storm, set: []string{"jp_mof.strategy=tit_for_tat", "jp_mof.start_day=1"},
		keys: []string{"jp_mof.answer_days", "jp_mof.answer_from_pp", "jp_mof.answer_deed_sh"}},
	{name: "answers to words", file: "baseline", set: []string{"jp_mof.strategy=tit_for_tat", "jp_mof.start_day=1", "us_trade.letter_day=4", "days=10"},
		keys: []string{"jp_mof.answer_word_sh"}},
	{name: "hints", file: "baseline", set: []string{"jp_mof.strategy=veiled_threat", "jp_mof.start_day=3", "jp_mof.threat_every_days=5", "jp_mof.deny_after_days=2", "days=12"},
		keys: []string{"jp_mof.threat_every_days", "jp_mof.deny_after_days"}},
	// Official repo
	{name: "a loan", file: "baseline", set: []string{"jp_mof.strategy=repo_first", "jp_mof.start_day=3", "jp_mof.sale_usd_bn=600", "jp_mof.sale_days=10", "us_fed.official_repo_cap_usd_bn=500", "days=14"},
		keys: []string{"fed.official_repo_cap_usd_bn", "fed.official_repo_spread_bp"}},
	{name: "a loan against all bonds", file: "baseline", set: []string{"jp_mof.strategy=repo_first", "jp_mof.start_day=3", "jp_mof.sale_usd_bn=800", "jp_mof.sale_days=8", "us_fed.official_repo_cap_usd_bn=500", "days=14"},
		keys: []string{"fed.official_repo_margin_pct"}},
	{name: "a loan to one who threatens", file: "testdata/threats.yaml", set: []string{"jp_mof.strategy=repo_first", "jp_mof.start_day=1"},
		keys: []string{"fed.refuse_hostile"}},
	// The Federal Reserve
	{name: "a failing market", file: storm, set: []string{"us_fed.trigger_spread_bp=1", "us_fed.trigger_move=50", "us_fed.repo_first_days=1", "us_fed.trigger_yield_bp=30",
		"us_fed.stop_yield_sh=0.2", "us_fed.purchases_max_usd_bn=30"},
		keys: []string{"fed.purchases_start_usd_bn", "fed.purchases_max_usd_bn", "fed.purchases_growth", "fed.stop_yield_sh", "fed.stop_retrace_sh", "fed.repo_first_days"}},
	{name: "a failing market by yields", file: storm, set: []string{"us_fed.trigger_spread_bp=1", "us_fed.trigger_move=1000", "us_fed.trigger_utilisation_sh=10", "us_fed.trigger_yield_bp=30"},
		keys: []string{"fed.trigger_yield_bp"}},
	{name: "full balance sheets", file: storm, set: []string{"us_fed.trigger_move=1000", "us_fed.trigger_spread_bp=1", "us_fed.trigger_utilisation_sh=0.2",
		"us_fed.leverage_relief_utilisation_sh=0.6", "us_fed.leverage_relief_after_days=2"},
		keys: []string{"fed.trigger_utilisation_sh", "fed.leverage_relief_after_days", "fed.leverage_relief_pct"}},
	{name: "balance sheets full for days", file: "sale-100", set: []string{"days=14", "us_fed.trigger_utilisation_sh=10", "jp_mof.start_day=3", "jp_mof.sale_days=4",
		"us_fed.leverage_relief_utilisation_sh=0.2", "us_fed.leverage_relief_after_days=2", "us_fed.leverage_relief_days=3"},
		keys: []string{"fed.leverage_relief_days"}},
	{name: "a crash", file: storm, set: []string{"us_fed.emergency_equity_pct=12", "us_fed.emergency_days=20"}, keys: []string{"fed.emergency_cut_bp", "fed.emergency_days"}},
	{name: "low yields", file: "baseline", set: []string{"us_fed.floor_pct=5", "days=4"}, keys: []string{"fed.floor_sale_sh_per_pp"}},
	{name: "a rule that acts", file: storm, set: []string{"us_fed.smoothing_per_quarter=0.1", "us_fed.inflation_weight=5", "us_fed.tariff_look_through_sh=0", "us_fed.meetings=[2025-04-17]"},
		keys: []string{"fed.smoothing_per_quarter", "fed.meeting_days"}},
	// Other central banks
	{name: "steps", file: "baseline", set: []string{"central_bank.steps_n=1", "central_bank.rate_step_bp=25", "central_bank.meetings=[2025-04-10]", "days=10"},
		keys: []string{"central_bank.steps_n", "central_bank.rate_step_bp"}},
	{name: "steps of China", file: "baseline", set: []string{"cn_pboc.steps_n=1", "cn_pboc.rate_step_bp=-25", "cn_pboc.meetings=[2025-04-10]", "days=10"},
		keys: []string{"pboc.steps_n", "pboc.rate_step_bp", "pboc.meetings"}},
	{name: "distress at home", file: storm, set: []string{"jp_boj.steps_n=1", "jp_boj.rate_step_bp=25", "jp_boj.meetings=[2025-04-24]", "jp_boj.pause_equity_pct=1", "jp_boj.pause_equity_days=10"},
		keys: []string{"central_bank.pause_equity_pct", "central_bank.pause_equity_days"}},
	{name: "low yields at home", file: "baseline", set: []string{"central_bank.floor_pct=5", "days=4"}, keys: []string{"central_bank.floor_sale_sh_per_pp"}},
	{name: "a backstop", file: storm, set: []string{"central_bank.backstop_10y_bp=5", "central_bank.backstop_30y_bp=5", "central_bank.backstop_days=2", "central_bank.unwind_days=5", "central_bank.unwind_wait_days=1"},
		keys: []string{"central_bank.unwind_days", "central_bank.unwind_quiet_sh", "central_bank.unwind_wait_days"}},
	{name: "a rule of China", file: storm, set: []string{"cn_pboc.inflation_weight=5", "cn_pboc.gap_weight=5", "cn_pboc.smoothing_per_quarter=0.2", "cn_pboc.fx_pass_through_sh=1",
		"cn_pboc.export_gdp_per_pp=5", "cn_pboc.meetings=[2025-04-17]", "cn_pboc.smoothing_usd_bn_per_pct=1"},
		keys: []string{"pboc.inflation_weight", "pboc.smoothing_per_quarter", "pboc.fx_pass_through_sh", "pboc.export_gdp_per_pp", "pboc.meeting_days", "pboc.rate_floor_pct"}},
	{name: "a rise in China", file: storm, set: []string{"cn_pboc.inflation_weight=5", "cn_pboc.gap_weight=0", "cn_pboc.smoothing_per_quarter=0.2", "cn_pboc.fx_pass_through_sh=1",
		"cn_pboc.meetings=[2025-04-17]", "cn_pboc.normalisation_pp=3", "cn_pboc.pause_vix=20"},
		keys: []string{"pboc.normalisation_pp", "pboc.pause_vix"}},
	// Holders
	{name: "redemptions", file: storm, set: []string{"reserve_manager.redemption_pct=5", "cn_pboc.redemption_pct=5"},
		keys: []string{"reserve_manager.redemption_max_sh_per_day", "pboc.redemption_max_sh_per_day"}},
	{name: "reserves bought with home currency", file: "baseline", set: []string{"reserve_manager.home_currency=eur", "reserve_manager.fx_hedged_sh=0.5", "cn_pboc.home_currency=cny", "cn_pboc.fx_hedged_sh=0.5", "days=4"},
		keys: []string{"reserve_manager.home_currency", "reserve_manager.fx_hedged_sh", "pboc.home_currency", "pboc.fx_hedged_sh"}},
	{name: "costs of hedging", file: storm, set: []string{"reserve_manager.home_currency=eur", "cn_pboc.home_currency=cny"},
		keys: []string{"reserve_manager.hedge_cost_weight", "pboc.hedge_cost_weight"}},
	{name: "fear of sanctions", file: storm, set: []string{"cn_pboc.sanction_risk_pct=1", "reserve_manager.sanction_risk_pct=1"},
		keys: []string{"pboc.own_government", "reserve_manager.own_government"}},
	{name: "words", file: "testdata/threats.yaml",
		keys: []string{"dealer.action_log_odds", "dealer.threat_wait_days", "macro_fund.threat_wait_days", "pboc.threat_wait_days", "reserve_manager.threat_wait_days"}},
	{name: "words during talks", file: "testdata/threats.yaml", set: []string{"us_trade.concession_pp=0", "us_trade.expected_impact_bp_per_bn=1"},
		keys: []string{"us_trade.action_log_odds", "us_trade.credibility_loss_sh", "us_trade.credibility_sh", "us_trade.denial_log_odds",
			"us_trade.half_life_days", "us_trade.prior_sh", "us_trade.threat_log_odds"}},
	{name: "words before talks", file: "testdata/threats.yaml", set: []string{"us_trade.concession_pp=0", "us_trade.expected_impact_bp_per_bn=1", "us_trade.first_round_day=20"},
		keys: []string{"us_trade.threat_wait_days"}},
	{name: "a sale during talks", file: "testdata/threats.yaml", set: []string{"us_trade.concession_pp=0", "jp_mof.strategy=programme", "jp_mof.start_day=10"},
		keys: []string{"us_trade.announced_trust_sh", "jp_mof.reserve_duration_yr"}},
	{name: "carry in won", file: storm, set: []string{"carry_fund.depth_usd_bn_per_pct.krw=0.3"},
		keys: []string{"carry_fund.haven_pct_per_pct", "carry_fund.haven_half_life_days"}},
	// Washington
	{name: "tit for tat", file: "testdata/threats.yaml", set: []string{"us_trade.strategy=tit_for_tat"},
		keys: []string{"us_trade.tit_for_tat_cost_max", "us_trade.tit_for_tat_cost_pct", "us_trade.tit_for_tat_decay_per_round"}},
	{name: "a deadline", file: "baseline", set: []string{"us_trade.strategy=deadline", "us_trade.deadline_day=25", "us_trade.us_deadline_days=20", "days=16"},
		keys: []string{"us_trade.us_deadline_pressure", "us_trade.us_deadline_days"}},
	{name: "a second refunding", file: storm, set: []string{"us_treasury.refundings=[2025-04-30]", "us_treasury.refunding_days=10", "us_treasury.refunding_threshold_bp=1"},
		keys: []string{"us_treasury.refunding_days"}},
}

const storm = "testdata/storm.yaml"

// outOfReach lists parameters that a kind has, because it shares a rule with others, and
// for which it never does what they need.
var outOfReach = []string{
	// no position in currencies
	"dealer.confidence_dollar_pct_per_pp", "macro_fund.confidence_dollar_pct_per_pp", "rv_fund.confidence_dollar_pct_per_pp",
	"real_money.confidence_dollar_pct_per_pp", "reserve_manager.confidence_dollar_pct_per_pp", "pboc.confidence_dollar_pct_per_pp",
	// no use of announcements, and no premium for supply
	"reserve_manager.announced_trust_sh", "pboc.announced_trust_sh", "us_trade.feared_duration_yr",
	// no position in swaps
	"fx_dealer.confidence_spread_sh", "fx_investor.confidence_spread_sh", "carry_fund.confidence_spread_sh",
	"reserve_manager.confidence_spread_sh", "pboc.confidence_spread_sh", "reserve_manager.switch_pct_per_bp", "pboc.switch_pct_per_bp",
	// no home bonds and no home equities
	"pboc.backstop_10y_bp", "pboc.backstop_30y_bp", "pboc.backstop_rise_days", "pboc.backstop_days", "pboc.backstop_usd_bn_per_day", "pboc.unwind_days",
	"pboc.unwind_quiet_sh", "pboc.unwind_wait_days", "pboc.taper_surprise_usd_bn_per_month", "pboc.floor_pct", "pboc.floor_sale_sh_per_pp",
	"pboc.pause_equity_pct", "pboc.pause_equity_days",
}

// trace is a run's hash of everything that is recorded of each day.
type trace struct {
	hash maphash.Hash
	seed maphash.Seed
	days []uint64
}

func (t *trace) Observe(r *world.Record) error {
	t.hash.SetSeed(t.seed)
	var b [8]byte
	put := func(x uint64) {
		binary.LittleEndian.PutUint64(b[:], x)
		t.hash.Write(b[:])
	}
	for _, x := range r.Values {
		put(math.Float64bits(x))
	}
	for a := range r.Books.Agents() {
		for k := range r.Books.Assets() {
			put(uint64(r.Books.Units(a, k)))
		}
	}
	for i := range r.Statements {
		put(uint64(r.Statements[i].Type))
		put(math.Float64bits(r.Statements[i].Value))
	}
	for _, c := range r.Rounds {
		for _, s := range c.States {
			put(uint64(s))
		}
	}
	t.days = append(t.days, t.hash.Sum64())
	return nil
}

var traceSeed = maphash.MakeSeed()

// follow runs a scenario, until its trace departs from another one if there is one, and
// reports whether it has. A run that fails has.
func follow(s *configs.Scenario, other []uint64) (days []uint64, departs bool, err error) {
	t := &trace{seed: traceSeed}
	w, err := experiment.Build(s, agents.Default(), experiment.RunOptions{Seed: 1, Inline: true, Observers: []world.Observer{t}})
	if err != nil {
		return nil, false, err
	}
	defer w.Close()
	for d := range s.Days {
		if w.Step() != nil {
			return t.days, true, nil
		}
		if other != nil && (d >= len(other) || t.days[d] != other[d]) {
			return t.days, true, nil
		}
	}
	return t.days, false, nil
}

// others lists values that a parameter may have instead of its own, those first that are
// likely to have an effect.
func others(e configs.Explanation) (out []string) {
	lo, hi := math.Inf(-1), math.Inf(1)
	if e.Min != nil {
		lo = *e.Min
	}
	if e.Max != nil {
		hi = *e.Max
	}
	number := func(v float64, list ...float64) {
		for _, x := range list {
			if x = math.Max(lo, math.Min(hi, x)); x != v && !math.IsInf(x, 0) && !slices.Contains(out, configs.FormatValue(x)) {
				out = append(out, configs.FormatValue(x))
			}
		}
	}
	switch v := e.Value.(type) {
	case float64:
		number(v, 1.5*v+1e-3, 0.5*v, v+1, hi, lo)
	case int64:
		x := float64(v)
		number(x, x+1, x-1, 2*x, math.Floor(x/2), 5, 10, 1)
	case world.When:
		x := float64(v.Day())
		number(x, x+1, x-1, 5, 10, 1)
	case bool:
		return []string{fmt.Sprint(!v)}
	case string:
		for _, word := range e.Enum {
			if word != v {
				out = append(out, word)
			}
		}
		if e.Enum == nil {
			out = []string{"cn_gov", "eu_gov"}
		}
	case []float64:
		for i := range v {
			moved, scaled := slices.Clone(v), slices.Clone(v)
			j := (i + 1) % len(v)
			moved[i], moved[j] = 0.9*v[i], v[j]+0.1*v[i]
			scaled[i] = 1.1 * v[i]
			out = append(out, configs.FormatValue(moved), configs.FormatValue(scaled))
		}
	case []world.Date:
		out = []string{"[2025-04-17]", "[2025-04-09, 2025-05-14]", "[]"}
	}
	return out
}

// stage is a circumstance with its own path.
type stage struct {
	*circumstance
	scenario *configs.Scenario
	path     []uint64
}

func newStage(t *testing.T, c *circumstance) stage {
	t.Helper()
	s, err := experiment.LoadScenario(c.file, agents.Default(), configs.Options{Set: c.set})
	if err != nil {
		t.Fatalf("%s: %v", c.name, err)
	}
	path, _, err := follow(s, nil)
	if err != nil {
		t.Fatalf("%s: %v", c.name, err)
	}
	return stage{c, s, path}
}

// acts reports whether any other value of a parameter changes the path. An agent whose
// parameter cannot be changed alone counts as one without effect.
func (x stage) acts(t *testing.T, key string) bool {
	e, err := configs.Lookup(x.scenario, key)
	if err != nil {
		t.Error(err)
		return false
	}
	switch {
	case len(e.Each) > 0:
		e.Value = e.Each[0].Value
	case e.Value == nil: // an entry that a map does not have
		e.Value = 0.0
	}
	for _, v := range others(e) {
		s, err := x.scenario.With(key + "=" + v)
		if err != nil {
			continue
		}
		if _, departs, err := follow(s, x.path); err == nil && departs {
			return true
		}
	}
	return false
}

// keysOf lists the keys of a parameter: one for each entry if it is a map.
func keysOf(e configs.Explanation) []string {
	if e.Type != "map of numbers" {
		return []string{e.Key}
	}
	var out []string
	for _, k := range e.Keys {
		out = append(out, e.Key+"."+k)
	}
	return out
}

// Every parameter changes something, in quiet times or in a storm; or its description says
// what it needs, and then it does.
func TestParametersAct(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	quiet, stormy := newStage(t, &circumstance{name: "quiet", file: "baseline", set: []string{"days=8"}}), newStage(t, &circumstance{name: "storm", file: storm})
	rare := map[string]stage{}
	for i := range circumstances {
		s := newStage(t, &circumstances[i])
		for _, key := range s.keys {
			rare[key] = s
		}
	}
	owners := map[string]bool{"market": true, "loadings": true}
	for _, a := range quiet.scenario.Agents {
		owners[a.Kind] = true
	}
	check := func(key, needs string) {
		s, isRare := rare[key]
		never := slices.Contains(outOfReach, key)
		if (isRare || never) && needs == "" {
			t.Errorf("%s has no effect without something rare, and its description does not say what it needs", key)
		}
		switch {
		case never && quiet.acts(t, key):
			t.Errorf("%s acts, although it is listed as out of reach", key)
		case isRare && !s.acts(t, key):
			t.Errorf("%s has no effect even with %s", key, s.name)
		case !never && !isRare && !quiet.acts(t, key) && !stormy.acts(t, key):
			t.Errorf("%s has no effect", key)
		}
	}
	var wait sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	count := 0
	for _, e := range experiment.Parameters(agents.Default()) {
		owner, _, ok := strings.Cut(e.Key, ".")
		if !ok || !owners[owner] {
			continue
		}
		for _, key := range keysOf(e) {
			count++
			free <- struct{}{}
			wait.Go(func() {
				check(key, e.Needs)
				<-free
			})
		}
	}
	wait.Wait()
	if count < 500 {
		t.Errorf("only %d parameters", count)
	}
	listed := len(outOfReach)
	for i := range circumstances {
		listed += len(circumstances[i].keys)
	}
	t.Logf("%d parameters, of which %d need something rare", count, listed)
}

// A denial that the next threat always overtakes is refused.
func TestDenialsBeforeThreats(t *testing.T) {
	load := func(set ...string) error {
		_, err := experiment.LoadScenario("veiled-threat", agents.Default(), configs.Options{Set: set})
		return err
	}
	for _, days := range []string{"20", "21", "1000"} {
		if err := load("jp_mof.deny_after_days=" + days); err == nil || !strings.Contains(err.Error(), "less than threat_every_days") {
			t.Errorf("denials after %s days, threats each 20: %v", days, err)
		}
	}
	for _, set := range [][]string{{"jp_mof.deny_after_days=19"}, {"jp_mof.deny_after_days=20", "jp_mof.threat_every_days=21"}, {"jp_mof.deny_after_days=20", "jp_mof.strategy=silent"}} {
		if err := load(set...); err != nil {
			t.Error(err)
		}
	}
}

// Numbers of steps of the solver and stop-losses of a dealer are no parameters.
func TestNoSuchParameters(t *testing.T) {
	for _, key := range []string{"market.max_iterations", "fx_dealer.stop_cut_per_pct", "fx_dealer.stop_tolerance_pct"} {
		if _, err := experiment.LoadScenario("baseline", agents.Default(), configs.Options{Set: []string{key + "=1"}}); err == nil {
			t.Errorf("%s is accepted", key)
		}
	}
}
