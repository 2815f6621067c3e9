package agents

import (
	"math"

	"kirifuda/agents/rules"
	"kirifuda/agents/talks"
	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

// JPMoFParams describe the Ministry of Finance's conduct as holder of Japan's
// reserves.
type JPMoFParams struct {
	Strategy       string  `yaml:"strategy" default:"silent" enum:"silent|veiled_threat|programme|salami|front_loaded|bills_first|repo_first|tit_for_tat|best_response" role:"lever" status:"ASSUMED" source:"model design" doc:"silent does nothing; veiled_threat hints; programme sells evenly; salami sells a little each week; front_loaded sells half in the first fifth of the time; bills_first sells bills before notes; repo_first borrows dollars against bonds and sells only what is missing; tit_for_tat sells after each escalation and stops when tensions ease; best_response looks ahead each week"`
	SaleUSDBn      float64 `yaml:"sale_usd_bn" unit:"USD bn" min:"0" max:"800" default:"300" role:"lever" status:"ASSUMED" source:"scenario" doc:"size of the programme, at base prices"`
	StartDay       int     `yaml:"start_day" unit:"days" min:"1" max:"5000" default:"25" role:"lever" status:"ASSUMED" source:"scenario" doc:"business day on which the strategy starts"`
	SaleDays       int     `yaml:"sale_days" unit:"days" min:"1" max:"2500" default:"63" role:"lever" status:"ASSUMED" source:"scenario" doc:"business days over which it sells"`
	Announce       bool    `yaml:"announce" default:"false" role:"lever" status:"ASSUMED" source:"scenario" doc:"announce the programme on its first day"`
	Covert         bool    `yaml:"covert" default:"false" role:"lever" status:"ASSUMED" source:"scenario" doc:"sell through custodians, so that the first trade is no signal and only weekly custody figures tell"`
	Proceeds       string  `yaml:"proceeds" default:"keep" enum:"keep|convert" role:"lever" status:"ASSUMED" source:"scenario" doc:"keep dollars on deposit or convert them to yen"`
	Maturity       string  `yaml:"maturity" default:"pro_rata" enum:"pro_rata|bills|notes|long" role:"lever" status:"ASSUMED" source:"scenario" doc:"what is sold: as held, bills only, notes of 1 to 10 years, or over 5 years"`
	StopOnDeal     bool    `yaml:"stop_on_deal" default:"true" role:"lever" status:"ASSUMED" source:"scenario" doc:"stop when talks end in a deal"`
	ThreatEvery    int     `yaml:"threat_every_days" unit:"days" min:"1" max:"1000" default:"20" role:"lever" status:"ASSUMED" source:"scenario" doc:"business days between veiled threats"`
	DenyDays       int     `yaml:"deny_after_days" unit:"days" min:"0" max:"1000" default:"0" role:"lever" status:"ASSUMED" source:"threats of 1997 and 1998 were denied at once" doc:"business days after which a veiled threat is denied, 0 for never"`
	PrepareDays    int     `yaml:"prepare_days" unit:"days" min:"0" max:"1000" default:"0" role:"lever" status:"ASSUMED" source:"scenario" doc:"business days before the first sale of a timed programme at which custody is moved for it, 0 for not in public"`
	InterveneOn    bool    `yaml:"intervene" default:"true" role:"lever" status:"READ" source:"September and October 2022" doc:"support the yen when it falls fast"`
	InterveneAtPct float64 `yaml:"intervene_at_pct" unit:"%" min:"0.5" max:"50" default:"4" role:"uncertainty" status:"ASSUMED" source:"September and October 2022" doc:"rise of the dollar over ten days that brings intervention"`
	InterveneLevel float64 `yaml:"intervene_above_pct" unit:"%" min:"-50" max:"100" default:"3" role:"uncertainty" status:"ASSUMED" source:"operations were made near 145 and 150 yen" doc:"how far the dollar must stand above its level at the start for an operation"`
	InterveneUSDBn float64 `yaml:"intervene_usd_bn" unit:"USD bn" min:"0" max:"200" default:"20" role:"uncertainty" status:"READ" source:"September and October 2022" doc:"median size of an operation"`
	OperationDay   int     `yaml:"operation_day" unit:"days" min:"0" max:"5000" default:"0" role:"lever" status:"ASSUMED" source:"scenario" doc:"business day of a scripted intervention, 0 for none"`
	OperationUSDBn float64 `yaml:"operation_usd_bn" unit:"USD bn" min:"-500" max:"500" default:"0" role:"lever" status:"ASSUMED" source:"scenario" doc:"dollars sold for yen in it"`
	AllianceUSDBn  float64 `yaml:"alliance_cost_usd_bn" unit:"USD bn" min:"0" max:"1000" default:"10" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"what starting a hostile sale costs Japan in other ways; as much again for each sale before it"`
}

// JPMoF holds Japan's reserves: about 800 bn of Treasuries and 160 bn of dollar
// deposits, funded by yen bills. It is long what it would dump: its loss on what
// it keeps is reported each day.
//
// tit_for_tat sells a quarter of its size after a rise of tariffs or the end of
// talks and an eighth after a threat of one, and stops when tariffs fall or are
// suspended. What happens before its first day is answered on that day.
//
// best_response looks ahead each week at selling nothing, a quarter, a half or
// all of what is left. It solves the talks as the negotiators do, with the stress
// that the sale would bring, Washington's fear of it and its cost to Tokyo, and
// without, and sells what is worth most,
//
//	gain = H·GDP·(E[u with] − E[u without]),   loss = D·impact·(b·kept + ½·sold) + b·yen·kept + alliance·(1 + sales before)
//
// with b the weight of book losses; stopping is one of the choices.
type JPMoF struct {
	p        JPMoFParams
	t        *talks.Game // nil where there are none
	m        rules.Markets
	us       int
	jp       int
	fed      int
	self     int
	terms    OfficialRepoParams // of the repo facility
	sold     float64            // USD bn at base prices, from the books
	today    float64
	deal     bool
	over     bool // talks have ended without a deal
	selling  bool
	sales    int // that have ended
	asked    float64
	lent     float64 // credited since yesterday
	owed     float64 // borrowed against bonds instead of selling them
	refused  bool
	due      float64 // asked for and not lent, or called: to be sold
	replace  float64 // what is to be sold for deposits that a called loan took
	kept     float64 // of today's proceeds, for that
	tranche  float64
	tariff   [2]float64 // general and auto rates last seen
	spoken   int
	holder   talks.Holder
	standing talks.Standing
	before   [2]float64 // loss on Treasuries and yen per dollar when the first sale began
	loss     float64    // on official dollars since then, USD bn
	operate  float64
	cool     int
	ind      [4]int
}

func newJPMoF(s *world.Setup, p *JPMoFParams) (world.Institution, error) {
	f := &JPMoF{p: *p, m: rules.FindMarkets(s), us: s.Agent("us_trade"), jp: s.Agent("jp_trade"), fed: s.Agent("us_fed"), self: s.Self, spoken: -1 << 30}
	f.t, _ = s.Known("talks").(*talks.Game)
	if f.t != nil {
		f.standing = talks.NewStanding(f.t)
	}
	f.terms, _ = s.Known("official repo").(OfficialRepoParams)
	f.holder = talks.Holder{
		Programme: p.SaleUSDBn, Treasuries: f.m.Treasuries(s.Book()), Deposits: s.Book().CashUSDBn(), Alliance: p.AllianceUSDBn,
		Convert: p.Proceeds == "convert", Covert: p.Covert, Announce: p.Announce,
	}
	f.ind = [4]int{
		s.Indicator("jp_mof_ust_usd_bn", false), s.Indicator("jp_mof_loss_usd_bn", false),
		s.Indicator("jp_mof_sold_usd_bn", false), s.Indicator("repo_facility_usd_bn", false),
	}
	return f, nil
}

// pace is what the strategy sells on a day, USD bn, before limits, given what is
// left of an escalation or of a best response and whether there is a deal.
func (p *JPMoFParams) pace(day int, tranche float64, deal bool) float64 {
	n := day - p.StartDay
	if n < 0 || p.SaleUSDBn == 0 || (deal && p.StopOnDeal) {
		return 0
	}
	days := float64(p.SaleDays)
	switch p.Strategy {
	case "programme", "bills_first", "repo_first":
		if n < p.SaleDays {
			return p.SaleUSDBn / days
		}
	case "front_loaded":
		first := math.Ceil(days / 5)
		if first >= days && n < p.SaleDays {
			return p.SaleUSDBn / days
		}
		if float64(n) < first {
			return p.SaleUSDBn / 2 / first
		}
		if n < p.SaleDays {
			return p.SaleUSDBn / 2 / math.Max(1, days-first)
		}
	case "salami":
		if n%5 == 0 && n < p.SaleDays {
			return p.SaleUSDBn / math.Ceil(days/5)
		}
	case "tit_for_tat", "best_response":
		if tranche > 0 {
			return math.Min(tranche, p.SaleUSDBn/20)
		}
	}
	return 0
}

// best is best_response's weekly decision.
func (f *JPMoF) best(v *world.View) float64 {
	if f.t == nil {
		return 0
	}
	return talks.Sale{
		Game: f.t, Holder: &f.holder, Standing: f.standing, Day: v.Day, Tariff: rules.JapanTariff(v, f.jp),
		Sold: f.sold, Loss: f.loss, Sales: f.sales, Selling: f.selling,
	}.Best()
}

// strain in the alliance while a sale runs, USD bn.
func (f *JPMoF) strain() float64 {
	if !f.selling {
		return 0
	}
	return f.holder.Strain(f.sales)
}

// mark measures what official dollars have lost since the first sale began,
//
//	loss = min{[Δ(Σ units·(P₀ − P)) + dollars·(−Δln e)]₊, believed}
//
// in Treasuries and in yen, and lets the negotiators of both sides know. What a
// deal would undo is no more than what the sales are believed to have caused;
// news moves the yen by more than that within days.
func (f *JPMoF) mark(d *world.Desk) {
	bonds, dollars := f.marked(d.Book), d.Book.CashUSDBn()+d.Book.LentUSDBn()
	for _, k := range f.m.UST {
		if k >= 0 {
			dollars += d.Book.ValueUSDBn(k)
		}
	}
	yen := 0.0
	if k := f.m.FX[rules.JPY]; k >= 0 {
		yen = -d.View.X[k] / 1e4
	}
	if !f.selling && f.sales == 0 {
		f.before = [2]float64{bonds, yen}
		return
	}
	if f.t == nil {
		return
	}
	f.loss = math.Min(math.Max(0, bonds-f.before[0]+float64(dollars*(yen-f.before[1]))), f.holder.Believed(f.t, f.sold, f.sold))
	d.Send(f.us, world.SaleStarted, f.loss, f.strain())
	d.Send(f.jp, world.SaleStarted, f.loss, f.strain())
}

// settle reads what the facility has lent, pays its interest and repays when the
// loan is called or a deal has been made.
func (f *JPMoF) settle(d *world.Desk) {
	owed := -d.Book.LentUSDBn()
	f.lent = math.Max(0, owed-f.owed)
	if f.asked > 0 {
		if short := f.asked - (owed - f.owed); short > 1e-6 {
			f.refused = true
			f.due += short
		}
		f.asked = 0
	}
	f.owed = owed
	if owed <= 0 {
		return
	}
	d.Pay(ledger.Interest, f.fed, 0, owed*(d.View.PolicyRatePct[0]+f.terms.RepoSpreadBp/100)/100/252)
	called := false
	for _, m := range d.Inbox {
		called = called || m.From == f.fed && m.Type == world.RepoFacility
	}
	if !called && !(f.deal && f.p.StopOnDeal) {
		return
	}
	back := math.Min(owed, math.Max(0, d.Book.CashUSDBn()))
	d.Repay(f.fed, back)
	d.Send(f.fed, world.RepoFacility, -back)
	f.owed -= back
	if called {
		f.refused = true
		f.due += back
		f.replace += back
	}
}

// borrow asks for what repo_first would sell, as far as the facility goes.
func (f *JPMoF) borrow(d *world.Desk) {
	if f.p.Strategy != "repo_first" || f.refused || f.today <= 0 {
		return
	}
	if x := math.Min(f.today, f.terms.RepoCapUSDBn-f.owed); x > 1e-6 {
		f.asked = x
		f.today -= x
		d.Send(f.fed, world.RepoFacility, x)
	}
}

// escalations adds what tit_for_tat sells in answer to today's statements: one
// tranche a day, a quarter for deeds, an eighth for words.
func (f *JPMoF) escalations(v *world.View) {
	var deed, word, ease bool
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		if f.elsewhere(s) {
			continue
		}
		switch s.Type {
		case world.TariffGeneral, world.TariffAuto:
			if s.Target != f.jp {
				continue
			}
			j := 0
			if s.Type == world.TariffAuto {
				j = 1
			}
			// The rates that are in force when the run begins are no news.
			deed = deed || v.Day > 2 && s.Value > f.tariff[j]+0.5
			ease = ease || v.Day > 2 && s.Value < f.tariff[j]-0.5
			f.tariff[j] = s.Value
		case world.Breakdown:
			deed = true
		case world.TariffThreat:
			word = true
		case world.Pause, world.Deal:
			ease = true
		}
	}
	switch {
	case ease:
		f.tranche = 0
	case deed:
		f.tranche += float64(f.p.SaleUSDBn / 4)
	case word:
		f.tranche += float64(f.p.SaleUSDBn / 8)
	}
}

