package world

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestMail(t *testing.T) {
	const rounds = 2
	var got []string
	note := func(phase string) func(d *Desk) {
		return func(d *Desk) {
			for _, m := range d.Inbox {
				got = append(got, fmt.Sprintf("%s%d %d>%d %g", phase, d.View.Round, m.From-4, m.To-4, m.Values[0]))
			}
		}
	}
	send := func(day int, phase float64) func(d *Desk) {
		return func(d *Desk) {
			note([]string{"act", "bid"}[min(1, int(phase))])(d)
			if d.View.Day != day {
				return
			}
			for to := 7; to >= 4; to-- {
				d.Send(to, Offer, 10*phase+float64(d.View.Round))
				d.Send(to, Round, 10*phase+float64(d.View.Round)+0.5, 1, 2, 3)
			}
			d.Send(-1, Offer, 99)
		}
	}
	cfg := small(
		agent("a", send(1, 0), note("bid")), agent("b", send(1, 0), note("bid")),
		agent("c", note("act"), send(1, 1)), maker("m", 1))
	cfg.Rounds = rounds
	w := build(t, cfg)
	steps(t, w, 1)
	var want []string
	for to := range 3 {
		for from := range 2 { // sent in the morning, read in the first round
			want = append(want, fmt.Sprintf("bid0 %d>%d 0", from, to), fmt.Sprintf("bid0 %d>%d 0.5", from, to))
		}
	}
	for to := range 3 { // sent in the first round, read in the second
		want = append(want, fmt.Sprintf("bid1 2>%d 10", to), fmt.Sprintf("bid1 2>%d 10.5", to))
	}
	if !slices.Equal(got, want) {
		t.Fatalf("mail of the first day:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	got, want = nil, nil
	steps(t, w, 2)
	for to := range 3 { // everything since the last morning, read the next, once
		for from := range 2 {
			want = append(want, fmt.Sprintf("act0 %d>%d 0", from, to), fmt.Sprintf("act0 %d>%d 0.5", from, to))
		}
		for _, x := range []string{"10", "10.5", "11", "11.5"} {
			want = append(want, fmt.Sprintf("act0 2>%d %s", to, x))
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("mail of the second day:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
