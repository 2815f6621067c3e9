package world

import "fmt"

// StatementType says what a public statement is about.
type StatementType uint8

// Public statements. Value is in the unit that Unit names, one of the list of [CheckUnit].
const (
	VeiledThreat     StatementType = iota // hints that holdings could be used
	Denial                                // rules it out
	Preparation                           // custody moved, auctions skipped
	SaleAnnounced                         // a programme of Value USD bn
	SaleStarted                           // first trade of a programme became known
	SaleEnded                             // the programme is over
	TariffThreat                          // a rate announced for later
	TariffGeneral                         // general rate in force on Target
	TariffAuto                            // rate on cars and parts in force on Target
	TariffExpected                        // expected average effective tariff of Target's goods
	Retaliation                           // rate that Actor puts on U.S. goods
	Offer                                 // a proposal in the talks; Value is the rate
	Round                                 // a round of talks was held; Value is its number
	Deal                                  // agreement at rate Value
	Breakdown                             // talks broke off
	Pause                                 // tariffs suspended for Value calendar days
	PolicyRate                            // a central bank's rate
	Purchases                             // central-bank bond purchases, USD bn a day
	Intervention                          // foreign-exchange intervention, USD bn sold
	RepoFacility                          // official dollar repo drawn, USD bn
	Issuance                              // change of net issuance of Instrument, USD bn a day
	CustodyHoldings                       // official Treasuries in custody, USD bn
	Fundamentals                          // news: Vector of fair-value innovations, bp; Value is that of implied volatility, percent
	CapacityRelief                        // dealers' balance-sheet rule eased by Value percent
	Confidence                            // shock to the safety of dollar assets, pp of convenience yield
	VolatilityRegime                      // scale of exogenous volatility
	Refunding                             // share Value of net borrowing moved from notes and bonds to bills
	Utilisation                           // share Value of a dealer's balance sheet in use, as reported to supervisors
	NumStatementTypes
)

// What a script may say: bounds that catch a slip of unit or sign, not opinions on
// what is plausible.
var statementTypes = [NumStatementTypes]struct {
	name, unit string
	lo, hi     float64
}{
	{"veiled_threat", "", -1000, 1000},
	{"denial", "", -1000, 1000},
	{"preparation", "", -1000, 1000},
	{"sale_announced", "USD bn", 0, 20000},
	{"sale_started", "USD bn", 0, 20000},
	{"sale_ended", "USD bn", 0, 20000},
	{"tariff_threat", "%", 0, 1000},
	{"tariff_general", "%", 0, 1000},
	{"tariff_auto", "%", 0, 1000},
	{"tariff_expected", "%", 0, 1000},
	{"retaliation", "%", 0, 1000},
	{"offer", "%", 0, 1000},
	{"round", "1", 0, 1000},
	{"deal", "%", 0, 1000},
	{"breakdown", "", -1000, 1000},
	{"pause", "calendar days", 0, 1000},
	{"policy_rate", "%/yr", -10, 100},
	{"purchases", "USD bn/day", -20000, 20000},
	{"intervention", "USD bn", -20000, 20000},
	{"repo_facility", "USD bn", -20000, 20000},
	{"issuance", "USD bn/day", -20000, 20000},
	{"custody_holdings", "USD bn", 0, 20000},
	{"fundamentals", "bp", -1000, 1000},
	{"capacity_relief", "%", -90, 1000},
	{"confidence", "pp", -10, 10},
	{"volatility_regime", "1", 0.1, 10},
	{"refunding", "share", -1, 1},
	{"utilisation", "share", 0, 1},
}

func (t StatementType) String() string { return statementTypes[t].name }

// Unit names the unit of Value, empty where it has none.
func (t StatementType) Unit() string { return statementTypes[t].unit }

// Range is the smallest and the largest Value that a script may give.
func (t StatementType) Range() (lo, hi float64) { return statementTypes[t].lo, statementTypes[t].hi }

// ParseStatementType finds a type by its name.
func ParseStatementType(name string) (StatementType, error) {
	for i, s := range statementTypes {
		if s.name == name {
			return StatementType(i), nil
		}
	}
	return 0, fmt.Errorf("unknown statement type %q", name)
}

// StatementNames lists the names of all types, in order.
func StatementNames() []string {
	out := make([]string, NumStatementTypes)
	for i, s := range statementTypes {
		out[i] = s.name
	}
	return out
}

// Statement is something said or decided in public.
type Statement struct {
	Day        int
	Type       StatementType
	Actor      int // agent that speaks
	Target     int // agent it concerns, −1 for none
	Instrument int // −1 for none
	Value      float64
	Vector     []float64 // Fundamentals only; gone on the next morning
	Text       string
}
