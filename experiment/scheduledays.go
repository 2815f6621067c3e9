package experiment

import (
	"slices"
	"strconv"
	"strings"

	"kirifuda/world"
)

// readScheduleDays turns the days whose demand schedules are to be written, dates or
// numbers of the days of the run, into numbers in ascending order.
func (e *Experiment) readScheduleDays() error {
	p := &e.Plan
	first, last := 1, e.Scenarios[0].Days
	for _, text := range p.ScheduleDays {
		day, err := strconv.Atoi(text)
		if err != nil || strings.Count(text, "-") == 2 {
			date, err := world.ParseDate(text)
			if err != nil {
				return Usage("schedules of %q: neither the number of a day nor a date, such as 2025-04-01", text)
			}
			days := e.builders[0].economy.Calendar()
			if day = days.Until(e.builders[0].date, date); !days.IsStep(date) {
				return Usage("schedules of %s: markets are closed on this day", text)
			}
		}
		if day < first || day > last {
			return Usage("schedules of day %s: the run has days %d to %d, %s to %s", text, first, last, e.Scenarios[0].Start, e.Scenarios[0].End())
		}
		p.Schedules = append(p.Schedules, day)
	}
	slices.Sort(p.Schedules)
	p.Schedules = slices.Compact(p.Schedules)
	return nil
}
