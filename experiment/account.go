package experiment

// AccountItem is one figure of an account.
type AccountItem struct {
	Item       string
	Instrument string // empty for items that are not by instrument
	Value      float64
	Unit       string
}

// Account is what a run leaves of which the balance sheet of the card is made: the dollars
// and yen of Japan's Ministry of Finance, with all that has changed them since the base
// date, and what both sides earn and pay on the last day. Its items are listed in
// AccountDoc.
type Account []AccountItem

// Value is the value of an item, 0 if the account does not have it.
func (a Account) Value(item, instrument string) float64 {
	for i := range a {
		if a[i].Item == item && a[i].Instrument == instrument {
			return a[i].Value
		}
	}
	return 0
}

// Sum is the sum of an item over instruments.
func (a Account) Sum(item string) float64 {
	sum := 0.0
	for i := range a {
		if a[i].Item == item {
			sum += a[i].Value
		}
	}
	return sum
}

// Bonds lists the Treasuries of the account.
func (a Account) Bonds() []string {
	var out []string
	for i := range a {
		if a[i].Item == "face" {
			out = append(out, a[i].Instrument)
		}
	}
	return out
}

// AccountDoc describes the items of an account: name, unit, description.
var AccountDoc = [][3]string{
	{"face", "USD bn", "face of the Treasuries that the ministry holds on the last day, by instrument"},
	{"price", "1", "price on the last day of a unit of face, by instrument"},
	{"proceeds", "USD bn", "dollars received for Treasuries sold less dollars paid for Treasuries bought, by instrument"},
	{"coupons", "USD bn", "coupons received on Treasuries"},
	{"interest", "USD bn", "interest received on dollar deposits less interest paid on dollar loans"},
	{"exchanged", "USD bn", "dollars received less dollars given for yen, in interventions and by conversion"},
	{"exchanged_jpy", "JPY bn", "yen received less yen given for dollars"},
	{"other", "USD bn", "all other dollars received less paid"},
	{"other_jpy", "JPY bn", "all other yen received less paid: interest, and coupons on Japan's own bonds, before the taxes that pay them"},
	{"dollars", "USD bn", "dollar deposits on the last day, net of dollar loans"},
	{"usd_per_jpy", "USD per JPY", "dollars per yen on the last day"},
	{"equities", "1", "U.S. equities on the last day relative to the base date"},
	{"deal", "%", "tariff agreed in the talks, 0 without an agreement"},
	{"investment", "USD bn", "investment that Japan has pledged in an agreement"},
	{"purchases", "USD bn/yr", "purchases that Japan has pledged in an agreement"},
	{"exports", "USD bn/yr", "Japan's exports to the U.S., less the duties that its firms bear"},
	{"duties", "USD bn/yr", "duties paid by importers in the U.S. on Japan's goods"},
	{"us_interest", "USD bn/yr", "interest on U.S. federal debt"},
	{"us_interest_10y", "USD bn/yr", "interest on U.S. federal debt ten years on, if yields stay at the level of the last day"},
	{"fed_purchases", "USD bn", "Treasuries bought by the Federal Reserve"},
}

// accountSeries are the series whose values on the last day are items.
var accountSeries = map[string]string{
	"exports": "jp_exports_us_usd_bn", "duties": "tariff_revenue_usd_bn", "us_interest": "us_interest_cost_usd_bn",
	"us_interest_10y": "us_interest_cost_10y_usd_bn", "fed_purchases": "fed_purchases_usd_bn",
}
