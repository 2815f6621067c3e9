package experiment

import (
	"fmt"
	"slices"

	"kirifuda/configs"
	"kirifuda/economy"
	"kirifuda/world"
)

// checkHedged finds bonds with a swap of their maturity whose price does not depend on the
// safety of dollar assets.
func (b *Builder) checkHedged() error {
	var wrong []configs.Problem
	for i := range b.instruments {
		in := &b.instruments[i]
		swap := slices.ContainsFunc(b.instruments, func(s world.Instrument) bool { return s.Class == world.Swap && s.Bucket == in.Bucket })
		if in.Class != world.Bond || in.Bucket == "" || !swap || in.Loadings.Convenience > 0 {
			continue
		}
		p := configs.Problem{Key: "loadings." + in.ID + ".convenience", Value: fmt.Sprint(in.Loadings.Convenience),
			Message: "must be positive: " + economy.HedgedConvenience, Allowed: "above 0, to 5"}
		wrong = append(wrong, b.located(p))
	}
	return refuse(wrong)
}
