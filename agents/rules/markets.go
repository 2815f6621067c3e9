package rules

import "kirifuda/world"

// Markets holds the numbers of the instruments that the model's institutions
// trade; −1 where a world has no such market.
type Markets struct {
	UST  [4]int // by remaining maturity: up to 1, 1–5, 5–10, over 10 years
	Swap [4]int // dollar swaps; none up to 1 year
	JGB  [2]int // up to 10 years, over 10 years
	Bund int
	Gilt int
	FX   [7]int // in the order of FXIDs
	EQ   [4]int // US, Japan, Europe, rest of the world
}

var (
	ustIDs  = [4]string{"ust_le1y", "ust_1_5y", "ust_5_10y", "ust_gt10y"}
	swapIDs = [4]string{"", "usdsw_1_5y", "usdsw_5_10y", "usdsw_gt10y"}
	jgbIDs  = [2]string{"jgb_le10y", "jgb_gt10y"}
	// FXIDs are the currencies, in the order of Markets.FX.
	FXIDs = [7]string{"jpy", "eur", "gbp", "cny", "krw", "cad", "mxn"}
	eqIDs = [4]string{"eq_us", "eq_jp", "eq_eu", "eq_row"}
)

// Places of currencies in Markets.FX.
const (
	JPY = 0
	EUR = 1
	GBP = 2
	CNY = 3
	KRW = 4
	CAD = 5
	MXN = 6
)

// FindMarkets looks them up by identifier.
func FindMarkets(s *world.Setup) Markets {
	var m Markets
	for i, id := range ustIDs {
		m.UST[i] = s.Instrument(id)
	}
	for i, id := range swapIDs {
		m.Swap[i] = -1
		if id != "" {
			m.Swap[i] = s.Instrument(id)
		}
	}
	for i, id := range jgbIDs {
		m.JGB[i] = s.Instrument(id)
	}
	m.Bund, m.Gilt = s.Instrument("bund"), s.Instrument("gilt")
	for i, id := range FXIDs {
		m.FX[i] = s.Instrument(id)
	}
	for i, id := range eqIDs {
		m.EQ[i] = s.Instrument(id)
	}
	return m
}

// Treasuries is the book's Treasuries, USD bn at base prices.
func (m *Markets) Treasuries(b world.Book) float64 {
	var t float64
	for _, k := range m.UST {
		if k >= 0 {
			t += b.Holding(k)
		}
	}
	return t
}
