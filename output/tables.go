package output

// The row structs are the schema of the public tables except the panel and the table
// of runs, whose columns differ between experiments. Tags:
//
//	parquet    column name and physical options
//	unit       unit of a number
//	valuation  of an amount: the prices at which it is counted
//	doc        description
//
// A column is optional if its value can be missing, which is null. Optional fields
// are pointers, because parquet-go v0.32.0 writes some nulls of plain optional
// fields as zeros (when a sequence of nulls and the values after it are equally
// long). Columns are added at the end and never renamed, retyped or reused.

// HoldingRow is one holder's position in one Treasury bucket at a day's close.
// The issuer is not a holder, so par adds up to the amount outstanding over all rows
// of a day. value = value at the previous close + transactions + valuation + other.
type HoldingRow struct {
	Scenario          string  `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID             int32   `parquet:"run_id" unit:"id" doc:"number of the run"`
	Date              int32   `parquet:"date,date,dict" doc:"business day"`
	Holder            string  `parquet:"holder,dict" doc:"identifier of the holder"`
	Bucket            string  `parquet:"bucket,dict" doc:"identifier of the maturity bucket"`
	ParUSDBn          float64 `parquet:"par_usd_bn" unit:"USD bn" valuation:"face" doc:"par held at the close; negative if short"`
	ValueUSDBn        float64 `parquet:"value_usd_bn" unit:"USD bn" valuation:"market value" doc:"market value at the close"`
	TransactionsUSDBn float64 `parquet:"transactions_usd_bn" unit:"USD bn" kind:"flow" valuation:"prices paid" doc:"net purchases at the prices paid: on the day or, in a thinned trace, since the last day that was kept"`
	ValuationUSDBn    float64 `parquet:"valuation_usd_bn" unit:"USD bn" kind:"flow" valuation:"market value" doc:"change in value due to prices, over the same time"`
	OtherUSDBn        float64 `parquet:"other_usd_bn" unit:"USD bn" kind:"flow" valuation:"market value" doc:"change in value due to neither market trades nor prices, such as redemptions, over the same time"`
}

// FlowRow is what one net seller of a Treasury bucket sold to one net buyer on a day.
// Markets clear multilaterally, so each seller's sales are split between the buyers
// in proportion to their purchases; the rows of a seller add up to its sales.
type FlowRow struct {
	Scenario   string  `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID      int32   `parquet:"run_id" unit:"id" doc:"number of the run"`
	Date       int32   `parquet:"date,date,dict" doc:"business day"`
	Bucket     string  `parquet:"bucket,dict" doc:"identifier of the maturity bucket"`
	Seller     string  `parquet:"seller,dict" doc:"identifier of the net seller; the issuer is the seller of new issues"`
	Buyer      string  `parquet:"buyer,dict" doc:"identifier of the net buyer"`
	ValueUSDBn float64 `parquet:"value_usd_bn" unit:"USD bn" kind:"flow" valuation:"prices paid" doc:"value traded at the prices paid: on the day or, in a thinned trace, since the last day that was kept"`
}

