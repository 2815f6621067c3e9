package economy

import (
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"
)

// TradeRow is one sector of goods trade between the United States and Japan
// in 2024. The sector "total" repeats the sum.
type TradeRow struct {
	Direction          string // "JP->US" or "US->JP"
	ID                 string // of the sector, in its direction
	Sector             string
	Group              string  // auto, farm, energy, defence or empty: the applicable rules of trade policy
	USDBn              float64 // value in 2024
	BaseTariffPct      float64 // before April 2025
	Tariff202506Pct    float64 // in force in June 2025
	TariffNoDealPct    float64 // threatened for August 2025
	TariffDealPct      float64 // in force from September 2025
	SigmaShort         float64 // Armington elasticity, short run
	SigmaLong          float64 // Armington elasticity, long run
	PassThroughFrac    float64 // border pass-through at first
	PassThrough12mFrac float64 // border pass-through after twelve months
	Status, Source     string
}

// readTradeUSJapan reads trade between the United States and Japan by sector.
func readTradeUSJapan(fsys fs.FS) ([]TradeRow, error) {
	t, err := openTable(fsys, "trade_us_japan.csv", "direction", "id", "sector", "group", "usd_bn", "base_tariff_pct", "tariff_pct_2025_06",
		"tariff_pct_no_deal_2025_08", "tariff_pct_deal_2025_09", "sigma_sr", "sigma_lr", "passthrough_start", "passthrough_12m")
	if err != nil {
		return nil, err
	}
	var rows []TradeRow
	for t.next() {
		r := TradeRow{
			Direction: t.str("direction"), ID: t.str("id"), Sector: t.str("sector"), Group: t.opt("group"), USDBn: t.num("usd_bn"),
			BaseTariffPct: t.num("base_tariff_pct"), Tariff202506Pct: t.num("tariff_pct_2025_06"),
			TariffNoDealPct: t.num("tariff_pct_no_deal_2025_08"), TariffDealPct: t.num("tariff_pct_deal_2025_09"),
			SigmaShort: t.num("sigma_sr"), SigmaLong: t.num("sigma_lr"), PassThroughFrac: t.num("passthrough_start"),
			PassThrough12mFrac: t.num("passthrough_12m"),
			Status:             t.str("status"), Source: t.str("source"),
		}
		if r.Direction != "JP->US" && r.Direction != "US->JP" {
			t.fail("direction", "is neither JP->US nor US->JP")
		}
		if strings.ContainsFunc(r.ID, func(c rune) bool { return c != '_' && (c < 'a' || c > 'z') }) {
			t.fail("id", "is not a name of lower-case letters and underscores")
		}
		switch r.Group {
		case "", "auto", "farm", "energy", "defence":
		default:
			t.fail("group", "is not auto, farm, energy, defence or empty")
		}
		if r.Sector == "total" {
			var sum float64
			for _, x := range rows {
				if x.Direction == r.Direction {
					sum += x.USDBn
				}
			}
			if math.Abs(sum-r.USDBn) > sumToleranceBn {
				t.fail("usd_bn", fmt.Sprintf("differs from the sum of the sectors above, %.6f (off by %+.6f)", sum, r.USDBn-sum))
			}
		}
		for i := range rows {
			if rows[i].Direction == r.Direction && rows[i].Sector == r.Sector {
				t.fail("sector", "appears twice in the direction "+r.Direction)
			}
			if rows[i].Direction == r.Direction && rows[i].ID == r.ID {
				t.fail("id", "appears twice in the direction "+r.Direction)
			}
		}
		rows = append(rows, r)
	}
	for _, direction := range []string{"JP->US", "US->JP"} {
		if !slices.ContainsFunc(rows, func(r TradeRow) bool { return r.Direction == direction && r.Sector == "total" }) {
			return rows, t.end(fmt.Errorf("%s: no row \"total\" in the direction %q", t.file, direction))
		}
	}
	return rows, t.err
}

// TradeFlow is the goods trade from one economy to another in 2024.
type TradeFlow struct {
	Exporter, Importer string // US, JP, CN, EU, UK, KR, CA, MX or ROW
	USDBn              float64
	Status, Source     string

	line int
}

// readTradeMatrix reads bilateral goods trade, without the diagonal.
func readTradeMatrix(fsys fs.FS) ([]TradeFlow, error) {
	t, err := openTable(fsys, "trade_matrix.csv", "exporter", "importer", "usd_bn")
	if err != nil {
		return nil, err
	}
	var rows []TradeFlow
	seen := map[[2]string]bool{}
	for t.next() {
		r := TradeFlow{Exporter: t.str("exporter"), Importer: t.str("importer"), USDBn: t.num("usd_bn"), Status: t.str("status"), Source: t.str("source"), line: t.line()}
		switch pair := [2]string{r.Exporter, r.Importer}; {
		case r.USDBn < 0:
			t.fail("usd_bn", "must not be negative")
		case r.USDBn > maxUSDBn:
			t.fail("usd_bn", fmt.Sprintf("is out of range (from 0 to %g)", maxUSDBn))
		case seen[pair]:
			t.fail("importer", "appears twice with the exporter "+r.Exporter)
		default:
			seen[pair] = true
		}
		if r.Exporter == r.Importer {
			t.fail("importer", "is the exporter")
		}
		rows = append(rows, r)
	}
	return rows, t.err
}

// PartnerRow is a trading partner of the United States other than Japan, with tariffs.
type PartnerRow struct {
	Country        string  // as in the trade matrix
	Government     string  // agent that collects its duties and retaliates
	Firms          string  // agent that trades on its behalf
	Equity         string  // equities that represent its firms
	USTariffPct    float64 // U.S. duties on its goods, 2024
	TariffOnUSPct  float64 // its duties on U.S. goods, 2024
	RiseMid2025PP  float64 // rise of U.S. tariffs on its goods in force in mid-2025
	Status, Source string

	line int
}

// readTradePartners reads the partners of the United States other than Japan.
func readTradePartners(fsys fs.FS) ([]PartnerRow, error) {
	t, err := openTable(fsys, "trade_partners.csv", "country", "government", "firms", "equity", "us_tariff_2024_pct", "tariff_on_us_2024_pct",
		"us_tariff_rise_mid_2025_pp")
	if err != nil {
		return nil, err
	}
	var rows []PartnerRow
	for t.next() {
		r := PartnerRow{
			Country: t.str("country"), Government: t.str("government"), Firms: t.str("firms"), Equity: t.str("equity"),
			USTariffPct: t.num("us_tariff_2024_pct"), TariffOnUSPct: t.num("tariff_on_us_2024_pct"), RiseMid2025PP: t.num("us_tariff_rise_mid_2025_pp"),
			Status: t.str("status"), Source: t.str("source"), line: t.line(),
		}
		for _, column := range []string{"us_tariff_2024_pct", "tariff_on_us_2024_pct", "us_tariff_rise_mid_2025_pp"} {
			if t.num(column) < 0 {
				t.fail(column, "must not be negative")
			}
		}
		for i := range rows {
			if rows[i].Country == r.Country {
				t.fail("country", "appears twice")
			}
		}
		rows = append(rows, r)
	}
	return rows, t.err
}
