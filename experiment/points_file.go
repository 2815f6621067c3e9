package experiment

import (
	"errors"
	"slices"
	"strings"

	"kirifuda/configs"
	"kirifuda/experiment/design"
	"kirifuda/internal/decimal"
)

// ReadPoints reads a table of points for a scenario: a row of keys, then one row per
// point, as programs of statistics and spreadsheets write it. Numbers are read as in
// scenarios, but one that is whole up to the noise of computation is whole; true and
// false may be written in capitals. The warnings of the design say what was left out.
func ReadPoints(s *configs.Scenario, file string, data []byte) (*design.Design, error) {
	t, err := readTable(file, data)
	if err != nil {
		return nil, err
	}
	columns := make([]configs.Explanation, len(t.names))
	var wrong []configs.Problem
	for j, name := range t.names {
		if columns[j], err = configs.Lookup(s, name); err != nil {
			e, ok := err.(*configs.Error)
			if !ok {
				return nil, err
			}
			for _, p := range e.Problems {
				p.File, p.Line = file, 1
				wrong = append(wrong, p)
			}
		}
	}
	if len(wrong) > 0 {
		return nil, &configs.Error{Problems: wrong}
	}
	const most = 20 // faults of a table that is wrong throughout
	points := make([]design.Point, len(t.rows))
	for i, row := range t.rows {
		points[i] = make(design.Point, len(row))
		for j, cell := range row {
			v, p := t.value(s, &columns[j], cell)
			if p.Message == "" {
				points[i][j] = v
				continue
			}
			p.File, p.Line, p.Key, p.Value = file, t.lines[i], t.names[j], cell
			if wrong = append(wrong, p); len(wrong) == most {
				return nil, &configs.Error{Problems: wrong}
			}
		}
	}
	if len(wrong) > 0 {
		return nil, &configs.Error{Problems: wrong}
	}
	d, err := design.List(t.names, points)
	if err != nil {
		return nil, Usage("%s: %v", file, err)
	}
	d.Warnings = append(d.Warnings, t.notes...)
	return d, nil
}

// missing are the words by which programs mark a value that is not there.
var missing = []string{"", "na", "n/a", "#n/a", "nan", "null", "none", ".", "<na>", "nil"}

// value reads a cell of a column. The problem has no message if the cell is right.
func (t *tableFile) value(s *configs.Scenario, column *configs.Explanation, cell string) (design.Value, configs.Problem) {
	fail := func(message, suggestion string) (design.Value, configs.Problem) {
		return design.Value{}, configs.Problem{Message: message, Allowed: column.Range(), Suggestion: suggestion}
	}
	if word := strings.ToLower(cell); slices.Contains(missing, word) && !slices.Contains(column.Enum, cell) {
		if cell == "" {
			return fail("the cell is empty; every point needs every value", "")
		}
		return fail("a missing value; every point needs every value", "")
	}
	switch column.Type {
	case "boolean":
		switch cell {
		case "true", "True", "TRUE":
			return design.Word("true"), configs.Problem{}
		case "false", "False", "FALSE":
			return design.Word("false"), configs.Problem{}
		}
	case "day":
		if _, fault := decimal.Parse(cell); fault != nil {
			return day(s, column, cell)
		}
		fallthrough
	case "number", "integer":
		x, fault := decimal.Parse(cell)
		if fault != nil {
			message := fault.Message
			if t.comma == ';' && strings.Contains(cell, ",") {
				message += "; the table is separated by semicolons, as spreadsheets write it in countries with a decimal comma: save it with commas between cells and decimal points"
			}
			return fail(message, fault.Suggestion)
		}
		if takesWhole(column.Type) {
			n, ok := decimal.Whole(x)
			if !ok {
				return fail("not a whole number", "")
			}
			x = float64(n)
		}
		if message := column.Outside(x); message != "" {
			return fail(message, "")
		}
		return design.Num(x), configs.Problem{}
	}
	return design.Word(cell), configs.Problem{} // checked as an override is
}

// day reads a date of a column of days as an override does, because it must be a day on
// which some market of the scenario is open.
func day(s *configs.Scenario, column *configs.Explanation, cell string) (design.Value, configs.Problem) {
	_, err := s.With(column.Key + "=" + cell)
	var wrong *configs.Error
	if errors.As(err, &wrong) {
		for _, p := range wrong.Problems {
			if p.Key == column.Key {
				return design.Value{}, p
			}
		}
	}
	return design.Word(cell), configs.Problem{}
}
