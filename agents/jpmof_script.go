package agents

// ScriptedFrom is the first day on which the parameters script an act of the ministry: the
// preparation or the first day of a programme with a timetable, the first hint, or the
// operation in the yen; 0 if they script none. What tit_for_tat and best_response do
// follows from events and is not scripted.
func (p *JPMoFParams) ScriptedFrom() int {
	first := 0
	at := func(day int) {
		if day > 0 && (first == 0 || day < first) {
			first = day
		}
	}
	if p.OperationUSDBn != 0 {
		at(p.OperationDay)
	}
	s, err := strategyNamed(p.Strategy)
	switch {
	case err != nil:
	case s.pace != nil && p.SaleUSDBn > 0:
		at(p.StartDay)
		if s.speak != nil && p.PrepareDays > 0 && !p.Covert {
			at(max(1, p.StartDay-p.PrepareDays))
		}
	case s.pace == nil && s.answer == nil && s.speak != nil:
		at(p.StartDay)
	}
	return first
}
