// Package figures draws an experiment's tables: the fan of a series, the paired
// difference from the baseline, and who bought what the seller sold. It reads
// nothing but public tables, and the same tables give the same bytes.
package figures
