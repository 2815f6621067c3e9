package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"

	"github.com/spf13/cobra"

	"kirifuda/agents"
	"kirifuda/analysis/figures"
	"kirifuda/configs"
	"kirifuda/engine"
	"kirifuda/experiment"
)

// Exit codes.
const (
	exitOK          = 0
	exitInternal    = 1
	exitUsage       = 2
	exitFailedRuns  = 3
	exitMismatch    = 4
	exitIO          = 5
	exitNever       = 65
	exitWall        = 75
	exitHungUp      = 129
	exitInterrupted = 130
	exitMemory      = 134
	exitPipe        = 141
	exitTerminated  = 143
)

// exitCodes describes the exit codes.
const exitCodes = `Exit codes:

  0    done
  1    internal error, described in a report; of doctor: a check failed
  2    the command line, a scenario or another input is not valid
  3    finished, but some runs failed; the data are valid
  4    a comparison failed: verify, inspect, validate --strict
  5    a file cannot be read or written, a file is damaged, or the disk is full
  65   two different results for one chunk: repeating the command cannot help
  75   stopped at --max-wall; the same command continues
  129  hung up (HUP); the same command continues
  130  interrupted (INT); the same command continues
  134  not enough memory, found at the start or later (then by the signal ABRT); finished
       chunks are kept. With less than about 1 GB of address space (ulimit -v) the
       program cannot start at all
  141  the reader of the output has closed it
  143  terminated (TERM); the same command continues`

// app is one invocation of the program.
type app struct {
	cat     agents.Catalogue
	figures figures.List
	engines engine.Registry
	stdin   io.Reader
	stdout  *screen
	stderr  *screen
	args    []string

	json     bool
	quiet    bool
	progress string
	noColor  bool
	noInput  bool
	signal   os.Signal         // signal that ended the program
	warnings []configs.Problem // what has been said, for JSON

	dir atomic.Pointer[string] // directory of the experiment in progress
}

// exit ends the program with a code and, if err is set, a message.
type exit struct {
	code int
	err  error
}

func (e *exit) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

// usageError returns an error about the command line.
func usageError(format string, args ...any) error {
	return &exit{exitUsage, fmt.Errorf(format, args...)}
}

// Option extends the program by something other than institutions.
type Option func(*app)

// Figures sets the figures of sim figure; the default is figures.All.
func Figures(list figures.List) Option { return func(a *app) { a.figures = list } }

// Engines sets the engines for experiments; the default is engine.Default.
func Engines(list engine.Registry) Option { return func(a *app) { a.engines = list } }

// Main runs the program with the arguments and streams of the process and returns
// the exit code. The catalogue may have more kinds than the model's own.
func Main(cat agents.Catalogue, options ...Option) int {
	abortOnFatal()
	if err := limitMemory(); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		return exitMemory
	}
	// A closed pipe is an error of writing, so that files in progress are removed.
	signal.Ignore(syscall.SIGPIPE)
	return Run(os.Args[1:], cat, os.Stdin, os.Stdout, os.Stderr, options...)
}

// Run is Main with given arguments and streams.
func Run(args []string, cat agents.Catalogue, stdin io.Reader, stdout, stderr io.Writer, options ...Option) int {
	out := &stream{w: stdout}
	a := &app{cat: cat, figures: figures.All(), engines: engine.Default(), stdin: stdin,
		stdout: newScreen(stdout), stderr: newScreen(stderr)}
	a.stdout.w = out
	for _, o := range options {
		o(a)
	}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetErr(a.stderr)
	ctx, stop := a.watchSignals()
	defer stop()
	a.args = args
	err := engine.Guard(func() error { return root.ExecuteContext(ctx) })
	if err != nil { // if the command line cannot be parsed, its flags are not set
		a.json = a.json || slices.Contains(args, "--json")
		a.noColor = a.noColor || slices.Contains(args, "--no-color")
		a.setColours()
	}
	return a.end(out, err)
}

// watchSignals cancels the context at the first signal; the second one ends the
// program at once, which loses nothing that is committed.
func (a *app) watchSignals() (context.Context, func()) {
	ctx, cancel := context.WithCancel(context.Background())
	c := make(chan os.Signal, 2)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // as by nohup
		signal.Notify(c, syscall.SIGHUP)
	}
	done := make(chan struct{})
	go func() {
		for n := 0; ; n++ {
			select {
			case s := <-c:
				if n > 0 {
					if dir := a.dir.Load(); dir != nil {
						a.note("stopped; finished chunks are kept: continue with the same command and -o %s", quoted(*dir))
					}
					os.Exit(signalCode(s))
				}
				a.signal = s
				a.note("stopping: finished chunks are kept; interrupt again to stop at once")
				cancel()
			case <-done:
				return
			}
		}
	}()
	return ctx, func() { signal.Stop(c); close(done); cancel() }
}

