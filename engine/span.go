package engine

import (
	"path/filepath"
	"strings"
	"time"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/output"
)

// span is the period in which chunks were finished.
type span struct{ begin, end time.Time }

func (s *span) add(m *output.Manifest) {
	t, err := time.Parse(time.RFC3339, m.Attempt["finished"])
	if err == nil && (s.begin.IsZero() || t.Before(s.begin)) {
		s.begin = t
	}
	if err == nil && t.After(s.end) {
		s.end = t
	}
}

// provenance describes the runs of a stored experiment for its archive record.
func provenance(cat agents.Catalogue, p *experiment.Plan, dir string, when span) output.Provenance {
	treatment := p.Arms[p.Treatment()]
	about := output.Provenance{Title: treatment.Scenario, Command: "sim " + p.Kind + " " + treatment.Scenario, Start: when.begin, End: when.end}
	if s, err := experiment.LoadScenario(filepath.Join(dir, treatment.Config), cat, configs.Options{}); err == nil {
		about.Title, about.Description = s.Title, strings.TrimSpace(s.Story)
	}
	return about
}
