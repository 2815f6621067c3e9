package world

import (
	"context"
	"errors"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kirifuda/world/market"
)

// names lists the phases of a day, those of a round after the one they are part of.
func names(list []PhaseDoc) (out []string) {
	for _, p := range list {
		out = append(out, p.Name)
		out = append(out, names(p.Rounds)...)
	}
	return out
}

func TestDay(t *testing.T) {
	day := Day()
	want := strings.Fields("open act publish pay trade bid clear settle lend check carry gauge check report record")
	if got := names(day); !slices.Equal(got, want) {
		t.Errorf("phases of a day are %q, want %q", got, want)
	}
	var describe func(list []PhaseDoc)
	describe = func(list []PhaseDoc) {
		for _, p := range list {
			if p.Doc == "" || strings.Contains(p.Doc, "\n") {
				t.Errorf("phase %s is described by %q, want a line", p.Name, p.Doc)
			}
			describe(p.Rounds)
		}
	}
	describe(day)
	if day[1].Name != act.String() || day[4].Rounds[0].Name != bid.String() {
		t.Errorf("institutions are woken to %s and to %s, in phases %s and %s", act, bid, day[1].Name, day[4].Rounds[0].Name)
	}
}

// The pages on architecture and on the model name the phases with the same words
// in the same order.
func TestDayIsAsOnThePages(t *testing.T) {
	item := regexp.MustCompile(`(?m)^ *(?:[0-9]+\.|-) \*\*(\w+)\*\*: `)
	for page, title := range map[string]string{"architecture.md": "A day", "odd.md": "3. Process overview and scheduling"} {
		text, err := os.ReadFile("../docs/" + page)
		if err != nil {
			t.Fatal(err)
		}
		_, section, _ := strings.Cut(string(text), "\n## "+title+"\n")
		section, _, _ = strings.Cut(section, "\n## ")
		var got []string
		for _, m := range item.FindAllStringSubmatch(section, -1) {
			got = append(got, m[1])
		}
		if want := names(Day()); !slices.Equal(got, want) {
			t.Errorf("docs/%s has phases %q, want %q", page, got, want)
		}
	}
}

// Whatever phase fails, the error names it, with the day and, if a day has several
// rounds, with the round.
func TestAnErrorNamesItsPhase(t *testing.T) {
	broken := errors.New("broken")
	failing := func(list []phase, i int) []phase {
		list = slices.Clone(list)
		list[i].run = func(*World) error { return broken }
		return list
	}
	try := func(list []phase, rounds int, want string) {
		t.Helper()
		cfg := busy()
		cfg.Rounds = rounds
		err := build(t, cfg).follow(list, 0, 0)
		if !errors.Is(err, broken) || err.Error() != want+": broken" {
			t.Errorf("%v, want %s", err, want)
		}
	}
	try(failing(day, 0), 1, "day 0 (2025-03-31), phase open") // the day has not begun
	for i, p := range day[1:] {
		if p.rounds == nil {
			try(failing(day, i+1), 1, "day 1 (2025-04-01), phase "+p.name)
			continue
		}
		for j, q := range p.rounds {
			list := slices.Clone(day)
			list[i+1].rounds = failing(p.rounds, j)
			try(list, 1, "day 1 (2025-04-01), phase trade/"+q.name)
			try(list, 2, "day 1 (2025-04-01), round 1 of 2, phase trade/"+q.name)
		}
	}
}

// Errors arise in the phase that their cause belongs to.
func TestPhasesOfErrors(t *testing.T) {
	lend := agent("lender", func(d *Desk) {
		if d.View.Day == 1 {
			d.Lend(5, 2)
		}
	}, nil)
	cases := []struct {
		phase  string
		agents []AgentSpec
	}{
		{"act", []AgentSpec{agent("a", func(*Desk) { panic("x") }, nil)}},
		{"pay", []AgentSpec{agent("a", func(d *Desk) { d.Repay(2, 1) }, nil)}},
		{"trade/bid", []AgentSpec{agent("a", nil, func(*Desk) { panic("x") })}},
		{"trade/clear", []AgentSpec{agent("a", nil, func(d *Desk) { d.Bid.Order(tYen, market.Sale, math.NaN()) })}},
		{"trade/lend", []AgentSpec{agent("a", nil, func(d *Desk) { d.Repay(2, 1) })}},
		{"check", []AgentSpec{lend, agent("seller", nil, func(d *Desk) { d.Bid.Order(tBond, market.Sale, -d.Book.Holding(tBond)) })}},
		{"report", []AgentSpec{is("a", closes{func(*Desk) { panic("x") }})}},
	}
	for _, c := range cases {
		err := build(t, small(append(c.agents, maker("m", 10))...)).Step()
		if err == nil || !strings.HasPrefix(err.Error(), "day 1 (2025-04-01), phase "+c.phase+": ") {
			t.Errorf("phase %s: %v", c.phase, err)
		}
	}
	cfg := small(maker("m", 1), noise("n", 1))
	cfg.Observers = []Observer{observe(func(*Record) error { return errors.New("disk full") })}
	if err := build(t, cfg).Step(); err == nil || err.Error() != "day 1 (2025-04-01), phase record: disk full" {
		t.Errorf("phase record: %v", err)
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

func TestStepDoesNotAllocate(t *testing.T) {
	cfg := busy()
	cfg.Days = 1 << 30
	for _, inline := range []bool{true, false} {
		for _, profile := range []bool{false, true} {
			cfg.Inline, cfg.Profile = inline, profile
			w := build(t, cfg)
			steps(t, w, 30)
			if n := testing.AllocsPerRun(100, func() { steps(t, w, 1) }); n != 0 {
				t.Errorf("inline %t, profile %t: %g allocations a day", inline, profile, n)
			}
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
