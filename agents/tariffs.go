package agents

import (
	"math"

	"kirifuda/world"
)

// tariffBook is what the public knows of tariffs between the United States and
// its partners; U.S. tariffs on Japan's goods, which are by sector, apart.
// Everybody who needs it keeps one of his own and reads every bulletin once.
//
// The U.S. tariff on partner j is
//
//	τ_j = the rate of its deal                  once it has announced one
//	    = τ_j⁰ + what Washington has put on it   where Washington has named it
//	    = τ_j⁰ + R·ρ_j                           otherwise
//
// where ρ_j says how rises differed by partner in mid-2025 and R makes the
// average tariff what Washington expects it to be, given Japan's tariff and those
// of the partners it has named:
//
//	R = max(0, A − A⁰ − s_JP·τ_JP − Σ_named s_j·t_j) / Σ_others s_j·ρ_j
//
// s_j are shares in U.S. imports of 2024, t_j the rate beyond τ_j⁰ that
// Washington has put on a partner or announced for it, if higher: the average is
// an expected one. A suspension is for those it has not named. A deal is agreed without Washington
// restating its average, so a country with a deal still counts as unnamed in R
// and no deal changes the tariff on others.
type tariffBook struct {
	us, jp   int
	partners []world.Partner
	gov      []int
	start    float64   // A⁰, percent
	imports  float64   // U.S. goods imports of 2024, Japan's included, USD bn
	exports  float64   // U.S. goods exports likewise
	japan    float64   // Japan's share of imports
	named    []bool    // Washington has said a rate
	own      []float64 // that rate, pp beyond τ_j⁰
	threat   []float64 // rate announced for later, pp beyond τ_j⁰; 0 for none
	deal     []float64 // rate of a deal, percent; 0 for none
	back     []float64 // rate that the partner has put on U.S. goods in answer, pp
	jpBack   float64   // likewise Japan
	jpBuys   float64   // Japan's imports of U.S. goods, 2024, USD bn
}

func newTariffBook(s *world.Setup) tariffBook {
	f := s.Facts
	n := len(f.Partners)
	b := tariffBook{
		us: s.Agent("us_trade"), jp: s.Agent("jp_trade"), partners: f.Partners, start: f.AverageTariffPct,
		gov: make([]int, n), named: make([]bool, n), own: make([]float64, n), threat: make([]float64, n), deal: make([]float64, n), back: make([]float64, n),
	}
	b.imports, b.exports, b.jpBuys = f.ImportsUS["JP"], f.ExportsUS["JP"], f.ExportsUS["JP"]
	for j := range f.Partners {
		p := &f.Partners[j]
		b.gov[j] = s.Agent(p.Government)
		b.imports += p.ToUSUSDBn
		b.exports += p.FromUSUSDBn
	}
	if b.imports > 0 {
		b.japan = f.ImportsUS["JP"] / b.imports
	}
	return b
}

// of is the partner that an agent governs, −1 for none.
func (b *tariffBook) of(agent int) int {
	for j, g := range b.gov {
		if g == agent && g >= 0 {
			return j
		}
	}
	return -1
}

// read takes in the bulletin.
func (b *tariffBook) read(v *world.View) {
	for i := range v.Bulletin {
		s := &v.Bulletin[i]
		switch s.Type {
		case world.TariffGeneral:
			if j := b.of(s.Target); j >= 0 {
				b.named[j], b.own[j], b.threat[j], b.deal[j] = true, s.Value, 0, 0
			}
		case world.TariffThreat:
			if j := b.of(s.Target); j >= 0 {
				b.threat[j] = s.Value
			}
		case world.Deal:
			if j := b.of(s.Target); j >= 0 {
				b.deal[j] = s.Value
			}
		case world.Retaliation:
			if j := b.of(s.Actor); j >= 0 {
				b.back[j] = s.Value
			} else if s.Actor == b.jp && b.jp >= 0 {
				b.jpBack = s.Value
			}
		}
	}
}

// single reports whether Washington has named a partner, in a tariff or a threat.
func (b *tariffBook) single(j int) bool { return b.named[j] || b.threat[j] > 0 }

// rise is R.
func (b *tariffBook) rise(v *world.View) float64 { return b.riseTo(b.abroad(v)) }

// abroad is the expected average tariff net of what the one on Japan's goods
// adds, percent; A⁰ until one is known.
func (b *tariffBook) abroad(v *world.View) float64 {
	a := v.Latest(world.TariffExpected, b.us)
	if a == 0 {
		return b.start
	}
	if b.jp >= 0 {
		a -= float64(b.japan * japanTariff(v, b.jp))
	}
	return a
}

// evenTo is what R would be for an average of a, net of Japan's, if Washington
// had named nobody: the rise that the average alone implies.
func (b *tariffBook) evenTo(a float64) float64 {
	weight := 0.0
	for j := range b.partners {
		weight += float64(b.partners[j].ToUSUSDBn * b.partners[j].RiseMid2025PP)
	}
	if weight <= 0 {
		return 0
	}
	return math.Max(0, a-b.start) * b.imports / weight
}

// riseTo is R for an average of a, net of what the tariff on Japan's goods adds.
func (b *tariffBook) riseTo(a float64) float64 {
	if b.imports == 0 {
		return 0
	}
	left, weight := a-b.start, 0.0
	for j := range b.partners {
		p := &b.partners[j]
		if share := p.ToUSUSDBn / b.imports; b.single(j) {
			left -= float64(share * math.Max(b.own[j], b.threat[j]))
		} else {
			weight += float64(share * p.RiseMid2025PP)
		}
	}
	if left <= 0 || weight <= 0 {
		return 0
	}
	return left / weight
}

// usual is the tariff on partner j by the rule for those of whom nothing is
// said, percent, given R or what it would be.
func (b *tariffBook) usual(j int, rise float64) float64 {
	return b.partners[j].TariffPct + float64(rise*b.partners[j].RiseMid2025PP)
}

// on is the U.S. tariff on partner j, percent, given R.
func (b *tariffBook) on(j int, rise float64) float64 {
	switch {
	case b.deal[j] > 0:
		return math.Max(b.partners[j].TariffPct, b.deal[j])
	case b.named[j]:
		return b.partners[j].TariffPct + b.own[j]
	}
	return b.usual(j, rise)
}

// expected is the U.S. tariff on partner j, percent, once what is announced is in
// force.
func (b *tariffBook) expected(j int, rise float64) float64 {
	if b.deal[j] == 0 && b.single(j) {
		return b.partners[j].TariffPct + math.Max(b.own[j], b.threat[j])
	}
	return b.on(j, rise)
}

// retaliation is the mean rate that partners have put on U.S. goods in answer,
// pp, weighted by U.S. exports of 2024 to all the world.
func (b *tariffBook) retaliation() float64 {
	if b.exports == 0 {
		return 0
	}
	t := float64(b.jpBuys * b.jpBack)
	for j := range b.partners {
		t += float64(b.partners[j].FromUSUSDBn * b.back[j])
	}
	return t / b.exports
}

// company is the share, in U.S. exports to countries other than j, of those that
// have retaliated.
func (b *tariffBook) company(j int) float64 {
	all, with := b.jpBuys, 0.0
	if b.jpBack > 0 {
		with = all
	}
	for k := range b.partners {
		if k == j {
			continue
		}
		all += b.partners[k].FromUSUSDBn
		if b.back[k] > 0 {
			with += b.partners[k].FromUSUSDBn
		}
	}
	if all == 0 {
		return 0
	}
	return with / all
}
