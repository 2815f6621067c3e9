// Package stats describes samples by mean, standard error, Student's interval and
// quantiles at a few fixed probabilities. It knows nothing of worlds or experiments,
// so that all packages can share its definitions.
package stats