// elsewhere reports whether a statement is about a third country: the tariff on
// it, or its deal.
func (f *JPMoF) elsewhere(s *world.Statement) bool {
	return s.Target >= 0 && s.Target != f.jp && s.Target != f.us
}

// follow keeps the state of the talks. A round opened yesterday comes before
// today's news, which Washington had not read.
func (f *JPMoF) follow(v *world.View) {
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		if f.elsewhere(s) {
			continue
		}
		switch s.Type {
		case world.Deal:
			f.deal = true
		case world.Breakdown:
			f.over = true
		case world.Round:
			if f.t == nil {
				continue
			}
			o := f.standing.Outlook(f.t, s.Day, int(s.Value), rules.JapanTariff(v, f.jp), f.t.SaleLoss(f.loss, f.strain()))
			f.standing.Bargain(f.t, &o)
		}
	}
	if f.t != nil {
		f.standing.Read(f.t, v, &f.m, f.self, f.jp)
	}
}

// speak threatens, denies and prepares.
func (f *JPMoF) speak(d *world.Desk) {
	v := d.View
	switch f.p.Strategy {
	case "veiled_threat":
		if v.Day >= f.p.StartDay && !f.deal && v.Day-f.spoken >= f.p.ThreatEvery {
			f.spoken = v.Day
			d.SayOf(world.VeiledThreat, f.us, 0)
		} else if f.p.DenyDays > 0 && v.Day-f.spoken == f.p.DenyDays {
			d.SayOf(world.Denial, f.us, 0)
		}
	case "programme", "bills_first", "front_loaded", "salami":
		if f.p.PrepareDays > 0 && v.Day == max(1, f.p.StartDay-f.p.PrepareDays) && f.p.SaleUSDBn > 0 && !f.p.Covert && !(f.deal && f.p.StopOnDeal) {
			d.SayOf(world.Preparation, f.us, 0)
		}
	}
}

