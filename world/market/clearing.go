package market

// State is the outcome of a clearing for one instrument.
type State uint8

// Outcomes of a clearing.
const (
	Cleared   State = iota // a price inside the limits clears the market
	LimitHigh              // dx stopped at its upper limit; the long side of the book is rationed
	LimitLow               // dx stopped at its lower limit; the long side of the book is rationed
	NoTrade                // no trade, because demand does not respond to the price or no price was found
	Closed                 // the market is closed: it holds its price, and bids wait
)

var stateNames = [...]string{"cleared", "limit_high", "limit_low", "no_trade", "closed"}

func (s State) String() string { return stateNames[s] }

// trades reports whether anything can be traded in this state.
func (s State) trades() bool { return s != NoTrade && s != Closed }

// Settings of the solver.
type Settings struct {
	ToleranceUSDBn float64 // largest excess demand accepted in any instrument, unless rounding errors are larger
	MaxIterations  int     // Newton steps per solve before the fallbacks
	MinSlope       float64 // USD bn per bp below which a market has no depth
}

// DefaultSettings are the settings of a world that does not set any.
func DefaultSettings() Settings {
	return Settings{ToleranceUSDBn: 1e-9, MaxIterations: 50, MinSlope: 1e-7}
}

// Clearing is the result of clearing all markets once. Its memory belongs to the
// Solver and is valid until the next Clear.
type Clearing struct {
	Dx         []float64 // price moves, bp, length n
	State      []State   // per instrument
	Trades     []float64 // bidders × n, USD bn bought
	Filled     []float64 // bidders × n, share of what was demanded at these prices that was traded
	Unfilled   []float64 // net orders left unexecuted, USD bn (sales positive); 0 in a market that is closed
	Residual   float64   // largest |excess demand| over instruments that cleared, USD bn
	Iterations int       // Newton steps in total
	Fallback   bool      // damped Newton steps alone did not find the prices
}

// Traded is what bidder i bought of instrument k, USD bn.
func (c *Clearing) Traded(i, k int) float64 { return c.Trades[i*len(c.Dx)+k] }
