package world

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

func TestPrices(t *testing.T) {
	w := build(t, small(maker("a", 1), maker("b", 1)))
	in := w.View().Instruments
	for k := range in {
		if base, up := in[k].Price(0), in[k].Price(10); in[k].Class != Swap && in[k].Class != Equity && up >= base {
			t.Errorf("%s costs %g at its base price and %g above it", in[k].ID, base, up)
		}
	}
	if got := in[tYen].Quote(1e4 * math.Log(1.1)); math.Abs(got-165) > 1e-9 {
		t.Errorf("10 %% more yen per dollar than 150 is %g", got)
	}
	if got := in[tYen].Price(0) * in[tYen].Quote(0); math.Abs(got-1) > 1e-15 {
		t.Errorf("price times quote of a currency is %g", got)
	}
	if got := in[tBond].Quote(25); math.Abs(got-4.45) > 1e-12 {
		t.Errorf("25 bp above 4.2 %% is %g", got)
	}
}

func TestHistory(t *testing.T) {
	var closes [][]float64
	var w *World
	watch := agent("watch", func(d *Desk) {
		v := d.View
		for n := range 70 {
			want := 0.0 // before the start: the base price
			if i := len(closes) - 1 - min(n, historyDays-1); i >= 0 {
				want = closes[i][tBond]
			}
			if got := v.Back(tBond, n); got != want {
				panic(fmt.Sprintf("day %d: close %d days ago is %g, want %g", v.Day, n, got, want))
			}
		}
		if got := v.Change(tBond, 5); got != v.Back(tBond, 0)-v.Back(tBond, 5) {
			panic(fmt.Sprint("change over five days is ", got))
		}
	}, nil)
	w = build(t, small(maker("maker", 2), noise("noise", 3), watch))
	for day := 1; day <= 80; day++ {
		before := slices.Clone(w.View().X)
		steps(t, w, 1)
		v := w.View()
		if v.Day != day || v.Date != w.cfg.Start.AddBusiness(day) || v.Previous != w.cfg.Start.AddBusiness(day-1) {
			t.Fatalf("day %d is %d, %s after %s", day, v.Day, v.Date, v.Previous)
		}
		if !slices.Equal(v.Open, before) {
			t.Fatalf("day %d opened at %v, closed before at %v", day, v.Open, before)
		}
		for k := range v.X {
			if v.Move[k] != v.X[k]-v.Open[k] {
				t.Fatalf("move of %s is %g", v.Instruments[k].ID, v.Move[k])
			}
		}
		closes = append(closes, slices.Clone(v.X))
	}
	if w.View().X[tBond] == 0 {
		t.Error("nothing moved")
	}
}

