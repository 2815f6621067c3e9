package world

// Facts are published statistics that everybody knows at the start.
type Facts struct {
	Goods     []Good
	Partners  []Partner          // of the United States in goods trade, Japan left out
	GDPUSDBn  map[string]float64 // by country code
	ImportsUS map[string]float64 // U.S. goods imports by exporter, USD bn a year
	ExportsUS map[string]float64 // U.S. goods exports by importer, USD bn a year
	// AverageTariffPct is the average effective tariff of the United States before
	// 2025, the level from which a rise is counted.
	AverageTariffPct float64
	// DealTariffPct is the general rate on Japan's goods at which Good.DealTariff
	// holds, JuneTariffPct that at which Good.JuneTariff held, percent.
	DealTariffPct, JuneTariffPct float64
	// OutstandingUSDBn is what was outstanding of each instrument at the start.
	OutstandingUSDBn map[string]float64
	// Allotment is the share of announced issuance of an instrument that a sector
	// takes, by agent and instrument: its share of what slow holders held at the
	// start.
	Allotment map[string]map[string]float64
	// Correlations are those of daily changes, by pair of instruments; see
	// Correlation.
	Correlations map[[2]string]float64
}

// Correlation is that of the daily changes of two instruments: 1 of one with itself,
// and false if no table gives it.
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
	PassThrough    float64 // share of a tariff that reaches the border price at first
	PassThrough12m float64 // and from twelve months on; 0 means as at first
	DealTariff     float64 // percent, once a deal is in force; NaN if the negotiated rate applies
	NoDealTariff   float64 // percent, highest without a deal; 0 if not known
	JuneTariff     float64 // percent, in June 2025; 0 if not known
}

// Partner is an economy that trades goods with the United States: one aggregate
// good in each direction.
type Partner struct {
	Country       string
	Government    string  // agent that answers tariffs and collects duties
	Firms         string  // agent that trades for it
	Equity        string  // equities that stand for its firms
	Currency      string  // instrument of its currency, empty for none
	ToUSUSDBn     float64 // exports to the United States a year, 2024
	FromUSUSDBn   float64 // imports from the United States a year, 2024
	GDPUSDBn      float64 // 2024; NaN if unknown
	TariffPct     float64 // U.S. duties on its goods before 2025, percent
	TariffOnUSPct float64 // its duties on U.S. goods before 2025, percent
	RiseMid2025PP float64 // rise of U.S. tariffs on its goods by mid-2025, pp: how rises differ by partner
}
