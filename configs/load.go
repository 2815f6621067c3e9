package configs

import (
	"io/fs"
	"sort"
	"strings"
)

// Options are the sources of values above the scenario.
type Options struct {
	// FS holds world.yaml and scenarios/<name>.yaml; nil means [Embedded].
	FS fs.FS
	// Files are the files given by -c, from low to high.
	Files []string
	// Environ is the environment as NAME=value; nil means none. A program
	// passes os.Environ().
	Environ []string
	// Set are the overrides given by -s, from low to high: key=value, or
	// @file.yaml.
	Set []string
	// Tables are what the tags of the catalogue refer to; nil means none. Then a tag
	// that refers to them is an error of the catalogue.
	Tables Tables
	// ReadFile reads a file that is not embedded; nil reads from the disk.
	ReadFile func(name string) ([]byte, error)
}

func (o Options) fs() fs.FS {
	if o.FS == nil {
		return embedded
	}
	return o.FS
}

const (
	worldName   = "world"
	worldFile   = "world.yaml"
	scenarioDir = "scenarios"
	// maxFile bounds the size of a configuration file in bytes.
	maxFile = 8 << 20
	// maxExtends bounds the length of a chain of scenarios.
	maxExtends = 16
)

// Load reads a scenario, by the name of an embedded one or as the path of a
// file, and applies all layers above it. The name "world" gives the base world
// alone. If the input is wrong, the error is an [*Error] with every problem
// found; any other error means that the catalogue itself is wrong.
func Load(name string, cat Catalogue, opts Options) (*Scenario, error) {
	l, err := newLoader(cat, opts)
	if err != nil {
		return nil, err
	}
	chain, standalone := l.chain(name)
	if !standalone {
		if world := l.embeddedFile(worldFile, worldFile); world != nil {
			l.apply(world, LayerWorld)
		}
	}
	l.s.Name = worldName
	if len(chain) > 0 {
		l.s.Title, l.s.Story, l.s.Sources = "", "", nil
	}
	for i, f := range chain {
		l.layer++
		l.whole = standalone && i == 0
		l.s.Name = nameOf(f.file) // unless the file gives one
		l.apply(f, LayerScenario)
	}
	l.whole = false
	for _, name := range opts.Files {
		l.layer++
		if f := l.userFile(name, place{}); f != nil {
			f.patch = true
			l.apply(f, LayerFile)
		}
	}
	l.layer++
	l.environment(opts.Environ)
	for _, text := range opts.Set {
		l.layer++
		if file, ok := strings.CutPrefix(text, "@"); ok {
			if f := l.userFile(file, place{}); f != nil {
				f.patch = true
				l.apply(f, LayerSet)
			}
			continue
		}
		l.setText(text)
	}
	l.finish()
	if err := l.problems.err(); err != nil {
		return nil, err
	}
	return l.s, nil
}

// loader builds a scenario layer by layer.
type loader struct {
	opts     Options
	s        *Scenario
	layer    int
	problems problemList
	// broken has the ids of agents whose declaration is wrong, so that one
	// mistake gives one message.
	broken  map[string]bool
	touched map[int]bool // agents to validate; nil means all
	whole   bool         // the file at hand stands alone: its maps are complete
}

func newLoader(cat Catalogue, opts Options) (*loader, error) {
	specs, err := specsOf(cat, opts.Tables)
	if err != nil {
		return nil, err
	}
	loadings, instruments, err := loadingSpecs(opts.Tables)
	if err != nil {
		return nil, err
	}
	s := &Scenario{
		tables: opts.Tables, loadings: loadings, instruments: instruments,
		Metrics: map[string]string{}, cat: cat, specs: specs,
		index: map[string]int{}, origins: map[string]Origin{}, acts: map[string]*layeredAct{},
	}
	if s.market, err = newParamSpec("market", &s.Market, opts.Tables, nil); err != nil {
		return nil, err
	}
	if s.runSpec, err = newParamSpec("run", &s.run, nil, nil); err != nil {
		return nil, err
	}
	s.market.fill(&s.Market)
	if et, ok := cat.(EventTyper); ok {
		s.types = append([]string(nil), et.EventTypes()...)
		sort.Strings(s.types)
	}
	return &loader{opts: opts, s: s, broken: map[string]bool{}}, nil
}
