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
	p     JPMoFParams
	at    jpMoFPlaces
	state jpMoFState
}

// jpMoFPlaces are what it finds at set-up.
type jpMoFPlaces struct {
	m                 rules.Markets
	game              *talks.Game // nil where there are none
	us, jp, fed, self int
	terms             OfficialRepoParams // of the repo facility
	holder            talks.Holder       // what it might sell
	ind               [4]int
}

// jpMoFState is all that changes.
type jpMoFState struct {
	sold     float64        // USD bn at base prices, from the books
	today    float64        // to be sold today, USD bn
	selling  bool           // a sale runs
	sales    int            // that have ended
	tranche  float64        // left of an escalation or of a best response, USD bn
	before   [2]float64     // loss on Treasuries and yen per dollar when the first sale began
	loss     float64        // on official dollars since then, USD bn
	asked    float64        // of the facility yesterday, USD bn
	lent     float64        // credited since yesterday, USD bn
	owed     float64        // borrowed against bonds instead of selling them, USD bn
	refused  bool           // the facility lends no more
	due      float64        // asked for and not lent, or called: to be sold, USD bn
	replace  float64        // what is to be sold for deposits that a called loan took, USD bn
	kept     float64        // of today's proceeds, for that, USD bn
	standing talks.Standing // of the talks
	deal     bool           // talks have ended with a deal
	over     bool           // and without one
	tariff   [2]float64     // general and auto rates last seen, percent
	spoken   int            // day of the last threat
	operate  float64        // dollars sold for yen today, USD bn
	cool     int            // days until the next intervention
}

func newJPMoF(s *world.Setup, p *JPMoFParams) (world.Institution, error) {
	f := &JPMoF{
		p: *p, at: jpMoFPlaces{m: rules.FindMarkets(s), us: s.Agent("us_trade"), jp: s.Agent("jp_trade"), fed: s.Agent("us_fed"), self: s.Self},
		state: jpMoFState{spoken: -1 << 30},
	}
	f.at.game, _ = s.Known("talks").(*talks.Game)
	if f.at.game != nil {
		f.state.standing = talks.NewStanding(f.at.game)
	}
	f.at.terms, _ = s.Known("official repo").(OfficialRepoParams)
	f.at.holder = talks.Holder{
		Programme: p.SaleUSDBn, Treasuries: f.at.m.Treasuries(s.Book()), Deposits: s.Book().CashUSDBn(), Alliance: p.AllianceUSDBn,
		Convert: p.Proceeds == "convert", Covert: p.Covert, Announce: p.Announce,
	}
	f.at.ind = [4]int{
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
	if f.at.game == nil {
		return 0
	}
	return talks.Sale{
		Game: f.at.game, Holder: &f.at.holder, Standing: f.state.standing, Day: v.Day, Tariff: rules.JapanTariff(v, f.at.jp),
		Sold: f.state.sold, Loss: f.state.loss, Sales: f.state.sales, Selling: f.state.selling,
	}.Best()
}

// strain in the alliance while a sale runs, USD bn.
func (f *JPMoF) strain() float64 {
	if !f.state.selling {
		return 0
	}
	return f.at.holder.Strain(f.state.sales)
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
	for _, k := range f.at.m.UST {
		if k >= 0 {
			dollars += d.Book.ValueUSDBn(k)
		}
	}
	yen := 0.0
	if k := f.at.m.FX[rules.JPY]; k >= 0 {
		yen = -d.View.X[k] / 1e4
	}
	if !f.state.selling && f.state.sales == 0 {
		f.state.before = [2]float64{bonds, yen}
		return
	}
	if f.at.game == nil {
		return
	}
	f.state.loss = math.Min(math.Max(0, bonds-f.state.before[0]+float64(dollars*(yen-f.state.before[1]))), f.at.holder.Believed(f.at.game, f.state.sold, f.state.sold))
	d.Send(f.at.us, world.SaleStarted, f.state.loss, f.strain())
	d.Send(f.at.jp, world.SaleStarted, f.state.loss, f.strain())
}

// settle reads what the facility has lent, pays its interest and repays when the
// loan is called or a deal has been made.
func (f *JPMoF) settle(d *world.Desk) {
	owed := -d.Book.LentUSDBn()
	f.state.lent = math.Max(0, owed-f.state.owed)
	if f.state.asked > 0 {
		if short := f.state.asked - (owed - f.state.owed); short > 1e-6 {
			f.state.refused = true
			f.state.due += short
		}
		f.state.asked = 0
	}
	f.state.owed = owed
	if owed <= 0 {
		return
	}
	d.Pay(ledger.Interest, f.at.fed, 0, owed*(d.View.PolicyRatePct[0]+f.at.terms.RepoSpreadBp/100)/100/252)
	called := false
	for _, m := range d.Inbox {
		called = called || m.From == f.at.fed && m.Type == world.RepoFacility
	}
	if !called && !(f.state.deal && f.p.StopOnDeal) {
		return
	}
	back := math.Min(owed, math.Max(0, d.Book.CashUSDBn()))
	d.Repay(f.at.fed, back)
	d.Send(f.at.fed, world.RepoFacility, -back)
	f.state.owed -= back
	if called {
		f.state.refused = true
		f.state.due += back
		f.state.replace += back
	}
}

// borrow asks for what repo_first would sell, as far as the facility goes.
func (f *JPMoF) borrow(d *world.Desk) {
	if f.p.Strategy != "repo_first" || f.state.refused || f.state.today <= 0 {
		return
	}
	if x := math.Min(f.state.today, f.at.terms.RepoCapUSDBn-f.state.owed); x > 1e-6 {
		f.state.asked = x
		f.state.today -= x
		d.Send(f.at.fed, world.RepoFacility, x)
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
			if s.Target != f.at.jp {
				continue
			}
			j := 0
			if s.Type == world.TariffAuto {
				j = 1
			}
			// The rates that are in force when the run begins are no news.
			deed = deed || v.Day > 2 && s.Value > f.state.tariff[j]+0.5
			ease = ease || v.Day > 2 && s.Value < f.state.tariff[j]-0.5
			f.state.tariff[j] = s.Value
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
		f.state.tranche = 0
	case deed:
		f.state.tranche += float64(f.p.SaleUSDBn / 4)
	case word:
		f.state.tranche += float64(f.p.SaleUSDBn / 8)
	}
}

// elsewhere reports whether a statement is about a third country: the tariff on
// it, or its deal.
func (f *JPMoF) elsewhere(s *world.Statement) bool {
	return s.Target >= 0 && s.Target != f.at.jp && s.Target != f.at.us
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
			f.state.deal = true
		case world.Breakdown:
			f.state.over = true
		case world.Round:
			if f.at.game == nil {
				continue
			}
			o := f.state.standing.Outlook(f.at.game, s.Day, int(s.Value), rules.JapanTariff(v, f.at.jp), f.at.game.SaleLoss(f.state.loss, f.strain()))
			f.state.standing.Bargain(f.at.game, &o)
		}
	}
	if f.at.game != nil {
		f.state.standing.Read(f.at.game, v, &f.at.m, f.at.self, f.at.jp)
	}
}

