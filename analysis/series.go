package analysis

import "kirifuda/output"

// seriesOf finds a series of an experiment's panel by name, nil if there is none.
func seriesOf(s *output.Store, name string) *output.Column {
	for _, c := range s.Layout.Series {
		if c.Name == name {
			return &c
		}
	}
	return nil
}

// seriesNames lists the series of an experiment's panel.
func seriesNames(s *output.Store) []string {
	var out []string
	for _, c := range s.Layout.Series {
		out = append(out, c.Name)
	}
	return out
}
