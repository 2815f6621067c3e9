package output

import (
	"math"
	"slices"
	"strings"
	"testing"

	"kirifuda/world"
)

// thinned is what a trace that keeps every n-th day says of a run of days, of which the
// last may have failed.
type thinned struct {
	days        []int32
	panel       map[int32]panelDay
	events      int
	cleared     int
	holdings    map[string]HoldingRow // by date, holder and bucket
	flows       map[string]float64    // by seller, buyer and bucket
	attribution map[string]float64    // by instrument, agent and cause
}

func thin(t *testing.T, every, days int) *thinned {
	t.Helper()
	dir, o := t.TempDir(), testOptions(TraceHoldings)
	o.Every = every
	m := writeChunk(t, dir, 0, o, days, runList(1, "a")...)
	x := &thinned{panel: map[int32]panelDay{}, holdings: map[string]HoldingRow{}, flows: map[string]float64{}, attribution: map[string]float64{}}
	for _, p := range readPanel(t, dir) {
		x.days, x.panel[p.day] = append(x.days, p.day), p
	}
	for i := range m.Tables {
		switch m.Tables[i].Name {
		case "events":
			x.events = int(m.Tables[i].Rows)
		case "clearing":
			x.cleared = int(m.Tables[i].Rows)
		}
	}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(Scan(dir, Filter{}, func(r *HoldingRow) error {
		x.holdings[strings.Join([]string{world.Date(r.Date).String(), r.Holder, r.Bucket}, " ")] = *r
		return nil
	}))
	check(Scan(dir, Filter{}, func(r *FlowRow) error {
		x.flows[strings.Join([]string{r.Seller, r.Buyer, r.Bucket}, " ")] += r.ValueUSDBn
		return nil
	}))
	check(Scan(dir, Filter{}, func(r *AttributionRow) error {
		x.attribution[strings.Join([]string{r.Instrument, r.Agent, r.Cause}, " ")] += r.ContributionBp
		return nil
	}))
	if r, err := Inspect(dir); err != nil || len(r.Violations) > 0 {
		t.Errorf("%v %v", r.Violations, err)
	}
	return x
}

func TestEvery(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	const days = 10
	all := thin(t, 1, days)
	for every, want := range map[int][]int32{2: {0, 2, 4, 6, 8, 10}, 3: {0, 3, 6, 9, 10}, 4: {0, 4, 8, 10}, 10: {0, 10}, 25: {0, 10}} {
		x := thin(t, every, days)
		if !slices.Equal(x.days, want) {
			t.Errorf("every %d: days %v", every, x.days)
		}
		if x.events != all.events || x.cleared != all.cleared {
			t.Errorf("every %d: %d events and %d rows of clearing, of %d and %d", every, x.events, x.cleared, all.events, all.cleared)
		}
		equalSums(t, every, "flows", x.flows, all.flows)
		equalSums(t, every, "attribution", x.attribution, all.attribution)
		changes := map[string]float64{}
		for key, row := range x.holdings {
			full, ok := all.holdings[key]
			if !ok || full.ParUSDBn != row.ParUSDBn || full.ValueUSDBn != row.ValueUSDBn {
				t.Errorf("every %d, %s: %+v, the whole trace has %+v", every, key, row, full)
			}
			of := row.Holder + " " + row.Bucket
			changes[of+" paid"] += row.TransactionsUSDBn
			changes[of+" valuation"] += row.ValuationUSDBn
			changes[of+" other"] += row.OtherUSDBn
		}
		want := map[string]float64{}
		for _, row := range all.holdings {
			of := row.Holder + " " + row.Bucket
			want[of+" paid"] += row.TransactionsUSDBn
			want[of+" valuation"] += row.ValuationUSDBn
			want[of+" other"] += row.OtherUSDBn
		}
		equalSums(t, every, "changes", changes, want)
		from := int32(0)
		for _, day := range x.days[1:] {
			for name, got := range x.panel[day].values {
				if full := all.panel[day].values[name]; name != "residual_usd_bn" && (got == nil) != (full == nil) || got != nil && name != "residual_usd_bn" && *got != *full {
					t.Errorf("every %d, day %d: %s differs from the whole trace", every, day, name)
				}
			}
			most := 0.0
			for d := from + 1; d <= day; d++ {
				most = max(most, *all.panel[d].values["residual_usd_bn"])
			}
			if got := *x.panel[day].values["residual_usd_bn"]; got != most {
				t.Errorf("every %d, day %d: the largest residual is %g, want %g", every, day, got, most)
			}
			from = day
		}
	}
}

func equalSums(t *testing.T, every int, what string, got, want map[string]float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("every %d: %d %s, want %d", every, len(got), what, len(want))
	}
	for key, v := range want {
		if math.Abs(got[key]-v) > 1e-9 {
			t.Errorf("every %d, %s, %s: %g, want %g", every, what, key, got[key], v)
		}
	}
}

// A run that fails between two kept days ends with the last day that was observed.
func TestEveryKeepsTheLastDayOfAFailedRun(t *testing.T) {
	dir, o := t.TempDir(), testOptions(TraceHoldings)
	o.Every = 5
	c, err := OpenChunk(dir, 0, testMeta, o)
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.Run("a", 0)
	if err != nil {
		t.Fatal(err)
	}
	w := testWorld(t, 0, 10, true, r)
	defer w.Close()
	for range 7 {
		if err := w.Step(); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Finish(RunRow{Status: StatusFailed, Error: "broken"}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Commit(nil); err != nil {
		t.Fatal(err)
	}
	var days []int32
	for _, p := range readPanel(t, dir) {
		days = append(days, p.day)
	}
	if !slices.Equal(days, []int32{0, 5, 7}) {
		t.Errorf("days %v", days)
	}
	sold := map[string]float64{}
	if err := Scan(dir, Filter{}, func(r *FlowRow) error {
		sold[r.Bucket] += r.ValueUSDBn
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{}
	for key, v := range thin(t, 1, 7).flows {
		want[key[strings.LastIndex(key, " ")+1:]] += v
	}
	equalSums(t, 5, "sales", sold, want)
}

func TestCombine(t *testing.T) {
	none := math.NaN()
	for _, x := range []struct {
		kind                world.SeriesKind
		before, today, want float64
	}{
		{world.Level, 3, 2, 2}, {world.Level, 3, none, none}, {world.Flow, 3, 2, 5}, {world.Flow, none, 2, 2}, {world.Flow, 3, none, 3},
		{world.Peak, 3, 2, 3}, {world.Peak, 2, 3, 3}, {world.Peak, none, 2, 2}, {world.Flow, none, none, none},
	} {
		if got := x.kind.Combine(x.before, x.today); got != x.want && !(got != got && x.want != x.want) {
			t.Errorf("%s of %g and %g: %g, want %g", x.kind, x.before, x.today, got, x.want)
		}
	}
}
