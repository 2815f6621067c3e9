package experiment

import (
	"errors"
	"fmt"
	"slices"

	"kirifuda/agents"
	"kirifuda/agents/acts"
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
	acts        []acts.Order
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
	if days := b.economy.Calendar(); days != s.Calendar() {
		if s, err = s.On(days); err != nil {
			return nil, err
		}
		b.scenario = s
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
	if err := b.readScript(); err != nil {
		return nil, err
	}
	return b, b.readActs()
}

// Series lists the series of the worlds in the order of the panel.
func (b *Builder) Series() []world.Series { return b.series }

// Has reports whether the worlds have a series.
func (b *Builder) Has(series string) bool {
	return slices.ContainsFunc(b.series, func(s world.Series) bool { return s.Name == series })
}

// Acts lists the acts that are not statements of the script, with their names looked up.
func (b *Builder) Acts() []acts.Order { return b.acts }

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
