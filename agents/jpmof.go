package agents

import (
	"math"
	"time"

	"kirifuda/agents/rules"
	"kirifuda/agents/talks"
	"kirifuda/world"
	"kirifuda/world/market"
)

var _ = register("jp_mof", Define("Japan's Ministry of Finance as holder of reserves", newJPMoF, mofTreasuries, mofLoss, mofSold, repoDrawn, officialTreasuries))

var (
	mofTreasuries = world.Series{Name: "jp_mof_ust_usd_bn", Unit: "USD bn", Valuation: world.AtBasePrices,
		Doc: "Treasuries held by Japan's Ministry of Finance, at base prices"}
	mofLoss = world.Series{Name: "jp_mof_loss_usd_bn", Unit: "USD bn", Valuation: world.AtMarket,
		Doc: "loss in value of the Treasuries that Japan's Ministry of Finance holds, since the base date: base prices less market prices, negative for a gain"}
	mofSold = world.Series{Name: "jp_mof_sold_usd_bn", Unit: "USD bn", Valuation: world.AtBasePrices,
		Doc: "Treasuries sold or let mature by Japan's Ministry of Finance since the base date, at base prices, less those bought"}
	repoDrawn = world.Series{Name: "repo_facility_usd_bn", Unit: "USD bn", Valuation: world.AtFace, Doc: "dollars owed to the official repo facility by Japan's Ministry of Finance"}
)

