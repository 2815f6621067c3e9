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
	Invoice                               // what a firm abroad converts and pays for a day's trade
	TariffSector                          // rate in force on the goods of one sector of the trade between the United States and Japan

	// What was done on the day, read from the books at the close: see [Desk.Did]. A
	// scenario cannot script these, nor Intervention.
	DebtIssued  // new debt sold
	Buyback     // own debt bought back
	BondsBought // bonds bought by a central bank
	BondsSold   // Treasuries sold by an official holder under a programme
	SaleShort   // part of what such a holder wanted to sell and did not
	RepoDrawn   // official dollar repo drawn or repaid
	ActDone     // what was done under an act of the scenario
	ActShort    // part of an act that was not done
	ActVoid     // an act not begun, or ended, because of its condition
	NumStatementTypes
)

// statementTypes holds names, units, the bounds of scripted values and descriptions. The
// bounds catch a slip of unit or sign; they do not say what is plausible.
var statementTypes = [NumStatementTypes]struct {
	name, unit string
	lo, hi     float64
	doc        string
}{
	{"veiled_threat", "", -1000, 1000, "a hint that holdings of Treasuries could be used; no value"},
	{"denial", "", -1000, 1000, "the use of holdings is ruled out; no value"},
	{"preparation", "", -1000, 1000, "custody moved or auctions skipped in preparation of a sale; no value"},
	{"sale_announced", "USD bn", 0, 20000, "size of a programme, at base prices"},
	{"sale_started", "USD bn", 0, 20000, "a sale has begun; amount to be sold on its first day, at base prices"},
	{"sale_ended", "USD bn", 0, 20000, "a sale is over; amount sold since the start, at base prices"},
	{"tariff_threat", "%", 0, 1000, "tariff on the target's goods announced for later"},
	{"tariff_general", "%", 0, 1000, "general tariff in force on the target's goods"},
	{"tariff_auto", "%", 0, 1000, "tariff in force on the target's cars and parts"},
	{"tariff_expected", "%", 0, 1000, "expected average effective tariff of the United States, or on the target's goods"},
	{"retaliation", "%", 0, 1000, "tariff that the actor puts on U.S. goods"},
	{"offer", "%", 0, 1000, "tariff on Japan's goods that the actor proposes to the target in the talks; Japan's are heard on the day after the round"},
	{"round", "1", 0, 1000, "number of a round of talks that has been opened with the target"},
	{"deal", "%", 0, 1000, "tariff agreed in talks with Washington, on the target's goods; a third country announces its own, so that it is actor and target"},
	{"breakdown", "", -1000, 1000, "the talks are broken off; no value"},
	{"pause", "calendar days", 0, 1000, "duration of a suspension of tariffs"},
	{"policy_rate", "%/yr", -10, 100, "policy rate from today on"},
	{"purchases", "USD bn/day", -20000, 20000, "announced pace of a central bank's purchases of bonds, at base prices; 0 ends them"},
	{"intervention", "USD bn", -20000, 20000, "dollars that an official institution sold on the day for the currency of the instrument, at the rate paid; negative if bought"},
	{"repo_facility", "USD bn", -20000, 20000, "dollars owed to the official repo facility"},
	{"issuance", "USD bn/day", -20000, 20000, "announced sale of new debt of the instrument on the day, at base prices; what was sold is in debt_issued"},
	{"custody_holdings", "USD bn", 0, 20000, "official holdings of Treasuries in custody, at base prices"},
	{"fundamentals", "bp", -1000, 1000, "news: innovations of fair values by instrument; value is that of implied volatility, %; in the table news, not in events"},
	{"capacity_relief", "%", -90, 1000, "addition to dealers' balance-sheet capacity in force"},
	{"confidence", "pp", -10, 10, "shock to the perceived safety of dollar assets, loss of convenience yield"},
	{"volatility_regime", "1", 0.1, 10, "scale of exogenous volatility"},
	{"refunding", "share", -1, 1, "share of net borrowing moved from notes and bonds to bills from now on"},
	{"utilisation", "share", 0, 1, "share of a dealer's balance sheet in use, as reported to supervisors; by mail only"},
	{"invoice", "USD bn", 0, 0, "dollars that a firm abroad has to convert for a day's trade with the United States; by mail only, with what it owes for goods and duty"},
	{"tariff_sector", "%", 0, 1000, "tariff in force on goods of one sector of the trade between the United States and Japan, in place of the one that follows from the general rate, until a deal"},
	{"debt_issued", "USD bn", 0, 0, "new debt of the instrument that its issuer sold on the day, at prices paid"},
	{"debt_bought_back", "USD bn", 0, 0, "own debt of the instrument that its issuer bought back on the day, at prices paid"},
	{"bonds_bought", "USD bn", 0, 0, "bonds of the instrument that a central bank bought on the day, at prices paid; negative if sold"},
	{"bonds_sold", "USD bn", 0, 0, "Treasuries of the instrument that an official holder sold on the day under a programme, at prices received"},
	{"sale_short", "USD bn", 0, 0, "part of the day's sale of Treasuries that was not executed, at base prices"},
	{"repo_drawn", "USD bn", 0, 0, "dollars lent by the official repo facility on the day less those repaid"},
	{"act_done", "USD bn", 0, 0, "what was bought of the instrument on the day under the act of the scenario that the text names, at prices paid; negative if sold"},
	{"act_short", "USD bn", 0, 0, "part of the act that the text names that was not done by its last day, measured as its size is"},
	{"act_void", "USD bn", 0, 0, "the act that the text names was not begun, or ended, because of its condition; amount left out, measured as its size is"},
}

func (t StatementType) String() string { return statementTypes[t].name }

// Unit is the unit of Value; empty where it has none.
func (t StatementType) Unit() string { return statementTypes[t].unit }

// Doc says what a statement of the type says, and what its value is.
func (t StatementType) Doc() string { return statementTypes[t].doc }

// Done reports whether statements of the type record what was done and are made at the
// close by those who did it.
func (t StatementType) Done() bool { return t >= DebtIssued || t == Intervention }

// ByMail reports whether the type is one of messages between institutions, which are not
// public.
func (t StatementType) ByMail() bool { return t == Utilisation || t == Invoice }

// Public reports whether statements of the type are words that are heard on the day after,
// neither records and messages nor the news.
func (t StatementType) Public() bool { return !t.Done() && !t.ByMail() && t != Fundamentals }

// AboutSales reports whether statements of the type are about a sale of the reserves for
// which the actor speaks.
func (t StatementType) AboutSales() bool { return t <= SaleEnded }

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
	Doubt      float64   // share by which a threat weighs less than one that is believed as usual
	Good       int       // of a tariff on a sector: its place in the facts
	Vector     []float64 // Fundamentals only; nil from the next day on
	News       *News     // how Vector came about, for observers; nil from the next day on
	Text       string
}
