package economics_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/economy"
	"kirifuda/experiment"
	"kirifuda/world"
	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

// through plays a scenario up to a date and shows each finished day.
func through(t *testing.T, scenario, until string, see func(w *world.World, r *world.Record), set ...string) *world.World {
	t.Helper()
	if testing.Short() {
		t.Skip("economics are the same under the race detector")
	}
	cat := agents.Default()
	s, err := experiment.LoadScenario(scenario, cat, configs.Options{Set: append([]string{"days=600"}, set...)})
	if err != nil {
		t.Fatal(err)
	}
	var w *world.World
	w, err = experiment.Build(s, cat, experiment.RunOptions{Seed: 1, Inline: true, Observers: []world.Observer{observe(func(r *world.Record) error {
		if see != nil {
			see(w, r)
		}
		return nil
	})}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	last, err := world.ParseDate(until)
	if err != nil {
		t.Fatal(err)
	}
	for w.View().Date < last {
		if err := w.Step(); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// soldBy is what an issuer has sold net since the start, USD bn at base prices.
func soldBy(w *world.World, issuer string) (sum float64) {
	for k := range w.View().Instruments {
		if in := &w.View().Instruments[k]; in.Issuer == issuer && in.Class == world.Bond {
			sum += w.View().Outstanding[k]
		}
	}
	return sum
}

// A deficit contains interest: what is borrowed in a year is the parameter, whatever rates
// and customs are; without borrowing nothing is sold, and taxes pay the interest.
func TestNetBorrowingIsItsParameter(t *testing.T) {
	for _, c := range []struct {
		scenario string
		want     float64
		set      []string
	}{
		{"baseline", 1900, nil},
		{"baseline", 800, []string{"us_treasury.net_issuance_usd_bn_per_yr=800"}},
		{"trade-war", 1900, nil},
		{"calm", 0, nil},
		{"calm", 1900, []string{"us_treasury.net_issuance_usd_bn_per_yr=1900"}},
		{"calm", 250, []string{"us_treasury.surprise_usd_bn_per_yr=250"}},
		{"baseline", 0, []string{"us_treasury.net_issuance_usd_bn_per_yr=0"}},
	} {
		opening, low, high := math.NaN(), math.Inf(1), math.Inf(-1)
		w := through(t, c.scenario, "2026-03-31", func(w *world.World, r *world.Record) {
			i := slices.Index(r.Agents, "us_treasury")
			cash := float64(r.Books.Units(i, 0)) / 1e11
			low, high = math.Min(low, cash), math.Max(high, cash)
		}, append(c.set, quiet, "us_treasury.buybacks=false")...)
		e, err := economy.Load()
		if err != nil {
			t.Fatal(err)
		}
		opening = 0
		for k := range w.View().Instruments {
			if in := &w.View().Instruments[k]; in.Issuer == "us_treasury" {
				opening += e.Facts.OutstandingUSDBn[in.ID]
			}
		}
		got := soldBy(w, "us_treasury") - opening
		// Bills accrue from auction to auction: the year ends and begins between two of them.
		if between := 0.25 * c.want * 3 / 365; math.Abs(got-c.want) > between+1e-3 {
			t.Errorf("%s %v: %.3f bn borrowed from 1 April to 31 March, want %g", c.scenario, c.set, got, c.want)
		}
		if !(low > 330-0.75*c.want/18-20 && high < 400) {
			t.Errorf("%s %v: the Treasury has between %g and %g bn in cash", c.scenario, c.set, low, high)
		}
	}
}

// Coupons of a year are a year's coupons.
func TestCouponsOfAYear(t *testing.T) {
	var sum, share float64
	var before int64
	w := through(t, "calm", "2026-03-31", func(w *world.World, r *world.Record) {
		now := w.Books().Income(slices.Index(r.Agents, "us_gse"), 0)
		if days := r.View.Elapsed; days < 1 || days > 5 {
			t.Errorf("%s accrues %d days", r.View.Date, days)
		}
		if r.View.Date.String() == "2025-04-07" && math.Abs(float64(now-before)/float64(before)*4-3) > 0.01 {
			t.Errorf("Monday 7 April earns %d, the four days before it %d", now-before, before)
		}
		before = now
		share += r.View.YearShare
	}, quiet)
	if math.Abs(share-1) > 1e-12 {
		t.Errorf("1 April to 31 March is %.15f of a year", share)
	}
	mof := slices.Index(w.Agents(), "jp_mof")
	for k := range w.View().Instruments {
		in := &w.View().Instruments[k]
		if in.Issuer == "us_treasury" {
			units := w.Books().Units(mof, columnOf(t, w, in.ID))
			sum += float64(units) / 1e11 * in.RunningPct(0) / 100
		}
	}
	coupons := 0.0
	through(t, "calm", "2026-03-31", nil, quiet).Books() // the same run, watched
	cat := agents.Default()
	s, err := experiment.LoadScenario("calm", cat, configs.Options{Set: []string{"days=260", quiet}})
	if err != nil {
		t.Fatal(err)
	}
	again, err := experiment.Build(s, cat, experiment.RunOptions{Seed: 1, Inline: true})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	again.Books().Watch(func(e ledger.Entry) {
		if e.Kind == ledger.Coupon && e.To == mof && e.Money == 0 {
			coupons += float64(e.Units) / 1e11
		}
	})
	if err := again.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if again.View().Date.String() != "2026-03-31" || math.Abs(coupons-32.414) > 1e-3 || math.Abs(coupons-sum) > 1e-5 {
		t.Errorf("up to %s the ministry earns %.6f bn, a year's coupons are %.6f", again.View().Date, coupons, sum)
	}
}

// columnOf is the column of an asset in the books.
func columnOf(t *testing.T, w *world.World, name string) int {
	t.Helper()
	for a := range w.Books().Assets() {
		if w.Books().AssetName(a) == name {
			return a
		}
	}
	t.Fatalf("no asset %s", name)
	return 0
}

// On a holiday the markets of a country hold and trade nothing, others move.
func TestHolidays(t *testing.T) {
	closed := map[string][]string{
		"2025-04-18": {"ust", "usdsw", "eq_us", "bund", "eq_eu", "gilt"}, // Good Friday
		"2025-04-21": {"bund", "eq_eu", "gilt"},                          // Easter Monday
		"2025-05-05": {"jgb", "eq_jp", "gilt"},
		"2025-05-06": {"jgb", "eq_jp"},
		"2025-07-04": {"ust", "usdsw", "eq_us"},
		"2025-10-13": {"ust", "usdsw", "jgb", "eq_jp"}, // Columbus Day: shares trade
		"2025-12-25": {"ust", "usdsw", "eq_us", "bund", "eq_eu", "gilt"},
		"2025-12-31": {"jgb", "eq_jp"},
		"2026-01-02": {"jgb", "eq_jp"},
	}
	seen := 0
	last := []float64{}
	through(t, "april-2025", "2026-01-05", func(w *world.World, r *world.Record) {
		v := r.View
		date := v.Date.String()
		if date == "2026-01-01" || !v.Date.IsWeekday() {
			t.Errorf("the world stepped on %s", date)
		}
		n := len(v.Instruments)
		for k := range v.Instruments {
			id := v.Instruments[k].ID
			shut := slices.ContainsFunc(closed[date], func(x string) bool { return strings.HasPrefix(id, x) })
			if _, checked := closed[date]; !checked && v.IsOpen(k) {
				continue
			}
			if shut == v.IsOpen(k) && closed[date] != nil {
				t.Errorf("%s: %s is open: %t", date, id, v.IsOpen(k))
			}
			state := r.Rounds[0].States[k]
			if v.IsOpen(k) {
				if state == market.Closed || v.Deviation[k] == last[k] {
					t.Errorf("%s: %s is %s and stands still", date, id, state)
				}
				continue
			}
			seen++
			if state != market.Closed || v.Move[k] != 0 || v.Deviation[k] != last[k] || r.Rounds[0].UnfilledUSDBn[k] != 0 {
				t.Errorf("%s: %s is %s and moves by %g bp", date, id, state, v.Move[k])
			}
			for i := range r.Agents {
				if r.Traded[i*n+k] != 0 {
					t.Errorf("%s: %s trades %g of %s, whose market is closed", date, r.Agents[i], r.Traded[i*n+k], id)
				}
			}
		}
		last = append(last[:0], v.Deviation...)
	})
	if seen < 80 {
		t.Errorf("%d markets were closed in nine months", seen)
	}
}

// A sale loses nothing to a holiday: the day's amount is sold on the next.
func TestSaleAcrossHolidays(t *testing.T) {
	for _, x := range []struct {
		strategy string
		start    int
		days     int
	}{{"programme", 60, 10}, {"salami", 60, 21}, {"front_loaded", 58, 10}, {"bills_first", 64, 5}, {"programme", 64, 4}, {"programme", 67, 1}} {
		p := play(t, "calm", 90, quiet, "jp_mof.strategy="+x.strategy, "jp_mof.sale_usd_bn=100", "jp_mof.covert=false",
			fmt.Sprintf("jp_mof.start_day=%d", x.start), fmt.Sprintf("jp_mof.sale_days=%d", x.days))
		var sold []float64
		for _, in := range treasuryIDs {
			for day, q := range p.bought("jp_mof", in) {
				if len(sold) <= day {
					sold = append(sold, 0)
				}
				sold[day] -= q
			}
		}
		if s := sum(sold); math.Abs(s-100) > 1e-6 {
			t.Errorf("%+v: %g bn sold of 100", x, s)
		}
		for day, q := range sold {
			if date := dateOf(t, day+1); date == "2025-07-04" && q != 0 {
				t.Errorf("%+v: %g bn sold on %s", x, q, date)
			}
		}
		if _, said := p.said("jp_mof", world.SaleEnded); len(said) != 1 || math.Abs(said[0]-100) > 1e-6 {
			t.Errorf("%+v: the sale ends with %v", x, said)
		}
	}
}

// Custody figures of a week whose Thursday is a holiday appear on Friday; there is one in
// every week.
func TestCustodyReportAfterHoliday(t *testing.T) {
	p := play(t, "calm", 260, quiet)
	weeks := map[int]int{}
	var moved []string
	for _, s := range p.of("us_fed", world.CustodyHoldings) {
		d, err := world.ParseDate(dateOf(t, s.Day))
		if err != nil {
			t.Fatal(err)
		}
		weeks[(int(d)+3)/7]++
		if d.Weekday() != 4 && s.Day > 2 {
			moved = append(moved, d.String())
		}
	}
	if want := []string{"2025-06-20", "2025-11-28", "2025-12-26", "2026-01-02"}; !slices.Equal(moved, want) {
		t.Errorf("reports on other days than Thursdays: %v, want %v", moved, want)
	}
	for week, n := range weeks {
		if n != 1 && week > (20178+3)/7 {
			t.Errorf("%d reports in week %d", n, week)
		}
	}
}

// Customs collected from 1 April to 31 March are a year's customs.
func TestCustomsOfAYear(t *testing.T) {
	var customs, rates, days float64
	w := through(t, "calm", "2026-03-31", func(w *world.World, r *world.Record) {
		x, _ := r.Value("us_customs_usd_bn")
		elapsed := float64(r.View.Elapsed)
		if r.View.Day == 2 {
			elapsed += 1 // the first day's trade is paid on the second
		}
		if r.View.Day > 1 {
			rates, days = rates+x*elapsed, days+elapsed
		}
	}, quiet, "us_trade.average_pct=10")
	_ = w
	if days != 365 {
		t.Fatalf("%g days", days)
	}
	cat := agents.Default()
	s, err := experiment.LoadScenario("calm", cat, configs.Options{Set: []string{"days=260", quiet, "us_trade.average_pct=10"}})
	if err != nil {
		t.Fatal(err)
	}
	again, err := experiment.Build(s, cat, experiment.RunOptions{Seed: 1, Inline: true})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	treasury := slices.Index(again.Agents(), "us_treasury")
	again.Books().Watch(func(e ledger.Entry) {
		if e.Kind == ledger.Tariff && e.To == treasury {
			customs += float64(e.Units) / 1e11
		}
	})
	if err := again.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if want := rates / 365; math.Abs(customs/want-1) > 1e-6 {
		t.Errorf("customs of a year are %g bn, at a mean rate of %g", customs, want)
	}
}
