package agents

import (
	"context"
	"fmt"
	"math"
	"testing"

	"kirifuda/world"
)

// tradeWorld is a world of one importer under a tariff.
func tradeWorld(t *testing.T, p ImporterParams, good world.Good, general, auto float64, days int, then ...world.Statement) (exports, paid []float64) {
	t.Helper()
	kind := kinds["importer"]
	still := func(id string) world.AgentSpec {
		return world.AgentSpec{ID: id, New: func(*world.Setup) (world.Institution, error) { return idle{}, nil }}
	}
	start, _ := world.ParseDate("2025-03-31")
	for i := range then {
		then[i].Actor, then[i].Target, then[i].Instrument = 2, 3, -1
	}
	w, err := world.New(world.Config{
		Start: start, Days: days, Inline: true, Facts: &world.Facts{Goods: []world.Good{good}, GDPUSDBn: map[string]float64{"JP": 4030}, DealTariffPct: 15, JuneTariffPct: 10},
		Currencies: []world.Currency{{ID: "usd", UnitsPerBn: 1e11, BasePerUSD: 1, CentralBank: "us_fed"}},
		Agents: []world.AgentSpec{
			still("us_fed"), still("us_treasury"), still("us_trade"), still("jp_trade"), still("jp_corporates"),
			kind.Spec("firms", &p),
		},
		Script: append([]world.Statement{
			{Day: 1, Type: world.TariffGeneral, Actor: 2, Target: 3, Instrument: -1, Value: general},
			{Day: 1, Type: world.TariffAuto, Actor: 2, Target: 3, Instrument: -1, Value: auto},
		}, then...),
		Observers: []world.Observer{watch(func(r *world.Record) error {
			x, ok := r.Value(map[bool]string{true: "jp_exports_us_usd_bn", false: "us_exports_jp_usd_bn"}[good.ToUS])
			y, ok2 := r.Value("tariff_revenue_usd_bn")
			if !ok || !ok2 {
				return fmt.Errorf("no such series among %d", len(r.Series))
			}
			exports, paid = append(exports, x), append(paid, y)
			return nil
		})},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	return exports, paid
}

type watch func(r *world.Record) error

func (f watch) Observe(r *world.Record) error { return f(r) }

func TestImportDemand(t *testing.T) {
	good := world.Good{Name: "machines", ToUS: true, USDBn: 100, BaseTariff: 2, SigmaShort: 0.8, SigmaLong: 2, PassThrough: 0.75}
	tau := math.Log(1.27 / 1.02)
	// With no delivery lag and no long run the volume is the short-run one at once.
	x, paid := tradeWorld(t, ImporterParams{LagDays: 1, LongDays: 1e12}, good, 25, 0, 40)
	want := 100 * math.Exp(-0.8*0.75*tau-0.25*tau)
	for day := 1; day < len(x); day++ {
		if math.Abs(x[day]-want) > 1e-9 {
			t.Fatalf("day %d: exports of %g, want %g", day+1, x[day], want)
		}
		if math.Abs(paid[day]-0.27*want) > 1e-9 {
			t.Fatalf("day %d: duty of %g on %g", day+1, paid[day], want)
		}
	}
	// In the end the long-run elasticity rules.
	x, _ = tradeWorld(t, ImporterParams{LagDays: 5, LongDays: 20}, good, 25, 0, 600)
	if want := 100 * math.Exp(-2*0.75*tau-0.25*tau); math.Abs(x[len(x)-1]-want) > 1e-6 {
		t.Errorf("in the long run exports are %g, want %g", x[len(x)-1], want)
	}
	for day := 2; day < len(x); day++ {
		if x[day] > x[day-1]+1e-12 {
			t.Fatalf("exports rise on day %d", day+1)
		}
	}
	// The rate on cars is for cars; other rates come on top of the base rate.
	car := good
	car.Auto = true
	x, _ = tradeWorld(t, ImporterParams{LagDays: 1, LongDays: 1e12}, car, 25, 0, 5)
	if math.Abs(x[4]-100) > 1e-9 {
		t.Errorf("the general rate reaches cars: exports of %g", x[4])
	}
	// What Japan imports does not pay Washington's tariffs.
	back := good
	back.ToUS = false
	if x, paid = tradeWorld(t, ImporterParams{LagDays: 1, LongDays: 1e12}, back, 25, 25, 5); math.Abs(x[4]-100) > 1e-9 || paid[4] != 0 {
		t.Errorf("U.S. exports are %g and pay %g", x[4], paid[4])
	}
}

func TestPassThroughRamps(t *testing.T) {
	car := world.Good{PassThrough: 0.35, PassThrough12m: 0.7}
	for _, c := range []struct{ n, want float64 }{{0, 0.35}, {0.5, 0.525}, {1, 0.7}, {4, 0.7}} {
		if got := passThrough(&car, c.n); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("pass-through after %g years is %g, want %g", c.n, got, c.want)
		}
	}
	if got := passThrough(&world.Good{PassThrough: 0.9}, 400); got != 0.9 {
		t.Errorf("a pass-through without a later value becomes %g", got)
	}
	// The clock runs while a tariff stands and starts anew with the next.
	g := flow{base: 2.5}
	for _, rate := range []float64{2.5, 27.5, 27.5, 15} {
		g.set(rate, 0.25)
	}
	if g.years != 0.75 {
		t.Errorf("after three quarters of a tariff the clock is at %g", g.years)
	}
	if g.set(2.5, 0.25); g.years != 0 || g.t != 0 {
		t.Errorf("without a tariff the clock is at %g", g.years)
	}
}

// Trade diversion: a tariff on all moves imports by ε·(1 − θ), one on a small
// supplier by ε.
func TestImportsAsAWhole(t *testing.T) {
	p := ImporterParams{LagDays: 1, LongDays: 1e12, SigmaShort: 2.5, SigmaLong: 4, PassThrough: 1, Diversion: 0.5}
	in := []flow{{usd: 990}, {usd: 10}}
	days := func(tariffs ...float64) {
		for range 3 {
			for j, rate := range tariffs {
				in[j].set(rate, 1.0/365)
			}
			theta := p.relative(0, in, 1000)
			for j := range in {
				p.buy(&in[j], 0, theta)
			}
		}
	}
	days(25, 25)
	tau := math.Log(1.25)
	for j := range in {
		if want := -2.5 * 0.5 * tau; math.Abs(in[j].vol-want) > 1e-9 {
			t.Errorf("a tariff on all moves volume %d by %g, want %g", j, in[j].vol, want)
		}
	}
	days(0, 25)
	if want := -2.5 * tau * (1 - 0.5*0.01); math.Abs(in[1].vol-want) > 1e-9 {
		t.Errorf("a tariff on a small supplier moves its volume by %g, want %g", in[1].vol, want)
	}
	if !(in[0].vol > 0) {
		t.Errorf("the others' volume moves by %g", in[0].vol)
	}
}

// A deal raises no rate: goods under a sector's own tariff keep the lower one.
func TestADealRaisesNoRate(t *testing.T) {
	steel := world.Good{Name: "steel", ToUS: true, USDBn: 100, BaseTariff: 1, SigmaShort: 2, SigmaLong: 2, PassThrough: 1, DealTariff: 50, NoDealTariff: 50}
	before, _ := tradeWorld(t, ImporterParams{LagDays: 1, LongDays: 1e12}, steel, 10, 0, 10)
	after, paid := tradeWorld(t, ImporterParams{LagDays: 1, LongDays: 1e12}, steel, 10, 0, 10, world.Statement{Day: 4, Type: world.Deal, Value: 20})
	if last := len(before) - 1; after[last] != before[last] || math.Abs(paid[last]/after[last]-0.11) > 1e-9 {
		t.Errorf("after a deal exports of %g pay %g, before it exports are %g", after[last], paid[last], before[last])
	}
	// A sector's own tariff stands beside the general one, and a deal leaves it alone.
	steel.JuneTariff = 50
	for _, deal := range []float64{0, 12} {
		out, paid := tradeWorld(t, ImporterParams{LagDays: 1, LongDays: 1e12}, steel, 10, 0, 10, world.Statement{Day: 4, Type: world.Deal, Value: deal})
		if last := len(out) - 1; math.Abs(paid[last]/out[last]-0.5) > 1e-9 {
			t.Errorf("under a deal at %g %% steel pays %g", deal, paid[last]/out[last])
		}
	}
	// Where the general tariff applies it has no ceiling.
	machines := steel
	machines.BaseTariff, machines.JuneTariff, machines.NoDealTariff, machines.DealTariff = 1.5, 11.5, 26.5, 15
	if out, paid := tradeWorld(t, ImporterParams{LagDays: 1, LongDays: 1e12}, machines, 50, 0, 5); math.Abs(paid[4]/out[4]-0.515) > 1e-9 {
		t.Errorf("under a general tariff of 50 %% machines pay %g", paid[4]/out[4])
	}
	steel.JuneTariff = 0
	// Exempt goods stay exempt.
	aircraft := steel
	aircraft.BaseTariff, aircraft.DealTariff = 0, 0
	if _, paid = tradeWorld(t, ImporterParams{LagDays: 1, LongDays: 1e12}, aircraft, 10, 0, 10, world.Statement{Day: 4, Type: world.Deal, Value: 20}); paid[len(paid)-1] != 0 {
		t.Errorf("exempt goods pay %g", paid[len(paid)-1])
	}
}

// The long-run elasticity belongs to a price that has stood, not to the age of
// the world.
func TestLateTariffsMeetTheShortRun(t *testing.T) {
	p := ImporterParams{LagDays: 1, LongDays: 500}
	early, late := flow{}, flow{}
	for range 1000 {
		late.respond(&p, 2, 4, 0)
	}
	for day := range 600 {
		early.respond(&p, 2, 4, 0.1)
		late.respond(&p, 2, 4, 0.1)
		if early.vol != late.vol {
			t.Fatalf("day %d: a tariff on the first day moves the volume by %g, one years later by %g", day+1, early.vol, late.vol)
		}
		if day == 0 && math.Abs(early.vol+0.2) > 0.001 {
			t.Fatalf("the first day's volume moves by %g, want the short run's -0.2", early.vol)
		}
	}
}
