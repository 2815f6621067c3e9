package economy

import (
	"math"
	"strings"
	"testing"
)

func TestTradeTables(t *testing.T) {
	trade, err := readTradeUSJapan(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	sum := make(map[string]float64)
	for _, r := range trade {
		if r.Sector != "total" {
			sum[r.Direction] += r.USDBn
		}
	}
	near(t, "JP->US", sum["JP->US"], 148.2, 1e-9)
	near(t, "US->JP", sum["US->JP"], 79.7, 1e-9)

	flows, err := readTradeMatrix(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	if len(flows) != 9*8 {
		t.Errorf("%d flows, want 72", len(flows))
	}
	for _, f := range flows {
		if f.Exporter == "JP" && f.Importer == "US" {
			near(t, "matrix JP->US", f.USDBn, 148.2, 0)
		}
	}

	partners, err := readTradePartners(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	var imports, duty float64
	for _, f := range flows {
		if f.Importer != "US" {
			continue
		}
		rate := 1.6 // Japan's, the total of its table
		for _, p := range partners {
			if p.Country == f.Exporter {
				rate = p.USTariffPct
			}
		}
		imports += f.USDBn
		duty += f.USDBn * rate
	}
	if len(partners) != 7 {
		t.Errorf("%d partners, want 7", len(partners))
	}

	steps, err := readTariffs(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	near(t, "average U.S. tariff before 2025", duty/imports, steps[0].USAveragePct, 0.05)
	last := steps[len(steps)-1]
	near(t, "last auto tariff", last.JapanAutosPct, 15, 0)
	if !math.IsNaN(last.USAveragePct) {
		t.Errorf("average tariff on %v is %g, want NaN", last.Date, last.USAveragePct)
	}

	levels, err := readMacro(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	if levels[0].Country != "US" || levels[0].GDPUSDTn != 29.18 {
		t.Errorf("first macro row %+v", levels[0])
	}
}

func TestBrokenTradeTables(t *testing.T) {
	_, err := readTradeUSJapan(brokenData(t, "trade_us_japan.csv", "Auto parts,auto,8.1", "Auto parts,auto,8.2"))
	if err == nil || !strings.Contains(err.Error(), `"148.2" differs from the sum of the sectors above, 148.300000 (off by -0.100000)`) {
		t.Errorf("error %v", err)
	}
	_, err = readTariffs(brokenData(t, "tariffs.csv", "2025-09-16", "16 Sep 2025"))
	if err == nil || !strings.Contains(err.Error(), `tariffs.csv:16: column "date": "16 Sep 2025"`) {
		t.Errorf("error %v", err)
	}
	_, err = readMacro(brokenData(t, "macro.csv", "29.18", "29.18tn"))
	if err == nil || !strings.Contains(err.Error(), `macro.csv:2: column "gdp_usd_tn": "29.18tn"`) {
		t.Errorf("error %v", err)
	}
	_, err = readTradePartners(brokenData(t, "trade_partners.csv", "CA,ca_gov,row_corporates,eq_row,0.1,", "CA,ca_gov,row_corporates,eq_row,-0.1,"))
	if err == nil || !strings.Contains(err.Error(), `trade_partners.csv:6: column "us_tariff_2024_pct": "-0.1" must not be negative`) {
		t.Errorf("error %v", err)
	}
	_, err = readTradePartners(brokenData(t, "trade_partners.csv", "MX,mx_gov", "CA,mx_gov"))
	if err == nil || !strings.Contains(err.Error(), `trade_partners.csv:7: column "country": "CA" appears twice`) {
		t.Errorf("error %v", err)
	}
	_, err = readTradeMatrix(brokenData(t, "trade_matrix.csv", "JP,US,148.2", "JP,JP,148.2"))
	if err == nil || !strings.Contains(err.Error(), `column "importer": "JP" is the exporter`) {
		t.Errorf("error %v", err)
	}
}
