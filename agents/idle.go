package agents

import "kirifuda/world"

var _ = register("idle", Define("takes no part", newIdle))

// idle takes no part; it is the conformance suite's smallest agent and the
// tool for minimally different worlds.
type idle struct{}

func newIdle(*world.Setup, *NoParams) (idle, error) { return idle{}, nil }
