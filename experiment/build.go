package experiment

import (
	"errors"
	"fmt"
	"slices"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/economy"
	"kirifuda/world"
	"kirifuda/world/market"
)

// Builder builds worlds of one scenario. It is safe for concurrent use.
type Builder struct {
	scenario    *configs.Scenario
	economy     *economy.Economy
	date        world.Date
	instruments []world.Instrument
	agents      []world.AgentSpec
	facts       *world.Facts
	series      []world.Series
	script      []world.Statement
	market      market.Settings
}

// RunOptions select a run of a scenario and control how it is made.
type RunOptions struct {
	Seed, Run uint64
	Inline    bool // use one goroutine instead of one per institution; results are the same
	Profile   bool // measure the time of each phase of the day, see world.World.Profile
	Observers []world.Observer
}

// Build builds the world of one run. For many runs of a scenario use a Builder.
func Build(s *configs.Scenario, cat agents.Catalogue, opt RunOptions) (*world.World, error) {
	b, err := NewBuilder(s, cat)
	if err != nil {
		return nil, err
	}
	return b.Build(opt)
}

// BuilderOption changes the starting point of a builder.
type BuilderOption func(*Builder)

// WithEconomy replaces the embedded economy by another, such as one with another
// base date or with the user's own tables.
func WithEconomy(e *economy.Economy) BuilderOption { return func(b *Builder) { b.economy = e } }

// NewBuilder checks a scenario against the economy (the one with whose tables it was
// loaded, unless an option says otherwise) and prepares what its runs share. Faults
// of the scenario are reported as a configs.Error.
func NewBuilder(s *configs.Scenario, cat agents.Catalogue, opts ...BuilderOption) (*Builder, error) {
	b := &Builder{scenario: s}
	for _, o := range opts {
		o(b)
	}
	var err error
	if b.economy == nil {
		if b.economy, err = economyOf(s); err != nil {
			return nil, err
		}
	}
	b.date = b.economy.Calendar().Add(s.Start, -1)
	if b.series, err = Series(cat, b.economy); err != nil {
		return nil, err
	}
	b.market = market.DefaultSettings()
	b.market.ToleranceUSDBn = s.Market.ToleranceUSDBn
	b.instruments = slices.Clone(b.economy.Instruments)
	for i := range b.instruments {
		in := &b.instruments[i]
		switch in.Class {
		case world.FX:
			in.LimitBp = 100 * s.Market.LimitFXPct
		case world.Equity:
			in.LimitBp = 100 * s.Market.LimitEquityPct
		default:
			in.LimitBp = s.Market.LimitYieldBP
		}
	}
	for _, x := range s.Loadings {
		k := slices.IndexFunc(b.instruments, func(in world.Instrument) bool { return in.ID == x.Instrument })
		if k < 0 {
			return nil, fmt.Errorf("loadings.%s.%s: the economy has no such instrument", x.Instrument, x.Name)
		}
		if err := b.instruments[k].Loadings.Set(x.Name, x.Value); err != nil {
			return nil, err
		}
	}
	if err := b.checkHedged(); err != nil {
		return nil, err
	}
	if err := b.checkFollowed(); err != nil {
		return nil, err
	}
	absorbs := map[string]bool{}
	for _, a := range s.Agents {
		kind, ok := cat[a.Kind]
		if !ok {
			return nil, fmt.Errorf("agent %q is of kind %q, which is not in the catalogue", a.ID, a.Kind)
		}
		b.agents = append(b.agents, kind.Spec(a.ID, a.Params))
		absorbs[a.ID] = kind.Absorbs
	}
	facts := b.economy.Facts
	facts.Allotment = b.economy.Allotment(absorbs)
	b.facts = &facts
	if err := b.checkBalances(); err != nil {
		return nil, err
	}
	return b, b.readScript()
}

