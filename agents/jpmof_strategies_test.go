package agents

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kirifuda/agents/rules"
	"kirifuda/world"
)

// The parameter's enumeration and description are those of the table.
func TestStrategiesAreThoseOfTheParameter(t *testing.T) {
	field, ok := reflect.TypeFor[JPMoFParams]().FieldByName("Strategy")
	if !ok {
		t.Fatal("there is no parameter of strategies")
	}
	var names, docs []string
	for _, s := range strategies {
		names, docs = append(names, s.name), append(docs, s.name+" "+s.doc)
		if got, err := strategyNamed(s.name); got != s || err != nil {
			t.Errorf("%s finds %v, %v", s.name, got, err)
		}
		if s.pace != nil && s.answer != nil {
			t.Errorf("%s has a timetable and answers as well", s.name)
		}
	}
	if enum := field.Tag.Get("enum"); enum != strings.Join(names, "|") {
		t.Errorf("the parameter takes %s, strategies are %v", enum, names)
	}
	if def := field.Tag.Get("default"); def != silent.name {
		t.Errorf("the default is %s", def)
	}
	file, err := goFiles.ReadFile("jpmof.go")
	if err != nil {
		t.Fatal(err)
	}
	comments := strings.ReplaceAll(string(file), "\n\t// ", " ")
	if want := strings.Join(docs, "; "); !strings.Contains(comments, want) {
		t.Errorf("no parameter's comment says what the table does:\n%s", want)
	}
	if _, err := strategyNamed("capitulation"); err == nil {
		t.Error("a strategy that there is not is found")
	}
}

// Whatever the strategy, a timetable sells its size, in its time.
func TestPaces(t *testing.T) {
	timed := 0
	for _, s := range strategies {
		if s.pace == nil {
			continue
		}
		timed++
		for _, days := range []int{1, 2, 4, 5, 6, 21, 63, 250} {
			p := JPMoFParams{SaleUSDBn: 300, StartDay: world.OnDay(25), SaleDays: days}
			f := &JPMoF{p: p, at: jpMoFPlaces{strategy: s}}
			var sum, half float64
			for day := 1; day < 400; day++ {
				q := f.pace(silence(day))
				if q < 0 || q > 0 && (day < 25 || day >= 25+days) {
					t.Errorf("%s over %d days sells %g on day %d", s.name, days, q, day)
				}
				sum += q
				if float64(day-25) < math.Ceil(float64(days)/5) {
					half = sum
				}
			}
			if math.Abs(sum-300) > 1e-9 {
				t.Errorf("%s over %d days sells %g in all, want 300", s.name, days, sum)
			}
			if s == &frontLoaded && half < 150-1e-9 {
				t.Errorf("%s over %d days sells %g in the first fifth", s.name, days, half)
			}
		}
	}
	if timed != 5 {
		t.Errorf("%d strategies have a timetable", timed)
	}
}

// What has no timetable sells nothing unprovoked, and its tranche at no more than
// the whole over answer_days.
func TestTranches(t *testing.T) {
	for _, s := range strategies {
		if s.pace != nil {
			continue
		}
		f := &JPMoF{p: JPMoFParams{SaleUSDBn: 300, StartDay: world.OnDay(25), SaleDays: 20, AnswerDays: 20}, at: jpMoFPlaces{strategy: s}}
		for day := 1; day < 100; day++ {
			if q := f.pace(silence(day)); q != 0 {
				t.Errorf("%s sells %g unprovoked", s.name, q)
			}
		}
		for tranche, want := range map[float64]float64{75: 15, 4: 4} {
			f.state.tranche = tranche
			if q := f.pace(silence(30)); q != want {
				t.Errorf("%s: of a tranche of %g it sells %g in a day, want %g", s.name, tranche, q, want)
			}
		}
		if q := f.pace(silence(24)); q != 0 {
			t.Errorf("%s sells %g before its first day", s.name, q)
		}
	}
}

func TestADealEndsSales(t *testing.T) {
	for _, s := range strategies {
		f := &JPMoF{p: JPMoFParams{SaleUSDBn: 300, StartDay: world.OnDay(1), SaleDays: 20, AnswerDays: 20, StopOnDeal: true}, at: jpMoFPlaces{strategy: s}}
		f.state.deal, f.state.tranche = true, 75
		if q := f.pace(silence(6)); q != 0 {
			t.Errorf("%s: after a deal %g are sold", s.name, q)
		}
		f.p.StopOnDeal = false
		if q := f.pace(silence(6)); q == 0 {
			t.Errorf("%s: nothing is sold although no deal stops it", s.name)
		}
	}
}

