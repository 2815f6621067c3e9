// Package stats describes samples by mean, standard error, quantiles and a 95 %
// interval. Which interval is honest depends on the kind of the outcome and on the
// sample; Describe chooses it in one place (interval.go) and says why where there is
// none. The package knows nothing of worlds or experiments, so that all packages can
// share its definitions.
package stats
