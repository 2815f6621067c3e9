// Package validation holds the model against published evidence. Every
// experiment is run and compared with a range that is stated together with its
// source.
//
// Shock experiments are paired: the same seed and run number are simulated with
// and without the shock, news included, and the statistic is taken of the
// difference of the two paths. Common random numbers leave what the shock did
// and, through volatility, little else.
//
// A target is hit if the median of the replications lies in its range, partial
// if it does not but the interval from the 5th to the 95th percentile reaches
// into the range, and missed otherwise. A target for which fewer than half of the
// replications give a value is missed. Results are reduced in the order of the
// experiments and replications and do not depend on the number of workers.
package validation
