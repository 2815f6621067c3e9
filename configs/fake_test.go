package configs_test

import (
	"errors"
	"io/fs"
	"os"

	"kirifuda/configs"
	"kirifuda/world"
)

// fakeCatalogue is a catalogue of three kinds for the tests.
type fakeCatalogue struct{}

func (fakeCatalogue) Kinds() []string { return []string{"mof", "macro_fund", "negotiator"} }

func (fakeCatalogue) NewParams(kind string) (any, bool) {
	switch kind {
	case "mof":
		return &mofParams{}, true
	case "macro_fund":
		return &fundParams{}, true
	case "negotiator":
		return &negotiatorParams{}, true
	}
	return nil, false
}

type mofParams struct {
	SaleUSDBn float64    `yaml:"sale_usd_bn" unit:"USD bn" min:"0" max:"5000" default:"0" role:"lever" status:"ASSUMED" source:"model card" doc:"face value to be sold"`
	SaleStart world.Date `yaml:"sale_start" role:"lever" doc:"first day of the sale"`
	Proceeds  string     `yaml:"proceeds" enum:"keep|convert" default:"keep" role:"lever" doc:"what happens to the dollars"`
}

func (p *mofParams) Validate() error {
	if p.SaleUSDBn > 0 && p.SaleStart.IsZero() {
		return errors.New("sale_usd_bn is positive but sale_start is not set")
	}
	return nil
}

type common struct {
	Label string `yaml:"label" default:"no label" role:"constant" doc:"a label"`
}

type fundParams struct {
	common      `yaml:",inline"`
	EquityUSDBn float64            `yaml:"equity_usd_bn" unit:"USD bn" min:"0.001" max:"1000" role:"uncertainty" default:"10" doc:"equity"`
	RiskLimit   float64            `yaml:"risk_limit_usd_bn" unit:"USD bn" min:"0" max:"500" role:"uncertainty" free:"true" default:"20" doc:"limit of risk"`
	Horizon     int                `yaml:"horizon_days" unit:"days" min:"1" max:"250" default:"20" role:"uncertainty" doc:"horizon"`
	Hedged      bool               `yaml:"hedged" default:"true" role:"lever" doc:"hedges currency risk"`
	Decay       []float64          `yaml:"decay" unit:"1" min:"0" max:"1" default:"0.5, 0.25" role:"constant" doc:"decay of memory"`
	Venues      []string           `yaml:"venues" enum:"cash|futures|swaps" default:"cash,futures" role:"lever" doc:"where it trades"`
	Weights     map[string]float64 `yaml:"weights" unit:"1" min:"0" max:"1" keys:"usd|jpy|eur" default:"usd: 1" role:"lever" doc:"weights by currency"`
}

type negotiatorParams struct{}

func (fakeCatalogue) EventTypes() []string { return []string{"veiled_threat", "pause"} }

// testFS is the file system of the fixtures.
func testFS() fs.FS { return os.DirFS("testdata/fs") }

func options(set ...string) configs.Options {
	return configs.Options{FS: testFS(), Set: set}
}
