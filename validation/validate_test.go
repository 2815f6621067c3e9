package validation

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
)

func TestJudge(t *testing.T) {
	lo, hi := 2.0, 4.0
	why := reasons{low: "Too little.", high: "Too much."}
	for _, c := range []struct {
		sample           []float64
		verdict, comment string
	}{
		{[]float64{1, 3, 9}, Hit, ""},
		{[]float64{2, 2, 2}, Hit, ""},
		{[]float64{1, 1, 9}, Partial, "1 bp below the lower bound. Too little."},
		{[]float64{0, 1, 1}, Miss, "1 bp below the lower bound. Too little."},
		{[]float64{5, 6.5, 7}, Miss, "2.5 bp above the upper bound. Too much."},
		{[]float64{math.NaN(), 3, math.NaN()}, Miss, "only 1 of 3 replications give a value"},
		{[]float64{math.NaN(), 3}, Hit, ""},
		{[]float64{math.NaN()}, Miss, "no replication gives a value"},
		{nil, Miss, "no replication gives a value"},
	} {
		r := Row{Low: &lo, High: &hi, Unit: "bp"}
		r.judge(c.sample, why)
		if r.Verdict != c.verdict || r.Comment != c.comment {
			t.Errorf("%v: %s, %q", c.sample, r.Verdict, r.Comment)
		}
	}
	r := Row{Low: &lo}
	if r.judge([]float64{1e6}, why); r.Verdict != Hit || r.Range() != "≥ 2" {
		t.Errorf("%+v", r)
	}
	r = Row{High: &hi}
	if r.judge([]float64{-1e6}, why); r.Verdict != Hit || r.Range() != "≤ 4" {
		t.Errorf("%+v", r)
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 1234.4: "1234", -12.34: "−12.3", 0.0123: "0.012", 0.5: "0.5", 2: "2", -0.0001: "0", 99.96: "100", 9.996: "10"} {
		if got := Number(v); got != want {
			t.Errorf("%g: %q, want %q", v, got, want)
		}
	}
	if Number(math.NaN()) != "–" {
		t.Error("a number of nothing")
	}
}

// Every target belongs to a group of the page, and no verdict is lost.
func TestGroups(t *testing.T) {
	r := &Report{Rows: []Row{{ID: "C1", Verdict: Hit}, {ID: "C6", Verdict: Miss}, {ID: "V1.day", Verdict: Partial}, {ID: "V5.sd.vix", Verdict: Hit}}}
	want := []group{{"C", "impact of sales, scored", 1, 0, 1}, {"V1", "slopes by horizon and state", 0, 1, 0}, {"V5", "daily statistics of ten years", 1, 0, 0}}
	if got := r.groups(); !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	all := &Report{}
	for id := range targets {
		all.Rows = append(all.Rows, Row{ID: id, Verdict: Hit})
	}
	n := 0
	for _, g := range all.groups() {
		n += g.hits
	}
	if n != len(targets) {
		t.Errorf("groups hold %d of %d targets", n, len(targets))
	}
}

// A negative correlation below its range is too strong, not too weak.
func TestCorrelationReasons(t *testing.T) {
	if w := (correlation{"broad", "spx", -0.26}).why(); !strings.Contains(w.low, "too much") || !strings.Contains(w.high, "too little") {
		t.Errorf("%+v", w)
	}
	if w := (correlation{"ust2y", "ust10y", 0.76}).why(); !strings.Contains(w.low, "too little") || !strings.Contains(w.high, "too much") {
		t.Errorf("%+v", w)
	}
}

// The days of April that targets name.
func TestDaysOfApril(t *testing.T) {
	for day, want := range map[int]string{aprilFirst: "2025-04-03", 6: "2025-04-08", 15: "2025-04-21", aprilLast: "2025-04-30"} {
		if got := date(day); got != want {
			t.Errorf("day %d is %s, want %s", day, got, want)
		}
	}
}

// Every target has evidence and a range, and every scenario that experiments
// change has the day they rely on.
func TestTargets(t *testing.T) {
	for id, x := range targets {
		switch x.status {
		case "READ", "COMPUTED", "RECALLED", "ASSUMED":
		default:
			t.Errorf("%s: status %q", id, x.status)
		}
		if x.text == "" || x.source == "" || x.hi < x.lo {
			t.Errorf("%s: %+v", id, x)
		}
	}
	s, err := experiment.LoadScenario("threat-1997", agents.Default(), configs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Events) != 1 || s.Events[0].Date.String() != date(hintDay97) {
		t.Errorf("events %+v, want one on day %d, %s", s.Events, hintDay97, date(hintDay97))
	}
}

