package agenttest

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"

	"kirifuda/agents"
	"kirifuda/world"
)

// Options of the suite.
type Options struct {
	Kinds []string // to be tested; nil means all of the catalogue
	// ID gives the name under which a kind is put on the roster, where the name
	// matters; by default "subject".
	ID map[string]string
	// Params changes the default parameters of a kind before it is built.
	Params func(kind string, params any)
}

// Run tests the kinds of a catalogue, each in a subtest.
func Run(t *testing.T, cat agents.Catalogue, opt Options) {
	kinds := opt.Kinds
	if kinds == nil {
		kinds = cat.Kinds()
	}
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			s, err := newSubject(cat, kind, opt)
			if err != nil {
				t.Fatal(err)
			}
			for _, err := range unlisted(s.kind) {
				t.Log(err)
			}
			for _, c := range checks {
				t.Run(c.name, func(t *testing.T) {
					if err := c.run(s); err != nil {
						t.Error(err)
					}
				})
			}
		})
	}
}

// checks of the suite, in order.
var checks = []struct {
	name string
	run  func(s *subject) error
}{
	{"deterministic", deterministic},
	{"identity", identity},
	{"bids", bids},
	{"own books only", ownBooks},
	{"idle", idle},
	{"rounds", rounds},
	{"without markets", withoutMarkets},
	{"goroutines", leaks},
}

// subject is a kind under test.
type subject struct {
	kind   agents.Kind
	id     string
	params func() (any, error)
}

func newSubject(cat agents.Catalogue, kind string, opt Options) (*subject, error) {
	s := &subject{kind: cat[kind], id: "subject"}
	if id := opt.ID[kind]; id != "" {
		s.id = id
	}
	s.params = func() (any, error) {
		p, err := newParams(cat, kind)
		if err == nil && opt.Params != nil {
			opt.Params(kind, p)
		}
		return p, err
	}
	_, err := s.params()
	return s, err
}

// wrap lets a check come between an institution and its world.
type wrap func(world.Institution, *world.Setup) world.Institution

// build makes the world of a stage. All institutions of one call of build get
// the same parameter struct.
func (s *subject) build(st stage, params any, w wrap) (*world.World, error) {
	spec := s.kind.Spec(s.id, params)
	spec.New = func(setup *world.Setup) (world.Institution, error) {
		inst, err := s.kind.New(setup, params)
		if err != nil {
			return nil, err
		}
		if inst == nil {
			return nil, errors.New("the constructor returned neither an institution nor an error")
		}
		if w != nil {
			inst = w(inst, setup)
		}
		return inst, nil
	}
	cfg, err := config(st, spec)
	if err != nil {
		return nil, err
	}
	return world.New(cfg)
}

// run steps a world through all its days and returns its rows by name.
func (s *subject) run(st stage, params any, w wrap) (map[string]uint64, error) {
	sim, err := s.build(st, params, w)
	if err != nil {
		return nil, err
	}
	defer sim.Close()
	rows := map[string]*rowHash{}
	for range st.days() {
		if err := sim.Step(); err != nil {
			return nil, err
		}
		record(sim, rows)
	}
	out := map[string]uint64{}
	for name, r := range rows {
		out[name] = r.Sum64()
	}
	return out, nil
}

type rowHash struct {
	Sum64 func() uint64
	word  func(uint64)
}

func newRow() *rowHash {
	h := fnv.New64a()
	var b [8]byte
	return &rowHash{h.Sum64, func(u uint64) {
		for i := range b {
			b[i] = byte(u >> (8 * i))
		}
		h.Write(b[:])
	}}
}

// record adds a finished day to the rows: one by agent with its books, one for
// prices, one for what was said, by whom.
func record(w *world.World, rows map[string]*rowHash) {
	row := func(name string) *rowHash {
		if rows[name] == nil {
			rows[name] = newRow()
		}
		return rows[name]
	}
	b := w.Books()
	for g, name := range w.Agents() {
		r := row(name)
		for a := range b.Assets() {
			r.word(uint64(b.Units(g, a)))
			r.word(uint64(b.Value(g, a)))
			r.word(uint64(b.Bought(g, a)))
		}
	}
	v := w.View()
	for k := range v.Deviation {
		row("prices").word(math.Float64bits(v.Deviation[k]))
		row("prices").word(math.Float64bits(v.Vol[k]))
	}
	for _, s := range v.Bulletin {
		r := row("said by " + w.Agents()[s.Actor])
		r.word(uint64(s.Day))
		r.word(uint64(s.Type))
		r.word(math.Float64bits(s.Value))
		for _, x := range s.Vector {
			r.word(math.Float64bits(x))
		}
	}
}

