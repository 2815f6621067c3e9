// Package analysis evaluates the results of experiments: paired differences between
// arms, impulse responses and their bands, comparisons of two experiments,
// sensitivities of a sweep, and the balance sheet of a card. It reads stored tables
// in parts, so that its memory does not grow with the number of runs, and writes
// only what can be rebuilt: the derived tables and sens.json.
package analysis
