package agents

import (
	"math"

	"kirifuda/internal/portable"
	"kirifuda/world"
	"kirifuda/world/market"
)

// JPMoFParams describe the Ministry of Finance's conduct as holder of Japan's
// reserves.
type JPMoFParams struct {
	Strategy       string  `yaml:"strategy" default:"silent" enum:"silent|veiled_threat|programme|salami|front_loaded|bills_first|repo_first|tit_for_tat|best_response" role:"lever" status:"ASSUMED" source:"model design" doc:"silent does nothing; veiled_threat hints; programme sells evenly; salami sells a little each week; front_loaded sells half in the first fifth of the time; bills_first sells bills before notes; repo_first borrows dollars against bonds and sells only what is missing; tit_for_tat sells after each escalation; best_response looks ahead each week"`
	SaleUSDBn      float64 `yaml:"sale_usd_bn" unit:"USD bn" min:"0" max:"800" default:"300" role:"lever" status:"ASSUMED" source:"scenario" doc:"size of the programme, at base prices"`
	StartDay       int     `yaml:"start_day" unit:"days" min:"1" max:"5000" default:"25" role:"lever" status:"ASSUMED" source:"scenario" doc:"business day on which the strategy starts"`
	SaleDays       int     `yaml:"sale_days" unit:"days" min:"1" max:"2500" default:"63" role:"lever" status:"ASSUMED" source:"scenario" doc:"business days over which it sells"`
	Announce       bool    `yaml:"announce" default:"false" role:"lever" status:"ASSUMED" source:"scenario" doc:"announce the programme on its first day"`
	Covert         bool    `yaml:"covert" default:"false" role:"lever" status:"ASSUMED" source:"scenario" doc:"sell through custodians, so that the first trade is no signal and only weekly custody figures tell"`
	Proceeds       string  `yaml:"proceeds" default:"keep" enum:"keep|convert" role:"lever" status:"ASSUMED" source:"scenario" doc:"keep dollars on deposit or convert them to yen"`
	Maturity       string  `yaml:"maturity" default:"pro_rata" enum:"pro_rata|bills|notes|long" role:"lever" status:"ASSUMED" source:"scenario" doc:"what is sold: as held, bills only, notes of 1 to 10 years, or over 5 years"`
	StopOnDeal     bool    `yaml:"stop_on_deal" default:"true" role:"lever" status:"ASSUMED" source:"scenario" doc:"stop when talks end in a deal"`
	ThreatEvery    int     `yaml:"threat_every_days" unit:"days" min:"1" max:"1000" default:"20" role:"lever" status:"ASSUMED" source:"scenario" doc:"business days between veiled threats"`
	InterveneOn    bool    `yaml:"intervene" default:"true" role:"lever" status:"READ" source:"September and October 2022" doc:"support the yen when it falls fast"`
	InterveneAtPct float64 `yaml:"intervene_at_pct" unit:"%" min:"0.5" max:"50" default:"4" role:"uncertainty" status:"ASSUMED" source:"September and October 2022" doc:"rise of the dollar over ten days that brings intervention"`
	InterveneLevel float64 `yaml:"intervene_above_pct" unit:"%" min:"-50" max:"100" default:"3" role:"uncertainty" status:"ASSUMED" source:"operations were made near 145 and 150 yen" doc:"how far the dollar must stand above its level at the start for an operation"`
	InterveneUSDBn float64 `yaml:"intervene_usd_bn" unit:"USD bn" min:"0" max:"200" default:"20" role:"uncertainty" status:"READ" source:"September and October 2022" doc:"median size of an operation"`
	OperationDay   int     `yaml:"operation_day" unit:"days" min:"0" max:"5000" default:"0" role:"lever" status:"ASSUMED" source:"scenario" doc:"business day of a scripted intervention, 0 for none"`
	OperationUSDBn float64 `yaml:"operation_usd_bn" unit:"USD bn" min:"-500" max:"500" default:"0" role:"lever" status:"ASSUMED" source:"scenario" doc:"dollars sold for yen in it"`
	RepoCapUSDBn   float64 `yaml:"repo_cap_usd_bn" unit:"USD bn" min:"0" max:"800" default:"60" role:"constant" status:"RECALLED" source:"foreign official repo facility, cap per holder" doc:"dollars that can be borrowed against Treasuries; 0 if the facility refuses a hostile holder"`
	ImpactBpPerBn  float64 `yaml:"expected_impact_bp_per_bn" unit:"bp per USD bn" min:"0" max:"5" default:"0.12" role:"uncertainty" status:"COMPUTED" source:"impact of a month's sale" doc:"what best_response believes a sale does to the 10-year yield"`
	ConcessionPP   float64 `yaml:"expected_concession_pp_per_stress" unit:"pp" min:"0" max:"20" default:"1" role:"uncertainty" status:"ASSUMED" source:"April 2025" doc:"what best_response believes a unit of stress in Washington is worth in tariff"`
	TariffUSDBn    float64 `yaml:"tariff_value_usd_bn_per_pp" unit:"USD bn" min:"0" max:"100" default:"2" role:"uncertainty" status:"ASSUMED" source:"0.014 % of GDP a year for a pp, over four years" doc:"what a pp of tariff is worth to Japan"`
	AllianceUSDBn  float64 `yaml:"alliance_cost_usd_bn" unit:"USD bn" min:"0" max:"1000" default:"10" role:"uncertainty" status:"ASSUMED" source:"model design" doc:"what a hostile sale costs Japan in other ways"`
}

