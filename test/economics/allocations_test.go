package economics_test

import (
	"runtime/debug"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/world"
)

// A day of the base world makes no garbage, whatever is said, mailed, lent and paid
// on it: after the first three days memory is taken only when an institution has
// more to say or to ask for than on any day before, which few runs see and none
// more than twice. AllocsPerRun counts every other day, so each world is lived
// through twice, a day apart.
func TestDaysDoNotAllocate(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	cat := agents.Default()
	talks, repo, mail := 0, 0, 0
	for _, name := range []string{"japan-sale-2025", "repo-first", "trade-war", "april-2025"} {
		s, err := experiment.LoadScenario(name, cat, configs.Options{Set: []string{"days=250"}})
		if err != nil {
			t.Fatal(err)
		}
		builder, err := experiment.NewBuilder(s, cat)
		if err != nil {
			t.Fatal(err)
		}
		left := 2
		for _, early := range []int{3, 4} {
			w, err := builder.Build(experiment.RunOptions{Seed: 3, Inline: true})
			if err != nil {
				t.Fatal(err)
			}
			step := func() {
				if err := w.Step(); err != nil {
					t.Fatal(err)
				}
				for _, b := range w.View().Bulletin {
					switch b.Type {
					case world.Round:
						talks++
					case world.RepoFacility:
						repo++
					case world.CustodyHoldings:
						mail++ // its sum comes by mail
					}
				}
			}
			for range early - 1 {
				step()
			}
			for w.View().Day+2 <= 250 {
				n := int(testing.AllocsPerRun(1, step)) // the second of two days
				if left -= n; left < 0 {
					t.Fatalf("%s, day %d: %d allocations on a day on which %d statements were made", name, w.View().Day, n, len(w.View().Bulletin))
				}
			}
			w.Close()
		}
	}
	if talks == 0 || repo == 0 || mail == 0 {
		t.Errorf("%d rounds of talks, %d statements on the repo facility, %d custody reports: the test looks at too little", talks, repo, mail)
	}
}
