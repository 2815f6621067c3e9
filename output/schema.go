package output

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/parquet-go/parquet-go"

	"kirifuda/world"
)

// Type is the type of a column. Public tables use no other types.
type Type uint8

// Column types.
const (
	Int32 Type = iota
	Int64      // below 2^53 in absolute value
	Double
	Boolean
	String
	Date      // days since 1 January 1970
	Timestamp // microseconds since 1970, UTC; for intraday data
)

var typeNames = [...]string{"INT32", "INT64", "DOUBLE", "BOOLEAN", "STRING", "DATE", "TIMESTAMP"}

func (t Type) String() string { return typeNames[t] }

// MarshalText writes the name of the type.
func (t Type) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads the name of a type.
func (t *Type) UnmarshalText(text []byte) error {
	for i, n := range typeNames {
		if n == string(text) {
			*t = Type(i)
			return nil
		}
	}
	return fmt.Errorf("unknown column type %q", text)
}

// Column describes one column.
type Column struct {
	Name     string `json:"name"`
	Type     Type   `json:"type"`
	Optional bool   `json:"optional,omitempty"` // missing is null
	Unit     string `json:"unit,omitempty"`
	Doc      string `json:"description,omitempty"`

	Kind      string          `json:"kind,omitempty"`      // of a series: level, flow or peak, see world.SeriesKind
	Valuation world.Valuation `json:"valuation,omitempty"` // of an amount of money: the prices at which it is counted
}

func (c *Column) numeric() bool { return c.Type <= Double }

// Table describes one table.
type Table struct {
	Name    string
	Doc     string
	Grain   string   // one row per …
	Keys    []string // sort order; the first columns of the table
	Trace   Trace    // lowest level at which it is written
	Derived bool     // in summary/ and can be rebuilt
	Open    bool     // experiments add columns
	Chosen  bool     // written only for days chosen by Options.Schedules
	Exact   bool     // floats are never rounded
	Columns []Column

	schema  *parquet.Schema
	rowType reflect.Type // nil if known at run time only
}

// nameRule limits column names to what all readers, including Stata, accept.
var nameRule = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)

var runKeys = []string{"scenario", "run_id", "date"}

// Tables of the contract with fixed columns.
var (
	eventsTable   = tableOf[EventRow]("events", "public statement", "Public statements and decisions.", runKeys, TracePanel)
	clearingTable = tableOf[ClearingRow]("clearing", "clearing and per instrument that did not clear", "How the markets cleared.", runKeys, TracePanel)
	holdingsTable = tableOf[HoldingRow]("holdings", "(scenario, run_id, date, holder, bucket)", "Treasury positions and their changes by cause.",
		runKeys, TraceHoldings)
	flowsTable = tableOf[FlowRow]("flows", "(scenario, run_id, date, bucket, seller, buyer)", "Sales of Treasuries by seller and buyer.", runKeys,
		TraceHoldings)
	attributionTable = tableOf[AttributionRow]("attribution", "(scenario, run_id, date, instrument, agent, cause)", "Price moves by agent and cause.",
		runKeys, TraceHoldings)
	tradesTable      = tableOf[TradeRow]("trades", "ledger entry", "Every entry of the books.", runKeys, TraceFull)
	instrumentsTable = tableOf[InstrumentRow]("instruments", "(scenario, run_id, instrument)", "Assets, with prices and amounts on the base date.",
		[]string{"scenario", "run_id"}, TracePanel)
	pricesTable    = tableOf[PriceRow]("prices", "(scenario, run_id, date, instrument)", "Prices, amounts outstanding and policy rates.", runKeys, TraceHoldings)
	balancesTable  = tableOf[BalanceRow]("balances", "(scenario, run_id, date, holder, asset)", "Opening and daily balances of every agent.", runKeys, TraceHoldings)
	newsTable      = tableOf[NewsRow]("news", "(scenario, run_id, date, agent, kind, name)", "Exogenous news and what it was drawn from.", runKeys, TraceHoldings)
	schedulesTable = tableOf[ScheduleRow]("schedules", "number of a demand schedule, or result of a round", "Demand schedules on chosen days.", runKeys, TracePanel)
	demandTable    = tableOf[DemandRow]("demand", "(scenario, run_id, date, round, instrument, agent, move_bp)", "Demand curves on chosen days.", runKeys, TracePanel)
	cardTable      = tableOf[CardRow]("card", "(scenario, run_id, item, instrument)", "What the balance sheet of the card is made of.", runKeys, TracePanel)
	fanTable       = tableOf[FanRow]("fan", "(scenario, series, date, q_sh)", "Quantiles over runs.", []string{"scenario", "series", "date", "q_sh"}, TracePanel)
	irfTable       = tableOf[IRFRow]("irf", "(scenario, baseline, series, date, q_sh)", "Quantiles of paired differences from a baseline.",
		[]string{"scenario", "baseline", "series", "date", "q_sh"}, TracePanel)
	cardBalanceTable = tableOf[CardBalanceRow]("card_balance", "(scenario, run_id, baseline, side, item)", "The balance sheet of the card, run by run.",
		[]string{"scenario", "run_id", "baseline"}, TracePanel)
)

