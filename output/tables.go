package output

// The row structs are the schema of the public tables. Tags:
//
//	parquet  column name and physical options
//	unit     unit of a number
//	doc      description
//	src      panel only: where the value comes from, see panel.go
//
// A column is optional if its value can be missing; missing is null. Optional
// fields are pointers: parquet-go v0.32.0 writes some nulls of plain optional
// fields as zeros, when a run of nulls and the values after it are equally long.
// Columns are added at the end and never renamed, retyped or reused.

// PanelRow is one day of one run: macroeconomic and market series.
type PanelRow struct {
	Scenario string `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID    int32  `parquet:"run_id" unit:"id" doc:"number of the run; equal numbers in two scenarios of an experiment share all random draws"`
	Date     int32  `parquet:"date,date,dict" doc:"business day"`
	Day      int32  `parquet:"day" unit:"business days" doc:"days since the event day, which is 0; the first day is 1 without an event day"`

	UST2yYieldPct  *float64 `parquet:"ust_2y_yield_pct,optional" unit:"percent per annum" src:"tenor 2y" doc:"yield of the 2-year Treasury, read off the maturity buckets by duration"`
	UST5yYieldPct  *float64 `parquet:"ust_5y_yield_pct,optional" unit:"percent per annum" src:"tenor 5y" doc:"yield of the 5-year Treasury, read off the maturity buckets by duration"`
	UST10yYieldPct *float64 `parquet:"ust_10y_yield_pct,optional" unit:"percent per annum" src:"tenor 10y" doc:"yield of the 10-year Treasury, read off the maturity buckets by duration"`
	UST30yYieldPct *float64 `parquet:"ust_30y_yield_pct,optional" unit:"percent per annum" src:"tenor 30y" doc:"yield of the 30-year Treasury, read off the maturity buckets by duration"`

	USTle1yYieldPct  *float64 `parquet:"ust_le1y_yield_pct,optional" unit:"percent per annum" src:"quote ust_le1y" doc:"average yield of Treasuries up to 1 year"`
	UST1to5yYieldPct *float64 `parquet:"ust_1_5y_yield_pct,optional" unit:"percent per annum" src:"quote ust_1_5y" doc:"average yield of Treasuries of 1 to 5 years"`
	UST5to10YieldPct *float64 `parquet:"ust_5_10y_yield_pct,optional" unit:"percent per annum" src:"quote ust_5_10y" doc:"average yield of Treasuries of 5 to 10 years"`
	USTgt10yYieldPct *float64 `parquet:"ust_gt10y_yield_pct,optional" unit:"percent per annum" src:"quote ust_gt10y" doc:"average yield of Treasuries over 10 years"`

	USDSW1to5yRatePct  *float64 `parquet:"usdsw_1_5y_rate_pct,optional" unit:"percent per annum" src:"quote usdsw_1_5y" doc:"fixed rate of dollar swaps of 1 to 5 years"`
	USDSW5to10yRatePct *float64 `parquet:"usdsw_5_10y_rate_pct,optional" unit:"percent per annum" src:"quote usdsw_5_10y" doc:"fixed rate of dollar swaps of 5 to 10 years"`
	USDSWgt10yRatePct  *float64 `parquet:"usdsw_gt10y_rate_pct,optional" unit:"percent per annum" src:"quote usdsw_gt10y" doc:"fixed rate of dollar swaps over 10 years"`
	CashSpread10yBp    *float64 `parquet:"cash_spread_10y_bp,optional" unit:"basis points" src:"spread ust_5_10y usdsw_5_10y" doc:"Treasury yield less swap rate, 5 to 10 years, change since the base date"`
	CashSpread30yBp    *float64 `parquet:"cash_spread_30y_bp,optional" unit:"basis points" src:"spread ust_gt10y usdsw_gt10y" doc:"Treasury yield less swap rate, over 10 years, change since the base date"`

	JGB10yYieldPct *float64 `parquet:"jgb_10y_yield_pct,optional" unit:"percent per annum" src:"quote jgb_le10y" doc:"yield of Japanese government bonds up to 10 years"`
	JGB30yYieldPct *float64 `parquet:"jgb_30y_yield_pct,optional" unit:"percent per annum" src:"quote jgb_gt10y" doc:"yield of Japanese government bonds over 10 years"`
	BundYieldPct   *float64 `parquet:"bund_yield_pct,optional" unit:"percent per annum" src:"quote bund" doc:"yield of German federal bonds"`
	GiltYieldPct   *float64 `parquet:"gilt_yield_pct,optional" unit:"percent per annum" src:"quote gilt" doc:"yield of UK government bonds"`

	USDJPY   *float64 `parquet:"usdjpy_jpy,optional" unit:"JPY per USD" src:"fx jpy" doc:"yen per US dollar"`
	EURUSD   *float64 `parquet:"eurusd_usd,optional" unit:"USD per EUR" src:"fxinv eur" doc:"US dollars per euro"`
	GBPUSD   *float64 `parquet:"gbpusd_usd,optional" unit:"USD per GBP" src:"fxinv gbp" doc:"US dollars per pound"`
	USDCNY   *float64 `parquet:"usdcny_cny,optional" unit:"CNY per USD" src:"fx cny" doc:"yuan per US dollar"`
	USDKRW   *float64 `parquet:"usdkrw_krw,optional" unit:"KRW per USD" src:"fx krw" doc:"won per US dollar"`
	USDCAD   *float64 `parquet:"usdcad_cad,optional" unit:"CAD per USD" src:"fx cad" doc:"Canadian dollars per US dollar"`
	USDMXN   *float64 `parquet:"usdmxn_mxn,optional" unit:"MXN per USD" src:"fx mxn" doc:"pesos per US dollar"`
	USDBroad *float64 `parquet:"usd_broad_idx,optional" unit:"index, base date = 100" src:"broad" doc:"US dollar against partner currencies, geometric mean weighted by U.S. goods trade; up = dollar up"`

	EqUSIdx  *float64 `parquet:"eq_us_idx,optional" unit:"index, base date = 100" src:"quote eq_us" doc:"U.S. equities"`
	EqJPIdx  *float64 `parquet:"eq_jp_idx,optional" unit:"index, base date = 100" src:"quote eq_jp" doc:"Japanese equities"`
	EqEUIdx  *float64 `parquet:"eq_eu_idx,optional" unit:"index, base date = 100" src:"quote eq_eu" doc:"European equities"`
	EqRoWIdx *float64 `parquet:"eq_row_idx,optional" unit:"index, base date = 100" src:"quote eq_row" doc:"equities of other countries"`
	VIXIdx   *float64 `parquet:"vix_idx,optional" unit:"index" src:"vix" doc:"gauge of equity volatility, on the scale of the VIX"`
	MOVEIdx  *float64 `parquet:"move_idx,optional" unit:"index" src:"move" doc:"gauge of Treasury volatility, on the scale of the MOVE"`

	FedRatePct *float64 `parquet:"fed_rate_pct,optional" unit:"percent per annum" src:"policy usd" doc:"policy rate of the Federal Reserve"`
	BoJRatePct *float64 `parquet:"boj_rate_pct,optional" unit:"percent per annum" src:"policy jpy" doc:"policy rate of the Bank of Japan"`
	ECBRatePct *float64 `parquet:"ecb_rate_pct,optional" unit:"percent per annum" src:"policy eur" doc:"policy rate of the European Central Bank"`
	BoERatePct *float64 `parquet:"boe_rate_pct,optional" unit:"percent per annum" src:"policy gbp" doc:"policy rate of the Bank of England"`

	USInterestCostUSDBn *float64 `parquet:"us_interest_cost_usd_bn,optional" unit:"USD bn a year" src:"indicator" doc:"interest cost of U.S. federal debt"`
	USTariffAvgPct      *float64 `parquet:"us_tariff_avg_pct,optional" unit:"percent" src:"indicator" doc:"average effective tariff of the United States on goods"`
	JPTariffGeneralPct  *float64 `parquet:"jp_tariff_general_pct,optional" unit:"percent" src:"indicator" doc:"U.S. tariff on goods from Japan, general rate"`
	JPTariffAutoPct     *float64 `parquet:"jp_tariff_auto_pct,optional" unit:"percent" src:"indicator" doc:"U.S. tariff on cars and parts from Japan"`
	JPMoFUSTUSDBn       *float64 `parquet:"jp_mof_ust_usd_bn,optional" unit:"USD bn" src:"indicator" doc:"Treasuries held by Japan's Ministry of Finance"`
	JPMoFLossUSDBn      *float64 `parquet:"jp_mof_loss_usd_bn,optional" unit:"USD bn" src:"indicator" doc:"loss of value on Treasuries of Japan's Ministry of Finance since the base date"`
	JPMoFSoldUSDBn      *float64 `parquet:"jp_mof_sold_usd_bn,optional" unit:"USD bn" src:"indicator" doc:"Treasuries sold by Japan's Ministry of Finance since the base date, at prices of the base date"`
	OfficialUSTUSDBn    *float64 `parquet:"official_ust_usd_bn,optional" unit:"USD bn" src:"indicator" doc:"Treasuries held by foreign official institutions"`
	HawkBeliefSh        *float64 `parquet:"hawk_belief_sh,optional" unit:"share, 0 to 1" src:"indicator" doc:"belief of the market that the seller is a hawk, who carries its threats out"`
	DealerUtilisationSh *float64 `parquet:"dealer_utilisation_sh,optional" unit:"share, 0 to 1" src:"indicator" doc:"use of dealers' balance-sheet capacity, mean over dealers"`
	RVPositionUSDBn     *float64 `parquet:"rv_position_usd_bn,optional" unit:"USD bn" src:"indicator" doc:"Treasuries held by relative-value funds against futures and swaps"`
	RVEquityUSDBn       *float64 `parquet:"rv_equity_usd_bn,optional" unit:"USD bn" src:"indicator" doc:"equity of relative-value funds"`
	MacroPositionUSDBn  *float64 `parquet:"macro_position_usd_bn,optional" unit:"USD bn of 10-year equivalents" src:"indicator" doc:"outright rates position of macro funds, converted to the 5 to 10 year bucket at equal DV01"`
	CarryPositionUSDBn  *float64 `parquet:"carry_position_usd_bn,optional" unit:"USD bn" src:"indicator" doc:"yen-funded carry position"`
	ConvenienceYieldPct *float64 `parquet:"convenience_yield_pct,optional" unit:"percent per annum" src:"indicator" doc:"change of the convenience yield of Treasuries since the start, as dealers see it"`
	FedPurchasesUSDBn   *float64 `parquet:"fed_purchases_usd_bn,optional" unit:"USD bn" src:"indicator" doc:"Treasuries bought by the Federal Reserve since the base date"`
	RepoFacilityUSDBn   *float64 `parquet:"repo_facility_usd_bn,optional" unit:"USD bn" src:"indicator" doc:"drawn official dollar repo"`
	JPExportsUSUSDBn    *float64 `parquet:"jp_exports_us_usd_bn,optional" unit:"USD bn a year" src:"indicator" doc:"goods exported from Japan to the United States, annual rate"`
	USExportsJPUSDBn    *float64 `parquet:"us_exports_jp_usd_bn,optional" unit:"USD bn a year" src:"indicator" doc:"goods exported from the United States to Japan, annual rate"`
	TariffRevenueUSDBn  *float64 `parquet:"tariff_revenue_usd_bn,optional" unit:"USD bn a year" src:"indicator" doc:"U.S. customs revenue on goods from Japan, annual rate"`
	USCPIEffectPct      *float64 `parquet:"us_cpi_effect_pct,optional" unit:"percent" src:"indicator" doc:"effect on the level of U.S. consumer prices of tariffs beyond those at the start of the run"`
	USGDPEffectPct      *float64 `parquet:"us_gdp_effect_pct,optional" unit:"percent" src:"indicator" doc:"effect on the level of U.S. real GDP of tariffs beyond those at the start of the run"`
	JPGDPEffectPct      *float64 `parquet:"jp_gdp_effect_pct,optional" unit:"percent" src:"indicator" doc:"effect on the level of Japan's real GDP of the volume of goods sold to the United States, against 2024"`
	TalksRoundN         *float64 `parquet:"talks_round_n,optional" unit:"number" src:"indicator" doc:"rounds of trade talks held so far"`
	DealRatePct         *float64 `parquet:"deal_rate_pct,optional" unit:"percent" src:"indicator" doc:"tariff agreed in the talks; null without a deal"`
	ResidualUSDBn       *float64 `parquet:"residual_usd_bn,optional" unit:"USD bn" src:"residual" doc:"largest excess demand left by the day's clearings"`
	IterationsN         *float64 `parquet:"iterations_n,optional" unit:"number" src:"iterations" doc:"solver iterations of the day's clearings"`

	USInterestCost10yUSDBn  *float64 `parquet:"us_interest_cost_10y_usd_bn,optional" unit:"USD bn a year" src:"indicator" doc:"interest cost of U.S. federal debt ten years out, at current yields and debt"`
	FXDealerPositionUSDBn   *float64 `parquet:"fx_dealer_position_usd_bn,optional" unit:"USD bn" src:"indicator" doc:"position of currency dealers"`
	SmallFundsPositionUSDBn *float64 `parquet:"small_funds_position_usd_bn,optional" unit:"USD bn" src:"indicator" doc:"position of the population of small funds in its market"`
	JPTradeBalanceUSUSDBn   *float64 `parquet:"jp_trade_balance_us_usd_bn,optional" unit:"USD bn a year" src:"indicator" doc:"Japan's balance of goods trade with the United States, annual rate"`
	USExportsUSDBn          *float64 `parquet:"us_exports_usd_bn,optional" unit:"USD bn a year" src:"indicator" doc:"goods exported by the United States, annual rate"`
	USImportsUSDBn          *float64 `parquet:"us_imports_usd_bn,optional" unit:"USD bn a year" src:"indicator" doc:"goods imported by the United States before duty, annual rate"`
	USTradeBalanceUSDBn     *float64 `parquet:"us_trade_balance_usd_bn,optional" unit:"USD bn a year" src:"indicator" doc:"balance of U.S. goods trade, annual rate"`
	USCustomsUSDBn          *float64 `parquet:"us_customs_usd_bn,optional" unit:"USD bn a year" src:"indicator" doc:"U.S. customs revenue on goods from all countries, annual rate"`
	RetaliationAvgPP        *float64 `parquet:"retaliation_avg_pp,optional" unit:"percentage points" src:"indicator" doc:"rise of other countries' tariffs on U.S. goods in answer to U.S. tariffs, mean weighted by U.S. exports of 2024"`
}

// HoldingRow is one holder's position in one Treasury bucket at a day's close.
// The issuer is no holder: over all rows of a day par adds up to the amount
// outstanding. value = value of the row before + transactions + valuation +
// other.
type HoldingRow struct {
	Scenario          string  `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID             int32   `parquet:"run_id" unit:"id" doc:"number of the run"`
	Date              int32   `parquet:"date,date,dict" doc:"business day"`
	Holder            string  `parquet:"holder,dict" doc:"identifier of the holder"`
	Bucket            string  `parquet:"bucket,dict" doc:"identifier of the maturity bucket"`
	ParUSDBn          float64 `parquet:"par_usd_bn" unit:"USD bn" doc:"par held at the close; negative if short"`
	ValueUSDBn        float64 `parquet:"value_usd_bn" unit:"USD bn" doc:"market value at the close"`
	TransactionsUSDBn float64 `parquet:"transactions_usd_bn" unit:"USD bn" doc:"net purchases of the day at the prices paid"`
	ValuationUSDBn    float64 `parquet:"valuation_usd_bn" unit:"USD bn" doc:"change of value of the day through prices"`
	OtherUSDBn        float64 `parquet:"other_usd_bn" unit:"USD bn" doc:"change of value of the day through anything but market trades and prices, such as redemptions"`
}

