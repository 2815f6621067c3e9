package agents_test

import (
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/configs/configstest"
	"kirifuda/economy"
)

func TestCatalogueTagsAndEmbeddedScenarios(t *testing.T) {
	cat := agents.Default()
	e, err := economy.Load()
	if err != nil {
		t.Fatal(err)
	}
	if err := configs.CheckCatalogue(cat, e); err != nil {
		t.Fatal(err)
	}
	configstest.Run(t, cat, configs.Embedded(), e)
}