// speak threatens, denies and prepares.
func (f *JPMoF) speak(d *world.Desk) {
	v := d.View
	switch f.p.Strategy {
	case "veiled_threat":
		if v.Day >= f.p.StartDay && !f.state.deal && v.Day-f.state.spoken >= f.p.ThreatEvery {
			f.state.spoken = v.Day
			d.SayOf(world.VeiledThreat, f.at.us, 0)
		} else if f.p.DenyDays > 0 && v.Day-f.state.spoken == f.p.DenyDays {
			d.SayOf(world.Denial, f.at.us, 0)
		}
	case "programme", "bills_first", "front_loaded", "salami":
		if f.p.PrepareDays > 0 && v.Day == max(1, f.p.StartDay-f.p.PrepareDays) && f.p.SaleUSDBn > 0 && !f.p.Covert && !(f.state.deal && f.p.StopOnDeal) {
			d.SayOf(world.Preparation, f.at.us, 0)
		}
	}
}

// Act decides what to say and to sell today.
func (f *JPMoF) Act(d *world.Desk) {
	v := d.View
	f.state.sold = f.at.holder.Treasuries - f.at.m.Treasuries(d.Book) // fills, not orders
	f.follow(v)
	f.settle(d)
	switch f.p.Strategy {
	case "tit_for_tat":
		f.escalations(v)
	case "best_response":
		if v.Day >= f.p.StartDay && v.Date.Weekday() == 1 && !f.state.deal && !f.state.over {
			f.state.tranche = f.best(v)
		}
		if f.state.deal || f.state.over {
			f.state.tranche = 0
		}
	}
	f.speak(d)
	f.state.today = math.Min(f.p.pace(v.Day, f.state.tranche, f.state.deal)+f.state.due, math.Max(0, f.p.SaleUSDBn-f.state.sold-f.state.owed))
	f.state.due = 0
	if f.state.owed > 0 { // what is pledged is not sold
		f.state.today = math.Min(f.state.today, math.Max(0, f.at.holder.Treasuries-f.state.sold-float64(1.05*f.state.owed)))
	}
	f.state.tranche = math.Max(0, f.state.tranche-f.state.today)
	f.borrow(d)
	f.state.kept = math.Min(f.state.replace, f.state.today)
	f.state.replace -= f.state.kept
	f.mark(d)
	if f.state.today > 0 && !f.state.selling {
		f.state.selling = true
		if !f.p.Covert {
			d.SayOf(world.SaleStarted, f.at.us, 0)
		}
		if f.p.Announce && f.state.sales == 0 {
			d.SayOf(world.SaleAnnounced, f.at.us, f.p.SaleUSDBn)
		}
	}
	done := f.state.sold+f.state.owed >= f.p.SaleUSDBn-1e-3 || (f.state.deal && f.p.StopOnDeal) || v.Day >= f.p.StartDay+f.p.SaleDays
	if f.p.Strategy == "tit_for_tat" || f.p.Strategy == "best_response" {
		done = f.state.tranche <= 0
	}
	if f.state.selling && f.state.today == 0 && done {
		f.state.selling = false
		f.state.sales++
		if !f.p.Covert {
			d.SayOf(world.SaleEnded, f.at.us, f.state.sold)
		}
	}
	f.state.operate = 0
	if v.Day == f.p.OperationDay {
		f.state.operate = f.p.OperationUSDBn
	} else if k := f.at.m.FX[rules.JPY]; f.p.InterveneOn && k >= 0 && v.Day > 10 && f.state.cool <= 0 &&
		v.Change(k, 10) > 100*f.p.InterveneAtPct && v.X[k] > 100*f.p.InterveneLevel {
		f.state.operate = math.Min(2*f.p.InterveneUSDBn, f.p.InterveneUSDBn*portable.Exp(0.5*world.Normal(d.Rand(1))))
		f.state.cool = 20
	}
	f.state.cool--
	if f.state.operate != 0 {
		d.Say(world.Intervention, f.state.operate)
	}
	if v.Date.Weekday() == 3 || v.Day == 1 {
		d.Send(f.at.fed, world.CustodyHoldings, f.at.m.Treasuries(d.Book))
	}
}

