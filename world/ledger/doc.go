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
// Outstanding is what holders had at the opening plus what the issuer has issued
// less what it has taken back since, counted from the entries that name it; no
// account is read for it.
//
// Cash in a currency is an asset like others; its issuer is the central bank,
// whose negative balance is the money it has created. A negative balance of
// anybody else is secured borrowing.
package ledger