func init() {
	fanTable.Derived, irfTable.Derived, cardBalanceTable.Derived = true, true, true
	schedulesTable.Chosen, demandTable.Chosen = true, true
	instrumentsTable.Exact, schedulesTable.Exact, demandTable.Exact = true, true, true
}

// keysOfPanel is the panel with its keys only.
var keysOfPanel = func() *Table {
	t, err := PanelTable(nil)
	if err != nil {
		panic(err) // impossible without series
	}
	return t
}()

// Tables lists all tables except runs; the panel is listed without series. The
// columns of these two differ between experiments: see RunsTable and PanelTable.
func Tables() []*Table {
	return []*Table{keysOfPanel, eventsTable, clearingTable, holdingsTable, flowsTable, attributionTable, tradesTable, cardTable,
		instrumentsTable, pricesTable, newsTable, balancesTable, schedulesTable, demandTable, fanTable, irfTable, cardBalanceTable}
}

// TablesOf is Tables with the series of an experiment in the panel.
func TablesOf(series []Column) ([]*Table, error) {
	panel, err := PanelTable(series)
	out := Tables()
	out[0] = panel
	return out, err
}

// RunsTable is the table of runs with an experiment's parameters and outcomes. Their
// names start with p_ and y_; outcomes are optional DOUBLEs.
func RunsTable(params, outcomes []Column) (*Table, error) {
	t := &Table{
		Name: "runs", Doc: "Inputs and outcomes of every run, failed ones included.", Grain: "run",
		Keys: []string{"scenario", "run_id"}, Trace: TraceRuns,
		Columns: []Column{
			{Name: "scenario", Type: String, Doc: "name of the scenario"},
			{Name: "run_id", Type: Int32, Unit: "id", Doc: "number of the run; equal numbers in two scenarios of an experiment share all random draws"},
			{Name: "design_id", Type: Int32, Unit: "id", Doc: "number of the point in the parameter design"},
			{Name: "rep", Type: Int32, Unit: "id", Doc: "number of the replication; runs with equal seed and rep share all random draws"},
			{Name: "seed", Type: Int64, Unit: "id", Doc: "seed of the experiment"},
		},
	}
	seen := map[string]bool{}
	for _, group := range []struct {
		prefix  string
		columns []Column
	}{{"p_", params}, {"y_", outcomes}} {
		for _, c := range group.columns {
			if !strings.HasPrefix(c.Name, group.prefix) || !nameRule.MatchString(c.Name) {
				return nil, fmt.Errorf("column %q of runs: a name has at most 32 lower-case letters, digits and underscores and starts with %s", c.Name, group.prefix)
			}
			if seen[c.Name] {
				return nil, fmt.Errorf("column %q of runs occurs twice", c.Name)
			}
			if c.numeric() && c.Unit == "" {
				return nil, fmt.Errorf("column %q of runs has no unit", c.Name)
			}
			seen[c.Name] = true
			c.Optional = true
			if group.prefix == "y_" {
				c.Type = Double
			}
			t.Columns = append(t.Columns, c)
		}
	}
	t.Columns = append(t.Columns,
		Column{Name: "status", Type: String, Doc: "ok, or how the run failed"},
		Column{Name: "error", Type: String, Optional: true, Doc: "message of a failed run"},
		Column{Name: "event_day", Type: Int32, Optional: true, Unit: "days", Doc: "day on which the scenario first scripts something, an event or the start of a " +
			"sale or of threats; the base date is day 0; null if it scripts nothing"},
	)
	t.makeSchema()
	return t, nil
}

