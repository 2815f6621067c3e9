package experiment_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/economy"
	"kirifuda/experiment"
)

// start reads tables, loads a scenario with them, builds its world and runs a day.
func start(tables fs.FS) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	e, err := economy.LoadFS(tables)
	if err != nil {
		return err
	}
	s, err := experiment.LoadScenario("baseline", agents.Default(), configs.Options{Tables: e, Set: []string{"days=1"}})
	if err != nil {
		return err
	}
	w, err := experiment.Build(s, agents.Default(), experiment.RunOptions{Seed: 1, Inline: true})
	if err != nil {
		return err
	}
	defer w.Close()
	return w.Run(context.Background())
}

// harmless lists values that a table may have without another being wrong: columns that
// describe, and amounts that no other table repeats.
var harmless = []string{
	"agents.csv kind", "holidays.csv holiday", "tariffs.csv event", "ust_buckets.csv remaining_maturity", "ust_sectors.csv line",
	"japan_split.csv holder", "ust_foreign_holders.csv country", "other_balances.csv component", "series.csv unit",
	"trade_us_japan.csv sector", "trade_us_japan.csv group", "levels.csv unit", "name", "source", "description",
}

// Whatever is wrong with a table of one's own, it ends before the run with a message that
// names the file; a wrong cell is named with its line and column.
func TestFaultyTables(t *testing.T) {
	tables := experiment.OwnTables(t)
	cases := 0
	attempt := func(name, what, text string) error {
		cases++
		changed := maps.Clone(tables)
		changed[name] = &fstest.MapFile{Data: []byte(text)}
		err := start(changed)
		var wrong *configs.Error
		switch {
		case err == nil:
		case !errors.As(err, &wrong) || len(wrong.Problems) == 0:
			t.Errorf("%s, %s: not an error of input: %v", name, what, err)
		case strings.ContainsAny(err.Error(), "\x00"):
			t.Errorf("%s, %s: %v", name, what, err)
		}
		return err
	}
	for i, name := range slices.Sorted(maps.Keys(tables)) {
		lines := strings.Split(strings.TrimRight(string(tables[name].Data), "\n"), "\n")
		head := strings.Split(lines[0], ",")
		join := func(l ...string) string { return strings.Join(l, "\n") + "\n" }
		if err := attempt(name, "empty", ""); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is empty: %v", name, err)
		}
		for _, what := range []string{strings.ReplaceAll(join(lines...), ",", ";"), "x," + join(lines...), head[0] + "," + join(lines...)} {
			if err := attempt(name, "header", what); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%s with another header: %v", name, err)
			}
		}
		if err := attempt(name, "Windows", strings.ReplaceAll(join(lines...), "\n", "\r\n")); err != nil {
			t.Errorf("%s with the ends of lines of Windows: %v", name, err)
		}
		row := 1 + (i*5)%(len(lines)-1)
		attempt(name, "a row is missing", join(slices.Delete(slices.Clone(lines), row, row+1)...))
		attempt(name, "no rows", lines[0]+"\n")
		if err := attempt(name, "a row twice", join(slices.Insert(slices.Clone(lines), row, lines[row])...)); err == nil {
			t.Errorf("%s with row %d twice is accepted", name, row+1)
		}
		for c, column := range head {
			row := 1 + (c*7+i)%(len(lines)-1)
			cells := strings.Split(lines[row], ",")
			if c >= len(cells) || strings.Contains(strings.Join(cells[:c+1], ","), `"`) {
				continue
			}
			for _, value := range []string{"", "NaN", "-1", "ZZ"} {
				changed := slices.Clone(cells)
				if changed[c] = value; value == cells[c] {
					continue
				}
				rows := slices.Clone(lines)
				rows[row] = strings.Join(changed, ",")
				err := attempt(name, fmt.Sprintf("%s of line %d is %q", column, row+1, value), join(rows...))
				says := slices.Contains(harmless, column) || slices.Contains(harmless, name+" "+column)
				if err == nil && !says && (value == "NaN" || value == "ZZ") {
					t.Errorf("%s: %s of line %d may be %q", name, column, row+1, value)
				}
			}
		}
	}
	t.Logf("%d faulty tables", cases)
}

// What is wrong is said with file, line, column and value, or with what is missing.
func TestFaultyTablesSayWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ file, old, new, want string }{
		{"loadings.csv", "ust_gt10y,convenience,1,", "ust_gt10y,convenience,0,", `loadings.csv:20: column "value": "0" must be positive: dealers`},
		{"loadings.csv", "ust_gt10y,convenience,1,", "ust_gt10y,supply,1,", `loadings.csv: no row for the loading convenience of "ust_gt10y"`},
		{"macro.csv", "\nJP,", "\nXX,", `macro.csv:3: column "country": "XX" is not the country of an agent of agents.csv, or WORLD`},
		{"macro.csv", "\nEU,", "\nJP,", `column "country": "JP" appears twice`},
		{"trade_matrix.csv", "US,JP,79.7", "US,JP,NaN", `trade_matrix.csv:2: column "usd_bn": "NaN" is not a number`},
		{"trade_matrix.csv", "US,CN,143.5", "US,JP,143.5", `trade_matrix.csv:3: column "importer": "JP" appears twice with the exporter US`},
		{"trade_matrix.csv", "US,JP,79.7", "US,ZZ,79.7", `trade_matrix.csv:2: column "importer": "ZZ" is not the country of an agent`},
		{"trade_partners.csv", "EU,eu_gov,", "EU,eu_govt,", `column "government": "eu_govt" is not an agent of agents.csv`},
		{"depths.csv", "jpy,dealer,7,", "eur,dealer,7,", `column "holder": "dealer" appears twice for eur`},
		{"holidays.csv", "US_BOND,Labor Day", "US_BONDS,Labor Day", `column "centre": "US_BONDS" is not the centre of any instrument`},
		{"series.csv", "ust_2y_yield_pct,", "UST 2y,", `series.csv:2: column "name": "UST 2y" is not a name of at most 32`},
	} {
		tables := experiment.OwnTables(t)
		text := string(tables[c.file].Data)
		if !strings.Contains(text, c.old) {
			t.Errorf("%s has no %q", c.file, c.old)
			continue
		}
		tables[c.file] = &fstest.MapFile{Data: []byte(strings.Replace(text, c.old, c.new, 1))}
		if err := start(tables); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.file, err, c.want)
		}
	}
}

// A loading without which dealers have no limit is refused with its name.
func TestConvenienceOfHedgedBonds(t *testing.T) {
	for _, bond := range []string{"ust_1_5y", "ust_5_10y", "ust_gt10y"} {
		s, err := experiment.LoadScenario("baseline", agents.Default(), configs.Options{Set: []string{"loadings." + bond + ".convenience=0"}})
		if err != nil {
			t.Fatal(err)
		}
		_, err = experiment.Build(s, agents.Default(), experiment.RunOptions{Inline: true})
		var wrong *configs.Error
		if !errors.As(err, &wrong) || wrong.Problems[0].Key != "loadings."+bond+".convenience" || wrong.Problems[0].Allowed == "" || wrong.Problems[0].File != "-s" {
			t.Errorf("%s: %v", bond, err)
		}
	}
}
