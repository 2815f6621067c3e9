// Command expect prints what every reader must find in an experiment's tables:
// rows, and for each column its type, nulls and a sum. It computes them from the
// rows that package output decodes.
//
// The sum of a string column is its length in bytes, of a date column that of
// days since 1970, of a Boolean column the number of true values.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"

	"kirifuda/output"
)

// Column is what is compared.
type Column struct {
	Name  string  `json:"name"`
	Type  string  `json:"type"`
	Nulls int64   `json:"nulls"`
	Sum   float64 `json:"sum"`
	Scale float64 `json:"scale"` // sum of sizes, for the tolerance
}

// Table is one table.
type Table struct {
	Rows    int64    `json:"rows"`
	Columns []Column `json:"columns"`
}

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(dir string) error {
	out := map[string]*Table{}
	store, err := output.OpenStore(dir)
	if err != nil {
		return err
	}
	tables, err := output.TablesOf(store.Layout.Series)
	if err != nil {
		return err
	}
	for _, t := range tables {
		name := "tables/" + t.Name
		if t.Derived {
			name = "summary/" + t.Name
		}
		parts, err := output.Parts(dir, name)
		if err != nil {
			return err
		}
		if len(parts) == 0 {
			continue
		}
		e := newTable(t.Columns)
		out[name] = e
		switch t.Name {
		case "panel":
			err = panel(store, t, e)
		case "events":
			err = scan[output.EventRow](dir, e)
		case "clearing":
			err = scan[output.ClearingRow](dir, e)
		case "holdings":
			err = scan[output.HoldingRow](dir, e)
		case "flows":
			err = scan[output.FlowRow](dir, e)
		case "attribution":
			err = scan[output.AttributionRow](dir, e)
		case "trades":
			err = scan[output.TradeRow](dir, e)
		case "instruments":
			err = scan[output.InstrumentRow](dir, e)
		case "prices":
			err = scan[output.PriceRow](dir, e)
		case "news":
			err = scan[output.NewsRow](dir, e)
		case "balances":
			err = scan[output.BalanceRow](dir, e)
		case "schedules":
			err = scan[output.ScheduleRow](dir, e)
		case "demand":
			err = scan[output.DemandRow](dir, e)
		case "card":
			err = scan[output.CardRow](dir, e)
		case "card_balance":
			err = scan[output.CardBalanceRow](dir, e)
		case "fan":
			err = scan[output.FanRow](dir, e)
		case "irf":
			err = scan[output.IRFRow](dir, e)
		default:
			err = fmt.Errorf("no row type is known for table %s", t.Name)
		}
		if err != nil {
			return err
		}
	}
	runs, err := runs(dir)
	if err != nil {
		return err
	}
	out["tables/runs"] = runs
	return json.NewEncoder(os.Stdout).Encode(out)
}

func newTable(columns []output.Column) *Table {
	t := &Table{}
	for _, c := range columns {
		t.Columns = append(t.Columns, Column{Name: c.Name, Type: c.Type.String()})
	}
	return t
}

func scan[T any](dir string, t *Table) error {
	return output.Scan(dir, output.Filter{}, func(r *T) error {
		t.Rows++
		v := reflect.ValueOf(r).Elem()
		for i := range t.Columns {
			f := v.Field(i)
			if f.Kind() == reflect.Pointer {
				if f.IsNil() {
					t.Columns[i].Nulls++
					continue
				}
				f = f.Elem()
			}
			t.Columns[i].add(f.Interface())
		}
		return nil
	})
}

// panel has series of its own in each experiment.
func panel(store *output.Store, table *output.Table, t *Table) error {
	return store.ScanColumns("panel", table.Columns, func(c *output.Cells) error {
		t.Rows++
		for i, col := range table.Columns {
			switch {
			case c.Null(i):
				t.Columns[i].Nulls++
			case col.Type == output.String:
				t.Columns[i].add(c.String(i))
			case col.Type == output.Double:
				t.Columns[i].add(c.Double(i))
			default:
				t.Columns[i].add(c.Int32(i))
			}
		}
		return nil
	})
}

func (c *Column) add(v any) {
	x := 0.0
	switch v := v.(type) {
	case float64:
		x = v
	case int32:
		x = float64(v)
	case int64:
		x = float64(v)
	case bool:
		if v {
			x = 1
		}
	case string:
		// Missing strings are read as empty ones, and none are written empty.
		if v == "" {
			c.Nulls++
		}
		x = float64(len(v))
	default:
		panic(fmt.Sprintf("column %s has a %T", c.Name, v))
	}
	c.Sum += x
	c.Scale += max(x, -x)
}

// runs has columns of its own in each experiment.
func runs(dir string) (*Table, error) {
	rows, err := output.ReadRuns(dir)
	if err != nil {
		return nil, err
	}
	fixed, err := output.RunsTable(nil, nil)
	if err != nil {
		return nil, err
	}
	t := newTable(fixed.Columns)
	at := map[string]int{}
	for i, c := range t.Columns {
		at[c.Name] = i
	}
	t.Rows = int64(len(rows))
	for i := range rows {
		r := &rows[i]
		for name, v := range map[string]any{
			"scenario": r.Scenario, "run_id": r.RunID, "design_id": r.DesignID, "rep": r.Rep, "seed": r.Seed,
			"status": r.Status, "error": r.Error,
		} {
			t.Columns[at[name]].add(v)
		}
		if c := &t.Columns[at["event_day"]]; r.EventDay > 0 {
			c.add(r.EventDay)
		} else {
			c.Nulls++
		}
		for name, y := range r.Outcomes {
			if _, ok := at[name]; !ok {
				at[name] = len(t.Columns)
				t.Columns = append(t.Columns, Column{Name: name, Type: "DOUBLE", Nulls: t.Rows})
			}
			c := &t.Columns[at[name]]
			c.Nulls--
			c.add(y)
		}
		for name, p := range r.Params {
			if _, ok := at[name]; !ok {
				at[name] = len(t.Columns)
				kind := map[reflect.Kind]string{reflect.Float64: "DOUBLE", reflect.Int32: "INT32", reflect.Int64: "INT64", reflect.Bool: "BOOLEAN", reflect.String: "STRING"}[reflect.TypeOf(p).Kind()]
				t.Columns = append(t.Columns, Column{Name: name, Type: kind, Nulls: t.Rows})
			}
			c := &t.Columns[at[name]]
			c.Nulls--
			c.add(p)
		}
	}
	return t, nil
}
