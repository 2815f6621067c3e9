package experiment

import "kirifuda/output"

// panelSeries are the numeric columns of the panel, keys excepted.
var panelSeries = output.PanelSeries()

// SeriesNames lists the numeric columns of the panel, keys excepted.
func SeriesNames() []string {
	out := make([]string, len(panelSeries))
	for i, s := range panelSeries {
		out[i] = s.Name
	}
	return out
}
