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
}

// readMacro reads macroeconomic levels by economy.
func readMacro(fsys fs.FS) ([]MacroRow, error) {
	t, err := openTable(fsys, "macro.csv", "country", "gdp_usd_tn", "fx_reserves_usd_bn", "cpi_yoy_pct", "unemployment_pct", "gov_debt_pct_gdp")
	if err != nil {
		return nil, err
	}
	var rows []MacroRow
	for t.next() {
		rows = append(rows, MacroRow{
			Country: t.str("country"), GDPUSDTn: t.num("gdp_usd_tn"), FXReservesUSDBn: t.optNum("fx_reserves_usd_bn"),
			CPIYoYPct: t.optNum("cpi_yoy_pct"), UnemploymentPct: t.optNum("unemployment_pct"), GovDebtPctGDP: t.optNum("gov_debt_pct_gdp"),
			Status: t.str("status"), Source: t.str("source"),
		})
	}
	return rows, t.err
}
