package world

import (
	"fmt"
	"slices"
	"testing"
)

func TestHistory(t *testing.T) {
	var closes [][]float64
	var w *World
	watch := agent("watch", func(d *Desk) {
		v := d.View
		for n := range 70 {
			want := 0.0 // before the start: the base price
			if i := len(closes) - 1 - min(n, historyDays-1); i >= 0 {
				want = closes[i][tBond]
			}
			if got := v.Back(tBond, n); got != want {
				panic(fmt.Sprintf("day %d: close %d days ago is %g, want %g", v.Day, n, got, want))
			}
		}
		if got := v.Change(tBond, 5); got != v.Back(tBond, 0)-v.Back(tBond, 5) {
			panic(fmt.Sprint("change over five days is ", got))
		}
	}, nil)
	w = build(t, small(maker("maker", 2), noise("noise", 3), watch))
	for day := 1; day <= 80; day++ {
		before := slices.Clone(w.View().Deviation)
		steps(t, w, 1)
		v := w.View()
		if v.Day != day || v.Date != w.cfg.Start.addWeekdays(day) || v.Previous != w.cfg.Start.addWeekdays(day-1) {
			t.Fatalf("day %d is %d, %s after %s", day, v.Day, v.Date, v.Previous)
		}
		if !slices.Equal(v.Open, before) {
			t.Fatalf("day %d opened at %v, closed before at %v", day, v.Open, before)
		}
		for k := range v.Deviation {
			if v.Move[k] != v.Deviation[k]-v.Open[k] {
				t.Fatalf("move of %s is %g", v.Instruments[k].ID, v.Move[k])
			}
		}
		closes = append(closes, slices.Clone(v.Deviation))
	}
	if w.View().Deviation[tBond] == 0 {
		t.Error("nothing moved")
	}
}