// EventRow is one public statement, such as tariff news or a move in the talks, or one
// act of an official institution, such as an intervention. Daily news about fundamentals is not an event.
type EventRow struct {
	Scenario   string   `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID      int32    `parquet:"run_id" unit:"id" doc:"number of the run"`
	Date       int32    `parquet:"date,date,dict" doc:"business day of publication"`
	Type       string   `parquet:"type,dict" doc:"kind of statement"`
	Actor      *string  `parquet:"actor,optional,dict" doc:"identifier of the agent that speaks"`
	Target     *string  `parquet:"target,optional,dict" doc:"identifier of the agent concerned"`
	Instrument *string  `parquet:"instrument,optional,dict" doc:"identifier of the instrument concerned"`
	Value      *float64 `parquet:"value,optional" unit:"as described" doc:"number stated or, of what was done, the amount in the books, in the unit given in column unit; null for types without one; see the types below"`
	Unit       *string  `parquet:"unit,optional,dict" doc:"unit of value"`
	Text       *string  `parquet:"text,optional,dict" doc:"wording"`
	Day        int32    `parquet:"day" unit:"days" doc:"number of the day: the base date is 0, the first day of the run is 1"`
}

// AttributionRow is the contribution of one agent and cause to one price move of a
// day. The contributions add up to the move over all rows of a day and instrument.
// The agent "market" stands for orders left unexecuted at price limits.
type AttributionRow struct {
	Scenario       string  `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID          int32   `parquet:"run_id" unit:"id" doc:"number of the run"`
	Date           int32   `parquet:"date,date,dict" doc:"business day"`
	Instrument     string  `parquet:"instrument,dict" doc:"identifier of the instrument that moved"`
	Agent          string  `parquet:"agent,dict" doc:"identifier of the agent"`
	Cause          string  `parquet:"cause,dict" doc:"cause of the agent's wish to trade"`
	ContributionBp float64 `parquet:"contribution_bp" unit:"bp" kind:"flow" doc:"contribution to the move of the yield or rate, or of the log price of foreign exchange and equities"`
}

// ClearingRow is one clearing of all markets; it is followed by one row for each
// instrument that did not clear.
type ClearingRow struct {
	Scenario      string   `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID         int32    `parquet:"run_id" unit:"id" doc:"number of the run"`
	Date          int32    `parquet:"date,date,dict" doc:"business day"`
	Round         int32    `parquet:"round" unit:"1" doc:"round of trade on the day, from 0"`
	IterationsN   int32    `parquet:"iterations_n" unit:"1" doc:"steps of the solver in the round, over all attempts and methods"`
	ResidualUSDBn float64  `parquet:"residual_usd_bn" unit:"USD bn" valuation:"base prices" doc:"largest excess demand left after the round"`
	Fallback      bool     `parquet:"fallback" doc:"true if damped Newton steps alone did not find the prices"`
	Instrument    *string  `parquet:"instrument,optional,dict" doc:"identifier of an instrument that did not clear; null in the row of the round"`
	State         *string  `parquet:"state,optional,dict" doc:"outcome of the clearing for the instrument; null in the row of the round"`
	UnfilledUSDBn *float64 `parquet:"unfilled_usd_bn,optional" unit:"USD bn" valuation:"base prices" doc:"net orders for the instrument left unexecuted, sales positive; null in the row of the round"`
}

// TradeRow is one ledger entry: the seller gives units of an asset to the buyer, which
// pays cash. In a payment the asset is the money itself and cash is 0.
type TradeRow struct {
	Scenario string `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID    int32  `parquet:"run_id" unit:"id" doc:"number of the run"`
	Date     int32  `parquet:"date,date,dict" doc:"business day"`
	SeqN     int32  `parquet:"seq_n" unit:"1" doc:"place in the sequence of the day's entries, from 0"`
	Kind     string `parquet:"kind,dict" doc:"purpose of the entry"`
	Seller   string `parquet:"seller,dict" doc:"identifier of the agent that gives the asset"`
	Buyer    string `parquet:"buyer,dict" doc:"identifier of the agent that receives the asset"`
	Asset    string `parquet:"asset,dict" doc:"identifier of the asset"`
	UnitsN   int64  `parquet:"units_n" unit:"minor units" valuation:"face" doc:"quantity of the asset, in smallest units of its currency, of par for securities"`
	Money    string `parquet:"money,dict" doc:"currency paid"`
	CashN    int64  `parquet:"cash_n" unit:"minor units" valuation:"prices paid" doc:"amount paid, in smallest units of the currency"`

	ForAsset *string `parquet:"for_asset,optional,dict" doc:"asset that has earned a coupon, interest or variation margin: the bond, the swap, the money or usd_loans; null for other entries"`
}