// differ lists what has different rows in two runs; only counts rows that both
// have if common is set.
func differ(a, b map[string]uint64, common bool) (names []string) {
	for name, h := range a {
		if g, ok := b[name]; g != h && (ok || !common) {
			names = append(names, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok && !common {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// deterministic: the same seed gives the same run, whatever the scheduler and
// whether or not parameters were used before.
func deterministic(s *subject) error {
	params, err := s.params()
	if err != nil {
		return err
	}
	want, err := s.run(stage{inline: true}, params, nil)
	if err != nil {
		return err
	}
	for _, inline := range []bool{true, false} {
		got, err := s.run(stage{inline: inline}, params, nil)
		if err != nil {
			return err
		}
		if d := differ(want, got, false); len(d) > 0 {
			return fmt.Errorf("a second run with the same seed (inline %t) differs in the rows of %q", inline, d)
		}
	}
	fresh, err := s.params()
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(params, fresh) {
		return fmt.Errorf("the institution changed its parameters from %+v to %+v; runs of an experiment share them", fresh, params)
	}
	return nil
}

// identity: agents before the subject on the roster change nothing.
func identity(s *subject) error {
	params, err := s.params()
	if err != nil {
		return err
	}
	want, err := s.run(stage{inline: true}, params, nil)
	if err != nil {
		return err
	}
	got, err := s.run(stage{inline: true, front: 3}, params, nil)
	if err != nil {
		return err
	}
	if d := differ(want, got, true); len(d) > 0 {
		return fmt.Errorf("three idle agents at the head of the roster changed the rows of %q: something depends on places or shared draws", d)
	}
	return nil
}

// idle: an institution that is built but never does anything changes nobody's
// rows.
func idle(s *subject) error {
	params, err := s.params()
	if err != nil {
		return err
	}
	want, err := s.run(stage{inline: true, empty: true}, params, nil)
	if err != nil {
		return err
	}
	got, err := s.run(stage{inline: true}, params, func(world.Institution, *world.Setup) world.Institution {
		return actor(func(*world.Desk, bool) {})
	})
	if err != nil {
		return err
	}
	if d := differ(want, got, true); len(d) > 0 {
		return fmt.Errorf("building the institution and leaving it idle changed the rows of %q", d)
	}
	return nil
}

// rounds: several clearings a day work.
func rounds(s *subject) error {
	params, err := s.params()
	if err != nil {
		return err
	}
	_, err = s.run(stage{inline: true, rounds: 3, seed: 1}, params, nil)
	return err
}

// withoutMarkets: an institution may refuse to be built in a world without its
// markets, but not fail in it.
func withoutMarkets(s *subject) error {
	params, err := s.params()
	if err != nil {
		return err
	}
	sim, err := s.build(stage{inline: true, bare: true}, params, nil)
	if err != nil {
		return nil
	}
	defer sim.Close()
	return sim.Run(context.Background())
}

// leaks: after Close no goroutine is left.
func leaks(s *subject) error {
	params, err := s.params()
	if err != nil {
		return err
	}
	// Goroutines of earlier worlds may still be on their way out.
	before := runtime.NumGoroutine()
	for tries, still := 0, 0; still < 10 && tries < 400; tries, still = tries+1, still+1 {
		time.Sleep(5 * time.Millisecond)
		if n := runtime.NumGoroutine(); n != before {
			before, still = n, 0
		}
	}
	for range 3 { // what one run leaks may hide behind one that ends late
		if _, err := s.run(stage{}, params, nil); err != nil {
			return err
		}
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	return fmt.Errorf("%d goroutines before three runs, %d after them", before, runtime.NumGoroutine())
}
