package economics_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/world"
	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

// begun is a world of a scenario before its first day; see is shown each finished day.
func begun(t *testing.T, scenario string, see func(r *world.Record), set ...string) *world.World {
	t.Helper()
	if testing.Short() {
		t.Skip("economics are the same under the race detector")
	}
	cat := agents.Default()
	s, err := experiment.LoadScenario(scenario, cat, configs.Options{Set: append([]string{"days=600"}, set...)})
	if err != nil {
		t.Fatal(err)
	}
	probe := observe(func(r *world.Record) error {
		see(r)
		return nil
	})
	w, err := experiment.Build(s, cat, experiment.RunOptions{Seed: 1, Inline: true, Observers: []world.Observer{probe}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return w
}

// until runs a world up to a date.
func until(t *testing.T, w *world.World, date string) {
	t.Helper()
	last, err := world.ParseDate(date)
	if err != nil {
		t.Fatal(err)
	}
	for w.View().Date < last {
		if err := w.Step(); err != nil {
			t.Fatal(err)
		}
	}
}

// debtOf is the debt of an issuer in bonds, USD bn at base prices.
func debtOf(w *world.World, issuer string) (sum float64) {
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
		low, high := math.Inf(1), math.Inf(-1)
		w := begun(t, c.scenario, func(r *world.Record) {
			cash := float64(r.Books.Units(slices.Index(r.Agents, "us_treasury"), 0)) / 1e11
			low, high = math.Min(low, cash), math.Max(high, cash)
		}, append(c.set, quiet, "us_treasury.buybacks=false")...)
		before := debtOf(w, "us_treasury")
		until(t, w, "2026-03-31")
		got := debtOf(w, "us_treasury") - before
		// Bills accrue from auction to auction: the year ends and begins between two of them.
		if between := 0.25 * c.want * 3 / 365; math.Abs(got-c.want) > between+1e-3 {
			t.Errorf("%s %v: %.3f bn borrowed from 1 April to 31 March, want %g", c.scenario, c.set, got, c.want)
		}
		if !(low > 330-0.75*c.want/18-20 && high < 400) {
			t.Errorf("%s %v: the Treasury has between %g and %g bn in cash", c.scenario, c.set, low, high)
		}
	}
}

// Taxes pay the interest of governments that do not borrow: their accounts neither run dry
// nor fill up. The Treasury spends on the first day what it borrows on it, because its
// account is that of the base date; and the Bank of Korea sells dollars that it has.
func TestGovernmentsPayInterestFromTaxes(t *testing.T) {
	type account struct{ agent, money string }
	accounts := []account{{"jp_mof", "jpy"}, {"eu_gov", "eur"}, {"uk_gov", "gbp"}}
	opening, paid, duties, today := map[account]int64{}, map[account]int64{}, map[account]int64{}, map[account]int64{}
	spent, dollars := 0.0, math.Inf(1)
	var w *world.World
	units := func(a account) int64 {
		return w.Books().Units(slices.Index(w.Agents(), a.agent), columnOf(t, w, a.money))
	}
	w = begun(t, "baseline", func(r *world.Record) {
		for _, a := range accounts {
			if got, want := units(a), opening[a]+duties[a]+today[a]; got != want {
				t.Errorf("%s: %s has %d of %s, want %d", r.View.Date, a.agent, got, a.money, want)
			}
			paid[a] += today[a]
			today[a] = 0
		}
		dollars = math.Min(dollars, float64(units(account{"kr_bok", "usd"}))/1e11)
	}, quiet)
	for _, a := range accounts {
		opening[a] = units(a)
	}
	w.Books().Watch(func(e ledger.Entry) {
		for _, a := range accounts {
			i := slices.Index(w.Agents(), a.agent)
			q := e.Units
			switch {
			case w.Books().AssetName(e.Asset) != a.money:
				continue
			case e.From == i:
				q = -q
			case e.To != i:
				continue
			}
			switch e.Kind {
			case ledger.Coupon, ledger.Interest:
				today[a] += q
			case ledger.Tariff:
				duties[a] += q
			}
		}
		if e.Kind == ledger.Transfer && w.View().Day == 1 {
			spent += float64(e.Units) / 1e11
		}
	})
	until(t, w, "2026-03-31")
	if day := 1900.0 / 365; math.Abs(spent-day) > 1e-6 {
		t.Errorf("%.6f bn are spent on the first day, want %.6f", spent, day)
	}
	if !(dollars > 0) {
		t.Errorf("the Bank of Korea has %g bn dollars", dollars)
	}
	for _, a := range accounts {
		if !(paid[a] < 0) {
			t.Errorf("%s pays no interest", a.agent)
		}
	}
}

// Coupons of a year are a year's coupons, and Mondays earn three days'.
func TestCouponsOfAYear(t *testing.T) {
	share, coupons, today := 0.0, 0.0, 0.0
	var friday float64
	w := begun(t, "calm", func(r *world.Record) {
		share += r.View.YearShare
		if r.View.Date.String() == "2025-04-07" && (r.View.Elapsed != 3 || math.Abs(today/friday-3) > 1e-3) {
			t.Errorf("Monday earns %g bn for %d days, Friday %g", today, r.View.Elapsed, friday)
		}
		coupons, friday, today = coupons+today, today, 0
	}, quiet)
	mof, due := slices.Index(w.Agents(), "jp_mof"), 0.0
	for k := range w.View().Instruments {
		if in := &w.View().Instruments[k]; in.Issuer == "us_treasury" {
			due += float64(w.Books().Units(mof, columnOf(t, w, in.ID))) / 1e11 * in.RunningPct(0) / 100
		}
	}
	w.Books().Watch(func(e ledger.Entry) {
		if e.Kind == ledger.Coupon && e.To == mof && e.Money == 0 {
			today += float64(e.Units) / 1e11
		}
	})
	until(t, w, "2026-03-31")
	if math.Abs(share-1) > 1e-12 {
		t.Errorf("1 April to 31 March is %.15f of a year", share)
	}
	if math.Abs(coupons-32.414) > 1e-3 || math.Abs(coupons-due) > 1e-5 {
		t.Errorf("the ministry earns %.6f bn, a year's coupons are %.6f", coupons, due)
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
	w := begun(t, "april-2025", func(r *world.Record) {
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
	until(t, w, "2026-01-05")
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
	w := begun(t, "calm", func(r *world.Record) {
		x, _ := r.Value("us_customs_usd_bn")
		elapsed := float64(r.View.Elapsed)
		rates, days = rates+x*elapsed, days+elapsed
	}, quiet, "us_trade.average_pct=10")
	treasury := slices.Index(w.Agents(), "us_treasury")
	w.Books().Watch(func(e ledger.Entry) {
		if e.Kind == ledger.Tariff && e.To == treasury {
			customs += float64(e.Units) / 1e11
		}
	})
	until(t, w, "2026-03-31")
	if want := rates / 365; days != 365 || math.Abs(customs/want-1) > 1e-6 {
		t.Errorf("customs of a year are %g bn, at a mean rate of %g over %g days", customs, want, days)
	}
}