func TestMail(t *testing.T) {
	const rounds = 2
	var got []string
	note := func(phase string) func(d *Desk) {
		return func(d *Desk) {
			for _, m := range d.Inbox {
				got = append(got, fmt.Sprintf("%s%d %d>%d %g", phase, d.View.Round, m.From-4, m.To-4, m.Values[0]))
			}
		}
	}
	send := func(day int, phase float64) func(d *Desk) {
		return func(d *Desk) {
			note([]string{"act", "bid"}[min(1, int(phase))])(d)
			if d.View.Day != day {
				return
			}
			for to := 7; to >= 4; to-- {
				d.Send(to, Offer, 10*phase+float64(d.View.Round))
				d.Send(to, Round, 10*phase+float64(d.View.Round)+0.5, 1, 2, 3)
			}
			d.Send(-1, Offer, 99)
		}
	}
	cfg := small(
		agent("a", send(1, 0), note("bid")), agent("b", send(1, 0), note("bid")),
		agent("c", note("act"), send(1, 1)), maker("m", 1))
	cfg.Rounds = rounds
	w := build(t, cfg)
	steps(t, w, 1)
	var want []string
	for to := range 3 {
		for from := range 2 { // sent in the morning, read in the first round
			want = append(want, fmt.Sprintf("bid0 %d>%d 0", from, to), fmt.Sprintf("bid0 %d>%d 0.5", from, to))
		}
	}
	for to := range 3 { // sent in the first round, read in the second
		want = append(want, fmt.Sprintf("bid1 2>%d 10", to), fmt.Sprintf("bid1 2>%d 10.5", to))
	}
	if !slices.Equal(got, want) {
		t.Fatalf("mail of the first day:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	got, want = nil, nil
	steps(t, w, 2)
	for to := range 3 { // everything since the last morning, read the next, once
		for from := range 2 {
			want = append(want, fmt.Sprintf("act0 %d>%d 0", from, to), fmt.Sprintf("act0 %d>%d 0.5", from, to))
		}
		for _, x := range []string{"10", "10.5", "11", "11.5"} {
			want = append(want, fmt.Sprintf("act0 2>%d %s", to, x))
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("mail of the second day:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestBulletin(t *testing.T) {
	var act, bid []string
	list := func(v *View) (out []string) {
		for _, s := range v.Bulletin {
			out = append(out, fmt.Sprintf("%d:%s:%d:%g", s.Day, s.Type, s.Actor-4, s.Value))
		}
		return out
	}
	watch := agent("watch", func(d *Desk) { act = list(d.View) }, func(d *Desk) { bid = list(d.View) })
	talk := func(id string, x float64) AgentSpec {
		return agent(id, func(d *Desk) {
			if d.View.Day == 2 {
				d.SayOf(TariffGeneral, 4, x)
				d.Say(Purchases, x)
			}
		}, func(d *Desk) {
			if d.View.Day == 1 {
				d.Say(Round, x)
			}
		})
	}
	cfg := small(watch, talk("a", 1), talk("b", 2), maker("m", 1))
	cfg.Script = []Statement{{Day: 2, Type: Denial, Actor: 7, Target: -1, Instrument: -1}}
	w := build(t, cfg)
	steps(t, w, 2)
	// The script first, then what was said since the last publication: in the
	// rounds of the day before, then this morning, each in roster order.
	want := []string{
		"2:denial:3:0", "2:round:1:1", "2:round:2:2",
		"2:tariff_general:1:1", "2:purchases:1:1", "2:tariff_general:2:2", "2:purchases:2:2",
	}
	if len(act) != 0 || !slices.Equal(bid, want) {
		t.Errorf("bulletin in the morning %q, when bidding %q, want nothing and %q", act, bid, want)
	}
	v := w.View()
	if got := v.Latest(TariffGeneral, 4); got != 2 {
		t.Errorf("latest tariff on the first agent is %g, want that said last", got)
	}
	if v.Latest(Purchases, 5) != 1 || v.Latest(Purchases, 6) != 2 || v.Latest(Purchases, -1) != 0 {
		t.Error("a statement without a target is about its speaker")
	}
	steps(t, w, 1)
	if !slices.Equal(act, want) || len(bid) != 0 {
		t.Errorf("next morning's bulletin %q, when bidding %q", act, bid)
	}
}

func TestStatementsThatWorldsKnow(t *testing.T) {
	cfg := small(maker("m", 1), agent("news", func(d *Desk) {
		for _, s := range d.View.Bulletin {
			if s.Vector != nil {
				panic("yesterday's news is still there")
			}
		}
		d.Publish(Statement{Type: Fundamentals, Target: -1, Instrument: -1, Vector: []float64{1, 2}})
		d.Publish(Statement{Type: Fundamentals, Target: -1, Instrument: -1, Vector: []float64{0.5}})
		d.Say(VolatilityRegime, 2.5)
		d.Say(PolicyRate, 99) // not a central bank: no rate
		d.Publish(Statement{Type: Issuance, Target: -1, Instrument: tBond, Value: 3})
	}, nil))
	cfg.Agents[1] = agent("boj", func(d *Desk) { d.Say(PolicyRate, 0.75) }, nil)
	w := build(t, cfg)
	steps(t, w, 2)
	v := w.View()
	if v.News(0) != 1.5 || v.News(1) != 2 || v.News(2) != 0 {
		t.Errorf("news is %g, %g, %g", v.News(0), v.News(1), v.News(2))
	}
	if v.Stress != 2.5 || v.Vol[tBond] < 2.5 {
		t.Errorf("stress is %g, volatility %g", v.Stress, v.Vol[tBond])
	}
	if v.PolicyRatePct[0] != 4.33 || v.PolicyRatePct[1] != 0.75 {
		t.Errorf("policy rates are %v", v.PolicyRatePct)
	}
	if v.Issued[tBond] != 6 {
		t.Errorf("issued %g", v.Issued[tBond])
	}
}

func TestPayments(t *testing.T) {
	cfg := small(maker("m", 1), agent("a", func(d *Desk) {
		d.Pay(ledger.Goods, 4, 0, 1.5)
		d.Pay(ledger.Tariff, 2, 1, 30)
		d.Pay(ledger.Goods, -1, 0, 1e6)
		d.Pay(ledger.Goods, 4, 0, 1e-13)
	}, nil))
	noCarry(&cfg)
	w := build(t, cfg)
	b := w.Books()
	before := [3]int64{b.Units(4, 0), b.Units(5, 0), b.Units(2, 1)}
	steps(t, w, 1)
	if d := b.Units(4, 0) - before[0]; d != 1.5e11 {
		t.Errorf("received %d cents", d)
	}
	if d := b.Units(5, 0) - before[1]; d != -1.5e11 {
		t.Errorf("paid %d cents", d)
	}
	if d := b.Units(2, 1) - before[2]; d != 30e9 {
		t.Errorf("tariffs of %d yen", d)
	}
	if b.Turnover(ledger.Tariff, 1) != 30e9 || b.Turnover(ledger.Goods, 0) != 1.5e11 {
		t.Errorf("turnover: tariffs %d, goods %d", b.Turnover(ledger.Tariff, 1), b.Turnover(ledger.Goods, 0))
	}
}

// A loan makes nobody richer, is limited by what the borrower's bonds are worth,
// and is repaid by who owes it.
func TestLoans(t *testing.T) {
	var lent [2]float64
	cfg := small(
		agent("lender", func(d *Desk) {
			if d.View.Day == 1 {
				d.Lend(5, 2)
			}
			if d.View.Day == 3 {
				d.Lend(5, 1e4)
			}
			lent[0] = d.Book.LentUSDBn()
		}, nil),
		agent("borrower", func(d *Desk) {
			if d.View.Day == 2 {
				d.Repay(4, 0.5)
			}
			lent[1] = d.Book.LentUSDBn()
		}, nil), maker("m", 1))
	noCarry(&cfg)
	w := build(t, cfg)
	b := w.Books()
	cash, equity := b.Units(5, 0), b.Equity(5, 0)
	steps(t, w, 1)
	if d := b.Units(5, 0) - cash; d != 2e11 || b.Equity(5, 0) != equity || b.Units(4, w.loans) != 2e11 || b.Units(5, w.loans) != -2e11 {
		t.Errorf("borrowed %d cents, equity changed by %d, claims %d and %d", d, b.Equity(5, 0)-equity, b.Units(4, w.loans), b.Units(5, w.loans))
	}
	steps(t, w, 1)
	if lent != [2]float64{2, -2} || b.Units(5, 0)-cash != 1.5e11 || b.Units(4, w.loans) != 1.5e11 {
		t.Errorf("books show %v; after repayment %d cents are left of the loan and %d claimed", lent, b.Units(5, 0)-cash, b.Units(4, w.loans))
	}
	steps(t, w, 1)
	if got, want := b.Units(4, w.loans), b.Value(5, w.cfg.Instruments[tBond].asset); got != want || want <= 1.5e11 {
		t.Errorf("a loan of %d against bonds worth %d", got, want)
	}
	if b.Turnover(ledger.Loan, w.loans) != b.Units(4, w.loans)+1e11 {
		t.Errorf("loans and repayments of %d", b.Turnover(ledger.Loan, w.loans))
	}
	// Who sells what it has pledged stops the run.
	sells := small(agent("lender", func(d *Desk) {
		if d.View.Day == 1 {
			d.Lend(5, 2)
		}
	}, nil), agent("seller", nil, func(d *Desk) { d.Bid.Want(tBond, market.Sale, -d.Book.Holding(tBond)) }), maker("m", 10))
	if err := build(t, sells).Step(); err == nil || !strings.Contains(err.Error(), `"seller" owes`) {
		t.Errorf("the pledge is sold: %v", err)
	}
}

func TestIndicators(t *testing.T) {
	share := func(id string, x float64, mean bool) AgentSpec {
		return AgentSpec{ID: id, New: func(s *Setup) (Institution, error) {
			i := s.Indicator(map[bool]string{true: "mean", false: "sum"}[mean], mean)
			return part{act: func(d *Desk) { d.Report(i, 100); d.Report(i, x) }}, nil
		}}
	}
	var got []float64
	cfg := small(share("a", 1, false), share("b", 2, false), share("c", 3, true), share("d", 6, true))
	cfg.Observers = []Observer{observe(func(r *Record) error {
		s, ok := r.Indicator("sum")
		m, ok2 := r.Indicator("mean")
		if _, ok3 := r.Indicator("none"); !ok || !ok2 || ok3 {
			t.Error("indicators are not found by name")
		}
		got = append(got, s, m)
		return nil
	})}
	steps(t, build(t, cfg), 2)
	if want := []float64{3, 4.5, 3, 4.5}; !slices.Equal(got, want) {
		t.Errorf("indicators are %v, want %v", got, want)
	}
}

type observe func(r *Record) error

func (f observe) Observe(r *Record) error { return f(r) }

// busy is a world in which everybody does something.
func busy() Config {
	var agents []AgentSpec
	for i := range 12 {
		agents = append(agents, maker(fmt.Sprint("maker_", i), 0.5+float64(i)), noise(fmt.Sprint("noise_", i), 2))
	}
	agents = append(agents, agent("talker", func(d *Desk) {
		d.Say(Offer, d.Rand(1).Float64())
		d.Send(5, Offer, d.Rand(2).Float64())
		d.Pay(ledger.Goods, 4+d.Rand(3).IntN(10), 0, math.Abs(d.Rand(4).NormFloat64()))
	}, nil), AgentSpec{ID: "listener", New: func(s *Setup) (Institution, error) {
		i := s.Indicator("heard", false)
		return part{bid: func(d *Desk) {
			for _, m := range d.Inbox {
				d.Report(i, m.Values[0])
			}
			for _, s := range d.View.Bulletin {
				d.Bid.Want(tYen, market.Belief, s.Value)
			}
		}}, nil
	}})
	cfg := small(agents...)
	cfg.Rounds = 2
	return cfg
}

func TestSchedulersGiveTheSameBits(t *testing.T) {
	days := 40
	if testing.Short() {
		days = 10
	}
	cfg := busy()
	want := runHash(t, cfg, days)
	for _, procs := range []int{1, 2, 8} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		for _, inline := range []bool{true, false} {
			cfg.Inline = inline
			if got := runHash(t, cfg, days); got != want {
				t.Errorf("GOMAXPROCS %d, inline %t: hash %x, want %x", procs, inline, got, want)
			}
		}
	}
	cfg.Seed++
	if runHash(t, cfg, days) == want {
		t.Error("another seed gives the same run")
	}
	cfg = busy()
	cfg.Run++
	if runHash(t, cfg, days) == want {
		t.Error("another run number gives the same run")
	}
}

func TestWatchingChangesNothing(t *testing.T) {
	cfg := busy()
	want := runHash(t, cfg, 10)
	cfg.Observers = []Observer{observe(func(*Record) error { return nil }), &hash{}}
	if runHash(t, cfg, 10) != want {
		t.Error("observers changed the run")
	}
}

// An agent that does nothing changes nobody's draws, trades or prices, wherever
// it stands on the roster.
func TestMinimallyDifferentWorlds(t *testing.T) {
	rows := func(cfg Config) map[string][]int64 {
		w := build(t, cfg)
		steps(t, w, 15)
		out := map[string][]int64{}
		for g, name := range w.Agents() {
			for s := range w.Books().Assets() {
				out[name] = append(out[name], w.Books().Units(g, s), w.Books().Value(g, s), w.Books().Bought(g, s))
			}
		}
		for k, x := range w.View().X {
			out["x"] = append(out["x"], int64(math.Float64bits(x)), int64(k))
		}
		return out
	}
	// Agents of busy know each other by number; here they must not.
	cfg := small(maker("m1", 1), maker("m2", 3), noise("n1", 2), noise("n2", 1))
	want := rows(cfg)
	for _, at := range []int{0, 3, len(cfg.Agents)} {
		with := cfg
		with.Agents = slices.Insert(slices.Clone(cfg.Agents), at, agent("idle", nil, nil))
		got := rows(with)
		for name := range want {
			if !slices.Equal(got[name], want[name]) {
				t.Errorf("an idle agent in place %d changed the rows of %s", at, name)
			}
		}
	}
}

func TestFailuresNameAgentAndDay(t *testing.T) {
	on := func(day int, f func(d *Desk)) func(d *Desk) {
		return func(d *Desk) {
			if d.View.Day == day {
				f(d)
			}
		}
	}
	limited := func(k int) *market.Limited {
		l := market.NewLimited([]int{k}, []int{k})
		l.Risk[0], l.Capacity = 1, 1
		return l
	}
	cases := []struct {
		name     string
		act, bid func(d *Desk)
		want     string
	}{
		{"panic when acting", func(*Desk) { panic("out of yen") }, nil, "out of yen"},
		{"panic when bidding", nil, func(*Desk) { panic("no idea") }, "no idea"},
		{"bid not a number", nil, func(d *Desk) { d.Bid.Want(tYen, market.Sale, math.NaN()) }, "jpy"},
		{"infinite slope", nil, func(d *Desk) { d.Bid.Slope(tShare, tBond, math.Inf(1)) }, "share"},
		{"no such instrument", nil, func(d *Desk) { d.Bid.Want(4, market.Sale, 1) }, "instrument 4"},
		{"no such price", nil, func(d *Desk) { d.Bid.Slope(0, -1, 1) }, "instrument -1"},
		{"curve on no instrument", nil, func(d *Desk) { d.Bid.Curve(9, 1, 1) }, "instrument 9"},
		{"limit on no instrument", nil, func(d *Desk) { d.Bid.Limit(limited(17)) }, "instrument 17"},
		{"mail to nobody", func(d *Desk) { d.Send(99, Offer) }, nil, "mail to 99"},
		{"statement about nobody", func(d *Desk) { d.SayOf(Offer, 99, 1) }, nil, "99"},
		{"statement of no type", func(d *Desk) { d.Say(NumStatementTypes, 1) }, nil, "type"},
		{"issue of nothing", func(d *Desk) { d.Say(Issuance, 1) }, nil, "instrument"},
		{"statement of no instrument", func(d *Desk) { d.Publish(Statement{Type: Issuance, Target: -1, Instrument: 4}) }, nil, "4"},
		{"statement not a number", nil, func(d *Desk) { d.Say(Offer, math.Inf(-1)) }, "offer"},
		{"news of more than there is", func(d *Desk) {
			d.Publish(Statement{Type: Fundamentals, Target: -1, Instrument: -1, Vector: make([]float64, 9)})
		}, nil, "9"},
		{"news not a number", func(d *Desk) {
			d.Publish(Statement{Type: Fundamentals, Target: -1, Instrument: -1, Vector: []float64{0, math.NaN()}})
		}, nil, "swap"},
		{"payment not a number", func(d *Desk) { d.Pay(ledger.Goods, 4, 0, math.NaN()) }, nil, "NaN"},
		{"payment drawn on another", func(d *Desk) { d.Pay(ledger.Goods, 4, 0, -1) }, nil, "draws on another"},
		{"payment of everything", func(d *Desk) { d.Pay(ledger.Goods, 4, 0, 1e30) }, nil, "1e+30"},
		{"payment to nobody", func(d *Desk) { d.Pay(ledger.Goods, 99, 0, 1) }, nil, "99"},
		{"payment to the clearing house", func(d *Desk) { d.Pay(ledger.Goods, d.w.house, 0, 1) }, nil, "account"},
		{"loan to nobody", func(d *Desk) { d.Lend(-1, 1) }, nil, "loan of 1 bn to -1"},
		{"loan not a number", func(d *Desk) { d.Lend(4, math.NaN()) }, nil, "NaN"},
		{"repayment of no loan", func(d *Desk) { d.Repay(4, 1) }, nil, "does not owe"},
		{"payment in no currency", func(d *Desk) { d.Pay(ledger.Goods, 4, 5, 1) }, nil, "index"},
		{"end of the goroutine", func(*Desk) { runtime.Goexit() }, nil, "goroutine"},
	}
	for _, c := range cases {
		for _, inline := range []bool{true, false} {
			if inline && strings.HasPrefix(c.name, "end of") {
				continue
			}
			t.Run(fmt.Sprintf("%s/inline=%t", c.name, inline), func(t *testing.T) {
				guilty := part{}
				if c.act != nil {
					guilty.act = on(3, c.act)
				}
				if c.bid != nil {
					guilty.bid = on(3, c.bid)
				}
				cfg := small(maker("maker", 1), noise("noise", 1), agent("guilty", guilty.act, guilty.bid), noise("other", 1))
				cfg.Inline = inline
				w := build(t, cfg)
				steps(t, w, 2)
				err := w.Step()
				if err == nil {
					t.Fatal("the day passed")
				}
				for _, part := range []string{"day 3", "2025-04-03", `"guilty"`, c.want} {
					if !strings.Contains(err.Error(), part) {
						t.Errorf("%q does not say %q", err, part)
					}
				}
				if again := w.Step(); !errors.Is(again, err) {
					t.Errorf("the next step says %v", again)
				}
			})
		}
	}
}

func TestTheFirstToFailOnTheRosterIsNamed(t *testing.T) {
	fail := func(id string) AgentSpec { return agent(id, func(*Desk) { panic(id) }, nil) }
	for _, inline := range []bool{true, false} {
		cfg := small(maker("m", 1), fail("first"), fail("second"))
		cfg.Inline = inline
		if err := build(t, cfg).Step(); err == nil || !strings.Contains(err.Error(), `"first"`) {
			t.Errorf("inline %t: %v", inline, err)
		}
	}
}

func TestObserverStopsTheRun(t *testing.T) {
	full := errors.New("disk full")
	cfg := small(maker("m", 1), noise("n", 1))
	cfg.Observers = []Observer{observe(func(r *Record) error {
		if r.View.Day == 2 {
			return full
		}
		return nil
	})}
	if err := build(t, cfg).Run(context.Background()); !errors.Is(err, full) || !strings.Contains(err.Error(), "day 2") {
		t.Errorf("the run ended with %v", err)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cfg := small(maker("m", 1), noise("n", 1))
	cfg.Observers = []Observer{observe(func(r *Record) error {
		if r.View.Day == 3 {
			cancel()
		}
		return nil
	})}
	w := build(t, cfg)
	if err := w.Run(ctx); !errors.Is(err, context.Canceled) || w.View().Day != 3 {
		t.Errorf("on day %d: %v", w.View().Day, err)
	}
	if err := w.Run(context.Background()); err != nil || w.View().Day != cfg.Days {
		t.Errorf("a cancelled run went on to day %d: %v", w.View().Day, err)
	}
}

// A bubble of synctest fails if a goroutine of it outlives its main one.
func TestCloseJoinsGoroutines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := busy()
		cfg.Inline = false
		w, err := New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		steps(t, w, 3)
		w.Close()
		w.Close()
		if err := w.Step(); err == nil || !strings.Contains(err.Error(), "closed") {
			t.Errorf("a closed world steps: %v", err)
		}
	})
	synctest.Test(t, func(t *testing.T) { // also after a failure
		cfg := small(maker("m", 1), agent("a", func(*Desk) { panic("x") }, nil))
		cfg.Inline = false
		w, err := New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		if w.Step() == nil {
			t.Error("no error")
		}
		w.Close()
	})
	synctest.Test(t, func(t *testing.T) { // and where no world came to be
		cfg := small(maker("m", 1), AgentSpec{ID: "bad", New: func(*Setup) (Institution, error) { return nil, errors.New("no licence") }})
		cfg.Inline = false
		if _, err := New(cfg); err == nil || !strings.Contains(err.Error(), `"bad"`) || !strings.Contains(err.Error(), "no licence") {
			t.Errorf("New says %v", err)
		}
	})
}

func TestPriceLimit(t *testing.T) {
	cfg := small(maker("maker", 0.1), maker("other", 0.1), agent("seller", nil, func(d *Desk) {
		if d.View.Day == 1 {
			d.Bid.Want(tBond, market.Sale, -50)
		}
	}))
	cfg.Instruments[tBond].LimitBp = 60
	var rec RoundRecord
	var unfilled float64
	cfg.Observers = []Observer{observe(func(r *Record) error {
		rec = r.Rounds[0]
		rec.States = slices.Clone(rec.States)
		unfilled = r.Attribution.At(r.Attribution.Bidders, market.Unfilled, tBond)
		return nil
	})}
	w := build(t, cfg)
	held := w.Books().Units(6, 2)
	steps(t, w, 1)
	if w.View().X[tBond] != 60 || rec.States[tBond] != market.LimitHigh {
		t.Fatalf("yield moved by %g bp, state %s", w.View().X[tBond], rec.States[tBond])
	}
	if rec.States[tYen] != market.Cleared {
		t.Errorf("the yen is %s", rec.States[tYen])
	}
	sold := float64(held-w.Books().Units(6, 2)) / w.View().Instruments[tBond].UnitsPerUSDBn
	if math.Abs(sold-12) > 1e-9 { // what the others buy at 60 bp
		t.Errorf("sold %g USD bn, want 12", sold)
	}
	if math.Abs(rec.UnfilledUSDBn[tBond]-38) > 1e-9 || unfilled >= 0 {
		t.Errorf("%g USD bn unfilled, attributed %g bp", rec.UnfilledUSDBn[tBond], unfilled)
	}
	if err := w.Books().Check(); err != nil {
		t.Error(err)
	}
	steps(t, w, 1)
	if rec.States[tBond] != market.Cleared {
		t.Errorf("the next day the bond is %s", rec.States[tBond])
	}
}

func TestMarketWithoutDepth(t *testing.T) {
	cfg := small(agent("a", nil, func(d *Desk) { d.Bid.Want(tBond, market.Sale, -5) }), agent("b", nil, nil))
	w := build(t, cfg)
	held := w.Books().Units(4, 2)
	steps(t, w, 1)
	if w.rounds[0].States[tBond] != market.NoTrade || w.View().X[tBond] != 0 || w.Books().Units(4, 2) != held {
		t.Errorf("the bond is %s at %g", w.rounds[0].States[tBond], w.View().X[tBond])
	}
}

// Coupons, interest and the carry of swaps change hands, nothing else.
func TestServiceOfDebt(t *testing.T) {
	cfg := small(agent("a", nil, nil), agent("b", nil, nil), agent("c", nil, nil))
	cfg.Opening = append(cfg.Opening, Position{"c", "usd", -250e11}, Position{"b", "usd", 250e11}) // c borrows
	w := build(t, cfg)
	b := w.Books()
	const a, bb, c, fed, treasury = 4, 5, 6, 0, 2
	steps(t, w, 1)
	day := func(units, pct float64) int64 { return round(units * pct / 100 / 252) }
	coupon := day(300e11, w.cfg.Instruments[tBond].RunningPct(0))
	carry := day(40e11, 4-4.33)
	for _, x := range []struct {
		who        string
		agent      int
		cash, rate float64
		swap       int64
	}{{"a", a, 100e11, 4.33, 1}, {"b", bb, 350e11, 4.33, -1}, {"c", c, -150e11, 4.33, 0}} {
		// Interest is due on what is there after coupons and carry.
		mid := float64(int64(x.cash) + coupon + x.swap*carry)
		want := coupon + x.swap*carry + day(mid, x.rate)
		if got := b.Units(x.agent, 0) - int64(x.cash); got != want || b.Income(x.agent, 0) != want {
			t.Errorf("%s received %d cents, income %d, want %d", x.who, got, b.Income(x.agent, 0), want)
		}
	}
	if got := b.Units(treasury, 0); got != -3*coupon-day(float64(3*coupon), 4.33) {
		t.Errorf("the Treasury has %d cents after coupons of %d", got, coupon)
	}
	for _, money := range []int{0, 1} {
		var income, units int64
		for g := range w.Agents() {
			income += b.Income(g, money)
			units += b.Units(g, money)
		}
		if income != 0 || units != 0 {
			t.Errorf("income in %s sums to %d, cash to %d", b.AssetName(money), income, units)
		}
	}
	if b.Outstanding(0) != -b.Units(fed, 0) {
		t.Errorf("%d cents outstanding, the Federal Reserve owes %d", b.Outstanding(0), -b.Units(fed, 0))
	}
}

func TestVariationMargin(t *testing.T) {
	cfg := small(maker("a", 1), maker("b", 1), agent("c", nil, func(d *Desk) {
		if d.View.Day == 1 {
			d.Bid.Want(tSwap, market.News, -20) // rates up by 10 bp
		}
	}))
	noCarry(&cfg)
	w := build(t, cfg)
	b := w.Books()
	before := []int64{b.Units(4, 0), b.Units(5, 0), b.Units(6, 0)}
	steps(t, w, 1)
	if math.Abs(w.View().X[tSwap]-10) > 1e-9 {
		t.Fatalf("the rate moved by %g bp", w.View().X[tSwap])
	}
	loss := round(40e11 * -math.Expm1(-6*w.View().X[tSwap]/1e4))
	carry := func(g int) int64 {
		return round(float64(b.Units(g, w.cfg.Instruments[tSwap].asset)) * 0.1 / 100 / 252)
	}
	for i, want := range []int64{-loss, loss, 0} {
		got := b.Units(4+i, 0) - before[i] - carry(4+i)
		if d := got - want; d < -1 || d > 1 {
			t.Errorf("agent %d received %d cents of variation margin, want %d", i, got, want)
		}
	}
	var sum int64
	for g := range w.Agents() {
		sum += b.Income(g, 0)
	}
	if sum != 0 {
		t.Errorf("variation margin sums to %d", sum)
	}
}

// Whole units are traded: they sum to zero, and the clearing house is left with
// less than a cent an entry and no security.
func TestRounding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var agents []AgentSpec
		// Deep enough for prices that keep every amount below 2^53 units: cash above
		// that is rounded to more than one.
		for i := range rapid.IntRange(1, 8).Draw(t, "makers") {
			agents = append(agents, maker(fmt.Sprint("m", i), rapid.Float64Range(1, 30).Draw(t, "depth")))
		}
		for i := range rapid.IntRange(1, 8).Draw(t, "traders") {
			agents = append(agents, noise(fmt.Sprint("n", i), rapid.Float64Range(0, 40).Draw(t, "size")))
		}
		cfg := small(agents...)
		cfg.Seed = rapid.Uint64().Draw(t, "seed")
		cfg.Rounds = rapid.IntRange(1, 3).Draw(t, "rounds")
		w, err := New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		for range 5 {
			if err := w.Step(); err != nil {
				t.Fatal(err)
			}
			for s := range w.books.Assets() {
				var sum int64
				for g := range w.names {
					sum += w.books.Bought(g, s)
				}
				if sum != 0 {
					t.Fatalf("trades in %s sum to %d units", w.books.AssetName(s), sum)
				}
				u := w.books.Units(w.house, s)
				if s >= 2 && u != 0 || max(u, -u) > w.through {
					t.Fatalf("the clearing house keeps %d units of %s after %d entries", u, w.books.AssetName(s), w.through)
				}
			}
		}
	})
}

