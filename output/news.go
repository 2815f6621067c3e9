package output

import "kirifuda/world"

// addNews writes the exogenous news of the day and what it was drawn from.
func (r *Recorder) addNews(rec *world.Record) error {
	if r.news == nil {
		return nil
	}
	for i := range rec.Statements {
		s := &rec.Statements[i]
		if s.Type != world.Fundamentals {
			continue
		}
		row := NewsRow{Scenario: r.scenario, RunID: r.runID, Date: int32(rec.View.Date), Agent: rec.Agents[s.Actor]}
		add := func(kind, name, unit string, value float64) error {
			row.Kind, row.Name, row.Unit, row.Value = kind, name, unit, value
			return r.news.add(row.Date, row)
		}
		if s.News != nil {
			for _, f := range s.News.Factors {
				if err := add("factor", f.Name, f.Unit, f.Value); err != nil {
					return err
				}
			}
		}
		if err := add("implied_volatility", "vix", "%", s.Value); err != nil {
			return err
		}
		for k, bp := range s.Vector {
			if s.News != nil {
				row.SDBp, row.OwnSD, row.DrawnBp = r.numbers.keep(s.News.SDBp[k]), r.numbers.keep(s.News.Own[k]), r.numbers.keep(s.News.DrawnBp[k])
			}
			if err := add("instrument", rec.View.Instruments[k].ID, "bp", bp); err != nil {
				return err
			}
		}
	}
	return nil
}
