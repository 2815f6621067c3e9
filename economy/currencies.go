package economy

import "fmt"

// baseCurrency is the currency of the world's accounts. Exchange rates are against it.
const baseCurrency = "usd"

// CurrencyRow is one row of currencies.csv: a currency, its country and its issuer.
type CurrencyRow struct {
	ID             string  // lower-case code; also the instrument that is the currency
	Country        string  // US, JP, CN, EU, UK, KR, CA or MX, as in agents.csv
	CentralBank    string  // agent that issues it
	RateLevel      string  // row of levels.csv that holds the policy rate
	UnitsPerBn     float64 // smallest units in one billion: 1e9 yen or won, 1e11 cents
	Status, Source string
}

// currencies reads currencies.csv after the agents and levels that it names.
func (l *loader) currencies() error {
	t, err := openTable(l.fsys, "currencies.csv", "id", "country", "central_bank", "rate_level", "units_per_bn")
	if err != nil {
		return err
	}
	l.currency = make(map[string]CurrencyRow, 8)
	countries := make(map[string]bool, 8)
	for t.next() {
		r := CurrencyRow{
			ID: t.str("id"), Country: t.str("country"), CentralBank: l.agentOf(t, "central_bank"), RateLevel: t.str("rate_level"),
			UnitsPerBn: t.num("units_per_bn"), Status: t.str("status"), Source: t.str("source"),
		}
		if len(l.b.Currencies) == 0 && r.ID != baseCurrency {
			t.fail("id", "comes before "+baseCurrency)
		}
		if _, ok := l.currency[r.ID]; ok {
			t.fail("id", "appears twice")
		}
		if countries[r.Country] {
			t.fail("country", "appears twice")
		}
		for _, a := range l.b.Agents {
			if a.ID == r.CentralBank && a.Country != r.Country {
				t.fail("country", fmt.Sprintf("is not that of %s in agents.csv, %s", a.ID, a.Country))
			}
		}
		if _, ok := l.b.Levels[r.RateLevel]; !ok {
			t.fail("rate_level", "is not a row of levels.csv")
		}
		if r.UnitsPerBn <= 0 {
			t.fail("units_per_bn", "must be positive")
		}
		l.currency[r.ID], countries[r.Country] = r, true
		l.b.Currencies = append(l.b.Currencies, r)
	}
	if len(l.b.Currencies) == 0 {
		return t.end(fmt.Errorf("%s: no rows", t.file))
	}
	return t.err
}
