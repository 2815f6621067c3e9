// Package experiment defines experiments: single runs with a full trace, paired
// Monte Carlo and sweeps over designs, with their directories and outcomes.
//
// A Builder turns a scenario (package configs) and the economy on the base date
// (package economy) into worlds; it does once what runs share. An experiment is a
// list of runs divided into chunks. A chunk is the unit of work, of commit, of
// resuming and of a cluster task. Its content depends only on the experiment and on
// the number of the chunk, never on the number of workers, shards or attempts.
//
// Replication r draws the same random numbers in every scenario and at every point
// of a design, so that differences between arms are due to the scenarios and not to
// chance.
package experiment
