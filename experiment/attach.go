package experiment

import (
	"errors"
	"path/filepath"
	"time"

	"kirifuda/configs"
	"kirifuda/experiment/design"
	"kirifuda/output"
)

// Attach binds the experiment to a directory and claims it for writing; Release ends
// the claim. If the directory holds the same experiment, it is resumed. If it holds
// another, Attach returns a Mismatch or, with replace, removes the other's results,
// unless a process is writing there.
func (e *Experiment) Attach(dir string, replace bool) (resumed bool, err error) {
	e.Dir = dir
	if err := e.Release(); err != nil { // of an earlier call
		return false, err
	}
	if err := e.enter(dir, replace); err != nil {
		return false, err
	}
	defer func() {
		if err != nil {
			_ = e.Release()
		}
	}()
	// Others may have been here before the claim.
	s, err := e.survey(dir, replace)
	switch {
	case err != nil:
		return false, err
	case s.act == wipes:
		return false, &Mismatch{Dir: dir, Differences: e.differences(dir, s.old)}
	case s.act == grows:
		return false, Usage("%s was changed by another process: repeat the command", dir)
	case s.old != nil:
		e.adopt(s.old)
	}
	if err := e.bind(dir, s.begun); err != nil {
		return false, err
	}
	e.out.Under(e.claim)
	return s.begun, e.out.Sweep(e.claim)
}

// enter claims a directory. What has to be done while no other process writes there is
// done first.
func (e *Experiment) enter(dir string, replace bool) error {
	for begin := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		s, err := e.survey(dir, replace)
		if err != nil {
			return err
		}
		if e.claim, err = MakeClaim(dir, s.act != joins); err != nil {
			// Another process may be doing the same, such as another shard.
			if s.act == grows && time.Since(begin) < growWait {
				continue
			}
			return err
		}
		if s.act == joins {
			return nil
		}
		if err = e.alone(dir, replace); err == nil {
			err = e.claim.Share()
		}
		if err != nil {
			_ = e.Release()
		}
		return err
	}
}

// growWait is the time to wait for others before extending an experiment.
const growWait = 3 * time.Second

// alone replaces or extends what a directory holds, of which the process has a claim
// alone.
func (e *Experiment) alone(dir string, replace bool) error {
	s, err := e.survey(dir, replace)
	switch {
	case err != nil:
		return err
	case s.act == wipes:
		e.wiped = true // pictures and notebooks of the other stay
		return Wipe(dir, s.old)
	case s.act == grows:
		return e.grow(dir, s.old)
	}
	return nil // another process has done it
}

// What an experiment finds in its directory, and what it has to do there.
const (
	joins = iota // nothing, or this experiment
	wipes        // another experiment, which is replaced
	grows        // this experiment with fewer replications, or one whose extension was interrupted
)

type survey struct {
	act   int
	old   *Plan // of the directory; nil if there is none
	begun bool  // the start of this experiment is complete
}

func (e *Experiment) survey(dir string, replace bool) (survey, error) {
	// Other processes may be starting here. Each writes the plan first and the
	// index last, so the two are looked for in the opposite order.
	begun := exists(dir, indexFile)
	planned := exists(dir, PlanFile)
	old, err := ReadPlan(dir)
	switch {
	case err == nil && e.extends(old):
		if old.Reps > e.Plan.Reps && !replace {
			return survey{}, Usage("%s holds %d replications of this experiment, more than the %d requested: request at least as many, give another directory with -o, or use -f to replace it",
				dir, old.Reps, e.Plan.Reps)
		}
		if old.Reps > e.Plan.Reps {
			return survey{wipes, old, false}, nil
		}
		if out, err := output.OpenStore(dir); old.Reps < e.Plan.Reps || err == nil && out.Outdated() {
			return survey{grows, old, begun}, nil
		}
		return survey{joins, old, begun}, nil
	case replace && (begun || planned) && !recognised(dir):
		return survey{}, Usage("%s is not a directory of this program, although it has a file of the name %s or %s: nothing is replaced; give another directory with -o",
			dir, PlanFile, indexFile)
	case replace && (begun || planned):
		return survey{wipes, old, false}, nil
	case err == nil:
		return survey{}, &Mismatch{Dir: dir, Differences: e.differences(dir, old)}
	case planned && err != nil:
		if errors.Is(err, output.ErrIO) {
			return survey{}, err
		}
		return survey{}, Usage("%v; use -f to replace it", err)
	case !planned && occupied(dir) && !e.wiped && begun && recognised(dir):
		return survey{}, Usage("%s is not empty and does not hold a complete experiment; use -f to replace the remains of one", dir)
	case !planned && occupied(dir) && !e.wiped:
		return survey{}, Usage("%s is not empty and does not hold an experiment: give another directory with -o", dir)
	}
	return survey{}, nil
}

// checkConfigs looks for changes of the stored configurations and restores missing ones.
func (e *Experiment) checkConfigs(dir string) error {
	for i, a := range e.Plan.Arms {
		if !exists(dir, a.Config) {
			if err := e.out.WriteIn(a.Config, configs.Resolved(e.Scenarios[i])); err != nil {
				return err
			}
			continue
		}
		if s, err := LoadScenario(filepath.Join(dir, a.Config), e.cat, configs.Options{}); err != nil || configs.Digest(s) != a.SHA256 {
			return output.Altered(Usage("%s in %s was edited: delete it, and it is written again", a.Config, dir))
		}
	}
	return nil
}

// bind creates the directory or completes its start.
func (e *Experiment) bind(dir string, resumed bool) error {
	text, err := e.Plan.text()
	if err != nil {
		return err
	}
	// Of several processes with different experiments one writes the plan.
	e.out, err = output.CreateStore(dir, text, configs.Resolved(e.Scenarios[e.Plan.Treatments()[0]]))
	if errors.Is(err, output.ErrOther) {
		if old, readErr := ReadPlan(dir); readErr == nil && old.ID != e.Plan.ID {
			return &Mismatch{Dir: dir, Differences: e.differences(dir, old)}
		}
		return Usage("%v; give another directory with -o, or -f to replace it", err)
	}
	if err == nil && resumed {
		err = e.checkConfigs(dir)
	}
	if err != nil || resumed {
		return err
	}
	for i, a := range e.Plan.Arms {
		if err := e.out.WriteIn(a.Config, configs.Resolved(e.Scenarios[i])); err != nil {
			return err
		}
	}
	if d := e.Plan.Design; d != nil {
		problem, err := design.NewProblem(d.Axes)
		if err != nil {
			return err
		}
		b, err := problem.JSON()
		if err != nil {
			return err
		}
		if err := e.out.WriteIn(problemFile, b); err != nil {
			return err
		}
	}
	return e.out.Begin()
}
