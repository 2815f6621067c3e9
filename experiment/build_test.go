package experiment

import (
	"context"
	"math"
	"testing"

	"kirifuda/agents"
	"kirifuda/world"
)

func TestBuildIsShared(t *testing.T) {
	b, err := NewBuilder(sale(t), agents.Default())
	if err != nil {
		t.Fatal(err)
	}
	for run := range uint64(2) {
		w, err := b.Build(RunOptions{Seed: 1, Run: run, Inline: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Step(); err != nil {
			t.Fatal(err)
		}
		w.Close()
	}
	for k := range b.instruments {
		if b.instruments[k].UnitsPerUSDBn != 0 {
			t.Fatal("a world wrote on the builder's instruments")
		}
	}
	var all float64
	for _, shares := range b.facts.Allotment {
		all += shares["ust_gt10y"]
	}
	if math.Abs(all-1) > 1e-12 {
		t.Errorf("allotments add up to %g", all)
	}
}

func BenchmarkBuild(b *testing.B) {
	bl, err := NewBuilder(sale(b), agents.Default())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		w, err := bl.Build(RunOptions{Seed: 1, Inline: true})
		if err != nil {
			b.Fatal(err)
		}
		w.Close()
	}
}

func BenchmarkRun(b *testing.B) {
	bl, err := NewBuilder(scenario(b, "japan-sale-2025", "days=250"), agents.Default())
	if err != nil {
		b.Fatal(err)
	}
	run := uint64(0)
	for b.Loop() {
		h := NewHeadline(nil)
		w, err := bl.Build(RunOptions{Seed: 1, Run: run, Inline: true, Observers: []world.Observer{h}})
		if err != nil {
			b.Fatal(err)
		}
		if err := w.Run(context.Background()); err != nil {
			b.Fatal(err)
		}
		run++
	}
}
