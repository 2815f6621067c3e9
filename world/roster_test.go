package world

import (
	"math"
	"slices"
	"testing"
)

// An agent that does nothing changes nobody's draws, trades or prices, wherever
// it stands on the roster.
func TestMinimallyDifferentWorlds(t *testing.T) {
	rows := func(cfg Config) map[string][]int64 {
		w := build(t, cfg)
		steps(t, w, 15)
		out := map[string][]int64{}
		for g, name := range w.Agents() {
			for s := range w.Books().Assets() {
				out[name] = append(out[name], w.Books().Units(g, s), w.Books().Value(g, s), w.Books().Bought(g, s))
			}
		}
		for k, x := range w.View().Deviation {
			out["x"] = append(out["x"], int64(math.Float64bits(x)), int64(k))
		}
		return out
	}
	// Agents of busy know each other by number; here they must not.
	cfg := small(maker("m1", 1), maker("m2", 3), noise("n1", 2), noise("n2", 1))
	want := rows(cfg)
	for _, at := range []int{0, 3, len(cfg.Agents)} {
		with := cfg
		with.Agents = slices.Insert(slices.Clone(cfg.Agents), at, agent("idle", nil, nil))
		got := rows(with)
		for name := range want {
			if !slices.Equal(got[name], want[name]) {
				t.Errorf("an idle agent in place %d changed the rows of %s", at, name)
			}
		}
	}
}

func TestSheetsWithoutInstitution(t *testing.T) {
	cfg := small(maker("a", 1), maker("b", 1))
	cfg.Agents = slices.Delete(cfg.Agents, 4, 5)
	if _, err := New(cfg); err == nil {
		t.Error("a balance of nobody on the roster was accepted")
	}
	cfg.AllowGap = true
	w := build(t, cfg)
	steps(t, w, 2)
	i := slices.Index(w.Agents(), "a")
	if i < len(cfg.Agents) || w.Books().Units(i, 2) != 300e11 {
		t.Errorf("the sheet of %q is number %d", "a", i)
	}
}
