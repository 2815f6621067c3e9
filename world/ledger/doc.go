// Package ledger keeps the books of every agent in integer amounts.
//
// Amounts are int64 in the smallest unit of their currency (cent, yen, won);
// securities are counted in the same unit of par. Integers make the identities
// exact zeros and sums independent of order, so that a check is an equality and
// not a tolerance.
//
// Every entry has two sides. Three identities hold after each of them and are
// checked by Check:
//
//	Σ_agents units(agent, asset) = 0                    issuers hold the negative
//	−units(issuer, asset) = outstanding(asset)          its account against its trades
//	Σ_assets in c value(agent, asset) = equity(agent, c)  each sheet balances in each currency
//
// Outstanding is what holders had at the opening plus what the issuer has since
// issued net of what it has taken back. It is counted from the entries that name
// the issuer and not from any account.
//
// Cash in a currency is an asset like others. Its issuer is the central bank,
// whose negative balance is the money it has created. A negative balance of any
// other agent is secured borrowing.
package ledger