// JPMoFParams describe the conduct of Japan's Ministry of Finance as the holder of
// reserves.
type JPMoFParams struct {
	// silent does nothing; veiled_threat hints; programme sells evenly; salami sells a little each
	// week; front_loaded sells half in the first fifth of the time; bills_first sells bills before
	// notes; repo_first borrows dollars against bonds and sells only what is missing; tit_for_tat
	// sells after each escalation and stops when tensions ease; best_response looks ahead each week
	// ASSUMED: model design
	Strategy string `yaml:"strategy" default:"silent" enum:"silent|veiled_threat|programme|salami|front_loaded|bills_first|repo_first|tit_for_tat|best_response" role:"lever"`
	// size of the programme, at base prices
	// ASSUMED: scenario
	SaleUSDBn float64 `yaml:"sale_usd_bn" unit:"USD bn" min:"0" max:"800" default:"300" role:"lever" needs:"a strategy that sells or borrows"`
	// day on which the strategy starts; a strategy whose day lies outside the run never does
	// ASSUMED: scenario
	StartDay world.When `yaml:"start_day" min:"1" max:"5000" default:"25" role:"lever"`
	// business days over which it sells
	// ASSUMED: scenario
	SaleDays int `yaml:"sale_days" unit:"days" min:"1" max:"2500" default:"63" role:"lever" needs:"a strategy with a timetable"`
	// announce the programme on its first day
	// ASSUMED: scenario
	Announce bool `yaml:"announce" default:"false" role:"lever" needs:"a sale that is not covert"`
	// sell through custodians, so that the first trade is not a signal and only weekly custody figures
	// reveal the sale
	// ASSUMED: scenario
	Covert bool `yaml:"covert" default:"false" role:"lever"`
	// keep dollars on deposit or convert them to yen
	// ASSUMED: scenario
	Proceeds string `yaml:"proceeds" default:"keep" enum:"keep|convert" role:"lever" needs:"a sale, or a loan with strategy repo_first"`
	// what is sold: as held, bills only, notes of 1 to 10 years, or over 5 years
	// ASSUMED: scenario
	Maturity string `yaml:"maturity" default:"pro_rata" enum:"pro_rata|bills|notes|long" role:"lever" needs:"a sale"`
	// stop selling when talks end in a deal
	// ASSUMED: scenario
	StopOnDeal bool `yaml:"stop_on_deal" default:"true" role:"lever" needs:"a deal with Japan during the sale"`
	// business days between veiled threats
	// ASSUMED: scenario
	ThreatEvery int `yaml:"threat_every_days" unit:"days" min:"1" max:"1000" default:"20" role:"lever" needs:"strategy veiled_threat"`
	// business days after which a veiled threat is denied, 0 for never
	// ASSUMED: threats of 1997 and 1998 were denied at once
	DenyDays int `yaml:"deny_after_days" unit:"days" min:"0" max:"1000" default:"0" role:"lever" needs:"strategy veiled_threat"`
	// business days before the first sale of a timed programme on which custody is publicly moved for
	// it; 0 for never
	// ASSUMED: scenario
	PrepareDays int `yaml:"prepare_days" unit:"days" min:"0" max:"1000" default:"0" role:"lever"`
	// business days over which a strategy without a timetable would sell everything at its fastest
	// pace
	// ASSUMED: model design
	AnswerDays int `yaml:"answer_days" unit:"days" min:"1" max:"2500" default:"20" role:"lever" needs:"strategy tit_for_tat or best_response"`
	// smallest rise or fall of a tariff on Japan to which tit_for_tat responds
	// ASSUMED: model design
	AnswerFromPP float64 `yaml:"answer_from_pp" unit:"pp" min:"0" max:"100" default:"0.5" role:"uncertainty" needs:"strategy tit_for_tat"`
	// share of the programme that tit_for_tat sells after a rise of tariffs or the end of talks
	// ASSUMED: scenario
	DeedShare float64 `yaml:"answer_deed_sh" unit:"share" min:"0" max:"1" default:"0.25" role:"lever" needs:"strategy tit_for_tat"`
	// share of the programme that tit_for_tat sells after a threat of a tariff
	// ASSUMED: scenario
	WordShare float64 `yaml:"answer_word_sh" unit:"share" min:"0" max:"1" default:"0.125" role:"lever" needs:"strategy tit_for_tat"`
	// duration of its Treasuries by which it estimates the loss from a sale
	// ASSUMED: MoF maturity mix
	DurationYr float64 `yaml:"reserve_duration_yr" unit:"years" min:"0" max:"20" default:"3.6" role:"uncertainty" needs:"strategy best_response, or talks while a sale runs"`
	// lasting fall of the dollar against the yen that it expects from conversion, per USD bn
	// READ: Adler, Lisack and Mano (2015): yen 0.046 % per bn in the long run
	YenImpactPct float64 `yaml:"yen_impact_pct_per_bn" unit:"% per USD bn" min:"0" max:"2" default:"0.046" role:"uncertainty"`
	// support the yen when it falls rapidly
	// READ: September and October 2022
	InterveneOn bool `yaml:"intervene" default:"true" role:"lever" needs:"a rise of the dollar by intervene_at_pct"`
	// rise of the dollar over intervene_days that triggers an intervention
	// ASSUMED: September and October 2022
	InterveneAtPct float64 `yaml:"intervene_at_pct" unit:"%" min:"0.5" max:"50" default:"4" role:"uncertainty" needs:"such a rise of the dollar"`
	// days over which that rise is measured
	// ASSUMED: September and October 2022
	InterveneDays int `yaml:"intervene_days" unit:"days" min:"1" max:"63" default:"10" role:"uncertainty" needs:"a rise of the dollar by intervene_at_pct"`
	// fewest business days between interventions
	// ASSUMED: 22 September and 21 October 2022
	InterveneWait int `yaml:"intervene_wait_days" unit:"days" min:"1" max:"1000" default:"20" role:"uncertainty" needs:"two rises of the dollar by intervene_at_pct"`
	// level of the dollar above that at the start which an operation requires
	// ASSUMED: operations were made near 145 and 150 yen
	InterveneLevel float64 `yaml:"intervene_above_pct" unit:"%" min:"-50" max:"100" default:"3" role:"uncertainty"`
	// median size of an operation
	// READ: September and October 2022
	InterveneUSDBn float64 `yaml:"intervene_usd_bn" unit:"USD bn" min:"0" max:"200" default:"20" role:"uncertainty" needs:"a rise of the dollar by intervene_at_pct"`
	// standard deviation of the logarithm of an operation's size
	// ASSUMED: September and October 2022
	InterveneLogSD float64 `yaml:"intervene_log_sd" unit:"1" min:"0" max:"3" default:"0.5" role:"uncertainty" needs:"a rise of the dollar by intervene_at_pct"`
	// largest operation relative to the median
	// ASSUMED: September and October 2022
	InterveneMax float64 `yaml:"intervene_max" unit:"1" min:"1" max:"20" default:"2" role:"uncertainty" needs:"a rise of the dollar by intervene_at_pct"`
	// day of a scripted intervention, 0 for none
	// ASSUMED: scenario
	OperationDay world.When `yaml:"operation_day" min:"0" max:"5000" default:"0" role:"lever" needs:"an operation_usd_bn other than 0"`
	// dollars sold for yen in that intervention
	// ASSUMED: scenario
	OperationUSDBn float64 `yaml:"operation_usd_bn" unit:"USD bn" min:"-500" max:"500" default:"0" role:"lever" needs:"an operation_day"`
	// other costs to Japan of starting a hostile sale; the same amount again for each earlier sale
	// ASSUMED: model design
	AllianceUSDBn float64 `yaml:"alliance_cost_usd_bn" unit:"USD bn" min:"0" max:"1000" default:"10" role:"uncertainty"`
}

