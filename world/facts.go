package world

// Facts are published statistics that everybody knows at the start.
type Facts struct {
	Goods     []Good
	GDPUSDBn  map[string]float64 // by country code
	ImportsUS map[string]float64 // U.S. goods imports by exporter, USD bn a year
	ExportsUS map[string]float64 // U.S. goods exports by importer, USD bn a year
	// OutstandingUSDBn is what was outstanding of each instrument at the start.
	OutstandingUSDBn map[string]float64
	// Allotment is the share of announced issuance of an instrument that a sector
	// takes, by agent and instrument: its share of what slow holders held at the
	// start.
	Allotment map[string]map[string]float64
}

// Good is one line of bilateral goods trade between Japan and the United
// States.
type Good struct {
	Name         string
	ToUS         bool    // exported by Japan to the United States; otherwise the reverse
	Auto         bool    // falls under the tariff on cars and parts
	Farm         bool    // farm and food
	Energy       bool    // LNG and other energy
	USDBn        float64 // a year, 2024
	BaseTariff   float64 // percent, before 2025
	SigmaShort   float64 // Armington elasticity, short run
	SigmaLong    float64 // and long run
	PassThrough  float64 // share of a tariff that reaches the border price
	DealTariff   float64 // percent, once a deal is in force; NaN if the negotiated rate applies
	NoDealTariff float64
}