func TestClearingHouseThatKeepsSomething(t *testing.T) {
	w := build(t, small(maker("m", 1), noise("n", 1)))
	steps(t, w, 1)
	w.books.Sell(ledger.Trade, 4, w.house, 2, 1, 1)
	if err := w.Step(); err == nil || !strings.Contains(err.Error(), "clearing house keeps 1 units of bond") {
		t.Errorf("a bond in the clearing house: %v", err)
	}
}

func TestBooks(t *testing.T) {
	var b Book
	cfg := small(AgentSpec{ID: "a", New: func(s *Setup) (Institution, error) {
		b = s.Book()
		if s.Agent("a") != s.Self || s.Agent("nobody") != -1 || s.Instrument("swap") != tSwap || s.Instrument("x") != -1 || s.Currency("jpy") != 1 || s.Currency("x") != -1 {
			return nil, errors.New("names are not found")
		}
		return part{}, nil
	}}, maker("m", 1), noise("n", 5))
	w := build(t, cfg)
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s is %.12g, want %.12g", what, got, want)
		}
	}
	near("bonds at base prices", b.Holding(tBond), 300*0.97)
	near("value of bonds", b.ValueUSDBn(tBond), 300*0.97)
	near("shares", b.ValueUSDBn(tShare), 20_000.0/150)
	near("yen at the base rate", b.Holding(tYen), 60)
	near("dollars", b.CashUSDBn(), 100)
	near("yen", b.CashBn(1), 9000)
	near("equity", b.EquityUSDBn(), 100+60+300*0.97+20_000.0/150)
	steps(t, w, 5)
	v := w.View()
	near("holding after price moves", b.Holding(tBond), 300*0.97)
	near("bonds", b.ValueUSDBn(tBond), 300*0.97*math.Exp(-6*v.X[tBond]/1e4))
	usd := math.Exp(-v.X[tYen]/1e4) / 150
	near("yen in dollars", b.ValueUSDBn(tYen), b.CashBn(1)*usd)
	near("shares", b.ValueUSDBn(tShare), 20_000*math.Exp(v.X[tShare]/1e4)*usd)
	near("interest", b.Earned(tYen), b.Holding(tYen)-60)
	near("equity", b.EquityUSDBn(), b.CashUSDBn()+b.ValueUSDBn(tBond)+b.ValueUSDBn(tShare)+b.ValueUSDBn(tYen))
}

