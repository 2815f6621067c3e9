package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"kirifuda/experiment"
	"kirifuda/internal/english"
	"kirifuda/output"
)

func (a *app) notebookCommand() *cobra.Command {
	var file string
	var force bool
	c := &cobra.Command{
		Use:   "notebook DIR",
		Short: "Write a Jupyter notebook that opens an experiment",
		Long: `Write a runnable Jupyter notebook for an experiment: content of the tables, bands of a
series, paired differences, effects of parameters, buyers of Treasuries. It needs
pandas, pyarrow and matplotlib.`,
		Example: "  sim notebook out/mc\n  jupyter lab out/mc/notebook.ipynb",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if file == "" {
				file = filepath.Join(args[0], "notebook.ipynb")
			}
			p, store, err := experiment.Stored(args[0])
			if err != nil {
				return err
			}
			extent, err := p.Extent(store)
			if err != nil {
				return err
			}
			if err := extent.Check(args[0]); err != nil {
				return err
			}
			if err := output.CheckTarget(file, output.Existing(force)); err != nil {
				return err
			}
			b, err := notebook(args[0], file, baselineName(p), extent)
			if err != nil {
				return err
			}
			if err := output.WriteFile(file, output.Existing(force), func(w io.Writer) error {
				_, err := w.Write(b)
				return err
			}); err != nil {
				return err
			}
			a.unfinished(extent.Text())
			return a.wrote(file, map[string]any{"file": file, "extent": extent})
		},
	}
	f := c.Flags()
	f.StringVarP(&file, "output", "o", "", "file to write (default DIR/notebook.ipynb)")
	forceFlag(c, &force)
	return c
}

// contents describes what a notebook can show of an experiment.
type contents struct {
	scenarios, params []string // params lists only those that differ between runs
	baseline          string
	runs              int
	panel, flows      bool
}

func contentsOf(dir, baseline string) (*contents, error) {
	rows, err := output.ReadRuns(dir)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, usageError("%s has no finished runs", dir)
	}
	c := &contents{runs: len(rows)}
	seen, differs := map[string]bool{}, map[string]bool{}
	for _, r := range rows {
		if !seen[r.Scenario] {
			seen[r.Scenario] = true
			c.scenarios = append(c.scenarios, r.Scenario)
		}
		for name, v := range r.Params {
			if v != rows[0].Params[name] && !differs[name] {
				differs[name] = true
				c.params = append(c.params, name)
			}
		}
	}
	// A shard may have runs of the baseline only, so that there is nothing to compare.
	if seen[baseline] && len(c.scenarios) > 1 {
		c.baseline = baseline
	}
	for _, t := range []struct {
		name string
		have *bool
	}{{"panel", &c.panel}, {"flows", &c.flows}} {
		parts, err := output.Parts(dir, t.name)
		if err != nil {
			return nil, err
		}
		*t.have = len(parts) > 0
	}
	return c, nil
}

// notebook is the text of a notebook, in version 4.5 of the format, for an experiment
// with or without a baseline. Paths of tables are relative to the notebook's folder.
func notebook(dir, file, baseline string, extent *experiment.Extent) ([]byte, error) {
	c, err := contentsOf(dir, baseline)
	if err != nil {
		return nil, err
	}
	from, err := filepath.Abs(filepath.Dir(file))
	if err != nil {
		return nil, err
	}
	to, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	path, err := filepath.Rel(from, to)
	switch {
	case err != nil:
		path = to
	case strings.HasPrefix(path, "~"): // pandas would take it for a home directory
		path = "./" + path
	}

	n := &cells{}
	var names []string
	for _, s := range c.scenarios {
		names = append(names, markdown(s))
	}
	n.text("# " + markdown(filepath.Base(to)) + "\n\n" + fmt.Sprintf("%s of %s. Simulated: neither a forecast nor advice.", english.Count(c.runs, "run"),
		english.List(names)))
	if text := extent.Text(); text != "" {
		n.text("**The experiment is " + markdown(text) + ".**")
	}
	n.code(fmt.Sprintf(nbOpen, python(filepath.ToSlash(path)), output.SchemaVersion, len(extent.Arms)))
	n.text("## Runs\n\nInputs (`p_`) and outcomes (`y_`) of every run. Failed runs have the status failed.")
	n.code(nbRuns)
	if c.panel {
		n.text("## A series over time\n\nMedian and bands that hold 68 and 95 % of the runs; with few runs less. `units` gives the unit of every column.")
		n.code(nbFan)
	}
	if c.panel && c.baseline != "" {
		n.text("## The difference from " + markdown(c.baseline) + "\n\nRuns with the same `run_id` share all random draws, so the difference is the effect of the scenario.")
		n.code(fmt.Sprintf(nbPaired, python(c.baseline)))
	}
	if len(c.params) > 0 {
		n.text("## Outcomes against parameters")
		names := make([]string, len(c.params))
		for i, p := range c.params {
			names[i] = python(p)
		}
		n.code(fmt.Sprintf(nbParams, strings.Join(names, ", ")))
	}
	if c.flows {
		n.text("## Buyers of what Japan sold\n\nUSD bn, mean over runs.")
		n.code(nbFlows)
	}
	return n.encode()
}

const nbOpen = `import json

import matplotlib.pyplot as plt
import pandas as pd

EXPERIMENT = %s
with open(f"{EXPERIMENT}/plan.json", encoding="utf-8") as f:
    version = json.load(f)["schema_version"]
if version != %d:
    raise SystemExit(f"the tables have version {version}: write the notebook again with sim notebook")
runs = pd.read_parquet(f"{EXPERIMENT}/tables/runs")
units = {name: c["unit"] for name, c in runs.attrs["columns"].items()}
# Runs that succeeded in every arm: others have no counterpart to be compared with.
succeeded = runs[runs.status == "ok"].groupby("run_id").scenario.nunique()
common = succeeded[succeeded == %d].index
pd.options.display.float_format = "{:.4g}".format`

