// Package world simulates a closed world of institutions, one business day a step.
//
// A day is a list of phases, see Day:
//
//	open · act · publish · pay · trade · carry · gauge · check · report · record
//
// where trade consists of rounds of bid · clear · settle · lend · check.
//
// Institutions see public information (View), their mail and their own books
// (Desk); they publish statements, send mail, pay, and submit demand schedules.
// The world clears markets (package market), posts every transaction to
// double-entry books (package ledger), checks them, and shows each finished day
// to observers. It knows no concrete institution.
//
// Concurrency never changes a result: in a phase every institution reads one
// immutable view and writes only to its own desk, and the desks are merged in the
// order of the roster. The goroutine scheduler gives each institution that acts or
// bids a goroutine of its own; the inline scheduler calls them one after another;
// both give the same bits. A population too large to be simulated as separate
// institutions is represented by one of them: see Population and Schedule.
package world