func TestGauges(t *testing.T) {
	calm := build(t, small(maker("m", 1), agent("a", nil, nil)))
	steps(t, calm, 10)
	v := calm.View()
	if v.Vol[tBond] != 1 || v.VIX != 20 || v.MOVE != 100 {
		t.Errorf("calm: volatility %g, VIX %g, MOVE %g", v.Vol[tBond], v.VIX, v.MOVE)
	}
	storm := build(t, small(maker("m", 1), agent("a", nil, func(d *Desk) { d.Bid.Want(tBond, market.Sale, -30) })))
	steps(t, storm, 10)
	if v := storm.View(); v.Vol[tBond] <= 1.5 || v.MOVE <= 150 {
		t.Errorf("30 bp a day: volatility %g, MOVE %g", v.Vol[tBond], v.MOVE)
	}
}

func TestConfigsThatAreWrong(t *testing.T) {
	cases := []struct {
		name  string
		spoil func(c *Config)
		want  string
	}{
		{"agent twice", func(c *Config) { c.Agents = append(c.Agents, c.Agents[4]) }, `"a"`},
		{"balance of nobody", func(c *Config) { c.Opening[0].Agent = "ghost" }, `"ghost"`},
		{"balance of nothing", func(c *Config) { c.Opening[0].Asset = "gold" }, `"gold"`},
		{"books that are not closed", func(c *Config) { c.Opening[0].Units++ }, "off by 1"},
		{"dollar not first", func(c *Config) { c.Currencies[0], c.Currencies[1] = c.Currencies[1], c.Currencies[0] }, "usd"},
		{"unknown money", func(c *Config) { c.Instruments[0].Currency = "chf" }, `"chf"`},
		{"script by nobody", func(c *Config) { c.Script = []Statement{{Day: 1, Actor: 99}} }, "99"},
		{"script about nobody", func(c *Config) { c.Script = []Statement{{Day: 1, Actor: 0, Target: 99}} }, "99"},
		{"script of an issue of nothing", func(c *Config) { c.Script = []Statement{{Day: 1, Type: Issuance, Target: -1, Instrument: -1}} }, "instrument"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			cfg := small(maker("a", 1), maker("b", 1))
			c.spoil(&cfg)
			if _, err := New(cfg); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("New says %v", err)
			}
		})
	}
}

