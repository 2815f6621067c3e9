// Package figures draws experiments. A figure is one file that registers a [Figure]:
// its name, its options and the function that draws it. The program's command with
// its flags, help, errors and lists follows from that.
//
// Figures read only public tables, and the same tables give the same bytes.
package figures