// marked is the loss on the Treasuries held since the base date, USD bn:
//
//	loss = Σ units·(P₀ − P)
func (f *JPMoF) marked(b world.Book) float64 {
	var loss float64
	for _, k := range f.at.m.UST {
		if k >= 0 {
			loss += b.Holding(k) - b.ValueUSDBn(k)
		}
	}
	return loss
}

// Close reports holdings, the loss on what is kept and what was sold.
func (f *JPMoF) Close(d *world.Desk) {
	held := f.at.m.Treasuries(d.Book)
	d.Report(f.at.ind[0], held)
	d.Report(f.at.ind[1], f.marked(d.Book))
	d.Report(f.at.ind[2], f.at.holder.Treasuries-held)
	d.Report(f.at.ind[3], math.Max(0, -d.Book.LentUSDBn()))
}

// weights are the shares of the maturity buckets in what is sold now.
func (f *JPMoF) weights(b world.Book) (w [4]float64) {
	var sum float64
	for i, k := range f.at.m.UST {
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
	if rest := sum - w[0]; f.p.Strategy == "bills_first" && rest > 0 && f.state.today > 0 {
		w[0] = math.Min(1, w[0]/f.state.today) // notes make up what bills are short of
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
	received := f.state.lent
	if f.state.today > 0 {
		w, share := f.weights(d.Book), 1-f.state.kept/f.state.today
		for i, k := range f.at.m.UST {
			if k >= 0 && w[i] > 0 {
				q := math.Min(f.state.today*w[i], d.Book.Holding(k))
				d.Bid.Want(k, market.Sale, -q)
				received += share * q * v.Instruments[k].Price(v.X[k]) / v.Instruments[k].Price(0)
			}
		}
	}
	if k := f.at.m.FX[rules.JPY]; k >= 0 {
		if f.p.Proceeds == "convert" {
			d.Bid.Want(k, market.Sale, received*v.Instruments[k].Price(0)/v.Instruments[k].Price(v.X[k]))
		}
		d.Bid.Want(k, market.Policy, f.state.operate)
	}
}
