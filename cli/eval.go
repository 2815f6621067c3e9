package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"runtime"

	"github.com/spf13/cobra"

	"kirifuda/configs"
	"kirifuda/engine"
	"kirifuda/experiment"
)

// maxLine is the largest size of a request, bytes.
const maxLine = 16 << 20

// reply is one line of output: a result, or an error about the request.
type reply struct {
	Line int             `json:"line"`
	ID   json.RawMessage `json:"id,omitempty"`
	Seed *int64          `json:"seed,omitempty"`
	*engine.Evaluation
	Error    string            `json:"error,omitempty"`
	Problems []configs.Problem `json:"problems,omitempty"`
	ExitCode int               `json:"exit_code"`
}

func (a *app) evalCommand() *cobra.Command {
	var stdin bool
	var files, set []string
	var seed int64
	var jobs int
	c := &cobra.Command{
		Use:   "eval [SCENARIO|FILE] --stdin-jsonl",
		Short: "Evaluate parameter values one after another, for calibrators and optimisers",
		Long: `Read requests from standard input, one JSON object per line, and write one reply per
request, also a JSON object on one line, in the same order and as soon as possible:

  {"params": {"jp_mof.sale_usd_bn": 200}, "seed": 7, "n": 20, "metrics": ["ust_10y_peak_bp"]}

All keys are optional. n is the number of replications (default 1), which equal those
of sim mc with the same seed. metrics lists outcomes of runs (default: all); the reply
has their mean, sd, standard error, interval and quantiles. "values": true adds the
value of every replication; "id" is repeated in the reply. An invalid request gets a
reply with error and exit_code, and the next one is read. The program ends with the
input, with exit code 2 if a request was invalid and 3 if a run failed. Nothing is
written to disk.`,
		Example: `  echo '{"params": {"jp_mof.sale_usd_bn": 200}, "seed": 7, "n": 4}' | sim eval sale-300 --stdin-jsonl`,
		Args:    cobra.MaximumNArgs(1), ValidArgsFunction: completeScenario,
		RunE: func(c *cobra.Command, args []string) error {
			given := c.Flags().Changed
			if !stdin {
				return usageError("--stdin-jsonl is required: requests are read from standard input")
			}
			if jobs < 0 || given("jobs") && jobs == 0 {
				return usageError("--jobs %d: must be at least 1", jobs)
			}
			if seed < 0 || seed > experiment.MaxSeed {
				return usageError("--seed %d: must be 0 to 2^53−1", seed)
			}
			name := defaultScenario
			if len(args) > 0 {
				name = args[0]
			}
			s, err := a.load(name, files, set)
			if err != nil {
				return err
			}
			if !given("seed") {
				seed = drawSeed()
				a.note("seed %d for requests without one", seed)
			}
			if jobs == 0 {
				jobs = runtime.GOMAXPROCS(0)
			}
			return a.evaluate(c.Context(), engine.NewEvaluator(a.cat, s, jobs), jobs, seed)
		},
	}
	f := c.Flags()
	f.BoolVar(&stdin, "stdin-jsonl", false, "read requests from standard input, one JSON object per line")
	f.Int64Var(&seed, "seed", 0, "seed for requests without one; drawn and printed if not given")
	f.IntVarP(&jobs, "jobs", "j", 0, "runs at a time (default: usable CPUs); never changes a result")
	a.overrideFlags(c, &files, &set)
	return c
}

// evaluate answers requests in order, up to jobs of them at a time.
func (a *app) evaluate(ctx context.Context, v *engine.Evaluator, jobs int, seed int64) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	waiting := make(chan chan reply, jobs)
	var broken error // error of the input; read once waiting is closed
	go func() {
		defer close(waiting)
		in := bufio.NewScanner(a.stdin)
		in.Buffer(nil, maxLine)
		for line := 1; in.Scan(); line++ {
			text := bytes.Clone(bytes.TrimSpace(in.Bytes()))
			if len(text) == 0 {
				continue
			}
			answer := make(chan reply, 1)
			select {
			case waiting <- answer:
			case <-ctx.Done():
				return
			}
			go func() { answer <- answerTo(ctx, v, line, text, seed) }()
		}
		if broken = in.Err(); errors.Is(broken, bufio.ErrTooLong) {
			broken = usageError("a request is longer than %d bytes", maxLine)
		}
	}()
	wrong, failed := 0, 0
	for {
		var answer chan reply
		var ok bool
		select {
		case answer, ok = <-waiting:
		case <-ctx.Done():
			return ctx.Err()
		}
		if !ok {
			break
		}
		r := <-answer
		if err := ctx.Err(); err != nil {
			return err
		}
		b, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if err := a.stdout.raw(append(visibleJSON(b), '\n')); err != nil {
			return err
		}
		switch r.ExitCode {
		case exitOK:
		case exitFailedRuns:
			failed++
		default:
			wrong++
		}
	}
	switch {
	case broken != nil:
		return broken
	case wrong > 0:
		return &exit{code: exitUsage}
	case failed > 0:
		return &exit{code: exitFailedRuns}
	}
	return nil
}

// answerTo evaluates one request.
func answerTo(ctx context.Context, v *engine.Evaluator, line int, text []byte, seed int64) reply {
	r := reply{Line: line}
	q, err := readRequest(text)
	if err == nil {
		r.ID = q.ID
		n := 1
		if q.N != nil {
			n = *q.N
		}
		if q.Seed != nil {
			seed = *q.Seed
		}
		var set []string
		if set, err = settings(v.Scenario(), q.Params); err == nil {
			r.Evaluation, err = v.Evaluate(ctx, set, seed, n, q.Metrics, q.Values)
		}
	}
	if err != nil {
		var wrong *configs.Error
		if errors.As(err, &wrong) {
			for _, p := range wrong.Problems {
				if p.File == "-s" {
					p.File = "params"
				}
				r.Problems = append(r.Problems, p)
			}
			err = &configs.Error{Problems: r.Problems}
		}
		r.Evaluation, r.Error, r.ExitCode = nil, err.Error(), exitUsage
		return r
	}
	r.Seed = &seed
	if r.Failed > 0 {
		r.Error, r.ExitCode = r.Evaluation.Error, exitFailedRuns
	}
	return r
}
