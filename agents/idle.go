package agents

import "kirifuda/world"

// idle takes no part; it is the conformance suite's smallest agent and the
// tool for minimally different worlds.
type idle struct{}

func (idle) Act(*world.Desk) {}
func (idle) Bid(*world.Desk) {}
