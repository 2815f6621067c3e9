package analysis

import (
	"strings"

	"kirifuda/experiment"
)

// EmptyMetrics lists the metrics of the experiment in a directory that have no value in
// any finished run: a day after the run, a series that the world does not have.
func EmptyMetrics(dir string) ([]string, error) {
	p, out, err := experiment.Stored(dir)
	if err != nil {
		return nil, err
	}
	var columns []string
	for _, c := range out.Layout.Outcomes {
		if experiment.IsMetric(c) {
			columns = append(columns, c.Name)
		}
	}
	if len(columns) == 0 {
		return nil, nil
	}
	r, err := p.Results(out, nil, columns...)
	if err != nil {
		return nil, err
	}
	var empty []string
	for i, c := range r.Columns {
		some := false
		for _, a := range r.Arms {
			for _, v := range a.Y[i] {
				some = some || v == v
			}
		}
		if !some {
			empty = append(empty, strings.TrimPrefix(c.Name, "y_"))
		}
	}
	return empty, nil
}
