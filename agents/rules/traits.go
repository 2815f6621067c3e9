package rules

import (
	"math/rand/v2"

	"kirifuda/internal/portable"
	"kirifuda/world"
)

// TraitParams describe how much institutions of one kind differ from their given
// parameters.
type TraitParams struct {
	// standard deviation of the logarithm of each trait in which institutions of this kind differ;
	// 0: they do not differ
	// ASSUMED: model design
	TraitLogSD float64 `yaml:"trait_log_sd" unit:"1" min:"0" max:"1.5" default:"0.3" role:"uncertainty"`
}

// Traits draws an institution's traits at set-up. The draws depend only on the institution
// and the run, so that both arms of a pair have the same funds.
type Traits struct {
	sd float64
	r  *rand.Rand
}

// NewTraits begins the draws; their order assigns them to traits.
func NewTraits(s *world.Setup, p TraitParams) Traits {
	return Traits{p.TraitLogSD, s.Rand(traitPurpose)}
}

// traitPurpose is the purpose of the random stream of traits.
const traitPurpose = 91

// Of is a trait with mean x: log-normal,
//
//	x·exp(sd·z − sd²/2)
func (t Traits) Of(x float64) float64 {
	z := world.Normal(t.r)
	return x * portable.Exp(float64(t.sd*z)-float64(0.5*t.sd*t.sd))
}
