package agents

import "kirifuda/world"

// CarryFund is short a low-yielding currency against the dollar. It trades like
// an intermediary of small depth; what sets it apart is the stop-loss that
// closes part of the position after an adverse move. The cut is smaller than what
// was seen in August 2024: with the depth that interventions imply, a cut of 25 %
// per 2 % has a loop gain above three and no price clears the market.
type CarryFund struct{ *FXDealer }

func newCarryFund(s *world.Setup, p *FXParams) (world.Institution, error) {
	return &CarryFund{newFX(s, p, true)}, nil
}
