// Package talks is the negotiation between Washington and Tokyo over tariffs: the value of
// a deal to each (payoffs), their discount rates, their common information (Outlook,
// Standing), the solution by backward induction (Solve), Tokyo's expected payoff (Foresee)
// and the effect of a sale of Treasuries (Sale).
//
// Payoffs are in percent of GDP a year, tariffs in percent. Only the functions that read
// statements and prices need a world.
package talks
