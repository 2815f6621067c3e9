package output

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// liarSchedule says at which calls of which process the disk fails.
type liarSchedule struct {
	seed   uint64 // of what a cut leaves
	faults []liarAt
}

type liarAt struct {
	life, call int
	fault      liarFault
}

func (s liarSchedule) String() string {
	var at []string
	for _, f := range s.faults {
		at = append(at, fmt.Sprintf("{%d, %d, %v}", f.life, f.call, f.fault))
	}
	return fmt.Sprintf("{%d, []liarAt{%s}}", s.seed, strings.Join(at, ", "))
}

// liarLives is the number of processes that are disturbed before one that is not.
const liarLives = 4

// drawSchedule draws a schedule; calls is the number of those of an undisturbed process.
func drawSchedule(seed uint64, calls int) liarSchedule {
	r := rand.New(rand.NewPCG(seed, 2))
	s := liarSchedule{seed: seed}
	for life := range 1 + r.IntN(liarLives) {
		for range r.IntN(3) {
			s.faults = append(s.faults, liarAt{life, 1 + r.IntN(calls), liarFull + liarFault(r.IntN(2))})
		}
		s.faults = append(s.faults, liarAt{life, 1 + r.IntN(calls), liarFault(r.IntN(3) / 2)}) // more cuts than kills
	}
	return s
}

const liarDir = "/x"

func liarLayout() Layout {
	return Layout{
		SchemaVersion: SchemaVersion, ID: "liar", ConfigSHA256: "00ff", Version: "1", Git: "x", Trace: TraceRuns,
		Outcomes: []Column{{Name: "y_x_bp", Unit: "bp", Doc: "an outcome"}}, ChunkLength: 2, Runs: []RunRange{{"a", 0, 3}, {"b", 0, 2}},
	}
}

// liarLonger is the same experiment after an extension.
func liarLonger() Layout {
	l := liarLayout()
	l.Runs, l.ExtendedAt = append(l.Runs, RunRange{"a", 3, 2}, RunRange{"b", 2, 1}), []int{2}
	return l
}

// liarOther is another experiment.
func liarOther() Layout {
	l := liarLayout()
	l.ID, l.ConfigSHA256 = "other", "ff00"
	return l
}

// A liarStory is what the processes of a schedule do, one after another, until it is
// done.
type liarStory struct {
	name  string
	first *Layout // a complete experiment that is there before
	last  Layout  // what is there in the end
	// alone is what has to be done while no other process writes, nil if there is
	// nothing.
	alone func(d *liarDisk) error
}

var liarStories = []liarStory{
	{name: "create", last: liarLayout()},
	{name: "extend", first: new(liarLayout()), last: liarLonger(), alone: func(d *liarDisk) error {
		e, err := openStore(d, liarDir)
		if err == nil && len(e.Layout.ExtendedAt) == 0 {
			if err = extend(d, liarDir, planOf(liarLonger())); err == nil {
				e, err = openStore(d, liarDir)
			}
		}
		if err == nil && e.Outdated() {
			err = e.Update()
		}
		return err
	}},
	{name: "replace", first: new(liarLayout()), last: liarOther(), alone: func(d *liarDisk) error {
		e, err := openStore(d, liarDir)
		if errors.Is(err, fs.ErrNotExist) || err == nil && e.Layout.ID == "other" {
			return nil
		}
		if errors.Is(err, ErrIO) {
			return err
		}
		return clearAll(d, liarDir, []string{indexName, "manifest", "tables", "summary", viewsName, packageName, crateName, "config.resolved.yaml", planName})
	}},
}

// liarWork creates or resumes an experiment and makes what is missing, as an engine does. It
// calls done after each committed chunk.
func liarWork(d *liarDisk, story *liarStory, done func(chunk int, m *Manifest)) (err error) {
	c, err := makeClaim(d, liarDir, story.alone != nil)
	if err != nil {
		return err
	}
	defer func() {
		if r := recover(); r != nil { // only the goroutine of a claim outlives its process here
			if c.stop != nil {
				close(c.stop)
			}
			panic(r)
		}
		if e := c.Release(); err == nil {
			err = e
		}
	}()
	if story.alone != nil {
		if err := story.alone(d); err != nil {
			return err
		}
		if err := c.Share(); err != nil {
			return err
		}
	}
	e, err := createStore(d, liarDir, planOf(story.last), []byte("seed: 1\n"))
	if err != nil {
		return err
	}
	e.Under(c)
	if err := e.Sweep(c); err != nil {
		return err
	}
	if err := e.Begin(); err != nil {
		return err
	}
	for k := range e.NumChunks() {
		if m, _, err := e.Audit(k); err != nil {
			return err
		} else if m != nil {
			done(k, m) // from here on it counts as committed
			continue
		}
		m, err := liarChunk(e, k)
		if err != nil {
			return err
		}
		done(k, m)
	}
	if err := e.Sweep(c); err != nil {
		return err
	}
	if err := e.Rebuild(); err != nil {
		return err
	}
	when := time.Unix(0, 0)
	return e.WriteCrate(Provenance{Title: "liar", Start: when, End: when})
}

