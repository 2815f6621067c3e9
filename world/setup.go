package world

// Setup is what an institution knows when it is built.
type Setup struct {
	ID          string
	Self        int
	Instruments []Instrument
	Currencies  []Currency
	Facts       *Facts
	Start       Date
	Calendar    *Calendar
	Days        int
	Rounds      int

	world *World
}

// Agent is the number of an agent by its identifier, −1 if there is none.
func (s *Setup) Agent(id string) int { return s.world.agentIndex(id) }

// Agents lists the identifiers of all agents by number. It must not be changed.
func (s *Setup) Agents() []string { return s.world.names }

// Instrument is the number of an instrument by its identifier, −1 if there is none.
func (s *Setup) Instrument(id string) int {
	for i := range s.Instruments {
		if s.Instruments[i].ID == id {
			return i
		}
	}
	return -1
}

// Currency is the number of a currency by its identifier, −1 if there is none.
func (s *Setup) Currency(id string) int {
	for i := range s.Currencies {
		if s.Currencies[i].ID == id {
			return i
		}
	}
	return -1
}

// Known is what an agent of the roster declares under a name; nil if none does.
func (s *Setup) Known(name string) any { return s.world.common[name] }

// Book is the institution's opening book.
func (s *Setup) Book() Book { return Book{s.world, s.Self} }
