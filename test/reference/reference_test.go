// Package reference_test compares the model with an independent program.
//
// reference.py computes the prices of the small world in this folder with its
// own code for every rule and a general root finder instead of the model's
// solver. Its output, prices.json, is checked in; here the model must give the
// same prices.
//
// worlds.json freezes all parameters, so that a new default changes nothing
// here. A changed rule does, and must be changed in reference.py too:
//
//	go test ./test/reference -update                             parameters of today
//	python3 test/reference/reference.py > test/reference/prices.json
package reference_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/economy"
	"kirifuda/experiment"
	"kirifuda/world"
)

var interpreter = flag.String("python", "", "interpreter with NumPy and SciPy that runs reference.py anew")

var update = flag.Bool("update", false, "write worlds.json anew from world.yaml and the defaults of today")

// tolerance is the largest difference allowed, in bp: 7e-11 of the price of the
// longest bond.
const tolerance = 5e-8

var cases = []string{"sale", "events", "limits"}

// balances is balances.json.
type balances struct {
	VIX        float64 `json:"vix"`
	MOVE       float64 `json:"move"`
	Currencies []struct {
		ID      string  `json:"id"`
		PerUSD  float64 `json:"per_usd"`
		Bank    string  `json:"central_bank"`
		RatePct float64 `json:"policy_rate_pct"`
	} `json:"currencies"`
	Instruments []struct {
		ID       string  `json:"id"`
		Class    string  `json:"class"`
		Currency string  `json:"currency"`
		Base     float64 `json:"base_price"`
		Duration float64 `json:"duration_yr"`
		Yield    float64 `json:"base_yield_pct"`
		SD       float64 `json:"daily_sd_bp"`
		Limit    float64 `json:"limit_bp"`
		Issuer   string  `json:"issuer"`
		Bucket   string  `json:"bucket"`
		Country  string  `json:"country"`
		Short    string  `json:"short_rate"`
		Long     string  `json:"long_rate"`

		Loadings map[string]float64 `json:"loadings"`
	} `json:"instruments"`
	Correlations []struct {
		A   string  `json:"a"`
		B   string  `json:"b"`
		Rho float64 `json:"correlation"`
	} `json:"correlations"`
	Holdings    map[string]map[string]float64 `json:"holdings_usd_bn"`
	Outstanding map[string]float64            `json:"outstanding_usd_bn"`
	Absorbing   []string                      `json:"absorbing"`
	USGDP       float64                       `json:"us_gdp_usd_bn"`
	Partners    []struct {
		Country    string  `json:"country"`
		Equity     string  `json:"equity"`
		Government string  `json:"government"`
		ToUS       float64 `json:"to_us_usd_bn"`
		FromUS     float64 `json:"from_us_usd_bn"`
		GDP        float64 `json:"gdp_usd_bn"`
	} `json:"partners"`
}

// spec is what the other program needs beyond balances.json: one case of
// worlds.json.
type spec struct {
	Name   string      `json:"name"`
	Start  string      `json:"start"`
	Days   int         `json:"days"`
	Rounds int         `json:"rounds"`
	Agents []agentSpec `json:"agents"`
	Script []event     `json:"script"`
}

type agentSpec struct {
	ID     string         `json:"id"`
	Kind   string         `json:"kind"`
	Params map[string]any `json:"params"`
}

// make fills the parameter struct of the agent's kind. A parameter that is not in
// worlds.json is one that the reference does not know.
func (a agentSpec) make(t *testing.T, cat agents.Catalogue) any {
	t.Helper()
	p, ok := cat.NewParams(a.Kind)
	if !ok {
		t.Fatalf("%s: there is no kind %s", a.ID, a.Kind)
	}
	left := maps.Clone(a.Params)
	each(reflect.ValueOf(p).Elem(), func(name string, v reflect.Value) {
		x, ok := left[name]
		if !ok {
			t.Fatalf("%s has the parameter %s, which worlds.json lacks: teach reference.py what it does, then see the package comment", a.Kind, name)
		}
		delete(left, name)
		data, err := json.Marshal(x)
		if err == nil {
			err = json.Unmarshal(data, v.Addr().Interface())
		}
		if err != nil {
			t.Fatalf("%s.%s: %v", a.ID, name, err)
		}
	})
	for name := range left {
		t.Fatalf("worlds.json has the parameter %s, which %s lacks", name, a.Kind)
	}
	return p
}

