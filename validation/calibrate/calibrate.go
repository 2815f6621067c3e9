package calibrate

import (
	"context"
	"fmt"
	"io"
	"math"
	"sort"
	"strings"

	"kirifuda/agents"
	"kirifuda/validation"
)

// Parameter is a parameter of calibration: a parameter of all agents that have it,
// multiplied by a common factor.
type Parameter struct {
	Name   string  `json:"name"`
	Kinds  string  `json:"kinds"` // of agents, separated by blanks, or loadings
	Param  string  `json:"param"`
	Low    float64 `json:"low"` // of the factor
	High   float64 `json:"high"`
	Reason string  `json:"reason"` // where the bounds come from
}

// Parameters are the parameters identified by the targets, with published or assumed
// ranges around the values in force.
var Parameters = []Parameter{
	{"slow demand", "real_money reserve_manager", "beta_pct_per_100bp", 0.5, 2, "scale × 0.5–2; the key axis"},
	{"speed of slow demand", "real_money", "kappa_per_day", 0.53, 2, "0.008–0.03 a day"},
	{"memory of the anchor", "real_money", "anchor_half_life_days", 0.5, 1.5, "one to two years and beyond"},
	{"depth of macro funds", "macro_fund", "depth_usd_bn_per_bp", 0.5, 2, "× 0.5–2"},
	{"expected lasting impact", "macro_fund dealer", "long_run_bp_per_dv01", 0.33, 1.3, "17 to 70 bn per bp"},
	{"announcement premium", "macro_fund dealer", "announcement_premium_sh", 0, 2, "weight of announcement against execution"},
	{"depth of dealers", "dealer", "depth_usd_bn_per_bp", 0.5, 2, "× 0.5–2"},
	{"capacity of dealers", "dealer", "capacity_usd_bn", 0.6, 1.75, "120–350 bn"},
	{"spread of dealers", "dealer", "spread_bp_per_100bn", 0.5, 1.67, "6–20 bp per 100 bn"},
	{"unwinding of relative value", "rv_fund", "unwind_sh_per_day", 0.3, 3, "margin periods"},
	{"haircuts on volatility", "rv_fund", "haircut_vol_power", 0.3, 2, "margin models"},
	{"loss of confidence, tariffs", "*", "confidence_tariff_pp", 0.5, 1.3, "a loss of 38 bp in April 2025"},
	{"depth of yen dealers", "fx_dealer", "depth_usd_bn_per_pct", 0.65, 1.5, "0.08–0.18 % per bn"},
	{"value of tariffs to Washington", "us_trade", "us_tariff_value_pct", 0.7, 1.4, "one outcome: a posterior, not a point"},
	{"first position in talks", "us_trade", "toughness_pp", 0.5, 2, "rounds before the deal"},
}

// Aim is one target of the loss.
type Aim struct {
	ID     string  `json:"id"`
	Weight float64 `json:"weight"`
	Centre float64 `json:"centre"` // 0 means the middle of the range
}

// Aims are the scored targets C1 to C6 with their weights, the bands of April 2025, the
// interventions of 2022, and the path of the talks.
var Aims = []Aim{
	{"C1", 1, 0}, {"C2", 3, 0}, {"C3", 3, 4}, {"C4", 2, 0}, {"C5", 1, 0}, {"C6", 1, 0},
	{"V2.10y.paired", 1, 0}, {"V2.2s10s", 0.5, 0}, {"V2.ss30", 1, 0}, {"V2.usd", 0.5, 0}, {"V2.spx", 0.5, 0}, {"V2.vix", 0.5, 0},
	{"V3.impact.20", 0.5, 0}, {"V3.longrun", 0.5, 0},
	{"V6.rate", 1, 15}, {"V6.rounds", 1, 8},
}

// penalty is the term of a target for which no replication gives a value.
const penalty = 25