// FlowRow is what one net seller of a Treasury bucket sold to one net buyer on
// a day. Markets clear against all at once, so each seller's sales are split
// over the buyers in proportion to their purchases; the rows of a seller add up
// to its sales.
type FlowRow struct {
	Scenario   string  `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID      int32   `parquet:"run_id" unit:"id" doc:"number of the run"`
	Date       int32   `parquet:"date,date,dict" doc:"business day"`
	Bucket     string  `parquet:"bucket,dict" doc:"identifier of the maturity bucket"`
	Seller     string  `parquet:"seller,dict" doc:"identifier of the net seller; the issuer sells what it issues"`
	Buyer      string  `parquet:"buyer,dict" doc:"identifier of the net buyer"`
	ValueUSDBn float64 `parquet:"value_usd_bn" unit:"USD bn" doc:"value traded at the prices paid"`
}

// EventRow is one public statement: tariff news, an intervention, a move in
// the talks. The daily news of fundamentals is not an event.
type EventRow struct {
	Scenario   string   `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID      int32    `parquet:"run_id" unit:"id" doc:"number of the run"`
	Date       int32    `parquet:"date,date,dict" doc:"business day of publication"`
	Type       string   `parquet:"type,dict" doc:"kind of statement"`
	Actor      *string  `parquet:"actor,optional,dict" doc:"identifier of the agent that speaks"`
	Target     *string  `parquet:"target,optional,dict" doc:"identifier of the agent concerned"`
	Instrument *string  `parquet:"instrument,optional,dict" doc:"identifier of the instrument concerned"`
	Value      *float64 `parquet:"value,optional" unit:"as column unit says" doc:"number stated; null for types without one"`
	Unit       *string  `parquet:"unit,optional,dict" doc:"unit of value"`
	Text       *string  `parquet:"text,optional,dict" doc:"wording"`
}

