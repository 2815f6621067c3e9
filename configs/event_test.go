package configs_test

import (
	"strings"
	"testing"
)

func TestShortenedRunDropsEvents(t *testing.T) {
	s := mustLoad(t, "japan-sale", options("days=10"))
	if len(s.Events) != 1 || len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0].String(), "japan-sale.yaml:16:5: events.0.date = 2025-05-02: the event lies outside the run and was dropped") {
		t.Errorf("%+v %v", s.Events, s.Warnings)
	}
	s2, err := s.With("days=125")
	if err != nil {
		t.Fatal(err)
	}
	if len(s2.Events) != 2 || len(s2.Warnings) != 0 {
		t.Errorf("%+v %v", s2.Events, s2.Warnings)
	}
}