// InstrumentRow describes an asset: a traded instrument, a currency (which is also the
// instrument of its exchange rate) or dollar loans.
type InstrumentRow struct {
	Scenario     string   `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID        int32    `parquet:"run_id" unit:"id" doc:"number of the run"`
	Instrument   string   `parquet:"instrument,dict" doc:"identifier, the same in all tables: an instrument, a currency or usd_loans"`
	Name         string   `parquet:"name,dict" doc:"name in words"`
	Class        string   `parquet:"class,dict" doc:"bond, swap, equity, money or loan"`
	Currency     string   `parquet:"currency,dict" doc:"currency in which it is paid; money is its own"`
	Issuer       *string  `parquet:"issuer,optional,dict" doc:"agent that owes it and holds the negative of what is outstanding; null for swaps and loans"`
	Accrual      string   `parquet:"accrual,dict" doc:"what holders earn from day to day: coupon, interest, swap (fixed rate less policy rate) or none"`
	BasePrice    float64  `parquet:"base_price" unit:"1" doc:"price on the base date of a unit of par in its currency; of money, units per US dollar"`
	BaseQuote    float64  `parquet:"base_quote" unit:"as described" doc:"quote on the base date: yield or rate in %/yr, units of money per US dollar, equity index of 100"`
	DurationYrs  *float64 `parquet:"duration_yrs,optional" unit:"years" doc:"modified duration D of bonds and swaps; a bond has the price base_price*exp(-D*x/1e4), so that its convexity is D squared"`
	CouponPct    *float64 `parquet:"coupon_pct,optional" unit:"%/yr" doc:"average coupon on par, for reference; payments follow the yield"`
	DailySDBp    float64  `parquet:"daily_sd_bp" unit:"bp" doc:"standard deviation of daily moves in normal times"`
	LimitBp      *float64 `parquet:"limit_bp,optional" unit:"bp" doc:"largest move in one round of trade; null for none"`
	UnitsPerBnN  int64    `parquet:"units_per_bn_n" unit:"minor units" valuation:"face" doc:"smallest units of its currency, or of par, in a billion"`
	UnitsPerBase float64  `parquet:"units_per_usd_bn" unit:"minor units" valuation:"base prices" doc:"smallest units that are worth a billion US dollars at base prices and exchange rates: an amount at base prices is units over this"`
	OutstandingN int64    `parquet:"outstanding_n" unit:"minor units" valuation:"face" doc:"amount outstanding on the base date; 0 without an issuer"`
	BaseRatePct  *float64 `parquet:"base_rate_pct,optional" unit:"%/yr" doc:"policy rate of the currency on the base date; null for other assets"`
	Centre       *string  `parquet:"centre,optional,dict" doc:"place of trading, by whose holidays the market is open or closed; null for what trades on every business day and for what does not trade"`
}

// PriceRow is the state of one asset at a day's close. The first day is the base date.
type PriceRow struct {
	Scenario     string   `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID        int32    `parquet:"run_id" unit:"id" doc:"number of the run"`
	Date         int32    `parquet:"date,date,dict" doc:"business day, or the base date"`
	Instrument   string   `parquet:"instrument,dict" doc:"identifier of the instrument or currency"`
	DeviationBp  float64  `parquet:"deviation_bp" unit:"bp" doc:"deviation from base: of the yield or rate; of equities 1e4*ln of the price, of money 1e4*ln of units per US dollar"`
	Quote        float64  `parquet:"quote" unit:"as described" doc:"yield or rate in %/yr, units of money per US dollar, equity index with base 100"`
	Price        float64  `parquet:"price" unit:"1" doc:"price of a unit of par in its currency; of money, in US dollars"`
	OutstandingN int64    `parquet:"outstanding_n" unit:"minor units" valuation:"face" doc:"amount outstanding; 0 without an issuer"`
	RatePct      *float64 `parquet:"rate_pct,optional" unit:"%/yr" doc:"policy rate of the currency; null for other assets"`
}

