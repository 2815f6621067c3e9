// Package stats describes samples: mean, standard error and Student's interval,
// and the quantiles at a few fixed probabilities. It knows nothing of worlds or
// experiments, so that every package may use the one definition there is of each.
package stats