// JPMoF is Japan's Ministry of Finance. It holds Japan's reserves, Treasuries and dollar
// deposits, funded by yen bills. Its strategy determines what it sells, what it says and
// whether it borrows first. A sale lowers the value of what it keeps: the loss is
// reported each day. It sells today
//
//	q = min(pace + due, S − sold − owed, B − sold − m·owed if it owes)
//
// with due the amount requested from the repo facility but not lent, or called by it, S
// the size of the programme and B the Treasuries held at the start. Bonds worth m = 1 +
// official_repo_margin_pct for each dollar owed are pledged and not sold. If proceeds are
// converted, it buys yen with new loans and with the proceeds Σ q·w_k·P_k/P⁰_k, less the
// part that replaces deposits used to repay a called loan.
type JPMoF struct {
	p     JPMoFParams
	at    jpMoFPlaces
	state jpMoFState

	budget rules.Budget
}

// jpMoFPlaces are the ministry's indices and constants, found at set-up.
type jpMoFPlaces struct {
	strategy *strategy
	m        rules.Markets
	yen      int       // market of the yen, −1 for none
	opening  float64   // Treasuries at the start, USD bn at base prices
	held     []float64 // scratch: holdings by maturity
	us       int       // Washington's negotiator
	jp       int       // Tokyo's
	fed      int
	self     int
	game     *talks.Game        // nil where there are no talks
	terms    OfficialRepoParams // terms of the repo facility
	holder   talks.Holder       // its assets, as talks see them

	left, loss, sold, drawn, official int // series
}

// jpMoFState is all that changes; sales are at base prices.
type jpMoFState struct {
	sold    float64 // sold since the start, from the books, USD bn
	today   float64 // to be sold today, USD bn
	tranche float64 // still to be sold by a strategy without a timetable
	waiting float64 // amount of a timetable that waits for the market to open
	selling bool    // a sale is under way
	sales   int     // number of completed sales
	spoken  int     // day of the last veiled threat

	requested float64 // requested from the repo facility and not yet answered
	lent      float64 // credited since yesterday
	owed      float64 // borrowed against bonds instead of selling them, USD bn
	refused   bool    // the facility has lent less than requested, or called a loan
	due       float64 // requested but not lent, or called, and therefore to be sold
	replace   float64 // to be sold to replace deposits used to repay a called loan
	kept      float64 // part of today's proceeds kept for that

	deal     bool           // talks have ended with a deal
	over     bool           // or without one
	standing talks.Standing // state of the talks
	tariff   [2]float64     // general and auto rates last seen, percent

	before [2]float64 // loss on Treasuries and yen per dollar when the first sale began
	loss   float64    // on official dollars since then, USD bn

	operate float64 // today's intervention, dollars sold for yen, USD bn
	convert float64 // today's order of yen for proceeds, USD bn at the base exchange rate

	acts mofActs // what it does by acts of the scenario
	cool int     // days until the next one is allowed
}

func newJPMoF(s *world.Setup, p *JPMoFParams) (*JPMoF, error) {
	how, err := strategyNamed(p.Strategy)
	if err != nil {
		return nil, err
	}
	m := rules.FindMarkets(s.Instruments)
	f := &JPMoF{p: *p, at: jpMoFPlaces{
		strategy: how, m: m, yen: m.FX("jpy"), held: make([]float64, 0, len(m.Buckets)),
		us: s.Agent("us_trade"), jp: s.Agent("jp_trade"), fed: s.Agent("us_fed"), self: s.Self,
	}}
	f.budget, f.state.spoken = rules.NewBudget(s), -1<<30
	f.at.opening, f.state.acts = f.at.m.Treasuries(s.Book()), newMOFActs(len(m.Buckets))
	f.at.game, _ = s.Known(talks.Terms).(*talks.Game)
	if f.at.game != nil {
		f.state.standing = talks.NewStanding(f.at.game)
	}
	f.at.terms, _ = s.Known(repoTerms).(OfficialRepoParams)
	f.at.holder = talks.Holder{
		Programme: p.SaleUSDBn, Treasuries: f.at.opening, Deposits: s.Book().CashUSDBn(), Alliance: p.AllianceUSDBn,
		Pace: p.daily(), DurationYr: p.DurationYr, YenPct: p.YenImpactPct,
		Convert: p.Proceeds == "convert", Covert: p.Covert, Announce: p.Announce,
	}
	f.at.left, f.at.loss, f.at.sold, f.at.drawn = s.Series(mofTreasuries), s.Series(mofLoss), s.Series(mofSold), s.Series(repoDrawn)
	f.at.official = s.Series(officialTreasuries)
	return f, nil
}