type event struct {
	Day    int     `json:"day"`
	Type   string  `json:"type"`
	Actor  string  `json:"actor"`
	Target string  `json:"target"`
	Value  float64 `json:"value"`
}

// each visits the fields of a parameter struct by their names in files.
func each(v reflect.Value, visit func(name string, v reflect.Value)) {
	for i := range v.NumField() {
		name, rest, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		switch {
		case rest == "inline":
			each(v.Field(i), visit)
		case name != "":
			visit(name, v.Field(i))
		}
	}
}

func read(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func load(t *testing.T, name string) *configs.Scenario {
	t.Helper()
	s, err := experiment.LoadScenario(name, agents.Default(), configs.Options{FS: os.DirFS(".")})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func describe(s *configs.Scenario) spec {
	d := spec{Name: s.Name, Start: s.Start.String(), Days: s.Days, Rounds: s.Market.RoundsPerDay, Script: []event{}}
	for _, a := range s.Agents {
		p := map[string]any{}
		each(reflect.ValueOf(a.Params).Elem(), func(name string, v reflect.Value) { p[name] = v.Interface() })
		d.Agents = append(d.Agents, agentSpec{a.ID, a.Kind, p})
	}
	for _, e := range s.Events {
		d.Script = append(d.Script, event{dayOf(s, e), e.Type, e.Actor, e.Target, e.Value})
	}
	return d
}

// weekdays are the business days of the small world, whose markets have no holidays.
var weekdays *world.Calendar

func dayOf(s *configs.Scenario, e configs.Event) int {
	return weekdays.Until(weekdays.Add(s.Start, -1), e.Date)
}

// prices collects the closes.
type prices struct {
	x [][]float64
	t *testing.T
}

func (p *prices) Observe(r *world.Record) error {
	p.x = append(p.x, append([]float64(nil), r.View.Deviation...))
	for _, round := range r.Rounds {
		for k, s := range round.States {
			if s != 0 {
				p.t.Errorf("day %d: %s did not clear: %s", r.View.Day, r.View.Instruments[k].ID, s)
			}
		}
	}
	return nil
}

// unitsPerBn are the smallest units in a billion of a currency.
func unitsPerBn(t *testing.T, currency string) float64 {
	t.Helper()
	e, err := economy.Load()
	if err != nil {
		t.Fatal(err)
	}
	c, ok := e.Currency(currency)
	if !ok {
		t.Fatalf("the economy has no currency %q", currency)
	}
	return c.UnitsPerBn
}

// run computes the closes of a case with the model.
func run(t *testing.T, s *spec, b *balances) [][]float64 {
	t.Helper()
	cat := agents.Default()
	start, err := world.ParseDate(s.Start)
	if err != nil {
		t.Fatal(err)
	}
	cfg := world.Config{
		Start: weekdays.Add(start, -1), Days: s.Days, Rounds: s.Rounds, Inline: true, VIX: b.VIX, MOVE: b.MOVE,
		Facts: &world.Facts{OutstandingUSDBn: b.Outstanding, Allotment: map[string]map[string]float64{}, GDPUSDBn: map[string]float64{"US": b.USGDP}},
	}
	cfg.Facts.Correlations = map[[2]string]float64{}
	for _, c := range b.Correlations {
		cfg.Facts.Correlations[[2]string{c.A, c.B}] = c.Rho
	}
	for _, p := range b.Partners {
		cfg.Facts.Partners = append(cfg.Facts.Partners, world.Partner{Country: p.Country, Equity: p.Equity, Government: p.Government, ToUSUSDBn: p.ToUS, FromUSUSDBn: p.FromUS, GDPUSDBn: p.GDP})
	}
	// Smallest units of an asset for a USD bn at base prices.
	unit, issuer := map[string]float64{}, map[string]string{}
	perUSD := map[string]float64{}
	for _, c := range b.Currencies {
		cfg.Currencies = append(cfg.Currencies, world.Currency{
			ID: c.ID, UnitsPerBn: unitsPerBn(t, c.ID), BasePerUSD: c.PerUSD, CentralBank: c.Bank, PolicyRatePct: c.RatePct,
		})
		perUSD[c.ID] = c.PerUSD
		unit[c.ID], issuer[c.ID] = unitsPerBn(t, c.ID)*c.PerUSD, c.Bank
	}
	classes := map[string]world.Class{"bond": world.Bond, "swap": world.Swap, "fx": world.FX, "equity": world.Equity}
	for _, in := range b.Instruments {
		cfg.Instruments = append(cfg.Instruments, world.Instrument{
			ID: in.ID, Class: classes[in.Class], Currency: in.Currency, BasePrice: in.Base, DurationYr: in.Duration,
			BaseYieldPct: in.Yield, DailySDBp: in.SD, LimitBp: in.Limit, Issuer: in.Issuer,
			Bucket: in.Bucket, Country: in.Country, ShortRate: in.Short, LongRate: in.Long,
		})
		for name, x := range in.Loadings {
			if err := cfg.Instruments[len(cfg.Instruments)-1].Loadings.Set(name, x); err != nil {
				t.Fatal(err)
			}
		}
		if in.Class != "fx" {
			unit[in.ID], issuer[in.ID] = unitsPerBn(t, in.Currency)*perUSD[in.Currency]/in.Base, in.Issuer
		}
	}
	number := map[string]int{}
	sum := map[string]int64{}
	for i, a := range s.Agents {
		kind, params := cat[a.Kind], a.make(t, cat)
		number[a.ID] = i
		cfg.Agents = append(cfg.Agents, kind.Spec(a.ID, params))
		for asset, bn := range b.Holdings[a.ID] {
			units := int64(math.RoundToEven(bn * unit[asset]))
			cfg.Opening = append(cfg.Opening, world.Position{Agent: a.ID, Asset: asset, Units: units})
			sum[asset] += units
		}
	}
	for asset, units := range sum {
		if units != 0 {
			cfg.Opening = append(cfg.Opening, world.Position{Agent: issuer[asset], Asset: asset, Units: -units})
		}
	}
	for _, in := range b.Instruments {
		if in.Issuer != "us_treasury" {
			continue
		}
		var total float64
		for _, a := range b.Absorbing {
			total += b.Holdings[a][in.ID]
		}
		for _, a := range b.Absorbing {
			if cfg.Facts.Allotment[a] == nil {
				cfg.Facts.Allotment[a] = map[string]float64{}
			}
			cfg.Facts.Allotment[a][in.ID] = b.Holdings[a][in.ID] / total
		}
	}
	for _, e := range s.Script {
		typ, err := world.ParseStatementType(e.Type)
		if err != nil {
			t.Fatal(err)
		}
		st := world.Statement{Day: e.Day, Type: typ, Actor: number[e.Actor], Target: -1, Instrument: -1, Value: e.Value}
		if e.Target != "" {
			st.Target = number[e.Target]
		}
		cfg.Script = append(cfg.Script, st)
	}
	seen := &prices{t: t}
	cfg.Observers = []world.Observer{seen}
	w, err := world.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	return seen.x
}

// reference is one case of prices.json.
type reference struct {
	Name        string      `json:"name"`
	Instruments []string    `json:"instruments"`
	X           [][]float64 `json:"x_bp"`
}

func TestUpdate(t *testing.T) {
	if !*update {
		t.Skip("without -update")
	}
	all := []spec{}
	for _, name := range cases {
		all = append(all, describe(load(t, name)))
	}
	data, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("worlds.json", append(data, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

// fixtures reads balances, worlds and the reference's prices.
func fixtures(t *testing.T) (b balances, worlds []spec, ref []reference) {
	t.Helper()
	read(t, "balances.json", &b)
	read(t, "worlds.json", &worlds)
	read(t, "prices.json", &ref)
	return b, worlds, ref
}

func TestPricesAgree(t *testing.T) {
	b, worlds, ref := fixtures(t)
	if len(ref) != len(worlds) || len(worlds) != len(cases) {
		t.Fatalf("%d worlds, %d series of prices, want %d", len(worlds), len(ref), len(cases))
	}
	for c := range worlds {
		t.Run(worlds[c].Name, func(t *testing.T) { compare(t, &ref[c], run(t, &worlds[c], &b)) })
	}
}

// The comparison would see a parameter that is off by a hundredth of a percent.
func TestSmallChangesShow(t *testing.T) {
	b, worlds, ref := fixtures(t)
	for _, change := range []struct{ kind, param string }{
		{"real_money", "kappa_per_day"}, {"real_money", "switch_pct_per_bp"}, {"reserve_manager", "beta_pct_per_100bp"},
		{"macro_fund", "var_sh"}, {"macro_fund", "threat_log_odds"}, {"dealer", "spread_bp_per_100bn"}, {"dealer", "convexity"},
		{"rv_fund", "haircut_pct"}, {"fx_dealer", "risk_limit_usd_bn"}, {"carry_fund", "stop_cut_per_pct"},
		{"fx_investor", "kappa_per_day"}, {"equity_fund", "vol_pct"}, {"equity_fund", "export_tariff_elasticity"}, {"us_treasury", "net_issuance_usd_bn_per_yr"}, {"jp_mof", "sale_usd_bn"},
	} {
		var worst float64
		for c := range worlds {
			changed := worlds[c]
			changed.Agents = slices.Clone(changed.Agents)
			for i := range changed.Agents {
				a := &changed.Agents[i]
				if x, ok := a.Params[change.param].(float64); ok && a.Kind == change.kind {
					a.Params = maps.Clone(a.Params)
					a.Params[change.param] = x * 1.0001
				}
			}
			for d, day := range run(t, &changed, &b) {
				for k, x := range day {
					worst = math.Max(worst, math.Abs(x-ref[c].X[d][k]))
				}
			}
		}
		if !(worst > 10*tolerance) {
			t.Errorf("%s.%s: a change of 0.01 %% moves no price by more than %.1e bp", change.kind, change.param, worst)
		}
	}
}

func compare(t *testing.T, ref *reference, got [][]float64) {
	t.Helper()
	if len(got) < 60 || len(got) != len(ref.X) {
		t.Fatalf("%d days, the reference has %d", len(got), len(ref.X))
	}
	moved := false
	for k, id := range ref.Instruments {
		var worst, most float64
		at := 0
		for d := range got {
			most = math.Max(most, math.Abs(ref.X[d][k]))
			if gap := math.Abs(got[d][k] - ref.X[d][k]); gap > worst || gap != gap {
				worst, at = gap, d+1
			}
		}
		moved = moved || most > 5
		t.Logf("%-12s largest move %9.4f bp, largest difference %.1e bp (%.1e of it) on day %d", id, most, worst, worst/math.Max(most, 1), at)
		if !(worst <= tolerance) {
			t.Errorf("%s: the model says %.12g bp on day %d, the reference %.12g", id, got[at-1][k], at, ref.X[at-1][k])
		}
	}
	if !moved {
		t.Error("nothing moved")
	}
}

func TestPricesAreCurrent(t *testing.T) {
	if *interpreter == "" {
		t.Skip("without -python")
	}
	cmd := exec.Command(*interpreter, "reference.py")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("reference.py: %v\n%s", err, stderr.String())
	}
	var fresh, kept []reference
	if err := json.Unmarshal(out, &fresh); err != nil {
		t.Fatal(err)
	}
	read(t, "prices.json", &kept)
	if len(fresh) != len(kept) {
		t.Fatal("prices.json is out of date: see the package comment")
	}
	for c := range fresh {
		for d := range fresh[c].X {
			for k, x := range fresh[c].X[d] {
				// Other versions of the libraries round differently.
				if gap := math.Abs(x - kept[c].X[d][k]); !(gap <= 1e-8) {
					t.Fatalf("prices.json is out of date: see the package comment (%s)",
						fmt.Sprintf("%s, day %d, %s: %.12g, kept %.12g", fresh[c].Name, d+1, fresh[c].Instruments[k], x, kept[c].X[d][k]))
				}
			}
		}
	}
}
