// Package validation compares the model with published evidence. The result of every
// experiment is compared with a range that is stated together with its source.
//
// Shock experiments are paired: the same seed and run number are simulated with and
// without the shock, including news, and the statistic is that of the difference between
// the two paths. With common random numbers the difference is the effect of the shock,
// apart from small effects of news through volatility.
//
// A target is hit if the median of the replications is in its range, partial if it is
// not but the interval from the 5th to the 95th percentile overlaps the range, and
// missed otherwise. A target for which fewer than half of the replications give a value
// is missed. Results are reduced in the order of the
// experiments and replications and do not depend on the number of workers.
package validation
