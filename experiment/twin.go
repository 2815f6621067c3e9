package experiment

import (
	"slices"
	"strings"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/internal/english"
)

// TwinName stands for the twin of a scenario where a baseline is named.
const TwinName = "twin"

// twinKeys are the parameters of a holder of the card that its twin sets.
var twinKeys = []string{"strategy", "operation_day"}

// Twin is the scenario without its card: the same file, but without the acts that are not
// part of the background; and those who hold the card, the institutions of kind jp_mof,
// announce, threaten, sell, borrow and operate nothing, and events by them are left out.
// What they do by rule, such as interventions after a rapid fall of the yen, is no card and
// stays. Twin returns nil if no card is played.
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
		played = played || p.Strategy != "silent" || p.OperationDay.Day() > 0 && p.OperationUSDBn != 0
	}
	var left []string
	for i := range s.Acts {
		if a := &s.Acts[i]; !a.Background {
			left = append(left, a.Name)
		}
	}
	played = played || len(left) > 0
	for _, e := range s.Events {
		played = played || slices.Contains(holders, e.Actor)
	}
	if !played {
		return nil, nil
	}
	t, err := s.WithoutActs(holders, set...)
	if err != nil {
		return nil, err
	}
	t.Name = s.Name + "-" + TwinName
	t.Title = "The twin of " + s.Name + ": no card is played"
	t.Story = "The same scenario"
	if len(left) > 0 {
		t.Story += " without the acts " + english.List(left) + ","
	}
	if len(holders) > 0 {
		t.Story += " in which nothing is sold, said or borrowed by " + english.List(holders)
	}
	t.Story = strings.TrimSuffix(t.Story, ",") + "."
	return t, nil
}

// cardKeys are the parameters of a holder of the card that say how it is played. A twin,
// which doesn't play it, is the same world whatever they are.
var cardKeys = []string{
	"sale_usd_bn", "start_day", "sale_days", "announce", "covert", "proceeds", "maturity", "stop_on_deal", "threat_every_days", "deny_after_days",
	"prepare_days", "answer_days", "answer_from_pp", "answer_deed_sh", "answer_word_sh", "operation_usd_bn",
}

// CommonTwin is the twin of all the scenarios, if it is the same world: scenarios that
// differ only in the card or in their acts have one. Of several it bears no name of theirs.
func CommonTwin(scenarios ...*configs.Scenario) (*configs.Scenario, error) {
	scenarios = slices.SortedFunc(slices.Values(scenarios), func(a, b *configs.Scenario) int { return strings.Compare(a.Name, b.Name) })
	var first *configs.Scenario
	var names []string
	for _, s := range scenarios {
		t, err := Twin(s)
		switch {
		case err != nil:
			return nil, err
		case t == nil:
			return nil, Usage("--vs %s: %s plays no card, so that it has no twin; name another scenario as the baseline", TwinName, s.Name)
		case first == nil:
			first = t
		}
		for _, d := range configs.Diff(first, t) {
			if id, param, _ := strings.Cut(d.Key, "."); !slices.Contains(cardKeys, param) || !holdsCard(first, id) {
				return nil, Usage("--vs %s: %s and %s have different twins, with %s = %s and %s; name one scenario as the baseline of all",
					TwinName, names[0], s.Name, d.Key, d.A, d.B)
			}
		}
		names = append(names, s.Name)
	}
	if len(names) > 1 {
		first.Name, first.Title = TwinName, "The twin of "+english.List(names)+": no card is played"
		first.Story = "What these scenarios have in common, without the acts and the cards in which they differ."
	}
	return first, nil
}

// holdsCard reports whether an institution may play the card.
func holdsCard(s *configs.Scenario, id string) bool {
	a := s.Agent(id)
	if a == nil {
		return false
	}
	_, ok := a.Params.(*agents.JPMoFParams)
	return ok
}

// TwinSets reports whether an axis of a design sets what a twin sets, so that it cannot be
// set in both a scenario and its twin.
func TwinSets(s *configs.Scenario, axis string) bool {
	for _, t := range targets(s, axis) {
		id, param, _ := strings.Cut(t.parameter, ".")
		if slices.Contains(twinKeys, param) && holdsCard(s, id) {
			return true
		}
	}
	return false
}