// AttributionRow is what one agent contributed to one price move of a day for
// one cause. Over all rows of a day and instrument contributions add up to the
// move. The agent "market" stands for orders that price limits left unexecuted.
type AttributionRow struct {
	Scenario       string  `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID          int32   `parquet:"run_id" unit:"id" doc:"number of the run"`
	Date           int32   `parquet:"date,date,dict" doc:"business day"`
	Instrument     string  `parquet:"instrument,dict" doc:"identifier of the instrument that moved"`
	Agent          string  `parquet:"agent,dict" doc:"identifier of the agent"`
	Cause          string  `parquet:"cause,dict" doc:"why the agent wanted to trade"`
	ContributionBp float64 `parquet:"contribution_bp" unit:"basis points" doc:"yield or rate; log price for foreign exchange and equities"`
}

// ClearingRow is one clearing of all markets, followed by one row for each
// instrument that did not clear in it.
type ClearingRow struct {
	Scenario      string   `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID         int32    `parquet:"run_id" unit:"id" doc:"number of the run"`
	Date          int32    `parquet:"date,date,dict" doc:"business day"`
	Round         int32    `parquet:"round" unit:"number" doc:"round of the day, from 0"`
	IterationsN   int32    `parquet:"iterations_n" unit:"number" doc:"solver iterations of the round"`
	ResidualUSDBn float64  `parquet:"residual_usd_bn" unit:"USD bn" doc:"largest excess demand left by the round"`
	Fallback      bool     `parquet:"fallback" doc:"whether damped Newton steps alone did not find the prices"`
	Instrument    *string  `parquet:"instrument,optional,dict" doc:"identifier of an instrument that did not clear; null in the row of the round"`
	State         *string  `parquet:"state,optional,dict" doc:"what became of the instrument; null in the row of the round"`
	UnfilledUSDBn *float64 `parquet:"unfilled_usd_bn,optional" unit:"USD bn" doc:"net orders of the instrument that were left unexecuted, sales positive; null in the row of the round"`
}

