package agents_test

import (
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/configs/configstest"
)

func TestCatalogueTagsAndEmbeddedScenarios(t *testing.T) {
	cat := agents.Default()
	if err := configs.CheckCatalogue(cat); err != nil {
		t.Fatal(err)
	}
	configstest.Run(t, cat, configs.Embedded())
}
