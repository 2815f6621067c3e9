package rules

import "kirifuda/world"

// Holder is the official holder of Treasuries whose sale is feared.
const Holder = "jp_mof"

// voices say for which official holder of Treasuries each agent speaks.
type voices struct {
	main   int       // the Holder
	holder []int     // by agent: the holder, −1 for none
	size   []float64 // by agent: its reserves relative to those of the Holder
}

// known reports whether it is known who holds reserves.
func (v *voices) known() bool { return len(v.holder) > 0 }

// newVoices reads who holds reserves. Without reserves of the Holder it cannot be said how
// large a sale by another would be, and nothing is known.
func newVoices(s *world.Setup) (v voices) {
	of, main := s.Facts.ReservesUSDBn, s.Agent(Holder)
	if main < 0 || of[Holder] <= 0 {
		return v
	}
	n := len(s.Agents())
	v = voices{main: main, holder: make([]int, n), size: make([]float64, n)}
	for i, id := range s.Agents() {
		v.holder[i] = -1
		if h := s.Facts.SpeaksFor[id]; h != "" {
			v.holder[i] = s.Agent(h)
		}
		v.size[i] = of[id] / of[Holder]
	}
	return v
}
