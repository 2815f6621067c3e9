package configs

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// canonicalVersion is part of the digest; it changes with the canonical form.
const canonicalVersion = 2

// Resolved returns the complete scenario as canonical YAML: every value in a
// stable order, with its unit and origin in a trailing comment. The file stands
// alone: loading it needs no base world and gives the same [Digest].
func Resolved(s *Scenario) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# Resolved scenario, sha256 %s\n", Digest(s))
	writeScenario(&b, s, true)
	return []byte(b.String())
}

// Digest returns the SHA-256 of the canonical content of a scenario in hex.
// Comments, origins, title, story and sources do not enter; the name does. A day on which
// something happens enters by its number, so that its date gives the same digest.
func Digest(s *Scenario) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# kirifuda scenario %d\n", canonicalVersion)
	writeScenario(&b, s, false)
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

// writeScenario writes the canonical form, with everything for people if full.
func writeScenario(b *strings.Builder, s *Scenario, full bool) {
	line := func(indent int, key, value, unit, origin string) {
		b.WriteString(strings.Repeat("  ", indent))
		b.WriteString(key)
		if value != "" {
			b.WriteByte(' ')
			b.WriteString(value)
		}
		if full && origin != "" {
			b.WriteString("  # ")
			if unit != "" && unit != "1" {
				b.WriteString(oneLine(unit) + ", ")
			}
			b.WriteString(oneLine(origin))
		}
		b.WriteByte('\n')
	}
	line(0, "name:", doubleQuote(s.Name), "", "")
	if full {
		line(0, "title:", doubleQuote(s.Title), "", "")
		line(0, "story:", doubleQuote(s.Story), "", "")
		parts := make([]string, len(s.Sources))
		for i, x := range s.Sources {
			parts[i] = doubleQuote(x)
		}
		line(0, "sources:", "["+strings.Join(parts, ", ")+"]", "", "")
	}
	line(0, "standalone:", "true", "", "")
	line(0, "start:", valueInFile(s.Start), "", s.Origin("start").String())
	line(0, "days:", valueInFile(s.Days), s.runSpec.byName["days"].unit, s.Origin("days").String())
	section := func(indent int, prefix string, spec *paramSpec, params any) {
		for _, f := range spec.fields {
			v, note := f.get(params), f.unit
			if f.typ == typeDay {
				if note = s.dayNote(v); !full {
					v = dayNumber(v)
				}
			}
			line(indent, key(f.name), valueInFile(v), note, s.Origin(prefix+"."+f.name).String())
		}
	}
	line(0, "market:", "", "", "")
	section(1, "market", s.market, &s.Market)
	for i, x := range s.Loadings {
		if i == 0 {
			line(0, loadingsKey+":", "", "", "")
		}
		if i == 0 || s.Loadings[i-1].Instrument != x.Instrument {
			line(1, key(x.Instrument), "", "", "")
		}
		spec := s.loadings[x.Instrument]
		line(2, key(x.Name), floatInFile(x.Value), spec.byName[x.Name].unit, s.Origin(spec.name+"."+x.Name).String())
	}
	if len(s.Agents) == 0 {
		line(0, "agents:", "{}", "", "")
	} else {
		line(0, "agents:", "", "", "")
	}
	for _, a := range s.Agents {
		line(1, key(a.ID), "", "", "")
		line(2, "kind:", quote(a.Kind), "", s.Origin(a.ID+".kind").String())
		section(2, a.ID, s.specs[a.Kind], a.Params)
	}
	s.writeActs(full, line)
	if len(s.Events) == 0 {
		line(0, "events:", "[]", "", "")
	} else {
		line(0, "events:", "", "", "")
	}
	for i, e := range s.Events {
		line(1, "-", formatEvent(e, valueInFile), "", s.Origin(fmt.Sprintf("events.%d", i)).String())
	}
	if len(s.Metrics) == 0 {
		line(0, "metrics:", "{}", "", "")
	} else {
		line(0, "metrics:", "", "", "")
	}
	for _, name := range sortedKeys(s.Metrics) {
		line(1, key(name), doubleQuote(s.Metrics[name]), "", s.Origin("metrics."+name).String())
	}
}

// Span is the first day and the number of days of a scenario that Resolved wrote,
// without checking the rest.
func Span(resolved []byte) (start string, days int, err error) {
	var s struct {
		Start string `yaml:"start"`
		Days  int    `yaml:"days"`
	}
	err = yaml.Unmarshal(resolved, &s)
	return s.Start, s.Days, err
}
