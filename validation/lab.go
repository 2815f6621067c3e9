package validation

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/experiment"
	"kirifuda/world"
)

// Columns of the panel stored for every run.
const (
	ust2y = iota
	ust5y
	ust10y
	ust30y
	ustBill
	spread10y
	spread30y
	jgb10y
	usdjpy
	eurusd
	broad
	eqUS
	eqJP
	vix
	rounds
	dealRate
	tariffGeneral
	numColumns
)

var columnNames = [numColumns]string{
	"ust_2y_yield_pct", "ust_5y_yield_pct", "ust_10y_yield_pct", "ust_30y_yield_pct", "ust_le1y_yield_pct",
	"cash_spread_10y_bp", "cash_spread_30y_bp", "jgb_10y_yield_pct",
	"usdjpy_jpy", "eurusd_usd", "usd_broad_idx", "eq_us_idx", "eq_jp_idx", "vix_idx",
	"talks_round_n", "deal_rate_pct", "jp_tariff_general_pct",
}

// path is the stored result of one run; day d has index d−1.
type path struct {
	col   [numColumns][]float64
	sold  float64 // sold by the ministry, USD bn at base prices
	dv01  float64 // DV01 of these sales, USD m per bp
	broke bool    // talks broke off
	fault string  // error that ended the run early
}

// durationYr is the duration of the bonds sold.
func (p *path) durationYr() float64 { return 10 * p.dv01 / p.sold }

// last is the last value of a column.
func (p *path) last(c int) float64 { return p.col[c][len(p.col[c])-1] }

// seller is an Observer that adds up the ministry's sales and records whether talks broke
// off.
type seller struct {
	to    *path
	agent int
}

func (s *seller) Observe(rec *world.Record) error {
	if s.agent == 0 {
		s.agent = slices.Index(rec.Agents, experiment.Seller)
	}
	for i := range rec.Statements {
		s.to.broke = s.to.broke || rec.Statements[i].Type == world.Breakdown
	}
	if s.agent < 0 {
		return nil
	}
	n := len(rec.View.Instruments)
	for k := range rec.View.Instruments {
		in := &rec.View.Instruments[k]
		if q := -rec.Traded[s.agent*n+k]; q > 0 && in.Class == world.Bond {
			s.to.sold += q
			s.to.dv01 += 0.1 * q * in.DurationYr
		}
	}
	return nil
}

// arm is one world with its replications.
type arm struct {
	name, scenario, patch string
	reps                  int
	days                  int
	partial               bool // a run that fails counts for the days that it reached
	builder               *experiment.Builder
	runs                  []*path
}

// lab collects the arms that experiments need and runs them all at once.
type lab struct {
	cat    agents.Catalogue
	seed   uint64
	jobs   int
	set    []string // overrides laid over every arm
	report func(done, total int)
	arms   []*arm
	index  map[string]*arm
}

// arm requests replications of a scenario with a YAML patch. Equal arms are run once.
func (l *lab) arm(name, scenario, patch string, reps int) *arm {
	key := scenario + "\x00" + patch
	a, ok := l.index[key]
	if !ok {
		a = &arm{name: name, scenario: scenario, patch: patch}
		if l.index == nil {
			l.index = map[string]*arm{}
		}
		l.index[key] = a
		l.arms = append(l.arms, a)
	}
	a.reps = max(a.reps, reps)
	return a
}

// patchName is the name of an arm's patch in file names of messages.
const patchName = "arm-of-an-experiment.yaml"

// load creates the arm's builder.
func (l *lab) load(a *arm) error {
	opts := configs.Options{
		Set: append([]string{}, l.set...),
		ReadFile: func(name string) ([]byte, error) {
			if name == patchName {
				return []byte(a.patch), nil
			}
			return os.ReadFile(name)
		},
	}
	if a.patch != "" {
		opts.Set = append(opts.Set, "@"+patchName)
	}
	s, err := experiment.LoadScenario(a.scenario, l.cat, opts)
	if err != nil {
		return err
	}
	a.days = s.Days
	a.builder, err = experiment.NewBuilder(s, l.cat)
	return err
}

// each calls f for 0…n−1 from several goroutines and returns the error of the
// smallest index that failed.
func (l *lab) each(ctx context.Context, n int, f func(i int) error) error {
	var next atomic.Int64
	var group sync.WaitGroup
	errs := make([]error, n)
	for range max(1, min(l.jobs, n)) {
		group.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n || ctx.Err() != nil {
					return
				}
				errs[i] = f(i)
			}
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// run simulates every arm.
func (l *lab) run(ctx context.Context) error {
	err := l.each(ctx, len(l.arms), func(i int) error {
		if err := l.load(l.arms[i]); err != nil {
			return fmt.Errorf("%s: %w", l.arms[i].name, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	type job struct {
		a   *arm
		rep int
	}
	var jobs []job
	for _, a := range l.arms {
		a.runs = make([]*path, a.reps)
		for r := range a.reps {
			jobs = append(jobs, job{a, r})
		}
	}
	var mu sync.Mutex
	done := 0
	return l.each(ctx, len(jobs), func(i int) error {
		j := jobs[i]
		p, err := l.one(ctx, j.a, j.rep)
		if err != nil {
			return fmt.Errorf("%s, replication %d: %w", j.a.name, j.rep, err)
		}
		j.a.runs[j.rep] = p
		if l.report != nil {
			mu.Lock()
			done++
			l.report(done, len(jobs))
			mu.Unlock()
		}
		return nil
	})
}

// one simulates one replication.
func (l *lab) one(ctx context.Context, a *arm, rep int) (*path, error) {
	out := &path{}
	cols, err := experiment.NewPaths(a.builder, columnNames[:]...)
	if err != nil {
		return nil, err
	}
	w, err := a.builder.Build(experiment.RunOptions{
		Seed: l.seed, Run: uint64(rep), Inline: true, Observers: []world.Observer{cols, &seller{to: out}},
	})
	if err != nil {
		return nil, err
	}
	defer w.Close()
	if err := w.Run(ctx); err != nil {
		if !a.partial || ctx.Err() != nil {
			return nil, err
		}
		out.fault = err.Error()
	}
	for i := range out.col {
		out.col[i] = cols.Values(i)
	}
	return out, nil
}
