package agents

import (
	"fmt"
	"math"
	"time"

	"kirifuda/agents/rules"
	"kirifuda/agents/talks"
	"kirifuda/world"
)

// strategy is a strategy of the ministry, described by what differs between strategies.
// A strategy with a timetable has a pace; one without responds to events and sells its
// tranches at
//
//	q = min(tranche, S/answer_days)
//
// a day. A rule that is nil means the default: the ministry announces nothing beside its
// sales, borrows nothing, and sells the maturities named by the parameter maturity in
// proportion to holdings. Here and below, S is sale_usd_bn, T is sale_days and n counts
// business days from start_day, the first as 0; a deal ends all sales unless
// stop_on_deal is off.
type strategy struct {
	name   string
	doc    string                                                // what the parameter's description says of it
	pace   func(p *JPMoFParams, n int) float64                   // USD bn sold on business day n
	answer func(f *JPMoF, v *world.View)                         // sets the tranche in response to events
	speak  func(f *JPMoF, d *world.Desk)                         // makes statements beside those on the beginning and end of sales
	borrow func(f *JPMoF, d *world.Desk)                         // instead of selling
	split  func(of []rules.Bucket, held []float64, sale float64) // splits a sale between maturities: turns holdings into shares
}

// strategies lists all strategies in the order of the parameter's enumeration.
var strategies = []*strategy{
	&silent, &veiledThreat, &programme, &salami, &frontLoaded, &billsFirst, &repoFirst, &titForTat, &bestResponse,
}

func strategyNamed(name string) (*strategy, error) {
	for _, s := range strategies {
		if s.name == name {
			return s, nil
		}
	}
	return nil, fmt.Errorf("there is no strategy %q", name)
}

// silent does nothing.
var silent = strategy{name: "silent", doc: "does nothing"}

// veiled_threat hints at sales every threat_every_days from its first day until
// there is a deal, and denies each hint after deny_after_days, if that is not 0.
var veiledThreat = strategy{name: "veiled_threat", doc: "hints", speak: hint}

// programme sells evenly,
//
//	q_n = S/T,   0 ≤ n < T
var programme = strategy{name: "programme", doc: "sells evenly", pace: evenly, speak: prepare}

// salami sells a little every fifth business day,
//
//	q_n = S/⌈T/5⌉,   n = 0, 5, 10, … < T
var salami = strategy{name: "salami", doc: "sells a little each week", pace: weekly, speak: prepare}

// front_loaded sells half in the first fifth of the time, T₁ = ⌈T/5⌉,
//
//	q_n = S/(2·T₁),   n < T₁        q_n = S/(2·(T − T₁)),   T₁ ≤ n < T
//
// and evenly if T₁ = T.
var frontLoaded = strategy{name: "front_loaded", doc: "sells half in the first fifth of the time", pace: halfFirst, speak: prepare}

// bills_first sells evenly, as programme does. Each day's sale q consists of bills as far
// as they suffice, B₀, and otherwise of notes and bonds in proportion to holdings,
//
//	w₀ = min(1, B₀/q),   w_k = (1 − w₀)·B_k/Σ_{j>0} B_j
var billsFirst = strategy{name: "bills_first", doc: "sells bills before notes", pace: evenly, speak: prepare, split: billsBeforeNotes}

// repo_first borrows from the Federal Reserve's repo facility the amount that programme
// would sell, up to the cap of the facility,
//
//	x = min(S/T, official_repo_cap − owed)
//
// and sells the amounts that the facility does not lend or calls.
var repoFirst = strategy{name: "repo_first", doc: "borrows dollars against bonds and sells only what is missing", pace: evenly, borrow: (*JPMoF).borrow}

// tit_for_tat sells after a rise of tariffs on Japan by more than answer_from_pp or the
// end of talks (a deed), sells less after a threat of a tariff (a word), and stops when
// tariffs fall, tariffs are suspended or there is a deal. It responds on its first day to
// events before that day.
//
//	tranche ← 0 if tensions ease, else tranche + d·S after a deed, else tranche + w·S after a word
//
// with d the answer_deed_sh and w the answer_word_sh.
var titForTat = strategy{name: "tit_for_tat", doc: "sells after each escalation and stops when tensions ease", answer: inKind}

// best_response compares each week sales q of nothing, a quarter, a half or all of the
// rest until talks end; a sale under way may be stopped. It solves the talks as the
// negotiators do, with and without the stress that the sale would cause, Washington's
// fear of it and its cost to Tokyo, and chooses the q with the largest gain less cost,
//
//	gain(q) = H·GDP·(E[u with q] − E[u without])
//	cost(q) = b·L(q, s + q) + ½·D·i·q² + A·(1 + sales before)·1{no sale runs}
//	L(q, s) = D·i·q·K + y·q·(K + deposits)·1{proceeds are converted},   K = max(0, B − s)
//
// with u Tokyo's yearly payoff over the horizon H, b the jp_loss_weight_sh, i the
// expected_impact_bp_per_bn, A the alliance_cost_usd_bn, L the expected loss from selling q
// on the dollars kept once s is sold, B the Treasuries held at the start, D
// the reserve_duration_yr and y the yen_impact_pct_per_bn; deposits are the dollars
// held at the start.
var bestResponse = strategy{name: "best_response", doc: "looks ahead each week", answer: lookAhead}

