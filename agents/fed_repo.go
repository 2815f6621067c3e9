package agents

import (
	"math"
	"slices"

	"kirifuda/world"
)

// OfficialRepoParams describe the Federal Reserve's repo facility for foreign
// official holders.
type OfficialRepoParams struct {
	// dollars that a foreign official holder can borrow against Treasuries
	// RECALLED: foreign official repo facility, cap per holder
	RepoCapUSDBn float64 `yaml:"official_repo_cap_usd_bn" unit:"USD bn" min:"0" max:"800" default:"60" role:"constant" needs:"a holder that borrows: strategy repo_first of jp_mof"`
	// cost of a loan above the policy rate
	// ASSUMED: rate of the standing repo facility, above the federal funds rate
	RepoSpreadBp float64 `yaml:"official_repo_spread_bp" unit:"bp" min:"0" max:"500" default:"25" role:"constant" needs:"a holder that borrows: strategy repo_first of jp_mof"`
	// value of the bonds pledged for a loan in excess of the loan
	// ASSUMED: margins of the discount window on Treasuries
	RepoMarginPct float64 `yaml:"official_repo_margin_pct" unit:"%" min:"0" max:"100" default:"5" role:"constant" needs:"a holder that borrows: strategy repo_first of jp_mof"`
	// lend nothing to a holder that has publicly threatened, prepared or begun a sale, and call its
	// loan
	// ASSUMED: scenario
	RefuseHostile bool `yaml:"refuse_hostile" default:"false" role:"lever" needs:"a holder that borrows and has threatened, prepared or begun a sale"`
}

// officialRepo lends dollars to foreign official holders against Treasuries in custody,
// overnight and rolled daily. To a holder that requests x and has a loan of owed it
// lends
//
//	min(x, cap − owed),   0 to a holder that is refused
//
// with the official_repo_cap_usd_bn as cap.
type officialRepo struct {
	p     OfficialRepoParams
	state officialRepoState
}

// officialRepoState is all that changes.
type officialRepoState struct {
	hostile []int    // agents that have threatened, prepared or begun a sale
	debtors []debtor // agents that have borrowed
	lent    float64  // total of loans at the last close, USD bn
	said    float64  // total last stated, USD bn
}

type debtor struct {
	agent  int
	owes   float64
	called bool
}

// repoTerms is the name under which the terms of the facility are common knowledge.
const repoTerms = "official repo"

// Declare tells holders the terms.
func (p *OfficialRepoParams) Declare() (name string, value any) { return repoTerms, *p }

func newOfficialRepo(p OfficialRepoParams) officialRepo {
	return officialRepo{p: p, state: officialRepoState{hostile: make([]int, 0, 4), debtors: make([]debtor, 0, 4)}}
}

// read records agents that have become hostile and calls their loans.
func (r *officialRepo) read(d *world.Desk) {
	if !r.p.RefuseHostile {
		return
	}
	for i := range d.View.Bulletin {
		s := &d.View.Bulletin[i]
		switch s.Type {
		case world.VeiledThreat, world.Preparation, world.SaleAnnounced, world.SaleStarted:
			if !slices.Contains(r.state.hostile, s.Actor) {
				r.state.hostile = append(r.state.hostile, s.Actor)
			}
		}
	}
	for i := range r.state.debtors {
		if b := &r.state.debtors[i]; b.owes > 0 && !b.called && slices.Contains(r.state.hostile, b.agent) {
			b.called = true
			d.Send(b.agent, world.RepoFacility, 0)
		}
	}
}

// lend answers requests; a negative request reports a repayment.
func (r *officialRepo) lend(d *world.Desk) {
	for _, m := range d.Inbox {
		if m.Type != world.RepoFacility {
			continue
		}
		i := slices.IndexFunc(r.state.debtors, func(b debtor) bool { return b.agent == m.From })
		if i < 0 {
			i = len(r.state.debtors)
			r.state.debtors = append(r.state.debtors, debtor{agent: m.From})
		}
		b := &r.state.debtors[i]
		x := math.Max(-b.owes, math.Min(m.Values[0], r.p.RepoCapUSDBn-b.owes))
		if x > 0 && slices.Contains(r.state.hostile, m.From) {
			x = 0
		}
		if x > 0 {
			d.Lend(m.From, x)
		}
		b.owes += x
	}
}

// record records what was lent and repaid today, which may be less than was asked for: a
// borrower needs bonds to pledge.
func (r *officialRepo) record(d *world.Desk) {
	now := d.Book.LentUSDBn()
	if change := now - r.state.lent; change != 0 {
		d.Did(world.Statement{Type: world.RepoDrawn, Target: -1, Instrument: -1, Value: change})
	}
	r.state.lent = now
}

// say states the total of loans in the morning after it has changed.
func (r *officialRepo) say(d *world.Desk) {
	now := d.Book.LentUSDBn()
	if len(r.state.debtors) == 1 {
		r.state.debtors[0].owes = now
	}
	if now != r.state.said {
		r.state.said = now
		d.Say(world.RepoFacility, now)
	}
}
