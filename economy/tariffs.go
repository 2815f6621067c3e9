package economy

import (
	"fmt"
	"io/fs"
	"math"
	"slices"

	"kirifuda/world"
)

// TariffRow is one dated step of the U.S. tariff path. A rate that the source
// does not give on that date is NaN.
type TariffRow struct {
	Date            world.Date
	Event           string
	USAveragePct    float64 // average effective tariff before substitution
	JapanGeneralPct float64
	JapanAutosPct   float64
	Status, Source  string
}

// readTariffs reads the dated tariff path, oldest step first.
func readTariffs(fsys fs.FS) ([]TariffRow, error) {
	t, err := openTable(fsys, "tariffs.csv", "date", "event", "us_avg_tariff_pct", "japan_general_pct", "japan_autos_pct")
	if err != nil {
		return nil, err
	}
	var rows []TariffRow
	for t.next() {
		date, err := world.ParseDate(t.str("date"))
		if err != nil {
			t.fail("date", "is not a date such as 2025-03-31")
		}
		if n := len(rows); n > 0 && date <= rows[n-1].Date {
			t.fail("date", "is not later than the row above")
		}
		if len(rows) == 0 && t.opt("us_avg_tariff_pct") == "" {
			t.fail("us_avg_tariff_pct", "must be given in the first row: the average before all rises")
		}
		rows = append(rows, TariffRow{
			Date: date, Event: t.str("event"), USAveragePct: t.optWithin("us_avg_tariff_pct", 0, 1000),
			JapanGeneralPct: t.optWithin("japan_general_pct", 0, 1000), JapanAutosPct: t.optWithin("japan_autos_pct", 0, 1000),
			Status: t.str("status"), Source: t.str("source"),
		})
	}
	if t.err == nil && math.IsNaN(generalPct(rows, june2025)) {
		return nil, fmt.Errorf("%s: column \"japan_general_pct\": no rate up to %s, for which trade_us_japan.csv has rates without a deal", t.file, june2025)
	}
	return rows, t.err
}

// june2025 is the day for which trade_us_japan.csv gives tariffs before a deal.
var june2025 = world.NewDate(2025, 6, 1)

// generalPct is the general rate on Japan's goods in force on a day.
func generalPct(steps []TariffRow, on world.Date) float64 {
	rate := math.NaN()
	for _, s := range steps {
		if s.Date <= on && !math.IsNaN(s.JapanGeneralPct) {
			rate = s.JapanGeneralPct
		}
	}
	return rate
}

// agreedPct is the general rate of the agreement between the United States and
// Japan: the last one of the path.
func agreedPct(steps []TariffRow) float64 {
	for _, s := range slices.Backward(steps) {
		if !math.IsNaN(s.JapanGeneralPct) {
			return s.JapanGeneralPct
		}
	}
	return math.NaN()
}