// BalanceRow is what one agent holds of one asset at a day's close, issuers and the
// clearing house included. The first day is the base date, with the opening balances. A
// balance of zero has no row.
type BalanceRow struct {
	Scenario   string  `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID      int32   `parquet:"run_id" unit:"id" doc:"number of the run"`
	Date       int32   `parquet:"date,date,dict" doc:"business day, or the base date"`
	Holder     string  `parquet:"holder,dict" doc:"identifier of the agent"`
	Asset      string  `parquet:"asset,dict" doc:"identifier of the asset"`
	UnitsN     int64   `parquet:"units_n" unit:"minor units" valuation:"face" doc:"quantity, in smallest units of its currency, of par for securities; negative if owed, borrowed or short"`
	ValueUSDBn float64 `parquet:"value_usd_bn" unit:"USD bn" valuation:"market value" doc:"market value at the day's prices and exchange rates; 0 for swaps, which are settled every day"`
}

// NewsRow is one number behind the day's exogenous news: a draw, the state of
// volatility, or the news about one instrument.
type NewsRow struct {
	Scenario string   `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID    int32    `parquet:"run_id" unit:"id" doc:"number of the run"`
	Date     int32    `parquet:"date,date,dict" doc:"business day"`
	Agent    string   `parquet:"agent,dict" doc:"identifier of the agent that publishes the news"`
	Kind     string   `parquet:"kind,dict" doc:"factor (shared by several instruments), instrument, or implied_volatility"`
	Name     string   `parquet:"name,dict" doc:"name of the factor, or identifier of the instrument"`
	Value    float64  `parquet:"value" unit:"as described" doc:"in the unit given in column unit; of an instrument, the change of its fair value"`
	Unit     string   `parquet:"unit,dict" doc:"unit of value"`
	SDBp     *float64 `parquet:"sd_bp,optional" unit:"bp" doc:"of an instrument: standard deviation of the day's news"`
	OwnSD    *float64 `parquet:"own_sd,optional" unit:"sd" doc:"of an instrument: its own draw"`
	DrawnBp  *float64 `parquet:"drawn_bp,optional" unit:"bp" doc:"of an instrument: part of value that was drawn, sd_bp times the weighted factors and own_sd; the rest is growth, fading of earlier news, and compensation for leverage"`
}

// ScheduleRow is one number of one bidder's demand schedule in a round of trade, or one
// result of the round. With them another program can clear the markets: see
// docs/recompute.md.
type ScheduleRow struct {
	Scenario   string   `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID      int32    `parquet:"run_id" unit:"id" doc:"number of the run"`
	Date       int32    `parquet:"date,date,dict" doc:"business day"`
	Round      int32    `parquet:"round" unit:"1" doc:"round of trade on the day, from 0"`
	Agent      string   `parquet:"agent,dict" doc:"identifier of the bidder, or market for limits and results"`
	Form       string   `parquet:"form,dict" doc:"form of the part of the schedule: order, slope, exponential, saturating, risk_limited, or other, which cannot be written exactly; round for limits and results"`
	ItemN      int32    `parquet:"item_n" unit:"1" doc:"number of the part among those of its form in the bid, from 0"`
	Part       string   `parquet:"part,dict" doc:"name of the number in the formula of the form"`
	Instrument *string  `parquet:"instrument,optional,dict" doc:"identifier of the instrument demanded; null if the number belongs to the whole part"`
	Other      *string  `parquet:"other,optional,dict" doc:"identifier of the instrument whose price (or, for risk, whose position) enters; null for none"`
	Cause      *string  `parquet:"cause,optional,dict" doc:"cause of an order; null for other parts"`
	Value      *float64 `parquet:"value,optional" unit:"as described" doc:"orders in USD bn at base prices, moves in bp; null for infinity"`
}

// DemandRow is a point of one bidder's demand curve for one instrument: only the price
// of that instrument differs from those at which the round cleared.
type DemandRow struct {
	Scenario   string  `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID      int32   `parquet:"run_id" unit:"id" doc:"number of the run"`
	Date       int32   `parquet:"date,date,dict" doc:"business day"`
	Round      int32   `parquet:"round" unit:"1" doc:"round of trade on the day, from 0"`
	Instrument string  `parquet:"instrument,dict" doc:"identifier of the instrument"`
	Agent      string  `parquet:"agent,dict" doc:"identifier of the bidder"`
	MoveBp     float64 `parquet:"move_bp" unit:"bp" doc:"move of the instrument from the price before the round"`
	DemandUSD  float64 `parquet:"demand_usd_bn" unit:"USD bn" valuation:"base prices" doc:"amount that the bidder would buy, at base prices; negative to sell"`
}