func TestBillsBeforeNotes(t *testing.T) {
	two := []rules.Bucket{{Years: 0.2}, {Years: 0.6}, {Years: 5}} // two of bills
	for _, x := range []struct {
		of   []rules.Bucket
		held []float64
		sale float64
		want []float64
	}{
		{maturities, []float64{20, 30, 40, 10}, 10, []float64{1, 0, 0, 0}},
		{maturities, []float64{20, 30, 40, 10}, 20, []float64{1, 0, 0, 0}},
		{maturities, []float64{20, 30, 40, 10}, 40, []float64{0.5, 0.1875, 0.25, 0.0625}},
		{maturities, []float64{20, 0, 0, 0}, 5, []float64{1, 0, 0, 0}},
		{maturities, []float64{0, 30, 10, 0}, 5, []float64{0, 0.75, 0.25, 0}},
		{maturities, []float64{0, 0, 0, 0}, 5, []float64{0, 0, 0, 0}},
		{two, []float64{5, 15, 80}, 40, []float64{0.125, 0.375, 0.5}},
	} {
		got := slices.Clone(x.held)
		billsBeforeNotes(x.of, got, x.sale)
		for i := range got {
			if math.Abs(got[i]-x.want[i]) > 1e-12 {
				t.Errorf("of a sale of %g out of %v shares are %v, want %v", x.sale, x.held, got, x.want)
			}
		}
	}
}

func TestAnswersInKind(t *testing.T) {
	for name, x := range map[string]struct {
		e    escalation
		want float64
	}{
		"silence":            {escalation{}, 40},
		"a word":             {escalation{word: true}, 40 + 37.5},
		"a deed":             {escalation{deed: true}, 40 + 75},
		"a deed and a word":  {escalation{deed: true, word: true}, 40 + 75},
		"tensions ease":      {escalation{ease: true}, 0},
		"they ease, in part": {escalation{ease: true, deed: true, word: true}, 0},
	} {
		if got := x.e.answer(&JPMoFParams{SaleUSDBn: 300, DeedShare: 0.25, WordShare: 0.125}, 40); got != x.want {
			t.Errorf("%s: %g bn are to be sold, want %g", name, got, x.want)
		}
	}
}

// Tariffs on Japan are deeds, threats of them words; third countries' are neither,
// nor are rates in force on the first days.
func TestEscalations(t *testing.T) {
	const us, jp, kr = 1, 2, 3
	at := jpMoFPlaces{us: us, jp: jp}
	for name, x := range map[string]struct {
		day int
		s   world.Statement
		e   escalation
	}{
		"a higher general tariff": {30, world.Statement{Type: world.TariffGeneral, Target: jp, Value: 25}, escalation{deed: true}},
		"a higher tariff on cars": {30, world.Statement{Type: world.TariffAuto, Target: jp, Value: 27.5}, escalation{deed: true}},
		"a lower one":             {30, world.Statement{Type: world.TariffGeneral, Target: jp, Value: 5}, escalation{ease: true}},
		"the same":                {30, world.Statement{Type: world.TariffGeneral, Target: jp, Value: 10}, escalation{}},
		"one on Korea":            {30, world.Statement{Type: world.TariffGeneral, Target: kr, Value: 50}, escalation{}},
		"one in force at first":   {2, world.Statement{Type: world.TariffGeneral, Target: jp, Value: 25}, escalation{}},
		"a threat":                {30, world.Statement{Type: world.TariffThreat, Target: -1, Value: 25}, escalation{word: true}},
		"talks that end":          {30, world.Statement{Type: world.Breakdown, Target: -1}, escalation{deed: true}},
		"a pause":                 {30, world.Statement{Type: world.Pause, Target: -1}, escalation{ease: true}},
		"a deal":                  {30, world.Statement{Type: world.Deal, Target: jp, Value: 15}, escalation{ease: true}},
		"Korea's deal":            {30, world.Statement{Type: world.Deal, Target: kr, Value: 15}, escalation{}},
	} {
		f := &JPMoF{p: JPMoFParams{AnswerFromPP: 0.5}, at: at, state: jpMoFState{tariff: [2]float64{10, 10}}}
		if got := f.escalation(&world.View{Day: x.day, Bulletin: []world.Statement{x.s}}); got != x.e {
			t.Errorf("%s is %+v, want %+v", name, got, x.e)
		}
		if x.s.Type == world.TariffGeneral && x.s.Target == jp && f.state.tariff[0] != x.s.Value {
			t.Errorf("%s: the last tariff seen is %g", name, f.state.tariff[0])
		}
	}
}
