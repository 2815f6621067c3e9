package configs_test

import (
	"testing"

	"kirifuda/configs"
)

// A parameter without its kind is shown with every kind that has it.
func TestParameterWithoutKind(t *testing.T) {
	for set, want := range map[string]string{
		"sale_usd_bn=5":    "-s: sale_usd_bn: unknown key; did you mean `mof.sale_usd_bn`?",
		"rounds_per_day=2": "-s: rounds_per_day: unknown key; did you mean `market.rounds_per_day`?",
		"label=x":          "-s: label: unknown key; did you mean `macro_fund.label`?",
		"fund_a=1":         "-s: fund_a: a parameter is missing: fund_a.<parameter>",
	} {
		opts := options()
		opts.Set = []string{set}
		_, err := configs.Load("japan-sale-small", fakeCatalogue{}, opts)
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", set, err, want)
		}
	}
}
