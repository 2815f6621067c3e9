// Package talks is the negotiation between Washington and Tokyo over tariffs: what
// a deal is worth to each (payoffs), how eager each is (discount rates), what both
// know (Outlook, Standing), the solution by backward induction (Solve), what the
// talks are expected to bring Tokyo (Foresee) and what a sale of Treasuries would
// change (Sale).
//
// Payoffs are in percent of GDP a year, tariffs in percent. Nothing here needs a
// world but what reads statements and prices.
package talks