// quick is one short validation that tests share.
func quick(t *testing.T, jobs int, only ...string) *Report {
	t.Helper()
	r, err := Run(context.Background(), Options{Quick: true, Reps: 1, Seed: 3, Jobs: jobs, Only: only})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates")
	}
	r, err := Run(context.Background(), Options{Quick: true, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	median := func(id string) float64 {
		row := r.Find(id)
		if row == nil || row.N == 0 {
			t.Fatalf("%s: no value", id)
		}
		return row.Median
	}
	between := func(id string, lo, hi float64) {
		if v := median(id); !(v >= lo && v <= hi) {
			t.Errorf("%s is %g, not in %g … %g", id, v, lo, hi)
		}
	}
	// Generous bounds: signs and orders of magnitude, not targets.
	between("C1", 0.3, 15)
	between("C2", 4, 45)
	between("C3", 0, 20)
	between("C4", 10, 400)
	between("V1.bills", -0.5, 0.6)
	between("V2.10y.paired", 5, 120)
	between("V3.impact.20", 0.02, 0.5)
	between("V4.threat", 0.1, 30)
	between("V5.sd.ust10y", 2, 20)
	if median("C4") < median("C2") || median("C2") < median("C1") {
		t.Errorf("C1, C2, C4: %g, %g, %g", median("C1"), median("C2"), median("C4"))
	}
	seen := map[string]bool{}
	last := 0
	for i := range r.Rows {
		row := &r.Rows[i]
		if seen[row.ID] {
			t.Errorf("%s twice", row.ID)
		}
		seen[row.ID] = true
		if verdictOrder[row.Verdict] < last {
			t.Errorf("%s stands too low", row.ID)
		}
		last = verdictOrder[row.Verdict]
		if (row.Verdict == Hit) == (row.Comment != "") {
			t.Errorf("%s is %s, comment %q", row.ID, row.Verdict, row.Comment)
		}
	}
	for id := range targets {
		if !seen[id] {
			t.Errorf("no row %s", id)
		}
	}
	if r.Hits+r.Partial+r.Misses != len(r.Rows) {
		t.Errorf("%d + %d + %d verdicts on %d rows", r.Hits, r.Partial, r.Misses, len(r.Rows))
	}
	var text, page bytes.Buffer
	if err := errors.Join(r.WriteText(&text), r.WriteMarkdown(&page)); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page.String(), "corr(r_t, |") {
		t.Error("a bar in a cell of the page")
	}
	for _, w := range []string{"C2", "Price impact by size", "best_response", "slow demand × 2"} {
		if !strings.Contains(text.String(), w) || !strings.Contains(page.String(), w) {
			t.Errorf("the report does not have %q", w)
		}
	}
	if strings.Contains(page.String(), "| >") || strings.Contains(page.String(), "NaN") {
		t.Errorf("page:\n%s", page.String())
	}
	if _, err := json.Marshal(r); err != nil {
		t.Error(err)
	}
}

func TestJobsDoNotMatter(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates")
	}
	groups := []string{"threat", "intervention"}
	one, many := quick(t, 1, groups...), quick(t, 5, groups...)
	if !reflect.DeepEqual(one, many) {
		t.Errorf("one worker\n%+v\nfive\n%+v", one.Rows, many.Rows)
	}
}

func TestOnlyAndSet(t *testing.T) {
	if _, err := Run(context.Background(), Options{Only: []string{"impacts"}}); err == nil || !strings.Contains(err.Error(), "impacts") {
		t.Error(err)
	}
	if _, err := Run(context.Background(), Options{Only: []string{"threat"}, Reps: 1, Set: []string{"nobody.x=1"}}); err == nil {
		t.Error("an unknown setting")
	}
	if testing.Short() {
		t.Skip("simulates")
	}
	// A threat that nobody believes does nothing.
	r, err := Run(context.Background(), Options{Only: []string{"threat"}, Reps: 1, Quick: true, Scored: true, Set: []string{"macro_fund.credibility_sh=0", "dealer.credibility_sh=0"}})
	if err != nil {
		t.Fatal(err)
	}
	if v := r.Find("V4.today").Median; v != 0 {
		t.Errorf("a disbelieved threat moves the 10-year yield by %g bp", v)
	}
	if len(r.Tables) != 0 {
		t.Error("tables")
	}
}

func TestCancel(t *testing.T) {
	const jobs, enough = 2, 1
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	made, all := 0, 0
	_, err := Run(ctx, Options{Reps: 50, Only: []string{"strategies"}, Jobs: jobs, Progress: func(done, total int) {
		made, all = done, total
		if done == enough {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if made < enough || made > enough+jobs || all < 50 {
		t.Errorf("%d of %d runs made", made, all)
	}
}
