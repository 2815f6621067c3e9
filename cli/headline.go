package cli

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"kirifuda/agents"
	"kirifuda/agents/acts"
	"kirifuda/analysis"
	"kirifuda/analysis/stats"
	"kirifuda/configs"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/internal/english"
	"kirifuda/output"
	"kirifuda/world"
)

// headlineFlags choose what sim run prints.
type headlineFlags struct {
	noTwin bool // do not run the twin
	gross  bool // list gross buyers
}

// headline is the output of sim run --json.
type headline struct {
	Dir      string                 `json:"dir"`
	Scenario string                 `json:"scenario"`
	RunID    int32                  `json:"run_id"`
	Seed     int64                  `json:"seed"`
	Days     int                    `json:"days"`
	EventDay *int                   `json:"event_day"` // nil if the scenario scripts nothing
	Content  string                 `json:"content_sha256"`
	Twin     *twinHeadline          `json:"twin"`              // what the card does; nil without a twin
	NoTwin   string                 `json:"no_twin,omitempty"` // why there is no twin
	Played   []played               `json:"card_played"`       // how much of what was asked
	Acts     []actDone              `json:"acts,omitempty"`
	Proceeds float64                `json:"jp_mof_proceeds_usd_bn"` // of Treasuries, less what was paid for Treasuries bought
	Outcomes []engine.Value         `json:"outcomes"`               // of the path
	Gross    []experiment.Buyer     `json:"gross_buyers,omitempty"`
	Files    []output.ManifestTable `json:"files"`
	Seconds  float64                `json:"seconds"`
	Phases   []phaseCost            `json:"phases,omitempty"`
}

// twinHeadline is the difference between a run and its twin.
type twinHeadline struct {
	Scenario    string              `json:"scenario"`
	Definition  string              `json:"definition"`
	Effects     []analysis.Effect   `json:"effects"`
	Differences []difference        `json:"outcome_differences"`
	Proceeds    float64             `json:"jp_mof_proceeds_usd_bn"`
	Holders     []analysis.Held     `json:"holders"` // Treasuries on the last day
	Card        []analysis.CardLine `json:"card"`
}

// difference is an outcome of a run less that of its twin.
type difference struct {
	Name  string   `json:"name"`
	With  *float64 `json:"scenario"`
	Twin  *float64 `json:"twin"`
	Value *float64 `json:"difference"` // nil if either is missing
	Unit  string   `json:"unit"`
}

// played is how much of a sale was carried out.
type played struct {
	Holder   string  `json:"holder"`
	Asked    float64 `json:"asked_usd_bn"` // by the timetable until the last day
	Sold     float64 `json:"sold_usd_bn"`  // fall of its Treasuries, at prices of the base date
	Borrowed float64 `json:"borrowed_usd_bn"`
	Stopped  bool    `json:"stopped_by_deal,omitempty"`
}

// actDone is what became of an act of the scenario.
type actDone struct {
	Name      string   `json:"name"`
	Actor     string   `json:"actor"`
	Do        string   `json:"do"`
	Asked     *float64 `json:"asked_usd_bn,omitempty"`     // by the last day of the run, as its size is measured; nil without a size
	Short     float64  `json:"not_done_usd_bn,omitempty"`  // as events have it
	Paid      float64  `json:"paid_usd_bn"`                // less what was received, at the prices paid
	Exchanged float64  `json:"exchanged_usd_bn,omitempty"` // dollars given for the currency of proceeds or, if negative, received for that of payment
	Void      bool     `json:"condition_met,omitempty"`    // left out or ended because of its condition
}

// actsDone lists what became of acts, those that only say something aside.
func actsDone(s *configs.Scenario, b *experiment.Builder, with *analysis.Path, days int) (out []actDone) {
	for _, o := range b.Acts() {
		if o.Verb >= acts.Say {
			continue
		}
		x := actDone{Name: o.Name, Actor: s.Act(o.Name).Actor, Do: o.Verb.String()}
		if o.Verb.Doc().Amount != "" {
			asked := b.Asked(&o, days)
			x.Asked = &asked
		}
		for _, r := range with.Acts {
			if r.Name == o.Name {
				x.Short, x.Paid, x.Void = r.Short, r.Paid, r.Void
				if o.Convert >= 0 {
					x.Paid, x.Exchanged = r.Paid-r.Money, r.Money
				}
			}
		}
		out = append(out, x)
	}
	return out
}

