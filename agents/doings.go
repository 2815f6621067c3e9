package agents

import (
	"fmt"
	"slices"
	"strings"

	"kirifuda/agents/acts"
	"kirifuda/world"
)

// officials are the kinds that can intervene in a currency.
var officials = []string{"central_bank", "fed", "pboc", "jp_mof", "reserve_manager"}

// issuers are the kinds that issue debt.
var issuers = []string{"us_treasury", "jp_mof", "government"}

// Doings lists what an act can be: the verbs, then the types of statements that a scenario
// can script.
func (c Catalogue) Doings() []string {
	var out []string
	for _, v := range acts.Verbs() {
		out = append(out, v.Name)
	}
	return append(out, c.EventTypes()...)
}

// ActFault says what is wrong with an act by an agent of a kind: the field that it
// concerns, the message and what is allowed instead; given lists the fields that are set.
// The kind of the target is empty if the target is not an agent. All three are empty if the
// act can be done, as far as its kind and fields say.
func (c Catalogue) ActFault(do, kind, target, targetKind string, given []string) (field, message, allowed string) {
	has := func(f string) bool { return slices.Contains(given, f) }
	verb, err := acts.ParseVerb(do)
	if err != nil {
		field, message, allowed = c.EventFault(do, kind, target, targetKind, has("value"))
		switch {
		case field == "type" && allowed != "":
			return "do", "neither a verb nor a type of statement", strings.Join(c.Doings(), ", ")
		case field == "type":
			return "do", message, ""
		case message != "":
			return field, message, allowed
		}
		verb = acts.Say
	}
	t, _ := world.ParseStatementType(do)
	fields := acts.Fields(verb, t)
	for _, f := range given {
		if !slices.Contains(fields, f) {
			return f, "has no effect on " + do, strings.Join(fields, ", ")
		}
	}
	if t == world.TariffSector && verb == acts.Say && !has("sector") {
		return "sector", "is missing", "an id of trade_us_japan.csv, such as machinery or farm"
	}
	if verb == acts.Say {
		if has("to") && !has("when") {
			return "to", "what is said is said on one day, or with when on the first after a statement", "on"
		}
		return "", "", ""
	}
	doc := verb.Doc()
	if verb == acts.Intervene && !slices.Contains(officials, kind) {
		return "actor", "of kind " + kind + ", which does not intervene; a private holder sells or buys the currency", "agents of the kinds " + strings.Join(officials, ", ")
	}
	if (verb == acts.Issue || verb == acts.BuyBack) && !slices.Contains(issuers, kind) {
		return "actor", "of kind " + kind + ", which issues no debt", "agents of the kinds " + strings.Join(issuers, ", ")
	}
	for _, f := range doc.Needs {
		if !has(f) {
			return f, "is missing", doc.What
		}
	}
	if doc.Amount == "" {
		return "", "", ""
	}
	n := 0
	for _, f := range acts.Sizes() {
		if has(f) {
			n++
		}
	}
	if n != 1 {
		return "usd_bn", fmt.Sprintf("%s needs its size", do), "one of " + strings.Join(acts.Sizes(), ", ")
	}
	if has("from") && !has("to") {
		return "to", "is missing", "the last day, or on: DAY in place of from for one day"
	}
	return "", "", ""
}
