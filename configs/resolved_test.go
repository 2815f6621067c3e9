package configs_test

import (
	"os"
	"testing"

	"kirifuda/configs"
	"kirifuda/configs/configstest"
)

func TestFixtures(t *testing.T) { configstest.Run(t, fakeCatalogue{}, testFS()) }

func TestResolvedGolden(t *testing.T) {
	const file = "testdata/japan-sale.resolved.yaml"
	got := configs.Resolved(mustLoad(t, "japan-sale", options("fund_a.weights.eur=0.25", "days=130")))
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("differs from %s (UPDATE_GOLDEN=1 rewrites it):\n%s", file, got)
	}
}

func TestDigest(t *testing.T) {
	base := mustLoad(t, "japan-sale", options())
	d := configs.Digest(base)
	if len(d) != 64 {
		t.Errorf("digest %q", d)
	}
	load := func(files_ map[string]string, set ...string) string {
		opts := options(set...)
		opts.ReadFile = files(files_)
		return configs.Digest(mustLoad(t, "japan-sale", opts))
	}
	if load(map[string]string{"a": "title: other\nstory: other\nsources: [x]\ndays: 125 # same"}, "@a") != d {
		t.Error("words for people enter the digest")
	}
	for _, set := range []string{"days=126", "start=2025-04-02", "market.limit_fx_pct=11", "fund_a.hedged=false", "fund_a.label=x", "metrics.m=1"} {
		if load(nil, set) == d {
			t.Errorf("%s does not enter the digest", set)
		}
	}
	if load(nil, "fund_a.risk_limit_usd_bn=30.0") != d {
		t.Error("the origin or spelling of a value enters the digest")
	}
}