func TestSheetsWithoutInstitution(t *testing.T) {
	cfg := small(maker("a", 1), maker("b", 1))
	cfg.Agents = slices.Delete(cfg.Agents, 4, 5)
	if _, err := New(cfg); err == nil {
		t.Error("a balance of nobody on the roster was accepted")
	}
	cfg.AllowGap = true
	w := build(t, cfg)
	steps(t, w, 2)
	i := slices.Index(w.Agents(), "a")
	if i < len(cfg.Agents) || w.Books().Units(i, 2) != 300e11 {
		t.Errorf("the sheet of %q is number %d", "a", i)
	}
}

func TestConfigIsNotChanged(t *testing.T) {
	cfg := small(maker("a", 1), maker("b", 1), noise("n", 4))
	in, cur := slices.Clone(cfg.Instruments), slices.Clone(cfg.Currencies)
	a, b := runHash(t, cfg, 5), runHash(t, cfg, 5)
	if !slices.Equal(in, cfg.Instruments) || !slices.Equal(cur, cfg.Currencies) {
		t.Error("New changed its Config")
	}
	if a != b {
		t.Error("one Config gave two different runs")
	}
}

func TestStatementTypes(t *testing.T) {
	names := StatementNames()
	if len(names) != int(NumStatementTypes) {
		t.Fatalf("%d names", len(names))
	}
	for i, n := range names {
		got, err := ParseStatementType(n)
		if err != nil || int(got) != i || got.String() != n {
			t.Errorf("%q is type %d: %v", n, got, err)
		}
	}
	if _, err := ParseStatementType("rumour"); err == nil {
		t.Error("a rumour was accepted")
	}
	if SaleAnnounced.Unit() != "usd_bn" || Deal.Unit() != "pct" {
		t.Error("units")
	}
}

func TestStepDoesNotAllocate(t *testing.T) {
	cfg := busy()
	cfg.Days = 1 << 30
	for _, inline := range []bool{true, false} {
		cfg.Inline = inline
		w := build(t, cfg)
		steps(t, w, 30)
		if n := testing.AllocsPerRun(100, func() { steps(t, w, 1) }); n != 0 {
			t.Errorf("inline %t: %g allocations a day", inline, n)
		}
	}
}

func BenchmarkStep(b *testing.B) {
	for _, inline := range []bool{true, false} {
		b.Run(map[bool]string{true: "inline", false: "goroutines"}[inline], func(b *testing.B) {
			cfg := busy()
			cfg.Days, cfg.Inline = 1<<30, inline
			w := build(b, cfg)
			steps(b, w, 30)
			b.ReportAllocs()
			for b.Loop() {
				steps(b, w, 1)
			}
		})
	}
}