// Act decides what to say, how much to borrow and how much to sell today.
func (f *JPMoF) Act(d *world.Desk) {
	v, how := d.View, f.at.strategy
	f.budget.Balance(d)
	f.state.acts.pass()
	f.state.sold = f.at.holder.Treasuries - f.at.m.Treasuries(d.Book) // executed trades, not orders
	f.follow(v)
	f.settle(d)
	if how.answer != nil {
		how.answer(f, v)
	}
	if how.speak != nil {
		how.speak(f, d)
	}
	f.plan(v)
	if how.borrow != nil {
		how.borrow(f, d)
	}
	f.state.kept = math.Min(f.state.replace, f.state.today)
	f.state.replace -= f.state.kept
	f.mark(d)
	f.begin(d)
	f.end(d)
	f.intervene(d)
	if v.Due(time.Wednesday, -1) || v.Day == 1 {
		d.Send(f.at.fed, world.CustodyHoldings, f.at.m.Treasuries(d.Book))
	}
}

// follow updates the state of the talks. A round opened yesterday is read before today's
// news, which Washington did not know then.
func (f *JPMoF) follow(v *world.View) {
	t, s := f.at.game, &f.state
	for i := range v.Bulletin {
		b := &v.Bulletin[i]
		if f.elsewhere(b) {
			continue
		}
		switch b.Type {
		case world.Deal:
			s.deal = true
		case world.Breakdown:
			s.over = true
		case world.Round:
			if t == nil {
				continue
			}
			o := s.standing.Outlook(t, b.Day, int(b.Value), rules.JapanTariff(v, f.at.jp), t.SaleLoss(s.loss, f.strain()))
			s.standing.Bargain(t, &o)
		}
	}
	if t != nil {
		s.standing.Read(t, v, &f.at.m, f.at.self, f.at.jp)
	}
}

// elsewhere reports whether a statement is about the tariff on a third country or its
// deal.
func (f *JPMoF) elsewhere(s *world.Statement) bool {
	return s.Target >= 0 && s.Target != f.at.jp && s.Target != f.at.us
}

// Open reports opening holdings.
func (f *JPMoF) Open(d *world.Desk) { f.report(d) }

// Close records what was done today and reports.
func (f *JPMoF) Close(d *world.Desk) {
	f.record(d)
	f.report(d)
}

// record records sales, what was to be sold and was not, and interventions, all without
// what acts of the scenario have done, which is recorded as that.
func (f *JPMoF) record(d *world.Desk) {
	s, sold := &f.state, 0.0
	if s.today > 0 {
		for i, b := range f.at.m.Buckets {
			sold -= d.Book.Bought(b.Cash) - s.acts.bought[i]
			d.DidOf(world.BondsSold, b.Cash, s.acts.paid[i]-d.Book.PaidUSDBn(b.Cash))
		}
		if short := s.today - sold; short > rules.Dust {
			d.Did(world.Statement{Type: world.SaleShort, Target: -1, Instrument: -1, Value: short})
		}
	}
	d.DidOf(world.Intervention, f.at.yen, f.operated(d.Book))
}

// report gives holdings, the loss on Treasuries still held and the amount sold.
func (f *JPMoF) report(d *world.Desk) {
	held := f.at.m.Treasuries(d.Book)
	d.Report(f.at.left, held)
	d.Report(f.at.official, held)
	d.Report(f.at.loss, f.marked(d.Book))
	d.Report(f.at.sold, f.at.opening-held)
	d.Report(f.at.drawn, math.Max(0, -d.Book.LentUSDBn()))
}

// Bid sells, and converts the proceeds of sales and loans unless they are kept in
// dollars. A loan is converted when it is credited; the proceeds of bonds sold when it is
// called are not converted again.
func (f *JPMoF) Bid(d *world.Desk) {
	v, s := d.View, &f.state
	if v.Round > 0 {
		return
	}
	received := s.lent
	if s.today > 0 {
		w, share := f.weights(d.Book), 1-s.kept/s.today
		for i, b := range f.at.m.Buckets {
			if k := b.Cash; w[i] > 0 {
				q := math.Min(s.today*w[i], d.Book.Holding(k))
				d.Bid.Order(k, market.Sale, -q)
				received += share * q * v.Instruments[k].Price(v.Deviation[k]) / v.Instruments[k].Price(0)
			}
		}
	}
	if k := f.at.yen; k >= 0 {
		s.convert = 0
		if f.p.Proceeds == "convert" {
			s.convert = received * v.Instruments[k].Price(0) / v.Instruments[k].Price(v.Deviation[k])
			d.Bid.Order(k, market.Sale, s.convert)
		}
		d.Bid.Order(k, market.Policy, s.operate)
	}
}
