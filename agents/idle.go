package agents

import "kirifuda/world"

var _ = register("idle", Define("agent that does nothing", newIdle))

// idle does nothing. It is the smallest agent of the conformance suite and serves to
// build worlds with minimal differences.
type idle struct{}

func newIdle(*world.Setup, *NoParams) (idle, error) { return idle{}, nil }
