// Package output writes the results of simulations to plain Parquet tables and
// reads them back.
//
// An experiment is a directory. Its runs are divided into chunks of consecutive
// (scenario, run_id) pairs. A Chunk writes one part file per table and commits them
// together. Their names contain nothing but the number of the chunk:
//
//	tables/panel/part-00003.parquet
//	manifest/chunk-00003.json        exists only if every part of the chunk is complete
//
// The row structs in tables.go are the schema: their tags give names, types, units
// and descriptions of all columns. Equal runs give equal bytes, whatever the number
// of goroutines, processes or hosts.
//
// # Trace levels
//
// Levels are cumulative. A table is first written at the level of its grain:
//
//	none      nothing
//	runs      runs
//	panel     panel, events, clearing
//	holdings  holdings, flows, attribution
//	full      trades
//
// Events and clearing come with the panel because they are small and a reader of a
// path needs to know what was said and whether markets cleared. Events, clearing
// and trades are always complete. The other daily tables are thinned by
// Options.Every: a kept day has the state at its close and the flows, moves and peaks
// since the last day that was kept. The last day of a run is always kept.
//
// A chunk without rows for a table writes a part that has only the schema, so that
// the set of files depends on the trace level alone.
package output