// TradeRow is one ledger entry: the seller gives units of an asset to the
// buyer, who pays cash. A payment has no cash: its asset is the money.
type TradeRow struct {
	Scenario string `parquet:"scenario,dict" doc:"name of the scenario"`
	RunID    int32  `parquet:"run_id" unit:"id" doc:"number of the run"`
	Date     int32  `parquet:"date,date,dict" doc:"business day"`
	SeqN     int32  `parquet:"seq_n" unit:"number" doc:"place in the order of the day's entries, from 0"`
	Kind     string `parquet:"kind,dict" doc:"what the entry is for"`
	Seller   string `parquet:"seller,dict" doc:"identifier of the agent that gives the asset"`
	Buyer    string `parquet:"buyer,dict" doc:"identifier of the agent that gets it"`
	Asset    string `parquet:"asset,dict" doc:"identifier of the asset"`
	UnitsN   int64  `parquet:"units_n" unit:"smallest units of the asset's currency, of par for securities" doc:"quantity of the asset"`
	Money    string `parquet:"money,dict" doc:"currency paid"`
	CashN    int64  `parquet:"cash_n" unit:"smallest units of the currency paid" doc:"amount paid"`
}

// FanRow is one quantile of one series over the runs of a scenario: derived
// data.
type FanRow struct {
	Scenario string  `parquet:"scenario,dict" doc:"name of the scenario"`
	Series   string  `parquet:"series,dict" doc:"column of panel"`
	Date     int32   `parquet:"date,date,dict" doc:"business day"`
	QSh      float64 `parquet:"q_sh" unit:"share, 0 to 1" doc:"probability of the quantile"`
	Value    float64 `parquet:"value" unit:"unit of the series" doc:"quantile over runs"`
}

// IRFRow is one quantile of the difference between a scenario and the baseline
// in runs with the same number: derived data.
type IRFRow struct {
	Scenario string  `parquet:"scenario,dict" doc:"name of the scenario"`
	Baseline string  `parquet:"baseline,dict" doc:"name of the scenario it is compared with"`
	Series   string  `parquet:"series,dict" doc:"column of panel"`
	Date     int32   `parquet:"date,date,dict" doc:"business day"`
	Day      int32   `parquet:"day" unit:"business days" doc:"days since the event day"`
	QSh      float64 `parquet:"q_sh" unit:"share, 0 to 1" doc:"probability of the quantile"`
	Value    float64 `parquet:"value" unit:"unit of the series" doc:"quantile of the paired difference over runs"`
	RunsN    int32   `parquet:"runs_n" unit:"number" doc:"pairs of runs"`
}
