package world

import (
	"strings"

	"kirifuda/internal/portable"
)

// Class is the kind of an instrument. It determines how the deviation from base
// translates into a price.
type Class uint8

// Classes of instruments.
const (
	Bond   Class = iota // x: yield in bp above the base yield
	Swap                // x: fixed rate in bp above the base rate; no value, settled daily
	FX                  // x: 1e4·ln of units per US dollar over base; up = dollar up
	Equity              // x: 1e4·ln of the price over base
)

// Instrument is something that is traded in a market of its own.
type Instrument struct {
	ID           string
	Name         string
	Class        Class
	Currency     string  // currency of payment; for FX the foreign currency itself
	BasePrice    float64 // per unit of par; for FX units per US dollar
	DurationYr   float64 // modified duration of bonds and swaps
	BaseYieldPct float64
	CouponPct    float64 // average coupon on par, for reference; see RunningPct
	DailySDBp    float64 // standard deviation of daily moves of x in normal times
	LimitBp      float64 // largest move of x in one round
	Issuer       string  // agent whose liability it is; empty for swaps; the central bank for FX
	Taxpayer     string  // of bonds: agent that pays taxes to the issuer; empty for none

	Centre    string // place where it is traded, of the calendar; empty: open whenever any is
	Bucket    string // maturity shared by a Treasury and the swap against it, such as 5_10y; empty otherwise
	Country   string // country of its market; for equities the region, such as ROW
	NewsGroup string // exposure of its news to the common variance: see the parameters of news_wire
	ShortRate string // for equities: instrument whose yield is the short rate that discounts them
	LongRate  string // and the one whose yield is the long rate
	Loadings  Loadings

	UnitsPerUSDBn float64 // smallest units per USD bn at base prices and exchange rates

	asset, money int // columns of the ledger
	centre       int // of the calendar, −1 for none
}

// Treasury reports whether the instrument is a maturity bucket of U.S. Treasuries.
func (in *Instrument) Treasury() bool {
	return in.Class == Bond && in.Currency == "usd" && strings.HasPrefix(in.ID, "ust_")
}

// Price is the price of one unit of par in the instrument's currency at a
// deviation from base of x bp; for FX the US dollars that one unit of foreign
// currency costs.
//
//	bond    P = BasePrice·exp(−D·x/1e4)      constant-maturity bucket, convexity D²
//	equity  P = BasePrice·exp(x/1e4)
//	fx      P = exp(−x/1e4)/BasePrice
func (in *Instrument) Price(x float64) float64 {
	switch in.Class {
	case Bond:
		return in.BasePrice * portable.Exp(-in.DurationYr*x/1e4)
	case Equity:
		return in.BasePrice * portable.Exp(x/1e4)
	case FX:
		return portable.Exp(-x/1e4) / in.BasePrice
	}
	return 1
}

// RunningPct is the yearly payment on a bond at a deviation from base of x bp, in
// percent of par: coupon and accretion of the discount, yield·price. The price of
// a constant-maturity bucket is not pulled to par, so the accretion must be paid
// for holders to earn the yield at which they bought; on the Treasury's debt it
// comes to 1.1 tn dollars a year.
func (in *Instrument) RunningPct(x float64) float64 { return in.Quote(x) * in.Price(x) }

// Quote is the price as the market quotes it at a deviation from base of x bp: a
// yield or rate in percent, units of foreign currency per US dollar, or an equity
// index with base 100.
func (in *Instrument) Quote(x float64) float64 {
	switch in.Class {
	case Bond, Swap:
		return in.BaseYieldPct + x/100
	case FX:
		return in.BasePrice * portable.Exp(x/1e4)
	}
	return 100 * portable.Exp(x/1e4)
}

// Currency is a money of the world.
type Currency struct {
	ID            string
	Country       string  // code as in the matrix of trade: US, JP, EU, …
	UnitsPerBn    float64 // smallest units per bn
	BasePerUSD    float64 // units per US dollar at base
	CentralBank   string  // its issuer
	PolicyRatePct float64 // at the start
	asset         int
	fx            int // its FX instrument, −1 for the dollar
}

// Position is an opening balance in smallest units; issuers hold the negative of
// what is outstanding.
type Position struct {
	Agent, Asset string
	Units        int64
}