// Act decides what to say and to sell today.
func (f *JPMoF) Act(d *world.Desk) {
	v := d.View
	f.sold = f.holder.Treasuries - f.m.Treasuries(d.Book) // fills, not orders
	f.follow(v)
	f.settle(d)
	switch f.p.Strategy {
	case "tit_for_tat":
		f.escalations(v)
	case "best_response":
		if v.Day >= f.p.StartDay && v.Date.Weekday() == 1 && !f.deal && !f.over {
			f.tranche = f.best(v)
		}
		if f.deal || f.over {
			f.tranche = 0
		}
	}
	f.speak(d)
	f.today = math.Min(f.p.pace(v.Day, f.tranche, f.deal)+f.due, math.Max(0, f.p.SaleUSDBn-f.sold-f.owed))
	f.due = 0
	if f.owed > 0 { // what is pledged is not sold
		f.today = math.Min(f.today, math.Max(0, f.holder.Treasuries-f.sold-float64(1.05*f.owed)))
	}
	f.tranche = math.Max(0, f.tranche-f.today)
	f.borrow(d)
	f.kept = math.Min(f.replace, f.today)
	f.replace -= f.kept
	f.mark(d)
	if f.today > 0 && !f.selling {
		f.selling = true
		if !f.p.Covert {
			d.SayOf(world.SaleStarted, f.us, 0)
		}
		if f.p.Announce && f.sales == 0 {
			d.SayOf(world.SaleAnnounced, f.us, f.p.SaleUSDBn)
		}
	}
	done := f.sold+f.owed >= f.p.SaleUSDBn-1e-3 || (f.deal && f.p.StopOnDeal) || v.Day >= f.p.StartDay+f.p.SaleDays
	if f.p.Strategy == "tit_for_tat" || f.p.Strategy == "best_response" {
		done = f.tranche <= 0
	}
	if f.selling && f.today == 0 && done {
		f.selling = false
		f.sales++
		if !f.p.Covert {
			d.SayOf(world.SaleEnded, f.us, f.sold)
		}
	}
	f.operate = 0
	if v.Day == f.p.OperationDay {
		f.operate = f.p.OperationUSDBn
	} else if k := f.m.FX[rules.JPY]; f.p.InterveneOn && k >= 0 && v.Day > 10 && f.cool <= 0 &&
		v.Change(k, 10) > 100*f.p.InterveneAtPct && v.X[k] > 100*f.p.InterveneLevel {
		f.operate = math.Min(2*f.p.InterveneUSDBn, f.p.InterveneUSDBn*portable.Exp(0.5*world.Normal(d.Rand(1))))
		f.cool = 20
	}
	f.cool--
	if f.operate != 0 {
		d.Say(world.Intervention, f.operate)
	}
	if v.Date.Weekday() == 3 || v.Day == 1 {
		d.Send(f.fed, world.CustodyHoldings, f.m.Treasuries(d.Book))
	}
}

