// Package calibrate fits free parameters of the model to the scored targets of
// package validation by the method of simulated moments.
//
// Every candidate is simulated on the same random numbers, so that the loss is a
// fixed, if rough, function of the parameters. It is minimised by the covariance
// matrix adaptation evolution strategy (CMA-ES) of Hansen's tutorial, written
// here with an ask-and-tell interface: the same seed gives the same fit.
package calibrate
