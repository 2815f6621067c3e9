// Package experiment runs worlds by the number: one run with a full trace,
// paired Monte Carlo, sweeps over designs, and the comparisons drawn from them.
//
// A scenario (package configs) and the economy on the base date (package
// economy) become a world through a Builder, which does everything that runs
// share once. An experiment is a list of runs cut into chunks; a chunk is the
// unit of work, of commit, of resume and of a cluster task. What a chunk holds
// depends on the experiment and the chunk's number alone, never on the number of
// workers, shards or attempts.
//
// Replication r draws the same random numbers in every scenario and at every
// point of a design, so that differences between arms are differences of what
// was done and not of luck.
package experiment
