// Package engine runs experiments. An Engine makes the runs of a plan that are not
// finished: Local does so on this machine; another engine is one file that registers
// a Kind. The package also makes and repeats runs in other ways (single runs,
// evaluation in memory, dry runs, verification), combines directories (merge,
// compact) and reports their progress (status).
//
// Package analysis interprets results. Neither package imports the other.
package engine
