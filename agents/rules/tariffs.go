package rules

import (
	"math"
	"strings"

	"kirifuda/world"
)

// TariffBook is public knowledge of tariffs between the United States and its partners,
// except U.S. tariffs on Japan's goods, which are by sector. Each institution that needs
// it keeps a book of its own and reads every bulletin once.
//
// The U.S. tariff on partner j is
//
//	τ_j = the rate of its deal                  once it has announced one
//	    = τ_j⁰ + what Washington has put on it   where Washington has named it
//	    = τ_j⁰ + R·ρ_j                           otherwise
//
// where ρ_j is the rise for partner j in mid-2025, and R is such that the average tariff
// equals the one announced by Washington, given Japan's tariff and those of the partners
// it has named:
//
//	R = max(0, A − A⁰ − s_JP·τ_JP − Σ_named s_j·t_j) / Σ_others s_j·ρ_j
//
// s_j are shares in U.S. imports of 2024, and t_j is the rate beyond τ_j⁰ that Washington
// has put on a partner or, if higher, announced for it: the average is an expected one. A
// suspension applies to partners that are not named. Washington does not restate its
// average when a deal is agreed, so a country with a deal still counts as unnamed in R, and
// a deal does not change the tariff on others.
type TariffBook struct {
	US, JP   int
	Partners []world.Partner
	Imports  float64 // U.S. goods imports of 2024, including those from Japan, USD bn
	Exports  float64 // U.S. goods exports of 2024, including those to Japan, USD bn
	gov      []int   // governments of partners
	start    float64 // A⁰, percent
	japan    float64 // Japan's share of imports
	jpBuys   float64 // Japan's imports of U.S. goods, 2024, USD bn
	state    tariffState
}

// tariffState holds announcements by partner.
type tariffState struct {
	named  []bool    // Washington has announced a rate for the partner
	own    []float64 // that rate, pp beyond τ_j⁰
	threat []float64 // rate announced for later, pp beyond τ_j⁰; 0 for none
	deal   []float64 // rate of a deal, percent; 0 for none
	back   []float64 // retaliatory tariff of the partner on U.S. goods, pp
	jpBack float64   // retaliatory tariff of Japan, pp
}

func newTariffState(n int) tariffState {
	return tariffState{named: make([]bool, n), own: make([]float64, n), threat: make([]float64, n), deal: make([]float64, n), back: make([]float64, n)}
}

// Negotiator is the agent that negotiates tariffs for a country, given by its code; −1
// for none.
func Negotiator(s *world.Setup, country string) int {
	return s.Agent(strings.ToLower(country) + "_trade")
}

// NewTariffBook returns the book before any announcement.
func NewTariffBook(s *world.Setup) TariffBook {
	f := s.Facts
	n := len(f.Partners)
	b := TariffBook{
		US: Negotiator(s, "US"), JP: Negotiator(s, "JP"), Partners: f.Partners, start: f.AverageTariffPct,
		gov: make([]int, n), state: newTariffState(n),
	}
	b.Imports, b.Exports, b.jpBuys = f.ImportsUS["JP"], f.ExportsUS["JP"], f.ExportsUS["JP"]
	for j := range f.Partners {
		p := &f.Partners[j]
		b.gov[j] = s.Agent(p.Government)
		b.Imports += p.ToUSUSDBn
		b.Exports += p.FromUSUSDBn
	}
	if b.Imports > 0 {
		b.japan = f.ImportsUS["JP"] / b.Imports
	}
	return b
}

// Of is the partner of which an agent is the government, −1 for none.
func (b *TariffBook) Of(agent int) int {
	for j, g := range b.gov {
		if g == agent && g >= 0 {
			return j
		}
	}
	return -1
}

// Read reads the bulletin.
func (b *TariffBook) Read(v *world.View) {
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		switch s.Type {
		case world.TariffGeneral:
			if j := b.Of(s.Target); j >= 0 {
				b.state.named[j], b.state.own[j], b.state.threat[j], b.state.deal[j] = true, s.Value, 0, 0
			}
		case world.TariffThreat:
			if j := b.Of(s.Target); j >= 0 {
				b.state.threat[j] = s.Value
			}
		case world.Deal:
			if j := b.Of(s.Target); j >= 0 {
				b.state.deal[j] = s.Value
			}
		case world.Retaliation:
			if j := b.Of(s.Actor); j >= 0 {
				b.state.back[j] = s.Value
			} else if s.Actor == b.JP && b.JP >= 0 {
				b.state.jpBack = s.Value
			}
		}
	}
}

