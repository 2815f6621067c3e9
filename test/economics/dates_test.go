package economics_test

import (
	"fmt"
	"slices"
	"testing"

	"kirifuda/economy"
	"kirifuda/world"
)

// Rounds, the letter and the deadline keep their dates when a run starts later; what lies
// before the start does not happen, and rounds before it count.
func TestTalksKeepTheirDates(t *testing.T) {
	rounds := []string{"2025-04-16", "2025-04-29", "2025-05-12", "2025-05-23", "2025-06-05", "2025-06-18", "2025-07-01", "2025-07-14", "2025-07-25", "2025-08-07", "2025-08-20", "2025-09-02"}
	for _, x := range []struct {
		start  string
		days   int
		rounds []string
		letter bool
		tariff float64 // on the last day, set by the deadline
	}{
		{"2025-04-01", 125, rounds, true, 25},
		{"2025-05-01", 100, rounds[2:], true, 25},
		{"2025-07-08", 40, rounds[7:11], false, 25},
		{"2025-08-04", 40, rounds[9:], false, 10},
		{"2025-11-03", 20, nil, false, 10},
		{"2022-09-01", 20, nil, false, 10},
	} {
		// No deal is made: both sides start far apart and concede nothing.
		p := play(t, "baseline", x.days, quiet, "start="+x.start, "us_trade.toughness_pp=30", "us_trade.concession_pp=0", "us_trade.breakdown_per_round=0",
			"us_trade.pause=false")
		start, err := world.ParseDate(x.start)
		if err != nil {
			t.Fatal(err)
		}
		e, err := economy.Load()
		if err != nil {
			t.Fatal(err)
		}
		dates := func(typ world.StatementType) (out []string) {
			days, _ := p.said("us_trade", typ)
			for _, d := range days {
				out = append(out, e.Calendar().Add(start, d-1).String())
			}
			return out
		}
		if got := dates(world.Round); !slices.Equal(got, x.rounds) {
			t.Errorf("from %s: rounds on %v, want %v", x.start, got, x.rounds)
		}
		if got := dates(world.TariffThreat); x.letter != slices.Equal(got, []string{"2025-07-07"}) || !x.letter && len(got) > 0 {
			t.Errorf("from %s: letters on %v", x.start, got)
		}
		_, numbers := p.said("us_trade", world.Round)
		for i, n := range numbers {
			if want := len(rounds) - len(rounds[slices.Index(rounds, x.rounds[i]):]) + 1; int(n) != want {
				t.Errorf("from %s: the round of %s is number %g, want %d", x.start, x.rounds[i], n, want)
			}
		}
		if got := p.last(t, "jp_tariff_general_pct"); got != x.tariff {
			t.Errorf("from %s: the tariff ends at %g %%, want %g", x.start, got, x.tariff)
		}
		if days, _ := p.said("us_trade", world.TariffGeneral); x.tariff == 25 {
			if date := e.Calendar().Add(start, days[len(days)-1]-1).String(); date != "2025-08-01" {
				t.Errorf("from %s: the no-deal rate enters into force on %s", x.start, date)
			}
		}
	}
}

// A date and its number give the same world, for every parameter that is a day.
func TestDateAndItsNumberGiveTheSameWorld(t *testing.T) {
	for i, x := range []struct {
		key string
		day int
		set []string
	}{
		{"jp_mof.start_day", 8, []string{"jp_mof.strategy=programme", "jp_mof.prepare_days=3"}},
		{"jp_mof.operation_day", 6, []string{"jp_mof.operation_usd_bn=20"}},
		{"us_trade.first_round_day", 5, nil},
		{"us_trade.letter_day", 7, []string{"jp_mof.strategy=tit_for_tat"}},
		{"us_trade.deadline_day", 14, []string{"us_trade.strategy=deadline"}},
		{"us_trade.jp_election_day", 16, []string{"us_trade.first_round_day=4", "us_trade.round_days=3", "us_trade.jp_election_impatience=0.1"}},
	} {
		play := func(day any) *path {
			return play(t, "baseline", 24, append([]string{fmt.Sprintf("%s=%v", x.key, day)}, x.set...)...)
		}
		number, date, other := play(x.day), play(dateOf(t, x.day)), play(x.day+2)
		same := func(a, b *path) bool {
			return slices.EqualFunc(a.x, b.x, slices.Equal[[]float64]) && slices.EqualFunc(a.spoken, b.spoken, func(a, b spoken) bool {
				return a.Statement.Day == b.Statement.Day && a.Type == b.Type && a.Value == b.Value
			})
		}
		if !same(number, date) {
			t.Errorf("%d: %s on day %d and on %s differ", i, x.key, x.day, dateOf(t, x.day))
		}
		if same(number, other) {
			t.Errorf("%d: %s two days later changes nothing", i, x.key)
		}
	}
}

// A strategy whose first day lies before the run never starts.
func TestSaleBeforeTheRun(t *testing.T) {
	for _, strategy := range []string{"programme", "salami", "repo_first", "veiled_threat", "best_response"} {
		p := play(t, "calm", 12, "start=2025-05-01", "jp_mof.strategy="+strategy, "jp_mof.start_day=2025-04-29", "jp_mof.prepare_days=5", "jp_mof.threat_every_days=3")
		for _, s := range p.spoken {
			if s.actor == "jp_mof" && s.Type != world.CustodyHoldings {
				t.Errorf("%s: %s on day %d", strategy, s.Type, s.Statement.Day)
			}
		}
	}
}
