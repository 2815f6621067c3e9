// Package decimal reads numbers from the text of files and command lines. Libraries
// for YAML, CSV and JSON disagree about 010, 0x10, 1_000 and 12:30, so only plain
// decimals are numbers, in every kind of input.
package decimal