const nbRuns = `print(runs.groupby("scenario").status.value_counts().to_string())
outcomes = [c for c in runs.columns if c.startswith("y_")]
summary = runs[runs.run_id.isin(common)].groupby("scenario")[outcomes].mean().T
summary["unit"] = [units[c] for c in summary.index]
summary`

const nbFan = `SERIES = "ust_10y_yield_pct"
TAILS = [0.025, 0.16]  # below bands of 95 and 68 %
panel = pd.read_parquet(f"{EXPERIMENT}/tables/panel")
panel = panel[panel.run_id.isin(common)]
panel["date"] = pd.to_datetime(panel.date)
units |= {name: c["unit"] for name, c in panel.attrs["columns"].items()}

def bands(ax, wide, label):
    """Draw quantiles over the columns of a table with one row per day, leaving out days on which most runs have no value."""
    wide = wide[wide.notna().mean(axis=1) >= 0.5]
    tails = [p for p in TAILS if p * wide.shape[1] >= 5] or [0]  # each limit has five runs beyond it
    q = wide.quantile([0.5] + [x for p in tails for x in (p, 1 - p)], axis=1).T
    line, = ax.plot(q.index, q[0.5], label=label)
    for p in tails:
        ax.fill_between(q.index, q[p], q[1 - p], color=line.get_color(), alpha=0.2, lw=0)

fig, ax = plt.subplots(figsize=(9, 4))
for scenario, rows in panel.groupby("scenario"):
    bands(ax, rows.pivot(index="date", columns="run_id", values=SERIES), scenario)
ax.set(ylabel=units[SERIES], title=panel.attrs["columns"][SERIES]["description"])
ax.legend()
plt.show()`

const nbPaired = `BASELINE = %s
wide = panel.pivot(index=["scenario", "date"], columns="run_id", values=SERIES)
fig, ax = plt.subplots(figsize=(9, 4))
for scenario in wide.index.levels[0].drop(BASELINE):
    bands(ax, (wide.loc[scenario] - wide.loc[BASELINE]).dropna(axis=1, how="all"), f"{scenario} less {BASELINE}")
ax.axhline(0, color="grey", lw=0.8, ls="--")
ax.set(ylabel={"%%/yr": "pp", "%%": "pp"}.get(units[SERIES], units[SERIES]), title=f"Effect on {SERIES}")
ax.legend()
plt.show()`

const nbParams = `OUTCOME = "y_ust_10y_peak_bp"
params = [%s]
fig, axes = plt.subplots(1, len(params), figsize=(4 * len(params), 3.5), sharey=True, squeeze=False, layout="constrained")
for ax, name in zip(axes[0], params):
    for scenario, rows in runs[runs.run_id.isin(common)].groupby("scenario"):
        ax.plot(rows[name], rows[OUTCOME], ".", alpha=0.6, label=scenario)
    ax.set(xlabel=f"{name}\n{units[name]}" if units.get(name) else name)
axes[0][0].set(ylabel=f"{OUTCOME}, {units[OUTCOME]}")
axes[0][0].legend()
plt.show()`

const nbFlows = `flows = pd.read_parquet(f"{EXPERIMENT}/tables/flows", filters=[("seller", "=", "jp_mof")])
flows = flows[flows.run_id.isin(common)]
bought = flows.groupby(["scenario", "buyer"]).value_usd_bn.sum().unstack(0)
bought = bought / runs[runs.run_id.isin(common)].groupby("scenario").size().reindex(bought.columns)
bought.sort_values(bought.columns[0]).tail(15).plot.barh(xlabel="USD bn paid", ylabel="", figsize=(8, 5), legend=len(bought.columns) > 1) if len(bought) else print("Japan sold nothing")
plt.show()`

// python writes a text as a literal of Python in ASCII. Bytes of a name that is not
// UTF-8 become what Python makes of them in a path.
func python(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\udc%02x`, s[i])
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r >= ' ' && r <= '~':
			b.WriteRune(r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
		i += n
	}
	b.WriteByte('"')
	return b.String()
}

// markdown writes a name so that it is shown as it is and not as markup, a formula or
// a link.
func markdown(s string) string {
	var b strings.Builder
	for _, r := range oneLine(s) {
		if r != '-' && r != '.' && r < 0x80 && (unicode.IsPunct(r) || unicode.IsSymbol(r)) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// cells of a notebook.
type cells struct{ list []map[string]any }

func (n *cells) add(kind, source string) map[string]any {
	var lines []string
	for _, l := range strings.SplitAfter(source, "\n") {
		if l != "" {
			lines = append(lines, l)
		}
	}
	cell := map[string]any{"cell_type": kind, "id": fmt.Sprintf("cell-%02d", len(n.list)), "metadata": map[string]any{}, "source": lines}
	n.list = append(n.list, cell)
	return cell
}

func (n *cells) text(source string) { n.add("markdown", source) }

func (n *cells) code(source string) {
	cell := n.add("code", source)
	cell["execution_count"], cell["outputs"] = nil, []any{}
}

func (n *cells) encode() ([]byte, error) {
	b, err := json.MarshalIndent(map[string]any{
		"cells": n.list,
		"metadata": map[string]any{
			"kernelspec":    map[string]any{"display_name": "Python 3", "language": "python", "name": "python3"},
			"language_info": map[string]any{"name": "python"},
		},
		"nbformat": 4, "nbformat_minor": 5,
	}, "", " ")
	return append(b, '\n'), err
}
