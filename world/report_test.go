package world

import (
	"slices"
	"testing"
)

func TestIndicators(t *testing.T) {
	share := func(id string, x float64, mean bool) AgentSpec {
		return AgentSpec{ID: id, New: func(s *Setup) (Institution, error) {
			i := s.Indicator(map[bool]string{true: "mean", false: "sum"}[mean], mean)
			return acts{func(d *Desk) { d.Report(i, 100); d.Report(i, x) }}, nil
		}}
	}
	var got []float64
	cfg := small(share("a", 1, false), share("b", 2, false), share("c", 3, true), share("d", 6, true))
	cfg.Observers = []Observer{observe(func(r *Record) error {
		s, ok := r.Indicator("sum")
		m, ok2 := r.Indicator("mean")
		if _, ok3 := r.Indicator("none"); !ok || !ok2 || ok3 {
			t.Error("indicators are not found by name")
		}
		got = append(got, s, m)
		return nil
	})}
	steps(t, build(t, cfg), 2)
	if want := []float64{3, 4.5, 3, 4.5}; !slices.Equal(got, want) {
		t.Errorf("indicators are %v, want %v", got, want)
	}
}
