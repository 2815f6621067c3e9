package market

// State is what became of one instrument in a clearing.
type State uint8

// Market states.
const (
	Cleared   State = iota // a price inside the day's limits clears the market
	LimitHigh              // dx stopped at its upper limit; the long side of the book is rationed
	LimitLow               // dx stopped at its lower limit; the long side of the book is rationed
	NoTrade                // nobody's demand responds to the price, or no price was found: nothing trades
)

var stateNames = [...]string{"cleared", "limit_high", "limit_low", "no_trade"}

func (s State) String() string { return stateNames[s] }

// Settings of the solver.
type Settings struct {
	ToleranceUSDBn float64 // largest excess demand accepted in any instrument; more only where rounding requires it
	MaxIterations  int     // Newton steps per solve before the fallbacks
	MinSlope       float64 // USD bn per bp below which a market has no depth
}

// DefaultSettings are those of a run that sets nothing.
func DefaultSettings() Settings {
	return Settings{ToleranceUSDBn: 1e-9, MaxIterations: 50, MinSlope: 1e-7}
}

// Clearing is the result of one round. Its memory belongs to the Solver and is
// valid until the next Clear.
type Clearing struct {
	Dx         []float64 // price moves, bp, length n
	State      []State   // per instrument
	Trades     []float64 // bidders × n, USD bn bought
	Unfilled   []float64 // net orders that a limit left unexecuted, USD bn (sold positive)
	Residual   float64   // largest |excess demand| over instruments that cleared, USD bn
	Iterations int       // Newton steps in all
	Fallback   bool      // damped Newton steps alone did not find the prices
}

// Traded is the trade of bidder i in instrument k, USD bn bought.
func (c *Clearing) Traded(i, k int) float64 { return c.Trades[i*len(c.Dx)+k] }
