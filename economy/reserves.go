package economy

// officialKinds are the kinds of agents, in agents.csv, whose Treasuries are reserves.
var officialKinds = map[string]bool{"government": true, "central_bank": true, "reserve_manager": true}

// spokesmen are the kinds of agents that speak for the reserves of their country.
var spokesmen = map[string]bool{"government": true, "trade_ministry": true}

// readReserves finds the foreign official holders of Treasuries and those who speak for
// them. Countries that are not listed one by one have the code ROW and no common voice.
func (e *Economy) readReserves() {
	held, speaks, of := map[string]float64{}, map[string]string{}, map[string]string{}
	for _, a := range e.Balances.Agents {
		if !officialKinds[a.Kind] || a.Country == "US" {
			continue
		}
		var sum float64
		for _, bn := range e.Balances.USTMarketValueBn(a.ID) {
			sum += bn
		}
		if sum <= 0 {
			continue
		}
		held[a.ID], speaks[a.ID] = sum, a.ID
		if a.Country != "ROW" && sum > held[of[a.Country]] {
			of[a.Country] = a.ID
		}
	}
	for _, a := range e.Balances.Agents {
		if holder := of[a.Country]; speaks[a.ID] == "" && spokesmen[a.Kind] && holder != "" {
			speaks[a.ID] = holder
		}
	}
	e.Facts.ReservesUSDBn, e.Facts.SpeaksFor = held, speaks
}
