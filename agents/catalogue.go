package agents

import (
	"fmt"
	"io/fs"
	"maps"
	"sort"

	"kirifuda/world"
)

// Kind is one line of a catalogue: how to make an institution.
type Kind struct {
	NewParams func() any // pointer to a zero parameter struct
	New       func(s *world.Setup, params any) (world.Institution, error)
	Absorbs   bool   // slow holders: announced issuance is allotted to them by what they hold
	Doc       string // one line
	// Series are those that institutions of the kind report.
	Series []world.Series
	// Sources are the Go files of the package that declares the parameters, embedded
	// by it: descriptions are taken from comments of fields. They may be nil if the
	// package is one of the model's or describes its parameters in tags.
	Sources fs.FS
}

// Declarer may be implemented by the parameters of a kind whose terms are common
// knowledge before anybody acts: see [world.Setup.Known].
type Declarer interface {
	Declare() (name string, value any)
}

// Spec is the line of the roster of an agent of the kind.
func (k Kind) Spec(id string, params any) world.AgentSpec {
	spec := world.AgentSpec{ID: id, New: func(s *world.Setup) (world.Institution, error) { return k.New(s, params) }}
	if d, ok := params.(Declarer); ok {
		name, value := d.Declare()
		spec.Declares = map[string]any{name: value}
	}
	spec.Series = k.Series
	return spec
}

// Catalogue is the set of kinds that a scenario can name. It is a value: copy it
// with Default, add your own kind, and hand it on.
type Catalogue map[string]Kind

// With is the catalogue with more kinds, by name; a kind replaces one of its name.
func (c Catalogue) With(more Catalogue) Catalogue {
	out := maps.Clone(c)
	maps.Copy(out, more)
	return out
}

// Kinds lists the names in alphabetical order.
func (c Catalogue) Kinds() []string {
	out := make([]string, 0, len(c))
	for k := range c {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// NewParams returns a pointer to a zero parameter struct of a kind.
func (c Catalogue) NewParams(kind string) (any, bool) {
	k, ok := c[kind]
	if !ok {
		return nil, false
	}
	return k.NewParams(), true
}

// EventTypes lists what scripted events can be.
func (c Catalogue) EventTypes() []string {
	var out []string
	for _, n := range world.StatementNames() {
		if n != world.Fundamentals.String() {
			out = append(out, n)
		}
	}
	return out
}

// Define makes a kind from a constructor with a typed parameter struct.
func Define[P any](doc string, make func(*world.Setup, *P) (world.Institution, error)) Kind {
	return Kind{
		NewParams: func() any { return new(P) },
		New: func(s *world.Setup, params any) (world.Institution, error) {
			p, ok := params.(*P)
			if !ok {
				return nil, fmt.Errorf("parameters are %T, want %T", params, p)
			}
			return make(s, p)
		},
		Doc: doc,
	}
}

func absorbing(k Kind) Kind {
	k.Absorbs = true
	return k
}

// NoParams is the parameter struct of kinds that have none.
type NoParams struct{}

// Default is the model's catalogue.
func Default() Catalogue {
	return Catalogue{
		"idle":            Define("takes no part", func(*world.Setup, *NoParams) (world.Institution, error) { return idle{}, nil }),
		"real_money":      absorbing(Define("slow investor: households, banks, insurers, pension, mutual and money funds, foreign private and Japanese investors", newRealMoney)),
		"reserve_manager": Define("official holder of dollar reserves", newReserveManager),
		"macro_fund":      Define("global macro fund or active bond fund", newMacroFund),
		"dealer":          Define("primary dealer", newDealer),
		"rv_fund":         Define("leveraged relative-value fund: cash against futures or swaps", newRVFund),
		"small_funds":     Define("population of small value and trend funds in one market", newSmallFunds),
		"fx_dealer":       Define("currency intermediary", newFXDealer),
		"carry_fund":      Define("carry fund with a stop-loss", newCarryFund),
		"fx_investor":     Define("slow holder of foreign currency", newFXInvestor),
		"equity_fund":     Define("fund with an equity mandate", newEquityFund),
		"fed":             Define("Federal Reserve", newFed),
		"central_bank":    Define("other central bank", newCentralBank),
		"pboc":            Define("People's Bank of China: managed currency, reserves", newPBoC),
		"us_treasury":     Define("U.S. Treasury: issuance and cost of debt", newUSTreasury),
		"us_trade":        Define("Washington's tariff policy and side of the talks", newUSTrade),
		"jp_trade":        Define("Tokyo's side of the talks", newJPTrade),
		"jp_mof":          Define("Japan's Ministry of Finance as holder of reserves", newJPMoF),
		"government":      Define("third country", newGovernment),
		"importer":        Define("firms that import: goods, tariffs, payments", newImporter),
		"exporter":        Define("firms that export: conversion of receipts", newExporter),
		"news_wire":       Define("exogenous news", newNewsWire),
	}
}
