package output

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"math"
	"slices"

	"github.com/parquet-go/parquet-go"

	"kirifuda/world"
)

// panelKeys are the first columns of the panel, before the series.
var panelKeys = []Column{
	{Name: "scenario", Type: String, Doc: "name of the scenario"},
	{Name: "run_id", Type: Int32, Unit: "id", Doc: "number of the run; equal numbers in two scenarios of an experiment share all random draws"},
	{Name: "date", Type: Date, Doc: "business day; the first row of a run is that of the base date, whose close the run starts from"},
	{Name: "day", Type: Int32, Unit: "days", Doc: "number of the day: the base date is 0, the first day of the run is 1"},
}

// PanelTable is the panel with an experiment's series: one row for the base date and one
// per day and run, one column per series. A row is the close of its day. Values are
// missing where a run does not have the series.
func PanelTable(series []Column) (*Table, error) {
	t := &Table{
		Name: "panel", Doc: "Macroeconomic and market series.", Grain: "(scenario, run_id, date)", Keys: runKeys, Trace: TracePanel, Open: true,
		Columns: slices.Clone(panelKeys),
	}
	seen := map[string]bool{}
	for _, c := range panelKeys {
		seen[c.Name] = true
	}
	for _, c := range series {
		switch {
		case !nameRule.MatchString(c.Name):
			return nil, fmt.Errorf("series %q: a name has at most 32 lower-case letters, digits and underscores", c.Name)
		case seen[c.Name]:
			return nil, fmt.Errorf("series %q occurs twice", c.Name)
		case c.Unit == "":
			return nil, fmt.Errorf("series %q has no unit", c.Name)
		case c.Doc == "":
			return nil, fmt.Errorf("series %q has no description", c.Name)
		}
		seen[c.Name] = true
		c.Type, c.Optional = Double, true
		t.Columns = append(t.Columns, c)
	}
	t.makeSchema()
	return t, nil
}

// SeriesColumns are the columns of the panel for the series of a world.
func SeriesColumns(series []world.Series) []Column {
	var out []Column
	for i := range series {
		s := &series[i]
		out = append(out, Column{Name: s.Name, Type: Double, Optional: true, Unit: s.Unit, Doc: s.Doc, Kind: s.Kind.String(), Valuation: s.Valuation})
	}
	return out
}

// PanelKeys are the first columns of every panel: scenario, run_id, date and day.
func PanelKeys() []Column { return slices.Clone(panelKeys) }

// Series are the columns of a table after its keys.
func (t *Table) Series() []Column { return t.Columns[len(panelKeys):] }

// panelRows are the rows of one run in the panel that wait to be written.
type panelRows struct {
	w       *rowsWriter
	scale   float64 // see codec
	at      []int   // by column: place of the series in the world's records, −1 if there is none
	waiting []parquet.Row
	spare   []parquet.Row // memory of rows already written
	scratch []byte
	sum     hash.Hash
	tally   tally
}

func newPanelRows(w *rowsWriter, digits int) *panelRows {
	p := &panelRows{w: w, sum: sha256.New()}
	if digits >= 0 {
		p.scale = math.Pow10(digits)
	}
	p.sum.Write(w.table.signature())
	return p
}

// find finds the places of the panel's series among those of the world.
func (p *panelRows) find(series []world.Series) {
	for _, c := range p.w.table.Series() {
		p.at = append(p.at, slices.IndexFunc(series, func(s world.Series) bool { return s.Name == c.Name }))
	}
}

// add appends the row of a day with the values of the world's series.
func (p *panelRows) add(scenario string, runID, date, day int32, series []world.Series, values []float64) error {
	return p.append(scenario, runID, date, day, series, values, false)
}

// append appends the row of a day or of the base date.
func (p *panelRows) append(scenario string, runID, date, day int32, series []world.Series, values []float64, base bool) error {
	if p.at == nil {
		p.find(series)
	}
	var row parquet.Row
	if n := len(p.spare); n > 0 {
		row, p.spare = p.spare[n-1][:0], p.spare[:n-1]
	} else {
		row = make(parquet.Row, 0, len(p.w.table.Columns))
	}
	row = append(row,
		parquet.ByteArrayValue([]byte(scenario)).Level(0, 0, 0),
		parquet.Int32Value(runID).Level(0, 0, 1),
		parquet.Int32Value(date).Level(0, 0, 2),
		parquet.Int32Value(day).Level(0, 0, 3),
	)
	for i, at := range p.at {
		column := len(panelKeys) + i
		value := math.NaN()
		if at >= 0 {
			value = values[at]
		}
		switch {
		case finite(value):
			row = append(row, parquet.DoubleValue(round(p.scale, value)).Level(0, 1, column))
		case at >= 0 && series[at].Read != nil && !base: // only a reported series may be missing on a day
			return fmt.Errorf("table panel, column %s: %g is not a finite number", series[at].Name, value)
		default:
			row = append(row, parquet.NullValue().Level(0, 0, column))
		}
	}
	p.scratch = encodeRow(p.scratch[:0], p.w.table, row)
	p.sum.Write(p.scratch)
	p.tally.day(date)
	p.waiting = append(p.waiting, row)
	return nil
}

func (p *panelRows) drain() error {
	for _, row := range p.waiting {
		if err := p.w.copy(row); err != nil {
			return err
		}
		p.spare = append(p.spare, row)
	}
	p.waiting = p.waiting[:0]
	return nil
}

func (p *panelRows) len() int { return len(p.waiting) }

func (p *panelRows) table() string { return p.w.table.Name }

func (p *panelRows) seal() *tally {
	p.sum.Sum(p.tally.digest[:0])
	return &p.tally
}

func (p *panelRows) note(scenario string, runID int32) { p.w.note(scenario, runID, &p.tally) }
