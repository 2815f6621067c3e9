package configs_test

import (
	"errors"
	"testing"

	"kirifuda/configs"
)

func TestWith(t *testing.T) {
	base := mustLoad(t, "japan-sale", options())
	before := string(configs.Resolved(base))
	sets := []string{"jp_mof.sale_usd_bn=77", "macro_fund.decay=[0.1]", "fund_b.weights.usd=0.1", "agents.x.kind=macro_fund", "x.equity_usd_bn=3", "days=100", "metrics.n=a+b"}
	got, err := base.With(sets...)
	if err != nil {
		t.Fatal(err)
	}
	if string(configs.Resolved(base)) != before {
		t.Error("the original changed")
	}
	want := mustLoad(t, "japan-sale", options(sets...))
	if string(configs.Resolved(got)) != string(configs.Resolved(want)) {
		t.Errorf("With and -s differ:\n%s\n%s", configs.Resolved(got), configs.Resolved(want))
	}
	_, err = base.With("jp_mof.sale_usd_bn=77000", "nobody.x=1", "jp_mof.sale_start=null", "@f", "x", "y.kind=none")
	var e *configs.Error
	if !errors.As(err, &e) || len(e.Problems) != 5 {
		t.Errorf("%v", err)
	}
}
