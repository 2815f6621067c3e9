package experiment

import (
	"fmt"
	"slices"

	"kirifuda/configs"
	"kirifuda/world"
)

// numbers are those of agents and instruments, by identifier.
type numbers struct{ agent, instrument map[string]int }

// numbers numbers agents by their places on the roster.
func (b *Builder) numbers() numbers {
	n := numbers{map[string]int{}, map[string]int{}}
	for i, a := range b.scenario.Agents {
		n.agent[a.ID] = i
	}
	for k := range b.instruments {
		n.instrument[b.instruments[k].ID] = k
	}
	return n
}

// readScript turns the scenario's events into statements.
func (b *Builder) readScript() error {
	of := b.numbers()
	var wrong []configs.Problem
	for i, e := range b.scenario.Events {
		st := b.statement(of, &e, func(field, value, message string) {
			o := b.scenario.Origin(fmt.Sprintf("events.%d", i))
			wrong = append(wrong, configs.Problem{File: o.File, Line: o.Line, Key: fmt.Sprintf("events.%d.%s", i, field), Value: value, Message: message})
		})
		if st.Type == world.TariffSector {
			o := b.scenario.Origin(fmt.Sprintf("events.%d", i))
			wrong = append(wrong, configs.Problem{File: o.File, Line: o.Line, Key: fmt.Sprintf("events.%d.type", i), Value: e.Type,
				Message: "needs a sector, which an event does not have: write it as an act"})
		}
		st.Day = b.dayOf(e.Date)
		b.script = append(b.script, st)
	}
	return refuse(wrong)
}

// dayOf is the day of the run on a date, or on the first business day after it.
func (b *Builder) dayOf(date world.Date) int {
	days := b.economy.Calendar()
	return days.Until(b.date, days.NextStep(date))
}

// statement is what an event says, without its day; fail is told what is wrong with it.
func (b *Builder) statement(of numbers, e *configs.Event, fail func(field, value, message string)) world.Statement {
	st := world.Statement{Target: -1, Instrument: -1, Value: e.Value, Text: e.Text}
	var err error
	if st.Type, err = world.ParseStatementType(e.Type); err != nil {
		fail("type", e.Type, "this type of statement does not exist")
	}
	if st.Type == world.Fundamentals {
		fail("type", e.Type, "news about fundamentals cannot be scripted")
	}
	var ok bool
	if st.Actor, ok = of.agent[e.Actor]; !ok {
		fail("actor", e.Actor, "the scenario has no such agent")
	}
	if e.Target != "" {
		if i, ok := of.agent[e.Target]; ok {
			st.Target = i
		} else if k, ok := of.instrument[e.Target]; ok {
			st.Instrument = k
		} else {
			fail("target", e.Target, "the scenario has neither an agent nor an instrument of this name")
		}
	}
	if lo, hi := st.Type.Range(); err == nil && (e.Value < lo || e.Value > hi) {
		fail("value", fmt.Sprint(e.Value), fmt.Sprintf("out of range (allowed %g to %s)", lo, world.WithUnit(fmt.Sprint(hi), st.Type.Unit())))
	}
	switch {
	case err != nil:
	case st.Type == world.PolicyRate && !b.economy.SetsRate(e.Actor):
		fail("actor", e.Actor, "not the central bank of a currency, so that its rate would move nothing")
	case st.Type.AboutSales() && !b.speaksOfSales(e.Actor):
		fail("actor", e.Actor, "neither holds reserves in Treasuries nor speaks for an agent that does, so that nobody would believe it")
	case aboutTrade(st.Type) && st.Target >= 0 && len(b.economy.Facts.Partners) > 0 && !b.trades(e.Target):
		fail("target", e.Target, "not the government of a trade partner in the economy's tables, so that nobody would act on it")
	case st.Type == world.Retaliation && len(b.economy.Facts.Partners) > 0 && !b.trades(e.Actor):
		fail("actor", e.Actor, "not the government of a trade partner in the economy's tables, so that nobody would act on it")
	case e.Value != 0 && st.Type.Unit() == "":
		fail("value", fmt.Sprint(e.Value), e.Type+" has no value")
	}
	return st
}

// speaksOfSales reports whether what an agent says of a sale is believed by anybody.
func (b *Builder) speaksOfSales(agent string) bool {
	of := b.economy.Facts.SpeaksFor
	return len(of) == 0 || of[agent] != ""
}

// centralBank reports whether an agent makes the money of a currency.
func (b *Builder) centralBank(agent, currency string) bool {
	return slices.ContainsFunc(b.economy.Currencies, func(c world.Currency) bool { return c.ID == currency && c.CentralBank == agent })
}
