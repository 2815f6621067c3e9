package economics_test

import (
	"math"
	"slices"
	"testing"

	"kirifuda/world"
)

// best_response sells where yielding to stress is cheap for Japan to bring about
// and dear for Washington to bear, and not otherwise.
func TestBestResponseActs(t *testing.T) {
	sold := func(settings ...string) float64 {
		p := play(t, "baseline", 90, append([]string{quiet, "jp_mof.strategy=best_response"}, settings...)...)
		return p.last(t, "jp_mof_sold_usd_bn")
	}
	cheap := []string{"jp_mof.alliance_cost_usd_bn=0", "us_trade.us_stress_cost_pct=0.1", "us_trade.us_impatience_per_stress=0.3"}
	if q := sold(cheap...); !(q > 50) {
		t.Errorf("where a sale is cheap and stress hurts, %g bn are sold", q)
	}
	if q := sold(append(cheap, "us_trade.strategy=firm")...); q != 0 {
		t.Errorf("against a firm Washington %g bn are sold", q)
	}
	if q := sold(append(cheap, "jp_mof.alliance_cost_usd_bn=100")...); q != 0 {
		t.Errorf("where the alliance is dear %g bn are sold", q)
	}
	if q := sold(); q != 0 {
		t.Errorf("with the parameters in force %g bn are sold", q)
	}
}

// tit_for_tat answers the tariffs of April, the letter and the deadline, and
// stops when tariffs are suspended.
func TestTokyoAnswersInKind(t *testing.T) {
	const noTalks, tit = "us_trade.talks=false", "jp_mof.strategy=tit_for_tat"
	april := play(t, "april-2025", 20, quiet, noTalks, tit, "jp_mof.start_day=3", "us_trade.pause=false")
	if q := april.last(t, "jp_mof_sold_usd_bn"); !(q > 60) {
		t.Errorf("after the tariffs of April %g bn are sold", q)
	}
	paused := play(t, "april-2025", 20, quiet, noTalks, tit, "jp_mof.start_day=3", "us_trade.pause=false",
		"events: [{date: 2025-04-09, actor: us_trade, type: pause, value: 90}]")
	if a, b := paused.last(t, "jp_mof_sold_usd_bn"), april.last(t, "jp_mof_sold_usd_bn"); !(a > 10 && a < b-30) {
		t.Errorf("with a pause %g bn are sold, without %g", a, b)
	}
	stubborn := []string{quiet, tit, "us_trade.toughness_pp=30"}
	before := play(t, "baseline", 70, stubborn...)
	if q := before.last(t, "jp_mof_sold_usd_bn"); q != 0 {
		t.Errorf("%g bn are sold before the letter", q)
	}
	after := play(t, "baseline", 110, stubborn...)
	days, rates := after.said("us_trade", world.TariffThreat)
	if len(days) != 1 || days[0] != 70 || rates[0] != 25 {
		t.Errorf("letters on days %v at %v %%", days, rates)
	}
	letter, deadline := after.indicator["jp_mof_sold_usd_bn"][86], after.last(t, "jp_mof_sold_usd_bn")
	if math.Abs(letter-37.5) > 0.5 || math.Abs(deadline-112.5) > 0.5 {
		t.Errorf("%g bn are sold after the letter and %g after the deadline, want an eighth and three eighths of 300", letter, deadline)
	}
	started, _ := after.said("jp_mof", world.SaleStarted)
	ended, _ := after.said("jp_mof", world.SaleEnded)
	if len(started) != 2 || len(ended) != 2 {
		t.Errorf("sales start on days %v and end on days %v", started, ended)
	}
}

// Washington's answer in kind delays talks or makes them dearer, and talks go on
// after the sale has ended.
func TestWashingtonAnswersInKind(t *testing.T) {
	base := []string{quiet, "us_trade.strategy=tit_for_tat", "us_trade.breakdown_per_round=0"}
	silent := play(t, "baseline", 125, base...)
	selling := play(t, "baseline", 125, append(base, "jp_mof.strategy=programme", "jp_mof.start_day=60", "jp_mof.sale_days=40")...)
	over := play(t, "baseline", 125, append(base, "jp_mof.strategy=programme", "jp_mof.start_day=20", "jp_mof.sale_days=20")...)
	hint := play(t, "baseline", 125, append(base, "jp_mof.strategy=veiled_threat", "jp_mof.start_day=60")...)
	end := func(p *path) (rate, round float64) { return p.last(t, "deal_rate_pct"), p.last(t, "talks_round_n") }
	rate, round := end(silent)
	if !(rate > 10 && round < 11) {
		t.Fatalf("a deal at %g %% in round %g in silence", rate, round)
	}
	if a, n := end(selling); !(a >= rate && n > round || a > rate) {
		t.Errorf("deals at %g %% in round %g in silence, at %g %% in round %g under a sale", rate, round, a, n)
	}
	if a, n := end(over); !(a > 10 && a <= rate+2 && n <= round+1) {
		t.Errorf("after a sale long over there is a deal at %g %% in round %g, in silence at %g %% in round %g", a, n, rate, round)
	}
	if a, n := end(hint); !(a >= rate && a <= rate+3 && n >= round) {
		t.Errorf("deals at %g %% in round %g in silence, at %g %% in round %g after hints", rate, round, a, n)
	}
}

