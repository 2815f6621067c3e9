package audit_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"kirifuda/agents"
	"kirifuda/analysis/audit"
	"kirifuda/configs"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/output"
)

// simulate makes a run of a scenario with a full trace in a new directory.
func simulate(t *testing.T, scenario string, plan experiment.Plan, set ...string) string {
	t.Helper()
	cat := agents.Default()
	s, err := experiment.LoadScenario(scenario, cat, configs.Options{Set: set})
	if err != nil {
		t.Fatal(err)
	}
	plan.Kind, plan.ChunkRuns, plan.Seed = experiment.KindRun, 1, 7
	e, err := experiment.New(cat, plan, -1, s)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := e.Attach(dir, false); err != nil {
		t.Fatal(err)
	}
	if _, err := engine.RunOne(t.Context(), e, engine.OneOptions{}); err != nil {
		t.Fatal(err)
	}
	return dir
}

// The trace of every scenario gives its balances, whole, thinned and rounded.
func TestScenarios(t *testing.T) {
	three := 3
	for _, x := range configs.List() {
		name := x.Name
		t.Run(name, func(t *testing.T) {
			dir := simulate(t, name, experiment.Plan{Trace: output.TraceFull}, "days=4")
			r, err := audit.Run(t.Context(), dir)
			if err != nil || r.Breach != nil || r.Days != 5 || r.Runs != 1 || r.Balances < 1000 || r.Entries < 1000 {
				t.Fatalf("%+v, %v", r, err)
			}
		})
	}
	dir := simulate(t, "baseline", experiment.Plan{Trace: output.TraceFull, Every: 3, Digits: &three}, "days=8")
	if r, err := audit.Run(t.Context(), dir); err != nil || r.Breach != nil || r.Days < 3 {
		t.Fatalf("%+v, %v", r, err)
	}
}

func TestMissingTable(t *testing.T) {
	dir := simulate(t, "baseline", experiment.Plan{Trace: output.TraceHoldings}, "days=1")
	var missing *audit.MissingTable
	if _, err := audit.Run(t.Context(), dir); !errors.As(err, &missing) || missing.Table != "trades" || !strings.Contains(err.Error(), "--trace full") {
		t.Errorf("%v", err)
	}
}

// forge changes the rows of a table.
func forge[T any](t *testing.T, dir, table string, change func([]T) []T) {
	t.Helper()
	path := filepath.Join(dir, "tables", table, "part-00000.parquet")
	rows, err := parquet.ReadFile[T](path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := parquet.NewGenericWriter[T](f, parquet.Compression(&zstd.Codec{}))
	if _, err := w.Write(change(rows)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// Whatever is changed in a trace, the audit names day, holder, asset and amounts.
func TestForgeries(t *testing.T) {
	good := simulate(t, "baseline", experiment.Plan{Trace: output.TraceFull}, "days=3")
	const at = 1000 // an entry of the second day
	entry := func(rows []output.TradeRow) *output.TradeRow { return &rows[at] }
	var cash output.TradeRow
	balance := func(rows []output.BalanceRow, day int32) int {
		for i := range rows {
			if rows[i].Date == day && rows[i].Holder == "us_banks" && rows[i].Asset == "usd" {
				return i
			}
		}
		t.Fatal("no such balance")
		return 0
	}
	const second = 20180 // 2025-04-02
	for name, x := range map[string]struct {
		change              func(dir string)
		day                 int
		table, asset, holds string
	}{
		"units of an entry": {func(dir string) {
			forge(t, dir, "trades", func(r []output.TradeRow) []output.TradeRow { cash = *entry(r); entry(r).UnitsN++; return r })
		}, 2, "balances", "", ""},
		"entry left out": {func(dir string) {
			forge(t, dir, "trades", func(r []output.TradeRow) []output.TradeRow { return append(r[:at:at], r[at+1:]...) })
		}, 2, "balances", "", "an entry is missing"},
		"entry doubled": {func(dir string) {
			forge(t, dir, "trades", func(r []output.TradeRow) []output.TradeRow {
				return append(append(r[:at+1:at+1], r[at]), r[at+1:]...)
			})
		}, 2, "balances", "", "an entry occurs twice"},
		"entry renumbered": {func(dir string) {
			forge(t, dir, "trades", func(r []output.TradeRow) []output.TradeRow { entry(r).SeqN++; return r })
		}, 2, "trades", "", "an entry is missing"},
		"buyer of an entry": {func(dir string) {
			forge(t, dir, "trades", func(r []output.TradeRow) []output.TradeRow { entry(r).Buyer = "nobody"; return r })
		}, 2, "balances", "", ""},
		"balance": {func(dir string) {
			forge(t, dir, "balances", func(r []output.BalanceRow) []output.BalanceRow { r[balance(r, second)].UnitsN += 5; return r })
		}, 2, "balances", "usd", "differs"},
		"opening balance": {func(dir string) {
			forge(t, dir, "balances", func(r []output.BalanceRow) []output.BalanceRow { r[balance(r, second-2)].UnitsN += 5; return r })
		}, 0, "balances", "usd", "do not add up"},
		"balance left out": {func(dir string) {
			forge(t, dir, "balances", func(r []output.BalanceRow) []output.BalanceRow {
				i := balance(r, second)
				return append(r[:i:i], r[i+1:]...)
			})
		}, 2, "balances", "usd", "no such balance"},
		"balance doubled": {func(dir string) {
			forge(t, dir, "balances", func(r []output.BalanceRow) []output.BalanceRow {
				i := balance(r, second)
				return append(append(r[:i+1:i+1], r[i]), r[i+1:]...)
			})
		}, 2, "balances", "usd", "2 times"},
		"day without balances": {func(dir string) {
			forge(t, dir, "balances", func(r []output.BalanceRow) (out []output.BalanceRow) {
				for _, x := range r {
					if x.Date != second+1 {
						out = append(out, x)
					}
				}
				return out
			})
		}, 3, "balances", "", "no balances"},
		"holding": {func(dir string) {
			forge(t, dir, "holdings", func(r []output.HoldingRow) []output.HoldingRow { r[len(r)-1].ParUSDBn += 1e-9; return r })
		}, 3, "holdings", "ust_gt10y", "differs"},
		"holding left out": {func(dir string) {
			forge(t, dir, "holdings", func(r []output.HoldingRow) []output.HoldingRow { return r[:len(r)-1] })
		}, 3, "holdings", "ust_gt10y", "no such holding"},
		"amount outstanding": {func(dir string) {
			forge(t, dir, "prices", func(r []output.PriceRow) []output.PriceRow { r[0].OutstandingN++; return r })
		}, 0, "prices", "usd", "outstanding"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "copy")
			if err := os.CopyFS(dir, os.DirFS(good)); err != nil {
				t.Fatal(err)
			}
			x.change(dir)
			r, err := audit.Run(t.Context(), dir)
			if err != nil || r.Breach == nil {
				t.Fatalf("%+v, %v", r, err)
			}
			b := r.Breach
			if b.Day != x.day || b.Table != x.table || x.asset != "" && b.Asset != x.asset || !strings.Contains(b.Error(), x.holds) || b.Got == b.Want {
				t.Errorf("%v", b)
			}
			if name == "units of an entry" && (b.Asset != cash.Asset || b.Holder != cash.Seller && b.Holder != cash.Buyer || b.Got != b.Want+1 && b.Got != b.Want-1) {
				t.Errorf("%v; the entry is %+v", b, cash)
			}
		})
	}
}
