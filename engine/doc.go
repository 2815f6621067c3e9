// Package engine runs experiments. An Engine makes the runs of a plan that are not
// finished: Local on this machine; another is one file with a Kind, listed in
// Default. Beside that stands what else makes or repeats runs (single runs,
// evaluation in memory, dry runs, verification) and what puts directories together
// (merge, compact) or tells how far they are (status).
//
// What results say is for package analysis: neither imports the other.
package engine
