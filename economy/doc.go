// Package economy is the world on the base date, 31 March 2025: the tables in data, their
// readers and checks, and the initial values for package world. Data and their meaning
// are in one place: a reader names the columns of its table, and a row that breaks the
// books is rejected with its file and line.
//
// Amounts written "bn" are billions of the currency named in the column or of
// the instrument's own currency; amounts written "units" are whole numbers of
// the smallest unit of that currency (cent, penny, fen, centavo, yen, won).
package economy
