// Package output writes what a simulation produced to plain Parquet tables and
// reads it back.
//
// An experiment is a directory. Its runs are cut into chunks of consecutive
// (scenario, run_id) pairs; a chunk is written by one Chunk into one part file
// per table, committed as a whole, and named by its number alone:
//
//	tables/panel/part-00003.parquet
//	manifest/chunk-00003.json        exists only if every part of the chunk is complete
//
// The row structs of tables.go are the schema: names, types, units and
// descriptions of all columns are their tags. Equal runs give equal bytes,
// whatever the number of goroutines, processes or hosts.
//
// # Trace levels
//
// Levels are cumulative. The grain of a table decides the level that first
// writes it:
//
//	none      nothing
//	runs      runs
//	panel     panel, events, clearing
//	holdings  holdings, flows, attribution
//	full      trades
//
// Events and clearing come with panel because a reader of a path needs to know
// what was said and whether prices cleared, and both are small. Events and
// trades are always complete; the others are thinned by Options.Every.
//
// A chunk without rows for a table still writes a part with the schema and no
// rows, so that the set of files depends on the trace level alone.
package output