// Term is the term of a target in the loss. With range [l, h], centre c and median m,
//
//	z = (m − c)/(h − c) above the centre and (m − c)/(c − l) below
//	term = weight·(max(0, |z| − 1)² + z²/10)
//
// in logarithms if the range has one sign. Outside the range the term is the squared
// distance; inside it is a slight pull to the centre.
func (a Aim) Term(r *validation.Row) float64 {
	if r == nil || r.N == 0 || r.Low == nil || r.High == nil {
		return a.Weight * penalty
	}
	l, h, m, c := *r.Low, *r.High, r.Median, a.Centre
	if h < l {
		l, h = h, l
	}
	if h < 0 {
		l, h, m, c = -h, -l, -m, -c
	}
	if l > 0 {
		if m <= 0 {
			return a.Weight * penalty
		}
		l, h, m = math.Log(l), math.Log(h), math.Log(m)
		if c != 0 {
			c = math.Log(c)
		}
	}
	if a.Centre == 0 {
		c = (l + h) / 2
	}
	half := h - c
	if m < c {
		half = c - l
	}
	z := math.Abs(m-c) / math.Max(half, 1e-9)
	out := math.Max(0, z-1)
	return a.Weight * math.Min(penalty, out*out+z*z/10)
}

// Options control a calibration.
type Options struct {
	Catalogue agents.Catalogue
	Evals     int    // evaluations of the loss
	Reps      int    // replications of each experiment; 0 means 5
	Seed      uint64 // seed of the search and of the simulations
	Jobs      int
	Set       []string                                    // overrides laid over every world
	Progress  func(eval int, loss, best float64)          // after each evaluation
	evaluate  func(factors []float64) (Evaluation, error) // tests replace it
}

// Evaluation is the loss of one candidate.
type Evaluation struct {
	Factors []float64          `json:"factors"`
	Loss    float64            `json:"loss"`
	Terms   map[string]float64 `json:"terms"`
	Medians map[string]float64 `json:"medians"`

	broken error // why the worlds could not be run
}

// Estimate is the estimate of one parameter.
type Estimate struct {
	Parameter
	Factor float64 `json:"factor"`
	// One standard deviation of the final search distribution.
	Minus float64 `json:"minus_sd"`
	Plus  float64 `json:"plus_sd"`
	// Range over the best tenth of all evaluations.
	DecileLow  float64 `json:"decile_low"`
	DecileHigh float64 `json:"decile_high"`
}

// Fit is the result of a calibration.
type Fit struct {
	Version   int        `json:"schema_version"`
	Seed      uint64     `json:"seed"`
	Evals     int        `json:"evals"`
	Reps      int        `json:"reps"`
	Fresh     uint64     `json:"fresh_seed"` // seed of the comparison
	FreshReps int        `json:"fresh_reps"`
	Estimates []Estimate `json:"estimates"`
	// Losses with the random numbers of the search and with fresh ones.
	Default      Evaluation `json:"default"`
	Best         Evaluation `json:"best"`
	FreshDefault Evaluation `json:"fresh_default"`
	FreshBest    Evaluation `json:"fresh_best"`
	patch        string
}

// Patch returns the fitted values as YAML to be laid over a scenario.
func (f *Fit) Patch() string { return f.patch }

// Run calibrates the model.
func Run(ctx context.Context, opt Options) (*Fit, error) {
	if opt.Catalogue == nil {
		opt.Catalogue = agents.Default()
	}
	if opt.Reps <= 0 {
		opt.Reps = 5
	}
	f, err := newFitter(opt)
	if err != nil {
		return nil, err
	}
	n := len(Parameters)
	ones := make([]float64, n)
	for i := range ones {
		ones[i] = 1
	}
	e, err := NewCMAES(pointOf(ones), 0.15, 0, opt.Seed)
	if err != nil {
		return nil, err
	}
	fit := &Fit{Version: 1, Seed: opt.Seed, Reps: opt.Reps, Fresh: opt.Seed + 1, FreshReps: 2*opt.Reps + 1}
	var all []Evaluation
	run := func(factors []float64) (Evaluation, error) {
		v, err := f.evaluate(ctx, factors, opt.Seed, opt.Reps)
		if err != nil {
			return v, err
		}
		all = append(all, v)
		if len(all) == 1 || v.Loss < fit.Best.Loss {
			fit.Best = v
		}
		if opt.Progress != nil {
			opt.Progress(len(all), v.Loss, fit.Best.Loss)
		}
		return v, nil
	}
	if fit.Default, err = run(ones); err != nil {
		return nil, err
	}
	if err := fit.Default.broken; err != nil { // there is no starting point
		return nil, fmt.Errorf("calibrate: the values in force: %w", err)
	}
	for len(all)+e.Population() <= opt.Evals+1 {
		var values []float64
		for _, x := range e.Ask() {
			v, err := run(factorsOf(x))
			if err != nil {
				return nil, err
			}
			var outside float64 // of the cube
			for _, c := range x {
				d := math.Max(0, math.Max(-c, c-1))
				outside += d * d
			}
			values = append(values, v.Loss+100*outside)
		}
		if err := e.Tell(values); err != nil {
			return nil, err
		}
	}
	fit.Evals = len(all)
	// The centre of the search averages out noise; use it if it is better.
	if len(all) > 1 {
		if _, err := run(factorsOf(e.Mean())); err != nil {
			return nil, err
		}
	}
	if fit.FreshDefault, err = f.evaluate(ctx, ones, fit.Fresh, fit.FreshReps); err != nil {
		return nil, err
	}
	if fit.FreshBest, err = f.evaluate(ctx, fit.Best.Factors, fit.Fresh, fit.FreshReps); err != nil {
		return nil, err
	}
	fit.estimate(e, all)
	fit.patch = f.patch(fit)
	return fit, nil
}

