package configs_test

import (
	"testing"

	"kirifuda/configs"
)

// Empty lists and maps remove what lower layers have.
func TestEmptyEventsAndMetrics(t *testing.T) {
	below := mustLoad(t, "japan-sale", options())
	if len(below.Events) == 0 || len(below.Metrics) == 0 {
		t.Fatal("the scenario below has neither events nor metrics")
	}
	opts := options()
	opts.ReadFile = files(map[string]string{"f.yaml": "extends: japan-sale\nevents: []\nmetrics: {}\n", "g.yaml": "events:\n  - {date: 2025-05-06, actor: us_trade, type: pause}\n"})
	s := mustLoad(t, "f.yaml", opts)
	if len(s.Events) != 0 || len(s.Metrics) != 0 {
		t.Errorf("%v, %v", s.Events, s.Metrics)
	}
	opts.Files = []string{"g.yaml"}
	if s := mustLoad(t, "f.yaml", opts); len(s.Events) != 1 {
		t.Errorf("%v", s.Events)
	}
	again := mustLoad(t, "x.yaml", configs.Options{FS: testFS(), ReadFile: files(map[string]string{"x.yaml": string(configs.Resolved(s))})})
	if configs.Digest(again) != configs.Digest(s) {
		t.Error("the resolved scenario is another")
	}
}
