package experiment

import "kirifuda/output"

// panelSeries are the numeric columns of the panel, keys excepted.
var panelSeries = output.PanelSeries()

// seriesNames lists them.
func seriesNames() []string {
	out := make([]string, len(panelSeries))
	for i, s := range panelSeries {
		out[i] = s.Name
	}
	return out
}