// Single reports whether Washington has named a partner, in a tariff or a threat.
func (b *TariffBook) Single(j int) bool { return b.state.named[j] || b.state.threat[j] > 0 }

// Rise is R.
func (b *TariffBook) Rise(v *world.View) float64 { return b.RiseTo(b.Abroad(v)) }

// Abroad is the expected average tariff net of the contribution of the tariff on Japan's
// goods, percent; A⁰ until one is known.
func (b *TariffBook) Abroad(v *world.View) float64 {
	a := v.Latest(world.TariffExpected, b.US)
	if a == 0 {
		return b.start
	}
	if b.JP >= 0 {
		a -= float64(b.japan * JapanTariff(v, b.JP))
	}
	return a
}

// EvenTo is the value of R for an average of a, net of Japan's contribution, if Washington
// had named no partner: the rise implied by the average alone.
func (b *TariffBook) EvenTo(a float64) float64 {
	weight := 0.0
	for j := range b.Partners {
		weight += float64(b.Partners[j].ToUSUSDBn * b.Partners[j].RiseMid2025PP)
	}
	if weight <= 0 {
		return 0
	}
	return math.Max(0, a-b.start) * b.Imports / weight
}

// RiseTo is R for an average of a, net of Japan's contribution.
func (b *TariffBook) RiseTo(a float64) float64 {
	if b.Imports == 0 {
		return 0
	}
	left, weight := a-b.start, 0.0
	for j := range b.Partners {
		p := &b.Partners[j]
		if share := p.ToUSUSDBn / b.Imports; b.Single(j) {
			left -= float64(share * math.Max(b.state.own[j], b.state.threat[j]))
		} else {
			weight += float64(share * p.RiseMid2025PP)
		}
	}
	if left <= 0 || weight <= 0 {
		return 0
	}
	return left / weight
}

// usual is the tariff on partner j by the rule for partners without announcements,
// percent, given R or its hypothetical value.
func (b *TariffBook) usual(j int, rise float64) float64 {
	return b.Partners[j].TariffPct + float64(rise*b.Partners[j].RiseMid2025PP)
}

// On is the U.S. tariff on partner j, percent, given R.
func (b *TariffBook) On(j int, rise float64) float64 {
	switch {
	case b.state.deal[j] > 0:
		return math.Max(b.Partners[j].TariffPct, b.state.deal[j])
	case b.state.named[j]:
		return b.Partners[j].TariffPct + b.state.own[j]
	}
	return b.usual(j, rise)
}

// Expected is the U.S. tariff on partner j, percent, once announced rates are in force.
func (b *TariffBook) Expected(j int, rise float64) float64 {
	if b.state.deal[j] == 0 && b.Single(j) {
		return b.Partners[j].TariffPct + math.Max(b.state.own[j], b.state.threat[j])
	}
	return b.On(j, rise)
}

// Deviation is the difference between U.S. tariffs on partners, weighted by exposure, and
// those implied by the average if no partner is named, given R and its value in that case:
//
//	Σ_j x_j·(τ_j, announced or in force − τ_j of the even rule)
func (b *TariffBook) Deviation(exposure []float64, rise, even float64) (t float64) {
	for j, x := range exposure {
		if x > 0 {
			t += float64(x * (b.Expected(j, rise) - b.usual(j, even)))
		}
	}
	return t
}

// Back is the retaliatory tariff of partner j on U.S. goods, pp.
func (b *TariffBook) Back(j int) float64 { return b.state.back[j] }

// JapanBack is the retaliatory tariff of Japan on U.S. goods, pp.
func (b *TariffBook) JapanBack() float64 { return b.state.jpBack }

// Retaliation is the mean retaliatory tariff of partners on U.S. goods, pp, weighted by
// shares in total U.S. exports of 2024.
func (b *TariffBook) Retaliation() float64 {
	if b.Exports == 0 {
		return 0
	}
	t := float64(b.jpBuys * b.state.jpBack)
	for j := range b.Partners {
		t += float64(b.Partners[j].FromUSUSDBn * b.state.back[j])
	}
	return t / b.Exports
}

// Company is the share of countries that have retaliated in U.S. exports to countries
// other than j.
func (b *TariffBook) Company(j int) float64 {
	all, with := b.jpBuys, 0.0
	if b.state.jpBack > 0 {
		with = all
	}
	for k := range b.Partners {
		if k == j {
			continue
		}
		all += b.Partners[k].FromUSUSDBn
		if b.state.back[k] > 0 {
			with += b.Partners[k].FromUSUSDBn
		}
	}
	if all == 0 {
		return 0
	}
	return with / all
}
