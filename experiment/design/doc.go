// Package design turns named parameter axes into the list of points at which a
// model is to be run.
//
// An [Axis] is one parameter with its range: a list of levels, evenly or
// geometrically spaced levels, or a probability distribution. A [Design] is the
// ordered list of points made from a slice of axes. Row order is part of the
// contract, because the estimators in package sensitivity read outputs by row.
//
// Two families of designs are offered.
//
//   - Designs on levels: [Grid], [Zip], [List] and [OAT]. Every axis must have
//     listed or counted levels (OAT also takes distributions).
//   - Designs on the unit cube: [LHS], [Sobol], [Halton], [Saltelli] and
//     [Morris]. A point u of [0,1]^d is drawn first, then coordinate j is
//     mapped by the quantile function of axis j, see [Axis.At]. The unit
//     coordinates are kept in [Design].Unit.
//
// Every design is a pure function of its arguments, the seed included: equal
// arguments give equal points, whatever was drawn before.
//
// The row order of Saltelli and Morris designs, and the unscrambled Sobol'
// points, are those of the Python library SALib (Herman and Usher, 2017, SALib:
// An open-source Python library for sensitivity analysis, Journal of Open Source
// Software 2(9), 97, doi:10.21105/joss.00097), so outputs can be analysed by
// either. [NewProblem] exports the axes in SALib's own form.
package design
