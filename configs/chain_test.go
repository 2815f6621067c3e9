package configs_test

import (
	"testing"

	"kirifuda/configs"
)

func TestExtendsFiles(t *testing.T) {
	opts := options()
	opts.ReadFile = files(map[string]string{
		"d/a.yaml":   "extends: b/b.yaml\ndays: 30\n",
		"d/b/b.yaml": "extends: japan-sale\nname: bee\ntitle: B\ndays: 20\nkinds: {macro_fund: {hedged: false}}\n",
		"s.yaml":     "standalone: true\nstart: 2025-04-01\ndays: 3\nagents: {z: {kind: mof}}",
		"t.yaml":     "standalone: true\nextends: japan-sale",
	})
	s := mustLoad(t, "d/a.yaml", opts)
	if s.Name != "a" || s.Title != "B" || s.Days != 30 || s.Agent("my_fund").Params.(*fundParams).Hedged || len(s.Warnings) != 0 {
		t.Errorf("%s %s %d %v", s.Name, s.Title, s.Days, s.Warnings)
	}
	if s = mustLoad(t, "s.yaml", opts); len(s.Agents) != 1 || s.Name != "s" {
		t.Errorf("%+v", s.Agents)
	}
	if _, err := configs.Load("t.yaml", fakeCatalogue{}, opts); err == nil {
		t.Error("a standalone scenario extends another")
	}
	if s = mustLoad(t, "world", opts); s.Name != "world" || s.Title != "Test world" {
		t.Errorf("%+v", s)
	}
}
