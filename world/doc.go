// Package world steps a closed world of institutions through business days.
//
// A day is a list of phases, see Day:
//
//	open · act · publish · pay · trade · carry · gauge · check · report · record
//
// where trade is rounds of bid · clear · settle · lend · check.
//
// Institutions see public information (View), what is addressed to them and their
// own books (Desk); they publish statements, send mail, pay, and submit demand
// schedules. The world clears prices (package market), posts every
// transaction to double-entry books (package ledger), checks them, and shows
// each finished day to observers. It knows no concrete institution.
//
// Concurrency never changes a result: in a phase every institution reads one
// immutable view and writes only its own desk; what they wrote is merged in the
// order of the roster. The goroutine scheduler runs each institution that
// acts or bids on a goroutine of its own, the inline scheduler calls them one after another, and
// both give the same bits. A crowd too large for institutions of its own speaks
// through one of them: see Population and Schedule.
package world
