package world

import "fmt"

// StatementType says what a public statement is about.
type StatementType uint8

// Public statements. Value is in the unit that UnitOf names.
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
	Pause                                 // tariffs suspended for Value days
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

var statementTypes = [NumStatementTypes]struct{ name, unit string }{
	{"veiled_threat", ""},
	{"denial", ""},
	{"preparation", ""},
	{"sale_announced", "usd_bn"},
	{"sale_started", "usd_bn"},
	{"sale_ended", "usd_bn"},
	{"tariff_threat", "pct"},
	{"tariff_general", "pct"},
	{"tariff_auto", "pct"},
	{"tariff_expected", "pct"},
	{"retaliation", "pct"},
	{"offer", "pct"},
	{"round", "n"},
	{"deal", "pct"},
	{"breakdown", ""},
	{"pause", "days"},
	{"policy_rate", "pct"},
	{"purchases", "usd_bn"},
	{"intervention", "usd_bn"},
	{"repo_facility", "usd_bn"},
	{"issuance", "usd_bn"},
	{"custody_holdings", "usd_bn"},
	{"fundamentals", "bp"},
	{"capacity_relief", "pct"},
	{"confidence", "pct"},
	{"volatility_regime", "ratio"},
	{"refunding", "sh"},
	{"utilisation", "sh"},
}

func (t StatementType) String() string { return statementTypes[t].name }

// Unit names the unit of Value, empty where it has none.
func (t StatementType) Unit() string { return statementTypes[t].unit }

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

// Message is mail from one agent to another, seen in the phase after the one it
// was sent in.
type Message struct {
	From, To int
	Type     StatementType
	Values   [4]float64
}
