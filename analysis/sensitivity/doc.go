// Package sensitivity measures how much each parameter matters for an output of a
// model, from the outputs at the points of a design of package design.
//
//   - [Sobol]: shares of the output variance (first order, total, second order),
//     for a Saltelli design.
//   - [SobolNoise]: the same for a stochastic model with several replications at
//     each point, with the replication noise taken out; [Noise] for the split of
//     the variance alone.
//   - [Morris]: elementary effects, for a Morris design.
//   - [Tornado]: ranges of the output, for a one-at-a-time design.
//   - [PRCC] and [SRC]: partial rank correlations and standardised regression
//     coefficients, for any sample whose points fill the space.
//
// Outputs are given in the row order of the design, one number for each run, in
// the unit of the output. An output that is not finite is an error: the
// estimators need every row, so failed runs must be repeated or replaced first.
//
// On the same sample, Sobol and Morris give the numbers of the Python library
// SALib (Herman and Usher, 2017, Journal of Open Source Software 2(9), 97,
// doi:10.21105/joss.00097). Bootstrap intervals follow the same formula, but the
// draws come from a generator of this package, so they differ within the
// bootstrap error. All results are pure functions of the arguments, the seed
// included.
package sensitivity