func evenly(p *JPMoFParams, n int) float64 {
	if n >= p.SaleDays {
		return 0
	}
	return p.SaleUSDBn / float64(p.SaleDays)
}

func weekly(p *JPMoFParams, n int) float64 {
	if n%5 != 0 || n >= p.SaleDays {
		return 0
	}
	return p.SaleUSDBn / math.Ceil(float64(p.SaleDays)/5)
}

func halfFirst(p *JPMoFParams, n int) float64 {
	days := float64(p.SaleDays)
	first := math.Ceil(days / 5)
	switch {
	case first >= days:
		return evenly(p, n)
	case float64(n) < first:
		return p.SaleUSDBn / 2 / first
	case n < p.SaleDays:
		return p.SaleUSDBn / 2 / math.Max(1, days-first)
	}
	return 0
}

func billsBeforeNotes(of []rules.Bucket, held []float64, sale float64) {
	bills := 0.0
	for i, b := range of {
		if b.Bill() {
			bills += held[i]
		}
	}
	rest := total(held) - bills
	if rest <= 0 || sale <= 0 {
		proRata(of, held, sale)
		return
	}
	first := math.Min(1, bills/sale)
	for i, b := range of {
		switch {
		case !b.Bill():
			held[i] *= (1 - first) / rest
		case bills > 0:
			held[i] = held[i] / bills * first
		}
	}
}

// hint makes veiled threats and denials.
func hint(f *JPMoF, d *world.Desk) {
	day := d.View.Day
	if day >= f.p.starts() && !f.state.deal && day-f.state.spoken >= f.p.ThreatEvery {
		f.state.spoken = day
		d.SayOf(world.VeiledThreat, f.at.us, 0)
	} else if f.p.DenyDays > 0 && day-f.state.spoken == f.p.DenyDays {
		d.SayOf(world.Denial, f.at.us, 0)
	}
}

// prepare announces moves of custody before a timed programme.
func prepare(f *JPMoF, d *world.Desk) {
	if f.p.PrepareDays > 0 && d.View.Day == max(1, f.p.starts()-f.p.PrepareDays) && f.p.SaleUSDBn > 0 && !f.p.Covert && !f.stopped() {
		d.SayOf(world.Preparation, f.at.us, 0)
	}
}

func inKind(f *JPMoF, v *world.View) {
	f.state.tranche = f.escalation(v).answer(&f.p, f.state.tranche)
}

// escalation classifies a day's statements by their meaning for Japan.
type escalation struct{ deed, word, ease bool }

// answer is the tranche left to sell after an escalation.
func (e escalation) answer(p *JPMoFParams, tranche float64) float64 {
	switch {
	case e.ease:
		return 0
	case e.deed:
		return tranche + float64(p.DeedShare*p.SaleUSDBn)
	case e.word:
		return tranche + float64(p.WordShare*p.SaleUSDBn)
	}
	return tranche
}

// escalation reads today's statements and records the tariffs on Japan. Tariffs in force
// when the run begins are not news.
func (f *JPMoF) escalation(v *world.View) (e escalation) {
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		if f.elsewhere(s) {
			continue
		}
		switch s.Type {
		case world.TariffGeneral, world.TariffAuto:
			if s.Target != f.at.jp {
				continue
			}
			last := &f.state.tariff[0]
			if s.Type == world.TariffAuto {
				last = &f.state.tariff[1]
			}
			e.deed = e.deed || v.Day > 2 && s.Value > *last+f.p.AnswerFromPP
			e.ease = e.ease || v.Day > 2 && s.Value < *last-f.p.AnswerFromPP
			*last = s.Value
		case world.TariffSector:
			if s.Target == f.at.jp {
				e.deed = e.deed || v.Day > 2 && s.Value > f.state.tariff[0]+f.p.AnswerFromPP
			}
		case world.Breakdown:
			e.deed = true
		case world.TariffThreat:
			e.word = true
		case world.Pause, world.Deal:
			e.ease = true
		}
	}
	return e
}

func lookAhead(f *JPMoF, v *world.View) {
	switch {
	case f.state.deal || f.state.over:
		f.state.tranche = 0
	case v.Day >= f.p.starts() && v.Due(time.Monday, -1):
		f.state.tranche = f.best(v)
	}
}

// best is best_response's weekly decision.
func (f *JPMoF) best(v *world.View) float64 {
	if f.at.game == nil {
		return 0
	}
	return talks.Sale{
		Game: f.at.game, Holder: &f.at.holder, Standing: f.state.standing, Day: v.Day, Tariff: rules.JapanTariff(v, f.at.jp),
		Sold: f.state.sold, Loss: f.state.loss, Sales: f.state.sales, Selling: f.selling(),
	}.Best()
}