// estimate gives each parameter its spread.
func (f *Fit) estimate(e *CMAES, all []Evaluation) {
	sort.SliceStable(all, func(i, j int) bool { return all[i].Loss < all[j].Loss })
	best := all[:max(1, len(all)/10)]
	mean, sd := pointOf(f.Best.Factors), e.Spread()
	shifted := func(sign float64) []float64 {
		x := make([]float64, len(mean))
		for i := range x {
			x[i] = mean[i] + sign*sd[i]
		}
		return factorsOf(x)
	}
	minus, plus := shifted(-1), shifted(1)
	for i, p := range Parameters {
		est := Estimate{Parameter: p, Factor: f.Best.Factors[i], Minus: minus[i], Plus: plus[i], DecileLow: math.Inf(1), DecileHigh: math.Inf(-1)}
		for _, v := range best {
			est.DecileLow, est.DecileHigh = math.Min(est.DecileLow, v.Factors[i]), math.Max(est.DecileHigh, v.Factors[i])
		}
		f.Estimates = append(f.Estimates, est)
	}
}

// Write writes the fit as a YAML file: a record in comments and the values as a patch to
// be laid over a scenario with -c.
func (f *Fit) Write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Written by sim calibrate --evals %d --reps %d --seed %d.\n", f.Evals-1, f.Reps, f.Seed)
	b.WriteString("# Fitted to the targets that docs/validation.md marks. Lay it over a scenario with\n# sim run SCENARIO -c calibration.yaml; " +
		"world.yaml does not read it. It also replaces\n# what a scenario sets, such as the market of threat-1997.\n#\n")
	fmt.Fprintf(&b, "# Loss: %.3f of the values in force, %.3f fitted; on fresh random numbers (seed %d,\n# %d replications) %.3f and %.3f.\n#\n",
		f.Default.Loss, f.Best.Loss, f.Fresh, f.FreshReps, f.FreshDefault.Loss, f.FreshBest.Loss)
	b.WriteString("# Factor on the value in force | one standard deviation of the search | best tenth | bounds\n")
	for _, e := range f.Estimates {
		fmt.Fprintf(&b, "# %-31s %-26s %5.3f | %5.3f … %5.3f | %5.3f … %5.3f | %g … %g\n", e.Name, e.Param, e.Factor, e.Minus, e.Plus, e.DecileLow,
			e.DecileHigh, e.Low, e.High)
	}
	b.WriteString("#\n# Target: term of the loss, median; values in force and fitted, fresh random numbers\n")
	for _, a := range Aims {
		fmt.Fprintf(&b, "# %-14s weight %-4g %7.3f %9.4g   %7.3f %9.4g\n", a.ID, a.Weight, f.FreshDefault.Terms[a.ID], f.FreshDefault.Medians[a.ID],
			f.FreshBest.Terms[a.ID], f.FreshBest.Medians[a.ID])
	}
	b.WriteString(f.patch)
	_, err := io.WriteString(w, b.String())
	return err
}
