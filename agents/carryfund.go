package agents

import "kirifuda/world"

// CarryFund is short a low-yielding currency against the dollar. It trades like
// an intermediary of small depth; what sets it apart is the stop-loss that
// closes the position after an adverse move, in August 2024 about 60 % of it
// for 6.3 %.
type CarryFund struct{ *FXDealer }

func newCarryFund(s *world.Setup, p *FXParams) (world.Institution, error) {
	f, err := newFX(s, p, true)
	if err != nil {
		return nil, err
	}
	return &CarryFund{f}, nil
}
