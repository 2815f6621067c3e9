package experiment

import "kirifuda/output"

// A day is counted from the base date, which is day 0; the first day of a run is day 1.

// scripted is implemented by the parameters of institutions that may act on a day of
// their own.
type scripted interface {
	ScriptedFrom() int // first day on which the parameters script an act, 0 for none
}

// EventDay is the first day of a run on which its scenario scripts something: an event,
// or the first act of an institution's timetable, such as a sale; 0 if there is none.
func (b *Builder) EventDay() int {
	first := 0
	at := func(day int) {
		if day > 0 && day <= b.scenario.Days && (first == 0 || day < first) {
			first = day
		}
	}
	for i := range b.script {
		at(b.script[i].Day)
	}
	for i := range b.acts {
		if days := b.acts[i].Days(b.instruments, b.economy.Calendar(), b.date); len(days) > 0 {
			at(days[0])
		}
	}
	for i := range b.scenario.Agents {
		if p, ok := b.scenario.Agents[i].Params.(scripted); ok {
			at(p.ScriptedFrom())
		}
	}
	return first
}

// EventDayOf is the event day of all runs of an arm; 0 if there is none or if it differs
// between the points of a design.
func (p *Plan) EventDayOf(arm int, out *output.Store) (int, error) {
	if p.Design == nil || p.Trace < output.TraceRuns {
		return p.Arms[arm].EventDay, nil
	}
	day, runs, same := 0, 0, true
	columns := []output.Column{{Name: "scenario", Type: output.String}, {Name: "event_day", Type: output.Int32}}
	err := out.ScanColumns("runs", columns, func(c *output.Cells) error {
		if c.String(0) != p.Arms[arm].Scenario {
			return nil
		}
		d := 0
		if !c.Null(1) {
			d = int(c.Int32(1))
		}
		if runs++; runs == 1 {
			day = d
		}
		same = same && d == day
		return nil
	})
	if !same {
		day = 0
	}
	return day, err
}