func signalCode(s os.Signal) int {
	switch s {
	case syscall.SIGHUP:
		return exitHungUp
	case syscall.SIGTERM:
		return exitTerminated
	}
	return exitInterrupted
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "sim",
		Short: "An agent-based simulator of the world's bond, currency and equity markets",
		Example: `  sim run                                     the default scenario, with the headline numbers
  sim run sale-300 -s jp_mof.sale_days=20     the same sale in a month
  sim mc japan-sale-2025 -n 200 --vs baseline paired Monte Carlo
  sim scenario list`,
		SilenceUsage: true, SilenceErrors: true,
		CompletionOptions: cobra.CompletionOptions{},
	}
	root.SetOut(a.stdout) // before completion is added, which keeps the stream
	version, _ := experiment.Program()
	root.Version = version
	f := root.PersistentFlags()
	f.BoolVar(&a.json, "json", false, "write one JSON object to stdout")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "print no messages and no progress")
	f.StringVar(&a.progress, "progress", "auto", "progress display: auto, bar, plain, json or none")
	f.BoolVar(&a.noColor, "no-color", false, "print no colours, which are used on terminals only (also set by NO_COLOR or TERM=dumb)")
	f.BoolVar(&a.noInput, "no-input", false, "never ask questions")
	root.PersistentPreRun = func(*cobra.Command, []string) { a.setColours() }
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &exit{exitUsage, flagError(err)} })
	root.AddCommand(
		a.runCommand(), a.mcCommand(), a.sweepCommand(), a.irfCommand(), a.cardCommand(), a.compareCommand(), a.sensCommand(), a.evalCommand(),
		a.scenarioCommand(), a.configCommand(), a.verifyCommand(), a.inspectCommand(), a.lsCommand(), a.exportCommand(), a.mergeCommand(), a.compactCommand(), a.validateCommand(), a.calibrateCommand(), a.doctorCommand(), a.versionCommand(),
		a.figureCommand(), a.notebookCommand(), a.tablesCommand(),
	)
	root.AddCommand(&cobra.Command{Use: "exit-codes", Short: "Exit codes of all commands", Long: exitCodes})
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	wrapArgs(root)
	for _, c := range root.Commands() {
		if c.Name() == "help" {
			c.Run, c.RunE = nil, helpOn
		}
	}
	return root
}

// overrideFlags adds the flags that lay files and values over a scenario.
func (a *app) overrideFlags(c *cobra.Command, files, set *[]string) {
	c.Flags().StringArrayVarP(files, "config", "c", nil, "YAML file laid over the scenario (repeatable)")
	c.Flags().StringArrayVarP(set, "set", "s", nil, "override key=value, multiply each agent's own value with 'key*=factor', or lay @file.yaml over "+
		"the scenario (repeatable)")
	_ = c.RegisterFlagCompletionFunc("set", a.completeKey)
}

// load reads a scenario with the overrides of the command line.
func (a *app) load(name string, files, set []string) (*configs.Scenario, error) {
	s, err := experiment.LoadScenario(name, a.cat, configs.Options{Files: files, Environ: os.Environ(), Set: set})
	if err != nil {
		return nil, err
	}
	for _, w := range s.Warnings {
		a.warnOf(w)
	}
	return s, nil
}

// completeScenario completes names of scenarios.
func completeScenario(_ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return completeScenarios(nil, nil, prefix)
}

// completeScenarios completes names of scenarios that are not given yet.
func completeScenarios(_ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, s := range configs.List() {
		if strings.HasPrefix(s.Name, prefix) && !slices.Contains(args, s.Name) {
			out = append(out, s.Name+"\t"+s.Title)
		}
	}
	return out, cobra.ShellCompDirectiveDefault
}

// completeKey completes keys of -s.
func (a *app) completeKey(_ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	name := defaultScenario
	if len(args) > 0 {
		name = args[0]
	}
	s, err := experiment.LoadScenario(name, a.cat, configs.Options{})
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var out []string
	for _, k := range configs.Keys(a.cat, s) {
		if strings.HasPrefix(k, prefix) {
			out = append(out, k+"=")
		}
	}
	return out, cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
}
