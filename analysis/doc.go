// Package analysis says what the results of an experiment mean: paired differences
// between arms, impulse responses and their bands, comparisons of two experiments,
// sensitivities of a sweep, and the balance sheet of a card. It reads what is
// stored, in parts, so that its memory does not grow with the number of runs, and
// writes only what can be made again: the derived tables and sens.json.
package analysis