// marked is the loss on the Treasuries held since the base date, USD bn:
//
//	loss = Σ units·(P₀ − P)
func (f *JPMoF) marked(b world.Book) float64 {
	var loss float64
	for _, k := range f.m.UST {
		if k >= 0 {
			loss += b.Holding(k) - b.ValueUSDBn(k)
		}
	}
	return loss
}

// Close reports holdings, the loss on what is kept and what was sold.
func (f *JPMoF) Close(d *world.Desk) {
	held := f.m.Treasuries(d.Book)
	d.Report(f.ind[0], held)
	d.Report(f.ind[1], f.marked(d.Book))
	d.Report(f.ind[2], f.holder.Treasuries-held)
	d.Report(f.ind[3], math.Max(0, -d.Book.LentUSDBn()))
}

// weights are the shares of the maturity buckets in what is sold now.
func (f *JPMoF) weights(b world.Book) (w [4]float64) {
	var sum float64
	for i, k := range f.m.UST {
		if k < 0 {
			continue
		}
		w[i] = math.Max(0, b.Holding(k))
		switch {
		case f.p.Maturity == "bills" && i > 0,
			f.p.Maturity == "notes" && (i == 0 || i == 3),
			f.p.Maturity == "long" && i < 2:
			w[i] = 0
		}
		sum += w[i]
	}
	if sum == 0 {
		return w
	}
	if rest := sum - w[0]; f.p.Strategy == "bills_first" && rest > 0 && f.today > 0 {
		w[0] = math.Min(1, w[0]/f.today) // notes make up what bills are short of
		for i := 1; i < len(w); i++ {
			w[i] *= (1 - w[0]) / rest
		}
		return w
	}
	for i := range w {
		w[i] /= sum
	}
	return w
}

// Bid sells, and converts what sales and loans have brought in if it is not kept
// in dollars: a loan once it is credited, the proceeds of the bonds sold when one
// is called not a second time.
func (f *JPMoF) Bid(d *world.Desk) {
	v := d.View
	if v.Round > 0 {
		return
	}
	received := f.lent
	if f.today > 0 {
		w, share := f.weights(d.Book), 1-f.kept/f.today
		for i, k := range f.m.UST {
			if k >= 0 && w[i] > 0 {
				q := math.Min(f.today*w[i], d.Book.Holding(k))
				d.Bid.Want(k, market.Sale, -q)
				received += share * q * v.Instruments[k].Price(v.X[k]) / v.Instruments[k].Price(0)
			}
		}
	}
	if k := f.m.FX[rules.JPY]; k >= 0 {
		if f.p.Proceeds == "convert" {
			d.Bid.Want(k, market.Sale, received*v.Instruments[k].Price(0)/v.Instruments[k].Price(v.X[k]))
		}
		d.Bid.Want(k, market.Policy, f.operate)
	}
}