func (a *app) doRun(c *cobra.Command, e *experiment.Experiment, f *scenarioFlags, show headlineFlags, name string) error {
	s := e.Scenarios[0]
	twin, err := experiment.Twin(s)
	if err != nil {
		return err
	}
	with, without := &analysis.Path{}, &analysis.Path{}
	o := engine.OneOptions{Goroutines: f.scheduler == "goroutine", Profile: f.profile, Observers: []world.Observer{with}}
	why := ""
	switch {
	case twin == nil:
		why = s.Name + " plays no card, so that it has no twin"
	case show.noTwin:
		why = "--no-twin"
	default:
		if o.Twin, err = experiment.NewBuilder(twin, e.Catalogue()); err != nil {
			return err
		}
		o.TwinObservers = []world.Observer{without}
	}
	dir := f.place(e)
	if _, err := e.Attach(dir, f.force); err != nil {
		return err
	}
	defer func() { _ = e.Release() }()
	res, err := engine.RunOne(c.Context(), e, o)
	if err != nil {
		if c.Context().Err() != nil {
			return &exit{signalCode(a.signal), fmt.Errorf("interrupted: the run is not kept; repeat the command with -o %s", quoted(dir))}
		}
		return err
	}
	if res.Damaged != nil {
		a.note("%v; simulated again", res.Damaged)
	}
	h := headline{
		Dir: dir, Scenario: s.Name, RunID: res.Ref.RunID, Seed: e.Plan.Seed, Days: res.Days, Content: res.DatasetSHA256, NoTwin: why,
		Played: playedOf(s, with, res), Acts: actsDone(s, e.Builders()[0], with, res.Days), Proceeds: res.Account.Sum("proceeds"), Outcomes: res.Values, Files: res.Files, Seconds: res.Elapsed.Seconds(), Phases: phases(res.Profile),
	}
	if day := e.Plan.Arms[0].EventDay; day > 0 {
		h.EventDay = &day
	}
	if show.gross {
		h.Gross = res.Buyers
	}
	if res.Twin != nil {
		h.Twin = &twinHeadline{
			Scenario: twin.Name, Definition: twin.Story, Effects: analysis.Effects(with, without), Differences: differences(res),
			Proceeds: stats.Less(res.Account.Sum("proceeds"), res.Twin.Account.Sum("proceeds")), Holders: analysis.HeldMore(with, without), Card: analysis.Card(res.Account, res.Twin.Account),
		}
		if e.Plan.Trace >= output.TracePanel {
			if err := e.Store().WriteCardBalance(analysis.BalanceRows(s.Name, twin.Name, res.Ref.RunID, h.Twin.Card)); err != nil {
				return err
			}
		}
	}
	if a.json {
		return a.printJSON(h)
	}
	a.print("%s: %s\n", s.Name, s.Title)
	a.print("%s to %s, %s, seed %d, run %d, %.1f s\n", s.Start, s.End(), english.Count(res.Days, "business day"), e.Plan.Seed, res.Ref.RunID, res.Elapsed.Seconds())
	a.printEventDay(s.Name, h.EventDay, with)
	a.printCardEffects(&h)
	a.printPath(&h)
	a.printProfile(res.Profile)
	a.print("\nresults  %s\n", dir)
	if name == "" {
		name = filepath.Join(dir, e.Plan.Arms[0].Config)
		if len(f.set)+len(f.files) == 0 && !c.Flags().Changed("from") {
			name = s.Name
		}
	}
	next := "sim mc " + quoted(name) + " -n 100"
	if twin != nil {
		next += " --vs " + experiment.TwinName
	}
	a.print("next     %s\n", next)
	return nil
}

// playedOf compares what timetables ask for with what was sold and borrowed.
func playedOf(s *configs.Scenario, with *analysis.Path, res *engine.OneRun) []played {
	out := []played{}
	deal := res.Account.Value("deal", "") > 0
	for i := range s.Agents {
		p, ok := s.Agents[i].Params.(*agents.JPMoFParams)
		k := with.Of(s.Agents[i].ID)
		if !ok || k < 0 || p.Strategy == "silent" {
			continue
		}
		x := played{
			Holder: s.Agents[i].ID, Asked: p.AskedBy(res.Days), Sold: with.Opened[k] - with.Held[k], Borrowed: max(0, -with.Lent[k]),
			Stopped: deal && p.StopOnDeal,
		}
		out = append(out, x)
	}
	return out
}

// differences are the outcomes of a run less those of its twin.
func differences(res *engine.OneRun) []difference {
	var out []difference
	for i, x := range res.Values {
		d := difference{Name: x.Name, With: x.Value, Twin: res.Twin.Values[i].Value, Unit: x.Unit}
		if d.With != nil && d.Twin != nil {
			v := stats.Less(*d.With, *d.Twin)
			d.Value = &v
		}
		out = append(out, d)
	}
	return out
}