// makeSchema builds the schema of columns that are known only at run time.
func (t *Table) makeSchema() {
	// A struct type built at run time keeps the order of the columns; a
	// parquet.Group would sort them by name.
	fields := make([]reflect.StructField, len(t.Columns))
	for i, c := range t.Columns {
		tag := c.Name
		var typ reflect.Type
		switch c.Type {
		case Int32:
			typ = reflect.TypeFor[int32]()
			if c.Optional { // fastparquet cannot read nulls of delta-encoded columns
				tag += ",dict"
			}
		case Int64:
			typ = reflect.TypeFor[int64]()
		case Double:
			typ = reflect.TypeFor[float64]()
		case Boolean:
			typ = reflect.TypeFor[bool]()
		case String:
			typ, tag = reflect.TypeFor[string](), tag+",dict"
		case Date:
			typ, tag = reflect.TypeFor[int32](), tag+",date,dict"
		}
		if c.Optional {
			tag += ",optional"
		}
		fields[i] = reflect.StructField{Name: fmt.Sprintf("C%d", i), Type: typ, Tag: reflect.StructTag(fmt.Sprintf("parquet:%q", tag))}
	}
	t.schema = parquet.NewSchema(t.Name, parquet.SchemaOf(reflect.New(reflect.StructOf(fields)).Interface()))
}

// tableOf reads the schema from the tags of a row struct.
func tableOf[T any](name, grain, doc string, keys []string, trace Trace) *Table {
	t := &Table{Name: name, Grain: grain, Doc: doc, Keys: keys, Trace: trace, rowType: reflect.TypeFor[T]()}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		tag := strings.Split(f.Tag.Get("parquet"), ",")
		c := Column{Name: tag[0], Unit: f.Tag.Get("unit"), Doc: f.Tag.Get("doc"), Kind: f.Tag.Get("kind"), Valuation: world.Valuation(f.Tag.Get("valuation"))}
		typ := f.Type
		if typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		switch typ.Kind() {
		case reflect.Int32:
			c.Type = Int32
		case reflect.Int64:
			c.Type = Int64
		case reflect.Float64:
			c.Type = Double
		case reflect.Bool:
			c.Type = Boolean
		case reflect.String:
			c.Type = String
		default:
			panic(fmt.Sprintf("output: column %s of %s has a type outside the contract", c.Name, name))
		}
		for _, o := range tag[1:] {
			switch o {
			case "optional":
				c.Optional = true
			case "date":
				c.Type = Date
			}
		}
		if c.Optional != (f.Type.Kind() == reflect.Pointer) {
			panic(fmt.Sprintf("output: column %s of %s: optional columns must be pointers and others must not", c.Name, name))
		}
		t.Columns = append(t.Columns, c)
	}
	t.schema = parquet.NewSchema(name, parquet.SchemaOf(new(T)))
	return t
}

// column is the index of a column by name, −1 if there is none.
func (t *Table) column(name string) int {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return i
		}
	}
	return -1
}

// dir is the folder of the table's parts in an experiment.
func (t *Table) dir() string {
	if t.Derived {
		return "summary/" + t.Name
	}
	return "tables/" + t.Name
}