// CardRow is one item of a run of which the balance sheet of the card is made: the
// dollars and yen of Japan's Ministry of Finance with all that has changed them since
// the base date, and what both sides earn and pay on the last day. A line of the balance
// sheet is the difference between two runs with the same number.
type CardRow struct {
	Scenario   string  `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID      int32   `parquet:"run_id" unit:"id" doc:"number of the run"`
	Date       int32   `parquet:"date,date,dict" doc:"last day of the run"`
	Item       string  `parquet:"item,dict" doc:"name of the item"`
	Instrument *string `parquet:"instrument,optional,dict" doc:"identifier of the Treasury, for items by instrument"`
	Value      float64 `parquet:"value" unit:"as described" doc:"value in the unit given in column unit"`
	Unit       string  `parquet:"unit,dict" doc:"unit of value"`
}

// CardBalanceRow is one line of the balance sheet of the card in one run: the difference to
// the run with the same number in the scenario with which it is compared. Lines of equal
// side whose item begins with "official: " add up to the line "official: total".
type CardBalanceRow struct {
	Scenario string  `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID    int32   `parquet:"run_id" unit:"id" doc:"number of the run"`
	Baseline string  `parquet:"baseline,dict" doc:"name of the scenario with which it is compared; that of a single run is its twin"`
	Side     string  `parquet:"side,dict" doc:"country concerned"`
	Item     string  `parquet:"item,dict" doc:"what is compared"`
	Value    float64 `parquet:"value" unit:"as described" doc:"scenario less baseline in the unit given in column unit; of official items a loss is negative, the others are changes in what they name"`
	Unit     string  `parquet:"unit,dict" doc:"unit of value"`
	Period   string  `parquet:"period,dict" doc:"day or period to which the value refers"`
}

// FanRow is one quantile of one series over the runs of a scenario.
type FanRow struct {
	Scenario string  `parquet:"scenario,dict" doc:"name of the scenario"`
	Series   string  `parquet:"series,dict" doc:"column of panel"`
	Date     int32   `parquet:"date,date,dict" doc:"business day"`
	QSh      float64 `parquet:"q_sh" unit:"share" doc:"probability of the quantile"`
	Value    float64 `parquet:"value" unit:"as described" doc:"quantile over runs, in the unit of the series"`
	Day      int32   `parquet:"day" unit:"days" doc:"number of the day: the base date is 0, the first day of the run is 1"`
	RunsN    int32   `parquet:"runs_n" unit:"1" doc:"number of runs"`
}

// IRFRow is one quantile of the difference between a scenario and the baseline over
// pairs of runs with the same number.
type IRFRow struct {
	Scenario string  `parquet:"scenario,dict" doc:"name of the scenario"`
	Baseline string  `parquet:"baseline,dict" doc:"name of the scenario with which it is compared"`
	Series   string  `parquet:"series,dict" doc:"column of panel"`
	Date     int32   `parquet:"date,date,dict" doc:"business day"`
	Day      int32   `parquet:"day" unit:"days" doc:"number of the day: the base date is 0, the first day of the run is 1"`
	QSh      float64 `parquet:"q_sh" unit:"share" doc:"probability of the quantile"`
	Value    float64 `parquet:"value" unit:"as described" doc:"quantile of the paired difference over runs"`
	RunsN    int32   `parquet:"runs_n" unit:"1" doc:"number of pairs of runs"`
	EventDay *int32  `parquet:"event_day,dict,optional" unit:"days" doc:"day of the scenario's first scripted event or sale, from which days since the event are counted; null if there is none or if it differs between runs"`
}
