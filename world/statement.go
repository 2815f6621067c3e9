package world

import "fmt"

// StatementType says what a public statement is about.
type StatementType uint8

// Types of public statements. Value is in the unit given by Unit, one of the list of
// [CheckUnit].
const (
	VeiledThreat     StatementType = iota // a hint that holdings could be used
	Denial                                // their use is ruled out
	Preparation                           // custody moved, auctions skipped
	SaleAnnounced                         // a programme of Value USD bn
	SaleStarted                           // the first trade of a programme became known
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
	Fundamentals                          // news: Vector of innovations of fair values, bp; Value is the innovation of implied volatility, percent
	CapacityRelief                        // the balance-sheet rule for dealers eased by Value percent
	Confidence                            // shock to the perceived safety of dollar assets, pp of convenience yield
	VolatilityRegime                      // scale of exogenous volatility
	Refunding                             // a share Value of net borrowing moved from notes and bonds to bills
	Utilisation                           // share of a dealer's balance sheet in use, as reported to supervisors
	NumStatementTypes
)

// statementTypes holds names, units and the bounds of scripted values. The bounds
// catch a slip of unit or sign; they do not say what is plausible.
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

// Unit is the unit of Value; empty where it has none.
func (t StatementType) Unit() string { return statementTypes[t].unit }

// Range is the smallest and the largest Value that a scripted statement may have.
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

// StatementNames lists the names of all statement types in their order.
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
	Vector     []float64 // Fundamentals only; nil from the next day on
	News       *News     // how Vector came about, for observers; nil from the next day on
	Text       string
}
