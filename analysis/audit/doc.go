// Package audit rebuilds the books of runs from their trace and compares them with
// what the trace says was held. It begins with the opening balances, applies every
// row of trades, and at every close compares each balance, loans and cash included,
// with the tables balances, holdings and prices. It shares no code with the books of
// the simulation: what it knows of double entry is in books.go.
package audit
