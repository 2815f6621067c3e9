package agents

import "kirifuda/world"

// starts is the day of the run on which the strategy starts, or world.Never.
func (p *JPMoFParams) starts() int { return p.StartDay.DayOrNever() }

// ScriptedFrom is the first day on which the parameters script an act of the ministry: the
// preparation or the first day of a programme with a timetable, the first hint, or the
// operation in the yen; 0 if they script none. What tit_for_tat and best_response do
// follows from events and is not scripted.
func (p *JPMoFParams) ScriptedFrom() int {
	first := world.Never
	at := func(day int) { first = min(first, day) }
	if p.OperationUSDBn != 0 {
		at(p.OperationDay.DayOrNever())
	}
	s, err := strategyNamed(p.Strategy)
	switch {
	case err != nil:
	case s.pace != nil && p.SaleUSDBn > 0:
		start := p.starts()
		at(start)
		if s.speak != nil && p.PrepareDays > 0 && !p.Covert && start < world.Never {
			at(max(1, start-p.PrepareDays))
		}
	case s.pace == nil && s.answer == nil && s.speak != nil:
		at(p.starts())
	}
	if first == world.Never {
		return 0
	}
	return first
}

// AskedBy is the amount that the timetable of the ministry asks for by the end of a day,
// USD bn, to be sold or, with repo_first, borrowed; 0 for strategies without a timetable.
func (p *JPMoFParams) AskedBy(day int) float64 {
	s, err := strategyNamed(p.Strategy)
	if err != nil || s.pace == nil {
		return 0
	}
	var sum float64
	for n := range min(day-p.starts()+1, p.SaleDays) {
		sum += s.pace(p, n)
	}
	return sum
}
