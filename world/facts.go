package world

// Facts are published statistics known to everybody at the start.
type Facts struct {
	Goods     []Good
	Partners  []Partner          // trading partners of the United States other than Japan
	GDPUSDBn  map[string]float64 // by country code
	ImportsUS map[string]float64 // U.S. goods imports by exporter, USD bn a year
	ExportsUS map[string]float64 // U.S. goods exports by importer, USD bn a year
	// AverageTariffPct is the average effective tariff of the United States before
	// 2025, from which a rise is measured.
	AverageTariffPct float64
	// DealTariffPct is the general rate on Japan's goods to which Good.DealTariff
	// belongs, and JuneTariffPct the one to which Good.JuneTariff belongs, percent.
	DealTariffPct, JuneTariffPct float64
	// OutstandingUSDBn is the amount outstanding of each instrument at the start.
	OutstandingUSDBn map[string]float64
	// Allotment is the share of announced issuance that a sector takes, by agent and
	// instrument: its share of the holdings of all slow holders at the start.
	Allotment map[string]map[string]float64
	// ReservesUSDBn is what each foreign official holder of Treasuries holds at the start,
	// at market value, and SpeaksFor is the official holder whose Treasuries an agent can
	// threaten to sell: itself, or that of its country.
	ReservesUSDBn map[string]float64
	SpeaksFor     map[string]string
	// Correlations are the correlations of daily changes by pair of instruments, to
	// be read with Correlation.
	Correlations map[[2]string]float64
}

// Correlation is the correlation of the daily changes of two instruments, 1 for an
// instrument with itself. ok is false if no table gives it.
func (f *Facts) Correlation(a, b string) (rho float64, ok bool) {
	if a == b {
		return 1, true
	}
	if rho, ok = f.Correlations[[2]string{a, b}]; !ok {
		rho, ok = f.Correlations[[2]string{b, a}]
	}
	return rho, ok
}

// Good is one line of bilateral goods trade between Japan and the United
// States.
type Good struct {
	ID             string // short, in its direction
	Name           string
	ToUS           bool    // exported by Japan to the United States; otherwise the reverse
	Auto           bool    // falls under the tariff on cars and parts
	Farm           bool    // farm and food
	Energy         bool    // LNG and other energy
	Defence        bool    // holds defence equipment
	USDBn          float64 // a year, 2024
	BaseTariff     float64 // percent, before 2025
	SigmaShort     float64 // Armington elasticity, short run
	SigmaLong      float64 // and long run
	PassThrough    float64 // share of a tariff that shows in the border price at first
	PassThrough12m float64 // and from twelve months on; 0 means the same as at first
	DealTariff     float64 // percent, once an agreement is in force; NaN if the negotiated rate applies
	NoDealTariff   float64 // percent, highest rate without an agreement; 0 if not known
	JuneTariff     float64 // percent, in June 2025; 0 if not known
}

// Partner is an economy that trades goods with the United States: one aggregate
// good in each direction.
type Partner struct {
	Country       string
	Government    string  // agent that retaliates and collects duties
	Firms         string  // agent that trades on its behalf
	Equity        string  // equities that represent its firms
	Currency      string  // instrument of its currency, empty for none
	ToUSUSDBn     float64 // exports to the United States a year, 2024
	FromUSUSDBn   float64 // imports from the United States a year, 2024
	GDPUSDBn      float64 // 2024; NaN if unknown
	TariffPct     float64 // U.S. duties on its goods before 2025, percent
	TariffOnUSPct float64 // its duties on U.S. goods before 2025, percent
	RiseMid2025PP float64 // rise of U.S. tariffs on its goods by mid-2025, pp; rises differ between partners in this proportion
}