func liarChunk(e *Store, k int) (*Manifest, error) {
	c, err := e.OpenChunk(k)
	if err != nil {
		return nil, err
	}
	defer c.Abort()
	for _, run := range e.ChunkRuns(k) {
		row := RunRow{Scenario: run.Scenario, RunID: run.RunID, Status: StatusOK, Outcomes: map[string]float64{"y_x_bp": float64(10*k) + float64(run.RunID)}}
		if err := c.AddRun(row); err != nil {
			return nil, err
		}
	}
	return c.Commit(nil)
}

// liarRun carries out a schedule and returns what is wrong: first what was committed
// and is lost or wrong, then that an undisturbed process does not complete it.
func liarRun(story *liarStory, s liarSchedule, ignored func(op, p string) bool, want map[string]string) (err error) {
	d, err := story.disk(s.seed)
	if err != nil {
		return err
	}
	d.ignored = ignored
	committed := map[int]*Manifest{}
	for life := range liarLives + 1 {
		faults := map[int]liarFault{}
		for _, f := range s.faults {
			if f.life == life {
				faults[f.call] = f.fault
			}
		}
		d.boot(faults)
		err, ended := liarLife(d, story, func(k int, m *Manifest) { committed[k] = m })
		if err == nil && !ended && len(faults) == 0 && life < liarLives {
			continue
		}
		if life == liarLives && err != nil {
			return fmt.Errorf("the undisturbed process: %w", err)
		}
		if err != nil && !errors.Is(err, ErrIO) && !(d.misread && errors.Is(err, ErrBusy)) && len(faults) > 0 { // a claim that cannot be read counts
			return fmt.Errorf("process %d: an error of the disk is not called one: %w", life, err)
		}
		d.boot(nil)
		if err := liarSafe(d, story, committed); err != nil {
			return fmt.Errorf("after process %d: %w", life, err)
		}
	}
	d.boot(nil)
	got := liarFiles(d)
	for p, text := range want {
		if got[p] != text {
			return fmt.Errorf("%s differs from that of an undisturbed experiment", p)
		}
	}
	for p := range got {
		if _, ok := want[p]; !ok {
			return fmt.Errorf("%s was left behind", p)
		}
	}
	return nil
}

// liarLife is the life of a process.
func liarLife(d *liarDisk, story *liarStory, done func(int, *Manifest)) (err error, ended bool) {
	defer func() {
		if r := recover(); r != nil {
			if r != errCut && !strings.Contains(fmt.Sprint(r), errCut.Error()) {
				panic(r)
			}
			err, ended = nil, true
		}
	}()
	err = liarWork(d, story, done)
	if d.dead {
		return nil, true
	}
	return err, false
}

// liarSafe checks that what was committed is there with its rows, and that nothing that
// counts as finished has others.
func liarSafe(d *liarDisk, story *liarStory, committed map[int]*Manifest) error {
	e, err := openStore(d, liarDir)
	if errors.Is(err, fs.ErrNotExist) && len(committed) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if e.Layout.ID != story.last.ID && len(committed) == 0 {
		return nil // it is about to be replaced
	}
	for k := range e.NumChunks() {
		state, m, err := e.State(k, true)
		was := committed[k]
		switch {
		case m == nil && was != nil && !d.misread: // a chunk that cannot be read is made again
			return fmt.Errorf("chunk %d was committed and is %s: %w", k, state, errors.Join(err))
		case m != nil && was != nil && !m.SameRows(was):
			return fmt.Errorf("chunk %d has other rows than were committed", k)
		case m != nil:
			if faults := e.NewRecount().Add(m); len(faults) > 0 {
				return fmt.Errorf("chunk %d: %v", k, faults)
			}
		}
	}
	return nil
}

// liarFiles are the files of the directory by name.
func liarFiles(d *liarDisk) map[string]string {
	out := map[string]string{}
	for p, f := range d.files {
		out[p] = string(f.now)
	}
	return out
}

