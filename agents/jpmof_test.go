package agents

// ministry is one with 800 bn of Treasuries, agent number self of a world without
// markets, before talks t.
func ministry(p JPMoFParams, t *talks, self int) *JPMoF {
	return &JPMoF{
		p: p, at: jpmofPlaces{strategy: &silent, talks: t, m: nowhere(), us: 0, jp: -1, self: self, start: 800},
		state: jpmofState{unease: unease{belief: newBelief(t.public)}},
	}
}
