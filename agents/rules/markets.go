package rules

import (
	"cmp"
	"slices"

	"kirifuda/world"
)

// Markets finds the instruments of a world by class, currency, country and maturity.
// Instruments are numbered as in the world; −1 means none.
type Markets struct {
	Buckets []Bucket // Treasuries, the shortest first

	instruments []world.Instrument
}

// Bucket is a maturity of Treasuries.
type Bucket struct {
	Cash  int     // the Treasuries
	Swap  int     // dollar swap of the same maturity, −1 for none
	Years float64 // duration of the Treasuries
}

// Bill reports whether the duration is below one year.
func (b Bucket) Bill() bool { return b.Years < bill }

// Note reports whether the duration is one to ten years.
func (b Bucket) Note() bool { return b.Years >= bill && b.Years <= decade }

// Long reports whether the duration exceeds five years.
func (b Bucket) Long() bool { return b.Years > medium }

// dollar is the currency against which all others are quoted.
const dollar = "usd"

// Limits between maturities, years of duration.
const (
	bill   = 1  // bills and other money-market paper are below
	medium = 5  // long yields are above
	decade = 10 // the ten-year point of a curve is at or below
)

// FindMarkets returns the markets of a world's instruments.
func FindMarkets(instruments []world.Instrument) Markets {
	m := Markets{instruments: instruments}
	for _, k := range m.pick(func(in *world.Instrument) bool { return in.Treasury() }) {
		in := &instruments[k]
		swap := slices.IndexFunc(instruments, func(s world.Instrument) bool {
			return s.Class == world.Swap && s.Currency == in.Currency && s.Bucket == in.Bucket && s.Bucket != ""
		})
		m.Buckets = append(m.Buckets, Bucket{Cash: k, Swap: swap, Years: in.DurationYr})
	}
	return m
}

// pick lists the instruments accepted by is, the shortest duration first; instruments of
// equal duration keep their order.
func (m *Markets) pick(is func(*world.Instrument) bool) (out []int) {
	for k := range m.instruments {
		if is(&m.instruments[k]) {
			out = append(out, k)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int {
		return cmp.Compare(m.instruments[a].DurationYr, m.instruments[b].DurationYr)
	})
	return out
}

// first is the number of the first instrument accepted by is, −1 for none.
func (m *Markets) first(is func(*world.Instrument) bool) int {
	for k := range m.instruments {
		if is(&m.instruments[k]) {
			return k
		}
	}
	return -1
}

// Hedged lists the Treasuries that have a swap of their maturity.
func (m *Markets) Hedged() (out []Bucket) {
	for _, b := range m.Buckets {
		if b.Swap >= 0 {
			out = append(out, b)
		}
	}
	return out
}

// BucketOf is the index in Buckets of a Treasury or of the swap of its maturity; −1 for
// other instruments.
func (m *Markets) BucketOf(k int) int {
	return slices.IndexFunc(m.Buckets, func(b Bucket) bool { return b.Cash == k || b.Swap == k })
}

// Bill is the shortest Treasury of less than a year.
func (m *Markets) Bill() int {
	if len(m.Buckets) == 0 || !m.Buckets[0].Bill() {
		return -1
	}
	return m.Buckets[0].Cash
}

// Longest is the longest Treasury.
func (m *Markets) Longest() int {
	if len(m.Buckets) == 0 {
		return -1
	}
	return m.Buckets[len(m.Buckets)-1].Cash
}

// TenYear is the ten-year point of the dollar curve: the longest Treasury with a
// swap whose duration is at most ten years. Both are −1 if there is none.
func (m *Markets) TenYear() Bucket {
	out := Bucket{Cash: -1, Swap: -1}
	for _, b := range m.Buckets {
		if b.Swap >= 0 && b.Years <= decade {
			out = b
		}
	}
	return out
}

// Swaps lists the swaps of a currency, the shortest first.
func (m *Markets) Swaps(currency string) []int {
	return m.pick(func(in *world.Instrument) bool { return in.Class == world.Swap && in.Currency == currency })
}

// DollarSwaps lists the swaps of the dollar, the shortest first.
func (m *Markets) DollarSwaps() []int { return m.Swaps(dollar) }

// TwoAndTen returns the swaps that represent the two- and the ten-year dollar rate: the
// shortest over one year and the longest of at most ten years.
func (m *Markets) TwoAndTen() (two, ten int) {
	two, ten = -1, -1
	for _, k := range m.DollarSwaps() {
		d := m.instruments[k].DurationYr
		if two < 0 && d > bill {
			two = k
		}
		if d <= decade {
			ten = k
		}
	}
	return two, ten
}

// Bonds lists the bonds of a currency, the shortest first.
func (m *Markets) Bonds(currency string) []int {
	return m.pick(func(in *world.Instrument) bool { return in.Class == world.Bond && in.Currency == currency })
}

// ForeignBonds lists the bonds of all currencies except the dollar in their own order.
func (m *Markets) ForeignBonds() (out []int) {
	for k := range m.instruments {
		if in := &m.instruments[k]; in.Class == world.Bond && in.Currency != dollar {
			out = append(out, k)
		}
	}
	return out
}

// Curve is the bond whose yield represents a currency's curve: the shortest over one
// year.
func (m *Markets) Curve(currency string) int {
	for _, k := range m.Bonds(currency) {
		if m.instruments[k].DurationYr > bill {
			return k
		}
	}
	return -1
}

// FX is the market of a currency against the dollar.
func (m *Markets) FX(currency string) int {
	return m.first(func(in *world.Instrument) bool { return in.Class == world.FX && in.Currency == currency })
}

// Currencies lists the markets of all currencies against the dollar.
func (m *Markets) Currencies() (out []int) {
	for k := range m.instruments {
		if m.instruments[k].Class == world.FX {
			out = append(out, k)
		}
	}
	return out
}

// Equity is the equity market of a country.
func (m *Markets) Equity(country string) int {
	return m.first(func(in *world.Instrument) bool { return in.Class == world.Equity && in.Country == country })
}

// Treasuries is the book's holding of Treasuries, USD bn at base prices.
func (m *Markets) Treasuries(b world.Book) float64 {
	var t float64
	for i := range m.Buckets {
		t += b.Holding(m.Buckets[i].Cash)
	}
	return t
}