// disk is a disk with what is there before the first process.
func (s *liarStory) disk(seed uint64) (*liarDisk, error) {
	d := newLiarDisk(seed)
	if s.first == nil {
		return d, nil
	}
	d.boot(nil)
	return d, liarWork(d, &liarStory{last: *s.first}, func(int, *Manifest) {})
}

// undisturbed is what a story leaves on an honest disk, and its number of calls.
func (s *liarStory) undisturbed(t testing.TB) (want map[string]string, calls int) {
	d, err := s.disk(0)
	if err != nil {
		t.Fatal(err)
	}
	d.boot(nil)
	if err := liarWork(d, s, func(int, *Manifest) {}); err != nil {
		t.Fatal(err)
	}
	return liarFiles(d), d.calls
}

// undisturbed is what the creation of an experiment leaves.
func undisturbed(t testing.TB) (want map[string]string, calls int) {
	return liarStories[0].undisturbed(t)
}

// shrink leaves out faults without which a schedule still fails.
func shrink(s liarSchedule, fails func(liarSchedule) bool) liarSchedule {
	for i := 0; i < len(s.faults); {
		less := liarSchedule{s.seed, slices.Delete(slices.Clone(s.faults), i, i+1)}
		if fails(less) {
			s = less
		} else {
			i++
		}
	}
	return s
}

// liarCampaign carries out schedules from a seed on. The first that fails is shrunk.
func liarCampaign(t *testing.T, story *liarStory, from, n uint64) {
	want, calls := story.undisturbed(t)
	for seed := from; seed < from+n; seed++ {
		if text := liarFailure(story, seed, want, calls); text != "" {
			t.Fatal(text)
		}
	}
	t.Logf("%s: %d schedules of up to %d calls in each of %d processes", story.name, n, calls, liarLives)
}

// liarFailure carries out the schedule of a seed; if it fails it is shrunk and described.
func liarFailure(story *liarStory, seed uint64, want map[string]string, calls int) string {
	s := drawSchedule(seed, calls)
	err := liarRun(story, s, nil, want)
	if err == nil {
		return ""
	}
	small := shrink(s, func(s liarSchedule) bool { return liarRun(story, s, nil, want) != nil })
	return fmt.Sprintf("%s, seed %d: %v\nadd to liarCases: {%q, liarSchedule%v}, // %v", story.name, seed, err, story.name, small, liarRun(story, small, nil, want))
}

// liarCases are schedules that have failed.
var liarCases = []struct {
	story    string
	schedule liarSchedule
}{}

func TestLiarDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	for i := range liarStories {
		story := &liarStories[i]
		want, _ := story.undisturbed(t)
		for _, c := range liarCases {
			if c.story != story.name {
				continue
			}
			if err := liarRun(story, c.schedule, nil, want); err != nil {
				t.Errorf("%s, %v: %v", c.story, c.schedule, err)
			}
		}
		liarCampaign(t, story, 1, 300)
	}
}

// The simulation finds each of these calls if the program does not make it.
func TestLiarDiskFindsWhatIsNotSynced(t *testing.T) {
	if testing.Short() {
		t.Skip("has no concurrency of its own; runs without the race detector")
	}
	want, calls := undisturbed(t)
	for name, ignored := range map[string]func(op, p string) bool{
		"content of parts": func(op, p string) bool { return op == "sync" && strings.HasSuffix(p, ".parquet") },
		"content of manifests": func(op, p string) bool {
			return op == "sync" && strings.Contains(p, "/tmp/chunk-") && !strings.HasSuffix(p, ".parquet")
		},
		"content of the plan":     func(op, p string) bool { return op == "sync" && strings.Contains(p, "/tmp/plan.json") },
		"names of parts":          func(op, p string) bool { return op == "syncdir" && strings.HasPrefix(p, liarDir+"/tables/") },
		"names of manifests":      func(op, p string) bool { return op == "syncdir" && p == liarDir+"/manifest" },
		"names of folders":        func(op, p string) bool { return op == "syncdir" && (p == liarDir || p == "/") },
		"names of tables' folder": func(op, p string) bool { return op == "syncdir" && p == liarDir+"/tables" },
	} {
		found := false
		for seed := uint64(1); seed <= 2000 && !found; seed++ {
			found = liarRun(&liarStories[0], drawSchedule(seed, calls), ignored, want) != nil
		}
		if !found {
			t.Errorf("nobody notices that %s are not synced", name)
		}
	}
}
