package economy

import "io/fs"

// MacroRow holds the macroeconomic level of one economy. A value that the
// source does not give is NaN.
type MacroRow struct {
	Country         string
	GDPUSDTn        float64 // 2024
	FXReservesUSDBn float64 // March 2025, excluding gold
	CPIYoYPct       float64 // March 2025
	UnemploymentPct float64 // March 2025
	GovDebtPctGDP   float64
	Status, Source  string

	line int
}

// readMacro reads macroeconomic levels by economy.
func readMacro(fsys fs.FS) ([]MacroRow, error) {
	t, err := openTable(fsys, "macro.csv", "country", "gdp_usd_tn", "fx_reserves_usd_bn", "cpi_yoy_pct", "unemployment_pct", "gov_debt_pct_gdp")
	if err != nil {
		return nil, err
	}
	var rows []MacroRow
	seen := map[string]bool{}
	for t.next() {
		t.once("country", seen)
		rows = append(rows, MacroRow{
			Country: t.str("country"), GDPUSDTn: t.within("gdp_usd_tn", 1e-6, 1000), FXReservesUSDBn: t.optWithin("fx_reserves_usd_bn", 0, maxUSDBn),
			CPIYoYPct: t.optNum("cpi_yoy_pct"), UnemploymentPct: t.optNum("unemployment_pct"), GovDebtPctGDP: t.optNum("gov_debt_pct_gdp"),
			Status: t.str("status"), Source: t.str("source"), line: t.line(),
		})
	}
	return rows, t.err
}