// JPMoF holds Japan's reserves: about 800 bn of Treasuries and 160 bn of dollar
// deposits, funded by yen bills. It is long what it would dump: its loss on what
// it keeps is reported each day.
//
// best_response looks ahead each week at selling nothing, a quarter, a half or
// all of what is left,
//
//	gain = concession·value·impact/30 bp,   loss = D·impact·(what is kept) + yen + alliance
//
// and does what is worth most.
type JPMoF struct {
	p       JPMoFParams
	m       markets
	us      int
	jp      int
	fed     int
	sold    float64 // USD bn at base prices, from the books
	today   float64
	start   float64
	deal    bool
	began   bool
	ended   bool
	repo    float64 // borrowed against bonds instead of selling them
	tranche float64
	tariff  [2]float64 // general and auto rates last seen
	spoken  int
	operate float64
	cool    int
	ind     [4]int
}

func newJPMoF(s *world.Setup, p *JPMoFParams) (world.Institution, error) {
	f := &JPMoF{p: *p, m: findMarkets(s), us: s.Agent("us_trade"), jp: s.Agent("jp_trade"), fed: s.Agent("us_fed"), spoken: -1 << 30}
	f.start = treasuries(&f.m, s.Book())
	f.ind = [4]int{
		s.Indicator("jp_mof_ust_usd_bn", false), s.Indicator("jp_mof_loss_usd_bn", false),
		s.Indicator("jp_mof_sold_usd_bn", false), s.Indicator("repo_facility_usd_bn", false),
	}
	return f, nil
}

// pace is what the strategy sells today, USD bn, before limits.
func (f *JPMoF) pace(v *world.View) float64 {
	n := v.Day - f.p.StartDay
	if n < 0 || f.p.SaleUSDBn == 0 || (f.deal && f.p.StopOnDeal) {
		return 0
	}
	days := float64(f.p.SaleDays)
	switch f.p.Strategy {
	case "programme", "bills_first", "repo_first":
		if n < f.p.SaleDays {
			return f.p.SaleUSDBn / days
		}
	case "front_loaded":
		first := math.Ceil(days / 5)
		if first >= days && n < f.p.SaleDays {
			return f.p.SaleUSDBn / days
		}
		if float64(n) < first {
			return f.p.SaleUSDBn / 2 / first
		}
		if n < f.p.SaleDays {
			return f.p.SaleUSDBn / 2 / math.Max(1, days-first)
		}
	case "salami":
		if n%5 == 0 && n < f.p.SaleDays {
			return f.p.SaleUSDBn / math.Ceil(days/5)
		}
	case "tit_for_tat", "best_response":
		if f.tranche > 0 {
			return math.Min(f.tranche, f.p.SaleUSDBn/20)
		}
	}
	return 0
}

// weigh is best_response's weekly decision: the size, among none, a quarter, a
// half and all of what is left, whose expected net gain is largest.
func (f *JPMoF) weigh(v *world.View) {
	left := f.p.SaleUSDBn - f.sold - f.repo
	best, at := 0.0, 0.0
	for _, share := range [...]float64{0.25, 0.5, 1} {
		size := share * left
		impact := f.p.ImpactBpPerBn * size
		gain := f.p.ConcessionPP * impact / 30 * f.p.TariffUSDBn
		kept := f.start - f.sold - size
		loss := kept*3.6*impact/1e4 + f.p.AllianceUSDBn
		if f.p.Proceeds == "convert" {
			loss += 0.00046 * size * kept // yen appreciation on what is kept
		}
		if net := gain - loss; net > best {
			best, at = net, size
		}
	}
	f.tranche += at
}