// The firm and the one with a deadline end differently.
func TestStrategiesOfWashingtonDiffer(t *testing.T) {
	end := map[string]float64{}
	for _, s := range []string{"firm", "deadline"} {
		end[s] = play(t, "baseline", 125, quiet, "us_trade.strategy="+s, "us_trade.breakdown_per_round=0").last(t, "jp_tariff_general_pct")
	}
	if !(end["deadline"] < end["firm"]-1) {
		t.Errorf("final tariffs: %v", end)
	}
}

// Suspended tariffs come back when the time is up, and markets know the day.
func TestSuspendedTariffsReturn(t *testing.T) {
	play := func(days int, settings ...string) *path {
		return play(t, "baseline", days, append([]string{quiet, "us_trade.pause_logit=5", "us_trade.pause_days=60", "us_trade.talks=false"}, settings...)...)
	}
	p := play(70, "events: [{date: 2025-04-03, actor: us_trade, type: tariff_expected, value: 22.5}, {date: 2025-04-03, actor: us_trade, type: tariff_general, target: jp_trade, value: 24}]")
	pauses, days := p.said("us_trade", world.Pause)
	if len(pauses) == 0 || days[0] != 60 {
		t.Fatalf("pauses on days %v for %v", pauses, days)
	}
	general, average := p.indicator["jp_tariff_general_pct"], p.indicator["us_tariff_avg_pct"]
	// Both series are of the close, which knows what was said in the morning.
	pause := pauses[0] - 1
	back := slices.IndexFunc(general[pause:], func(x float64) bool { return x == 24 })
	if general[pause-1] != 24 || general[pause] != 10 || back < 35 || back > 45 {
		t.Errorf("Japan's rate is %v around the pause and returns after %d days", general[pause-1:pause+2], back)
	}
	end := pause + back
	if a, b := average[pause], average[end-1]; !(b > a+1) || !(average[end] > b+1) {
		t.Errorf("the expected tariff is %g after the pause, %g before its end and %g after it", a, b, average[end])
	}
}

// Offers are statements of the side that makes them: Washington's on the day of a round,
// Tokyo's on the day after, when Washington answers.
func TestOffersAreThoseOfTheSideThatMakesThem(t *testing.T) {
	p := play(t, "baseline", 60, quiet, "us_trade.breakdown_per_round=0", "us_trade.toughness_pp=30")
	rounds, _ := p.said("us_trade", world.Round)
	us, jp := p.of("us_trade", world.Offer), p.of("jp_trade", world.Offer)
	if len(rounds) != 6 || len(us) != 3 || len(jp) != 3 {
		t.Fatalf("rounds on days %v, %d offers by Washington, %d by Tokyo", rounds, len(us), len(jp))
	}
	for i := range us {
		if us[i].Day != rounds[2*i] || p.agents[us[i].Target] != "jp_trade" {
			t.Errorf("Washington's offer on day %d to %s, round on day %d", us[i].Day, p.agents[us[i].Target], rounds[2*i])
		}
		if jp[i].Day != rounds[2*i+1]+1 || p.agents[jp[i].Target] != "us_trade" {
			t.Errorf("Tokyo's offer on day %d to %s, round on day %d", jp[i].Day, p.agents[jp[i].Target], rounds[2*i+1])
		}
		if !(jp[i].Value < us[i].Value) {
			t.Errorf("Tokyo offers %g %%, Washington asks for %g %%", jp[i].Value, us[i].Value)
		}
	}
}

// Governments act on holidays: a letter on Independence Day is published on that day. The
// Treasury market, which is closed, holds its price.
func TestLettersAndRoundsKeepTheirDayOnHolidays(t *testing.T) {
	p := play(t, "baseline", 71, "us_trade.letter_day=69", "us_trade.first_round_day=69", "us_trade.toughness_pp=30")
	for _, typ := range []world.StatementType{world.TariffThreat, world.Round} {
		if days, _ := p.said("us_trade", typ); len(days) != 1 || days[0] != 69 {
			t.Errorf("%s on days %v, want 69, which is 4 July", typ, days)
		}
	}
	const bond = "ust_5_10y"
	if a, b, c := p.at(t, bond, 68), p.at(t, bond, 69), p.at(t, bond, 70); a != b || b == c {
		t.Errorf("%s at %g bp before the holiday, %g on it, %g after it", bond, a, b, c)
	}
}
