package analysis

import (
	"encoding/json"

	"kirifuda/analysis/stats"
	"kirifuda/experiment"
)

// CardLine is one line of the card's balance sheet: the difference between the
// scenario and a reference world with the same random numbers.
type CardLine struct {
	Side   string // country concerned: Japan or United States
	Item   string
	Value  float64
	Unit   string
	Period string // day or period to which it refers
}

// MarshalJSON implements json.Marshaler. A value that is not known yet, such as
// trade on the first day, is null.
func (l CardLine) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Side   string       `json:"side"`
		Item   string       `json:"item"`
		Value  stats.Spread `json:"value"`
		Unit   string       `json:"unit"`
		Period string       `json:"period"`
	}{l.Side, l.Item, stats.Spread(l.Value), l.Unit, l.Period})
}

// Card is the balance sheet of the card: a run less the run with the same draws in
// which it is not played. With the ministry's face u of Treasuries, prices P, dollars C
// net of loans, proceeds S of Treasuries and dollars X and yen Y exchanged, with dollars
// per yen e, and with a prime for the run without the card, the lines of official dollars
// and yen are
//
//	still held    Σ u·(P − P′)
//	sold          Σ (u − u′)·P′ + S − S′
//	coupons, interest, other: what has been received less paid
//	exchanged     X − X′ + (Y − Y′)·e′
//	in yen        (Σ u·P + C)·(e′/e − 1)
//
// They add up to the difference in all that the ministry owns in dollars and yen,
// measured in yen and converted into dollars at e′, before the taxes that pay for its
// interest: what a bond costs the ministry it costs Japan, whoever is taxed for it.
//
// Pledges follow from the agreed tariff by the contract curve of the talks. Duties are
// paid by importers in the United States to the U.S. Treasury; the part borne by Japan's
// firms shows in their export prices.
func Card(with, without experiment.Account) []CardLine {
	d := func(item string) float64 { return stats.Less(with.Value(item, ""), without.Value(item, "")) }
	const (
		bn, bnYr   = "USD bn", "USD bn/yr"
		end, until = "on the last day", "by the last day"
	)
	var held, sold, dollars float64
	for _, k := range with.Bonds() {
		u, p := with.Value("face", k), with.Value("price", k)
		u0, p0 := without.Value("face", k), without.Value("price", k)
		held += float64(u * stats.Less(p, p0))
		sold += float64(stats.Less(u, u0)*p0) + stats.Less(with.Value("proceeds", k), without.Value("proceeds", k))
		dollars += float64(u * p)
	}
	e, e0 := with.Value("usd_per_jpy", ""), without.Value("usd_per_jpy", "")
	yen := 0.0
	if e > 0 {
		yen = (dollars + with.Value("dollars", "")) * (stats.Less(e0, e) / e)
	}
	lines := []CardLine{
		{"Japan", "official: Treasuries still held, change in their value", held, bn, until},
		{"Japan", "official: Treasuries sold, proceeds less their value had they been kept", sold, bn, until},
		{"Japan", "official: coupons", d("coupons"), bn, until},
		{"Japan", "official: interest on deposits and loans", d("interest"), bn, until},
		{"Japan", "official: dollars exchanged for yen, in interventions and by conversion", d("exchanged") + float64(d("exchanged_jpy")*e0), bn, until},
		{"Japan", "official: other dollars", d("other"), bn, until},
		{"Japan", "official: other yen, interest and coupons on its own bonds", float64(d("other_jpy") * e0), bn, until},
		{"Japan", "official: all dollars, change in their value in yen", yen, bn, until},
	}
	var sum float64
	for _, l := range lines {
		sum += l.Value
	}
	return append(lines,
		CardLine{"Japan", "official: total", sum, bn, until},
		CardLine{"Japan", "exports to the U.S., less the duties that its firms bear", d("exports"), bnYr, end},
		CardLine{"Japan", "investment pledged in the U.S.", d("investment"), bn, "once"},
		CardLine{"Japan", "purchases pledged from the U.S.", d("purchases"), bnYr, "once phased in"},
		CardLine{"United States", "investment pledged by Japan", d("investment"), bn, "once"},
		CardLine{"United States", "purchases pledged by Japan", d("purchases"), bnYr, "once phased in"},
		CardLine{"United States", "duties paid by its importers on Japan's goods", d("duties"), bnYr, end},
		CardLine{"United States", "interest on its debt", d("us_interest"), bnYr, end},
		CardLine{"United States", "interest on its debt, if yields stay at this level", d("us_interest_10y"), bnYr, "ten years on"},
		CardLine{"United States", "value of equities", percent(with.Value("equities", ""), without.Value("equities", "")), "%", end},
		CardLine{"United States", "Treasuries bought by the Federal Reserve", d("fed_purchases"), bn, until},
	)
}

// percent is by how many percent v differs from its value without the card; 0 without one.
func percent(v, without float64) float64 {
	if without == 0 {
		return 0
	}
	return 100 * (v/without - 1)
}