// Act decides what to say and to sell today.
func (f *JPMoF) Act(d *world.Desk) {
	v := d.View
	f.sold = f.start - treasuries(&f.m, d.Book) // fills, not orders
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		if s.Target >= 0 && s.Target != f.jp && s.Target != f.us && s.Target != d.Self() {
			continue // about another country
		}
		switch s.Type {
		case world.Deal:
			f.deal = true
		case world.TariffGeneral, world.TariffAuto:
			j := 0
			if s.Type == world.TariffAuto {
				j = 1
			}
			if f.p.Strategy == "tit_for_tat" && v.Day > 2 && v.Day >= f.p.StartDay && s.Value > f.tariff[j]+0.5 {
				f.tranche += f.p.SaleUSDBn / 4
			}
			f.tariff[j] = s.Value
		case world.TariffThreat:
			if f.p.Strategy == "tit_for_tat" {
				f.tranche += f.p.SaleUSDBn / 8
			}
		}
	}
	if f.p.Strategy == "best_response" && v.Day >= f.p.StartDay && v.Date.Weekday() == 1 && !f.deal && f.tranche <= 0 {
		f.weigh(v)
	}
	if f.p.Strategy == "veiled_threat" && v.Day >= f.p.StartDay && !f.deal && v.Day-f.spoken >= f.p.ThreatEvery {
		f.spoken = v.Day
		d.SayOf(world.VeiledThreat, f.us, 0)
	}
	f.today = math.Min(f.pace(v), math.Max(0, f.p.SaleUSDBn-f.sold-f.repo))
	f.tranche = math.Max(0, f.tranche-f.today)
	borrowing := f.p.Strategy == "repo_first" && f.repo < f.p.RepoCapUSDBn
	if f.today > 0 && !f.began && !borrowing {
		f.began = true
		if !f.p.Covert {
			d.SayOf(world.SaleStarted, f.us, 0)
		}
		if f.p.Announce {
			d.SayOf(world.SaleAnnounced, f.us, f.p.SaleUSDBn)
		}
	}
	timed := f.p.Strategy != "tit_for_tat" && f.p.Strategy != "best_response"
	over := f.sold+f.repo >= f.p.SaleUSDBn-1e-3 || (f.deal && f.p.StopOnDeal) || (timed && v.Day >= f.p.StartDay+f.p.SaleDays)
	if f.began && !f.ended && f.today == 0 && over {
		f.ended = true
		if !f.p.Covert {
			d.SayOf(world.SaleEnded, f.us, f.sold)
		}
	}
	if borrowing && f.today > 0 {
		d.Say(world.RepoFacility, math.Min(f.today, f.p.RepoCapUSDBn-f.repo))
	}
	f.operate = 0
	if v.Day == f.p.OperationDay {
		f.operate = f.p.OperationUSDBn
	} else if k := f.m.fx[jpy]; f.p.InterveneOn && k >= 0 && v.Day > 10 && f.cool <= 0 &&
		v.Change(k, 10) > 100*f.p.InterveneAtPct && v.X[k] > 100*f.p.InterveneLevel {
		f.operate = math.Min(2*f.p.InterveneUSDBn, f.p.InterveneUSDBn*portable.Exp(0.5*d.Rand(1).NormFloat64()))
		f.cool = 20
	}
	f.cool--
	if f.operate != 0 {
		d.Say(world.Intervention, f.operate)
	}
	if v.Date.Weekday() == 3 || v.Day == 1 {
		d.Send(f.fed, world.CustodyHoldings, treasuries(&f.m, d.Book))
	}
}

// Close reports holdings, the loss on what is kept and what was sold.
//
//	loss = Σ units·(P₀ − P)
func (f *JPMoF) Close(d *world.Desk) {
	held := treasuries(&f.m, d.Book)
	var loss float64
	for _, k := range f.m.ust {
		if k >= 0 {
			loss += d.Book.Holding(k) - d.Book.ValueUSDBn(k)
		}
	}
	d.Report(f.ind[0], held)
	d.Report(f.ind[1], loss)
	d.Report(f.ind[2], f.start-held)
	d.Report(f.ind[3], f.repo)
}

// weights are the shares of the maturity buckets in what is sold now.
func (f *JPMoF) weights(b world.Book) (w [4]float64) {
	var sum float64
	for i, k := range f.m.ust {
		if k < 0 {
			continue
		}
		w[i] = math.Max(0, b.Holding(k))
		switch {
		case f.p.Strategy == "bills_first" && w[0] > 0.5 && i > 0,
			f.p.Maturity == "bills" && i > 0,
			f.p.Maturity == "notes" && (i == 0 || i == 3),
			f.p.Maturity == "long" && i < 2:
			w[i] = 0
		}
		sum += w[i]
	}
	if sum == 0 {
		return w
	}
	for i := range w {
		w[i] /= sum
	}
	return w
}

// Bid sells, and converts the proceeds if they are not kept in dollars.
func (f *JPMoF) Bid(d *world.Desk) {
	v := d.View
	if v.Round > 0 {
		return
	}
	sell := f.today
	yen := 0.0
	if f.p.Strategy == "repo_first" && sell > 0 {
		borrow := math.Min(sell, math.Max(0, f.p.RepoCapUSDBn-f.repo))
		f.repo += borrow
		sell -= borrow
		yen += borrow
	}
	if sell > 0 {
		w := f.weights(d.Book)
		for i, k := range f.m.ust {
			if k >= 0 && w[i] > 0 {
				q := math.Min(sell*w[i], d.Book.Holding(k))
				d.Bid.Want(k, market.Sale, -q)
				yen += q
			}
		}
	}
	if f.p.Proceeds != "convert" {
		yen = 0
	}
	if k := f.m.fx[jpy]; k >= 0 {
		d.Bid.Want(k, market.Sale, yen)
		d.Bid.Want(k, market.Policy, f.operate)
	}
}
