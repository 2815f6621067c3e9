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
	var treatments []*configs.Scenario
	for _, a := range p.Treatments() {
		s, err := experiment.LoadScenario(filepath.Join(dir, p.Arms[a].Config), cat, configs.Options{})
		if err != nil {
			s = &configs.Scenario{Name: p.Arms[a].Scenario, Title: p.Arms[a].Scenario}
		}
		treatments = append(treatments, s)
	}
	return provenanceOf(p, treatments, when)
}

// provenanceOf describes the runs of an experiment with the given treatments.
func provenanceOf(p *experiment.Plan, treatments []*configs.Scenario, when span) output.Provenance {
	var names, titles, stories []string
	for _, s := range treatments {
		names, titles, stories = append(names, s.Name), append(titles, s.Title), append(stories, strings.TrimSpace(s.Story))
	}
	return output.Provenance{Title: strings.Join(titles, "; "), Description: strings.TrimSpace(strings.Join(stories, " ")),
		Command: "sim " + p.Kind + " " + strings.Join(names, " "), Start: when.begin, End: when.end}
}
