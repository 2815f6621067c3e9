package experiment

// Replay plans a single run that repeats run id of an arm of this experiment, which may
// be left out if there is only one treatment. Trace and thinning are those of plan.
func (e *Experiment) Replay(plan Plan, arm string, id int32) (*Experiment, error) {
	a, err := e.Plan.Choose(arm, "--arm")
	if err != nil {
		return nil, err
	}
	ref, err := e.Find(a, id)
	if err != nil {
		return nil, err
	}
	s := e.Scenarios[a]
	if e.Plan.Design != nil {
		if s, err = s.With(e.settings(s, e.Plan.Design.Points[ref.DesignID])...); err != nil {
			return nil, err
		}
	}
	plan.Seed, plan.FirstRep, plan.Reps = e.Plan.Seed, int(ref.Rep), 1
	if ref.RunID != ref.Rep { // at a point of a design
		plan.FirstRun = int(ref.RunID)
	}
	return New(e.cat, plan, -1, s)
}

// Find returns the run of an arm by its number.
func (e *Experiment) Find(arm int, id int32) (Ref, error) {
	n := id
	if e.Plan.Design == nil {
		n -= int32(e.Plan.firstRun())
	}
	if n < 0 || int(n) >= e.Plan.PerArm() {
		first := e.Plan.Ref(arm, 0).RunID
		return Ref{}, Usage("run %d does not exist: the experiment has runs %d to %d", id, first, int(first)+e.Plan.PerArm()-1)
	}
	return e.Plan.Ref(arm, n), nil
}
