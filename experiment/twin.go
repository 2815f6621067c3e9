package experiment

import (
	"slices"
	"strings"

	"kirifuda/agents"
	"kirifuda/configs"
)

// TwinName stands for the twin of a scenario where a baseline is named.
const TwinName = "twin"

// twinKeys are the parameters of a holder of the card that its twin sets.
var twinKeys = []string{"strategy", "operation_day"}

// Twin is the scenario without its card: the same file, but those who hold the card, the
// institutions of kind jp_mof, announce, threaten, sell, borrow and operate nothing, and
// events by them are left out. What they do by rule, such as interventions after a rapid
// fall of the yen, is no card and stays. Twin returns nil if no card is played.
func Twin(s *configs.Scenario) (*configs.Scenario, error) {
	var holders, set []string
	played := false
	for i := range s.Agents {
		p, ok := s.Agents[i].Params.(*agents.JPMoFParams)
		if !ok {
			continue
		}
		id := s.Agents[i].ID
		holders = append(holders, id)
		set = append(set, id+".strategy=silent", id+".operation_day=0")
		played = played || p.Strategy != "silent" || p.OperationDay > 0 && p.OperationUSDBn != 0
	}
	for _, e := range s.Events {
		played = played || slices.Contains(holders, e.Actor)
	}
	if !played {
		return nil, nil
	}
	t, err := s.WithoutEvents(holders, set...)
	if err != nil {
		return nil, err
	}
	t.Name = s.Name + "-" + TwinName
	t.Title = "The twin of " + s.Name + ": no card is played"
	t.Story = "The same scenario in which nothing is sold, said or borrowed by " + list(holders) + "."
	return t, nil
}

// TwinSets reports whether an axis of a design sets what a twin sets, so that it cannot be
// set in both a scenario and its twin.
func TwinSets(s *configs.Scenario, axis string) bool {
	for _, t := range targets(s, axis) {
		id, param, _ := strings.Cut(t.parameter, ".")
		if a := s.Agent(id); a != nil && slices.Contains(twinKeys, param) {
			if _, ok := a.Params.(*agents.JPMoFParams); ok {
				return true
			}
		}
	}
	return false
}

// list joins names in a sentence.
func list(names []string) string {
	out := names[0]
	for i, n := range names[1:] {
		if i == len(names)-2 {
			out += " and " + n
		} else {
			out += ", " + n
		}
	}
	return out
}
