package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

var statuses = []string{"READ", "COMPUTED", "RECALLED", "ASSUMED"}

// data counts the rows of the data files by status. A column with a status of
// its own, such as daily_sd_status, is counted by itself.
func (g *generator) data(b *bytes.Buffer) error {
	files, err := filepath.Glob(filepath.Join(g.root, "economy", "data", "*.csv"))
	if err != nil {
		return err
	}
	head(b, append([]string{"File", "Rows"}, statuses...)...)
	var sum [5]int
	for _, path := range files {
		rel, err := filepath.Rel(g.root, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		rows, err := g.csv(rel)
		if err != nil {
			return err
		}
		if !slices.Contains(rows[0], "status") {
			continue // it says what is shown, such as series.csv, and has no numbers
		}
		name := link(rel)
		for _, column := range slices.Backward(rows[0]) {
			of, ok := strings.CutSuffix(column, "status")
			if !ok {
				continue
			}
			if of != "" {
				name = link(rel) + ", " + code(strings.TrimSuffix(of, "_"))
			}
			n, err := countStatus(rows, column)
			if err != nil {
				return fmt.Errorf("%s: %w", rel, err)
			}
			cells := []string{name}
			for i := range n {
				sum[i] += n[i]
				cells = append(cells, fmt.Sprint(n[i]))
			}
			row(b, cells...)
		}
	}
	cells := []string{"all"}
	for _, n := range sum {
		cells = append(cells, fmt.Sprint(n))
	}
	row(b, cells...)
	return nil
}

func (g *generator) csv(path string) ([][]string, error) {
	f, err := os.Open(filepath.Join(g.root, path))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return csv.NewReader(f).ReadAll()
}

// countStatus counts the rows, and those of each status, in a column. A row
// without one has nothing in that column.
func countStatus(rows [][]string, column string) (n [5]int, err error) {
	at := slices.Index(rows[0], column)
	for _, r := range rows[1:] {
		if r[at] == "" {
			continue
		}
		i := slices.Index(statuses, r[at])
		if i < 0 {
			return n, fmt.Errorf("column %s: the status %q is not known", column, r[at])
		}
		n[0]++
		n[i+1]++
	}
	return n, nil
}

// status counts the parameters by role and status.
func (g *generator) status(b *bytes.Buffer) error {
	roles := []string{"uncertainty", "lever", "constant"}
	head(b, append(append([]string{"Role", "Parameters"}, statuses...), "none")...)
	for _, role := range roles {
		count := map[string]int{}
		n := 0
		for _, e := range g.params {
			if e.Kind != "" && e.Role == role {
				n++
				count[e.Status]++
			}
		}
		cells := []string{role, fmt.Sprint(n)}
		for _, s := range append(slices.Clone(statuses), "") {
			cells = append(cells, fmt.Sprint(count[s]))
		}
		row(b, cells...)
	}
	return nil
}