// readScript turns the scenario's events into statements, in which agents are
// numbered by their places on the roster.
func (b *Builder) readScript() error {
	agent, instrument := map[string]int{}, map[string]int{}
	for i, a := range b.scenario.Agents {
		agent[a.ID] = i
	}
	for k := range b.instruments {
		instrument[b.instruments[k].ID] = k
	}
	var wrong []configs.Problem
	days := b.economy.Calendar()
	for i, e := range b.scenario.Events {
		fail := func(field, value, message string) {
			o := b.scenario.Origin(fmt.Sprintf("events.%d", i))
			wrong = append(wrong, configs.Problem{File: o.File, Line: o.Line, Key: fmt.Sprintf("events.%d.%s", i, field), Value: value, Message: message})
		}
		st := world.Statement{Target: -1, Instrument: -1, Value: e.Value, Text: e.Text}
		var err error
		if st.Type, err = world.ParseStatementType(e.Type); err != nil {
			fail("type", e.Type, "this type of statement does not exist")
		}
		if st.Type == world.Fundamentals {
			fail("type", e.Type, "news about fundamentals cannot be scripted")
		}
		var ok bool
		if st.Actor, ok = agent[e.Actor]; !ok {
			fail("actor", e.Actor, "the scenario has no such agent")
		}
		if e.Target != "" {
			if i, ok := agent[e.Target]; ok {
				st.Target = i
			} else if k, ok := instrument[e.Target]; ok {
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
		case st.Type == world.Issuance && st.Instrument < 0:
			fail("target", e.Target, e.Type+" needs an instrument as its target")
		case st.Type == world.Issuance && b.economy.Balances.Issuers[e.Target] != e.Actor:
			fail("actor", e.Actor, fmt.Sprintf("%s is issued by %s", e.Target, b.economy.Balances.Issuers[e.Target]))
		case st.Type == world.PolicyRate && !b.economy.SetsRate(e.Actor):
			fail("actor", e.Actor, "not the central bank of a currency, so that its rate would move nothing")
		case st.Type.AboutSales() && len(b.economy.Facts.SpeaksFor) > 0 && b.economy.Facts.SpeaksFor[e.Actor] == "":
			fail("actor", e.Actor, "neither holds reserves in Treasuries nor speaks for an agent that does, so that nobody would believe it")
		case aboutTrade(st.Type) && st.Target >= 0 && len(b.economy.Facts.Partners) > 0 && !b.trades(e.Target):
			fail("target", e.Target, "not the government of a trade partner in the economy's tables, so that nobody would act on it")
		case st.Type == world.Retaliation && len(b.economy.Facts.Partners) > 0 && !b.trades(e.Actor):
			fail("actor", e.Actor, "not the government of a trade partner in the economy's tables, so that nobody would act on it")
		case e.Value != 0 && st.Type.Unit() == "":
			fail("value", fmt.Sprint(e.Value), e.Type+" has no value")
		}
		st.Day = days.Until(b.date, days.NextStep(e.Date))
		b.script = append(b.script, st)
	}
	return refuse(wrong)
}

// Series lists the series of the worlds in the order of the panel.
func (b *Builder) Series() []world.Series { return b.series }

// Has reports whether the worlds have a series.
func (b *Builder) Has(series string) bool {
	return slices.ContainsFunc(b.series, func(s world.Series) bool { return s.Name == series })
}

// Scenario returns the scenario of the worlds.
func (b *Builder) Scenario() *configs.Scenario { return b.scenario }

// Build builds the world of one run. Parameters with which an institution cannot be built
// are reported as a configs.Error.
func (b *Builder) Build(opt RunOptions) (*world.World, error) {
	w, err := world.New(world.Config{
		Start: b.date, Calendar: b.economy.Calendar(), Days: b.scenario.Days, Rounds: b.scenario.Market.RoundsPerDay,
		Seed: opt.Seed, Run: opt.Run, Inline: opt.Inline, Profile: opt.Profile, Market: b.market,
		// A world writes places in its ledger into its instruments and currencies.
		Instruments: slices.Clone(b.instruments),
		Currencies:  slices.Clone(b.economy.Currencies),
		Agents:      b.agents, Opening: b.economy.Opening, Facts: b.facts, Script: b.script,
		Series: b.series, VIX: b.economy.VIX, MOVE: b.economy.MOVE, Observers: opt.Observers,
		AllowGap: true, // agents that are not on the roster have books but do not act
	})
	var wrong *world.SetupError
	if errors.As(err, &wrong) {
		return nil, refuse([]configs.Problem{b.located(configs.Problem{Key: wrong.Agent, Message: wrong.Err.Error()})})
	}
	return w, err
}

// located is a problem with the place where the scenario sets its key.
func (b *Builder) located(p configs.Problem) configs.Problem {
	o := b.scenario.Origin(p.Key)
	p.File, p.Line = o.File, o.Line
	return p
}

// refuse is the error of problems, nil if there are none.
func refuse(wrong []configs.Problem) error {
	if len(wrong) == 0 {
		return nil
	}
	return &configs.Error{Problems: wrong}
}
