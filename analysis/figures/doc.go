// Package figures draws experiments. A figure is one file: a function that returns
// a [Figure], with its name, its options and how it is drawn, and a line in [All].
// The command of the program, its flags, help, errors and lists follow from that.
//
// Figures read nothing but public tables, and the same tables give the same bytes.
package figures
