package world

import (
	"slices"
	"strings"
	"testing"
)

func TestConfigsThatAreWrong(t *testing.T) {
	cases := []struct {
		name  string
		spoil func(c *Config)
		want  string
	}{
		{"agent twice", func(c *Config) { c.Agents = append(c.Agents, c.Agents[4]) }, `"a"`},
		{"balance of nobody", func(c *Config) { c.Opening[0].Agent = "ghost" }, `"ghost"`},
		{"balance of nothing", func(c *Config) { c.Opening[0].Asset = "gold" }, `"gold"`},
		{"books that are not closed", func(c *Config) { c.Opening[0].Units++ }, "off by 1"},
		{"dollar not first", func(c *Config) { c.Currencies[0], c.Currencies[1] = c.Currencies[1], c.Currencies[0] }, "usd"},
		{"unknown money", func(c *Config) { c.Instruments[0].Currency = "chf" }, `"chf"`},
		{"script by nobody", func(c *Config) { c.Script = []Statement{{Day: 1, Actor: 99}} }, "99"},
		{"script about nobody", func(c *Config) { c.Script = []Statement{{Day: 1, Actor: 0, Target: 99}} }, "99"},
		{"script of an issue of nothing", func(c *Config) { c.Script = []Statement{{Day: 1, Type: Issuance, Target: -1, Instrument: -1}} }, "instrument"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			cfg := small(maker("a", 1), maker("b", 1))
			c.spoil(&cfg)
			if _, err := New(cfg); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("New says %v", err)
			}
		})
	}
}

func TestConfigIsNotChanged(t *testing.T) {
	cfg := small(maker("a", 1), maker("b", 1), noise("n", 4))
	in, cur := slices.Clone(cfg.Instruments), slices.Clone(cfg.Currencies)
	a, b := runHash(t, cfg, 5), runHash(t, cfg, 5)
	if !slices.Equal(in, cfg.Instruments) || !slices.Equal(cur, cfg.Currencies) {
		t.Error("New changed its Config")
	}
	if a != b {
		t.Error("one Config gave two different runs")
	}
}
