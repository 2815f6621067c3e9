package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"kirifuda/agents"
	"kirifuda/configs"
	"kirifuda/economy"
	"kirifuda/experiment"
	"kirifuda/world"
	"kirifuda/world/ledger"
	"kirifuda/world/market"
)

// parts are the generated parts of pages, by name.
var parts = map[string]func(*generator, *bytes.Buffer) error{
	"kinds":       (*generator).kinds,
	"instruments": (*generator).instruments,
	"currencies":  (*generator).currencies,
	"public":      (*generator).public,
	"private":     (*generator).private,
	"statements":  (*generator).statements,
	"causes":      (*generator).causes,
	"entries":     (*generator).entries,
	"scenarios":   (*generator).scenarios,
	"settings":    (*generator).settings,
	"machinery":   (*generator).machinery,
	"submodels":   (*generator).submodels,
	"data":        (*generator).data,
	"status":      (*generator).status,
	"free":        (*generator).free,
	"loadings":    (*generator).loadings,
	"sensitivity": (*generator).sensitivity,
}

// typeOf names the Go type of each kind.
var typeOf = map[string]string{
	"idle": "idle", "real_money": "RealMoney", "reserve_manager": "ReserveManager", "macro_fund": "MacroFund", "dealer": "Dealer",
	"rv_fund": "RVFund", "fx_dealer": "FXDealer", "carry_fund": "CarryFund", "fx_investor": "FXInvestor", "equity_fund": "EquityFund",
	"small_funds": "SmallFunds", "fed": "Fed", "central_bank": "CentralBank", "us_treasury": "USTreasury", "pboc": "PBoC", "us_trade": "USTrade",
	"jp_trade": "JPTrade", "jp_mof": "JPMoF", "government": "Government", "importer": "Importer", "exporter": "Exporter", "news_wire": "NewsWire",
}

// institutions are the packages in which rules of institutions are declared.
var institutions = []string{"agents", "agents/rules", "agents/talks"}

// shared are rules of several kinds: their parameters have one table. The state of
// a rule that is a value of all is that of another type; a pure rule has none.
var shared = []struct {
	title, params, typ, state string
	pure                      bool
}{
	{title: "Slow demand", params: "HabitatParams", typ: "Habitat"},
	{title: "Fast positions", typ: "Position"},
	{title: "Belief", params: "BeliefParams", typ: "Belief"},
	{title: "Convenience yield", params: "ConvenienceParams", typ: "Convenience"},
	{title: "Fair values", typ: "FairValue"},
	{title: "Demand for currencies", params: "CurrencyParams", typ: "currencies", pure: true},
	{title: "Positions in currencies", params: "CurrencyPositionParams", typ: "currencies.position", pure: true},
	{title: "Tariffs", typ: "TariffBook"},
	{title: "Talks", params: "Params", typ: "Game", state: "Standing"},
}

// also are rules beside the type's own comment.
var also = map[string][]string{
	"Habitat":    {"pair"},
	"Belief":     {"Belief.ExpectedDV01", "Belief.SupplyPremium"},
	"TariffBook": {"TariffBook.Deviation", "JapanAverage"},
	"Game": {
		"Params.Pledge", "Params.Washington", "Params.Tokyo", "Game.SaleLoss", "Stress", "Game.Feels", "Game.Fear", "Game.DiscountRates", "Game.Election",
		"Game.Solve", "Game.Settlement", "Game.Concession", "Game.Demand", "Game.Accepts", "Game.Foresee", "Holder.Believed", "Sale.Best", "Sale.Cost",
	},
	"Dealer":              {"spreadGain"},
	"currencies.position": {"currencies.deepen", "currencies.revise"},
	"CarryFund":           {"CarryFundParams.stop"},
	"FXInvestor":          {"adjustment"},
	"JPMoF":               {"strategy", "JPMoF.mark", "JPMoF.settle", "JPMoF.intervene"},
	"NewsWire":            {"newsFactors.draw", "newsMarket.z", "NewsWire.surprise", "newsState.sd", "newsState.vary", "NewsWire.compensate", "NewsWire.fade"},
	"MacroFund":           {"RiskVol"},
	"USTreasury":          {"auction", "Calendar"},
	"Fed":                 {"Fed.fails"},
	"CentralBank":         {"CentralBankParams.rule", "SellAtFloor"},
}

// find looks a declaration up in the packages of institutions, in which no name
// stands for two things, and returns its folder.
func (g *generator) find(name string) (d decl, dir string, ok bool) {
	for _, dir := range institutions {
		if d, ok := g.src[dir].decls[name]; ok {
			return d, dir, true
		}
	}
	return decl{}, "", false
}

// rules are the comments on a type and what goes with it: rules and, of a type of
// which there are package variables, each of these.
func (g *generator) rules(b *bytes.Buffer, typ string) error {
	for _, name := range append([]string{typ}, also[typ]...) {
		d, dir, ok := g.find(name)
		if !ok || d.doc == "" {
			return fmt.Errorf("%s have no comment on %s", strings.Join(institutions, ", "), name)
		}
		b.WriteString(markdown(d.doc) + "\n")
		for _, doc := range g.src[dir].values[name] {
			b.WriteString(markdown(doc) + "\n")
		}
	}
	return nil
}

// machine lists what is no institution: title, folder and declarations whose
// comments state the rule.
var machine = []struct {
	title, dir string
	decls      []string
}{
	{"Prices of instruments", "world", []string{"Instrument.Price", "Instrument.RunningPct"}},
	{"Clearing", "world/market", []string{"", "Solver.Clear"}},
	{"Positions under a limit", "world/market", []string{"Limited"}},
	{"Attribution", "world/market", []string{"Attribution"}},
	{"Gauges", "world", []string{"gauges.update"}},
	{"Books", "world/ledger", []string{"", "Ledger.Check"}},
	{"Settlement", "world", []string{"World.variation", "World.carry"}},
}

type generator struct {
	root    string
	cat     agents.Catalogue
	base    *configs.Scenario
	economy *economy.Economy
	params  []configs.Explanation
	src     map[string]*source
	checked map[string]bool // kinds that the independent reference covers
	has     map[string]bool // parameters, kind.name
	written map[string]bool // parameters that have a row in submodels
}

func newGenerator(root string) (*generator, error) {
	g := &generator{root: root, cat: agents.Default(), src: map[string]*source{}, checked: map[string]bool{}, has: map[string]bool{}}
	var err error
	if g.base, err = experiment.LoadScenario("world", g.cat, configs.Options{}); err != nil {
		return nil, err
	}
	if g.economy, err = economy.Load(); err != nil {
		return nil, err
	}
	g.params = experiment.Parameters(g.cat)
	for _, e := range g.params {
		g.has[e.Key] = true
	}
	for _, dir := range append([]string{"world", "world/market", "world/ledger"}, institutions...) {
		if g.src[dir], err = readSource(root, dir); err != nil {
			return nil, err
		}
	}
	for kind := range g.cat {
		if _, _, ok := g.find(typeOf[kind]); !ok {
			return nil, fmt.Errorf("kind %s: no type in typeOf", kind)
		}
	}
	data, err := os.ReadFile(filepath.Join(root, "test", "reference", "worlds.json"))
	if err != nil {
		return nil, err
	}
	var worlds []struct{ Agents []struct{ Kind string } }
	if err := json.Unmarshal(data, &worlds); err != nil {
		return nil, err
	}
	for _, w := range worlds {
		for _, a := range w.Agents {
			g.checked[a.Kind] = true
		}
	}
	return g, nil
}

// row writes a line of a table.
func row(b *bytes.Buffer, cells ...string) {
	for _, c := range cells {
		b.WriteString("| ")
		b.WriteString(strings.ReplaceAll(oneLine(c), "|", `\|`))
		b.WriteByte(' ')
	}
	b.WriteString("|\n")
}

func head(b *bytes.Buffer, cells ...string) {
	row(b, cells...)
	b.WriteString(strings.Repeat("|---", len(cells)) + "|\n")
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

func (g *generator) kinds(b *bytes.Buffer) error {
	head(b, "Kind", "What it is", "In the base world", "Identifiers")
	total := 0
	for _, kind := range g.cat.Kinds() {
		var ids []string
		for _, a := range g.base.Agents {
			if a.Kind == kind {
				ids = append(ids, code(a.ID))
			}
		}
		total += len(ids)
		row(b, code(kind), g.cat[kind].Doc, fmt.Sprint(len(ids)), strings.Join(ids, ", "))
	}
	row(b, "all", "", fmt.Sprint(total), "")
	return nil
}

func (g *generator) instruments(b *bytes.Buffer) error {
	head(b, "Instrument", "Name", "Class", "Currency", "Price", "Duration, years", "Yield, %", "Outstanding, bn", "Daily sd, bp", "Issuer", "Status")
	for _, in := range g.economy.Balances.Instruments {
		if in.Class == "fx" {
			continue
		}
		row(b, code(in.ID), in.Name, in.Class, in.Currency, num(in.BasePrice), num(in.DurationYr), num(in.BaseYieldPct), num(in.OutstandingBn), num(in.DailySDBp), code(g.economy.Balances.Issuers[in.ID]), in.Status)
	}
	return nil
}

func (g *generator) currencies(b *bytes.Buffer) error {
	head(b, "Currency", "USD per unit", "Money, bn", "Daily sd, bp", "Issuer", "Status")
	for _, in := range g.economy.Balances.Instruments {
		if in.Class != "fx" {
			continue
		}
		sd := ""
		if in.DailySDBp != 0 {
			sd = num(in.DailySDBp)
		}
		row(b, code(in.ID), num(in.BasePrice), num(in.OutstandingBn), sd, code(g.economy.Balances.Issuers[in.ID]), in.Status)
	}
	return nil
}

func num(v float64) string { return fmt.Sprintf("%.6g", v) }

func (g *generator) csv(path string) ([][]string, error) {
	f, err := os.Open(filepath.Join(g.root, path))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return csv.NewReader(f).ReadAll()
}

func (g *generator) public(b *bytes.Buffer) error {
	head(b, "Variable", "Type", "Meaning and unit")
	for _, f := range g.src["world"].decls["View"].fields {
		if f.name[0] >= 'A' && f.name[0] <= 'Z' {
			row(b, code(f.name), code(f.typ), f.doc)
		}
	}
	return nil
}

func (g *generator) private(b *bytes.Buffer) error {
	head(b, "Of", "Type", "State beside its parameters and its books")
	line := func(of, typ string) {
		if list := g.state(typ); len(list) > 0 {
			row(b, of, code(typ), strings.Join(list, ", "))
		}
	}
	for _, s := range shared {
		if !s.pure {
			line(strings.ToLower(s.title), cmp.Or(s.state, s.typ))
		}
	}
	for _, kind := range g.cat.Kinds() {
		line(code(kind), typeOf[kind])
	}
	return nil
}

// state lists what changes of a type: the fields of its part state, or its
// commented fields if it has no such part, and the rules that it is made of.
func (g *generator) state(typ string) (list []string) {
	d, _, _ := g.find(typ)
	add := func(fields []field, all bool) {
		for _, f := range fields {
			if g.is(strings.TrimPrefix(f.typ, "*")) != "" && !all {
				continue
			}
			if f.doc != "" {
				list = append(list, code(f.name)+" ("+f.doc+")")
			} else if all {
				list = append(list, code(f.name))
			}
		}
	}
	own := d.fields
	if i := slices.IndexFunc(own, func(f field) bool { return f.name == "state" }); i >= 0 {
		if own = d.fields[i].fields; own == nil {
			part, _, _ := g.find(d.fields[i].typ)
			own = part.fields
		}
		add(own, true)
	} else {
		add(own, false)
	}
	for _, f := range d.fields {
		if name := strings.TrimPrefix(f.typ, "*"); g.is(name) != "" {
			list = append(list, code(f.name)+" ("+g.is(name)+")")
		} else if f.name != "state" {
			if part, _, ok := g.find(name); ok && slices.ContainsFunc(part.fields, func(f field) bool { return f.name == "state" }) {
				list = append(list, g.state(name)...)
			}
		}
	}
	return list
}

// is names the shared rule or the kind that a type is, "" for none.
func (g *generator) is(typ string) string {
	for _, s := range shared {
		if typ[strings.LastIndex(typ, ".")+1:] == s.typ && s.state == "" {
			return strings.ToLower(s.title)
		}
	}
	for _, kind := range g.cat.Kinds() {
		if typeOf[kind] == typ {
			return code(kind)
		}
	}
	return ""
}

func (g *generator) statements(b *bytes.Buffer) error {
	head(b, "Statement", "Unit", "Meaning of its value")
	docs := map[string]string{}
	for name, d := range g.src["world"].decls {
		if d.file == "statement.go" {
			docs[snake(name)] = d.doc
		}
	}
	for i, name := range world.StatementNames() {
		row(b, code(name), world.StatementType(i).Unit(), docs[name])
	}
	return nil
}

// snake turns a Go name into one of a file: SaleStarted into sale_started.
func snake(s string) string {
	var b strings.Builder
	for i, r := range s {
		if r >= 'A' && r <= 'Z' {
			if i > 0 {
				b.WriteByte('_')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (g *generator) causes(b *bytes.Buffer) error {
	head(b, "Cause", "Meaning")
	docs := map[string]string{}
	for name, d := range g.src["world/market"].decls {
		if d.file == "bid.go" {
			docs[snake(name)] = d.doc
		}
	}
	for c := range market.NumCauses {
		row(b, code(c.String()), docs[c.String()])
	}
	return nil
}

func (g *generator) entries(b *bytes.Buffer) error {
	head(b, "Entry", "Meaning")
	docs := map[string]string{}
	for name, d := range g.src["world/ledger"].decls {
		if d.file == "kind.go" {
			docs[snake(name)] = d.doc
		}
	}
	for k := range ledger.NumKinds {
		row(b, code(k.String()), docs[k.String()])
	}
	return nil
}

func (g *generator) scenarios(b *bytes.Buffer) error {
	head(b, "Scenario", "What it is", "Built on")
	for _, s := range configs.List() {
		on := s.Extends
		if on == "" {
			on = "world"
		}
		row(b, code(s.Name), s.Title, code(on))
	}
	return nil
}

// settings is the table of what is set outside agents.
func (g *generator) settings(b *bytes.Buffer) error {
	head(b, "Setting", "Unit", "Range", "Default", "Role", "Meaning")
	for _, e := range g.params {
		if e.Kind != "" || strings.HasPrefix(e.Key, "loadings.") { // these have a table of their own
			continue
		}
		value := "set by the scenario"
		if e.Default != nil {
			value = configs.FormatValue(e.Default)
		}
		row(b, code(e.Key), e.Unit, e.Range(), value, e.Role, e.Doc)
	}
	return nil
}

func (g *generator) machinery(b *bytes.Buffer) error {
	for _, m := range machine {
		src := g.src[m.dir]
		fmt.Fprintf(b, "### %s\n\n", m.title)
		var files, checks []string
		add := func(list *[]string, s ...string) {
			for _, x := range s {
				if !slices.Contains(*list, x) {
					*list = append(*list, x)
				}
			}
		}
		for _, name := range m.decls {
			doc, file := src.pkg, "doc.go"
			if name != "" {
				d, ok := src.decls[name]
				if !ok || d.doc == "" {
					return fmt.Errorf("%s has no comment on %s", m.dir, name)
				}
				doc, file = d.doc, d.file
			}
			b.WriteString(markdown(doc) + "\n")
			add(&files, link(m.dir+"/"+file))
			add(&checks, tests(g.root, m.dir, file)...)
		}
		add(&checks, link("test/reference/reference_test.go"))
		fmt.Fprintf(b, "Code: %s. Tests: %s.\n\n", strings.Join(files, ", "), strings.Join(checks, ", "))
	}
	return nil
}

func (g *generator) submodels(b *bytes.Buffer) error {
	g.written = map[string]bool{}
	inherits := map[string][]string{} // kind → titles of shared tables
	ownFields := map[string]map[string]bool{}
	group := map[string]map[string]bool{} // params type → names
	for _, kind := range g.cat.Kinds() {
		p, _ := g.cat.NewParams(kind)
		t := reflect.TypeOf(p).Elem()
		own := map[string]bool{}
		var walk func(t reflect.Type, into map[string]bool)
		walk = func(t reflect.Type, into map[string]bool) {
			for _, s := range shared {
				if t.Name() == s.params {
					if group[s.params] == nil {
						group[s.params] = map[string]bool{}
					}
					into = group[s.params]
					if !slices.Contains(inherits[kind], s.title) {
						inherits[kind] = append(inherits[kind], s.title)
					}
				}
			}
			for i := range t.NumField() {
				f := t.Field(i)
				name, rest, _ := strings.Cut(f.Tag.Get("yaml"), ",")
				if rest == "inline" {
					walk(f.Type, into)
				} else if name != "" {
					into[name] = true
				}
			}
		}
		walk(t, own)
		ownFields[kind] = own
	}
	for _, s := range shared {
		d, dir, ok := g.find(s.typ)
		if !ok {
			return fmt.Errorf("%s have no %s", strings.Join(institutions, ", "), s.typ)
		}
		fmt.Fprintf(b, "### %s\n\n", s.title)
		if err := g.rules(b, s.typ); err != nil {
			return err
		}
		qualified := s.params
		if s.params != "" {
			qualified = path.Base(dir) + "." + s.params
		}
		g.where(b, dir, d.file, s.typ != "Game" && s.typ != "TariffBook", "New"+s.typ+"(", qualified)
		if s.params == "" {
			continue
		}
		var kinds []string
		for _, kind := range g.cat.Kinds() {
			if slices.Contains(inherits[kind], s.title) {
				kinds = append(kinds, code(kind))
			}
		}
		fmt.Fprintf(b, "Parameters of %s:\n\n", strings.Join(kinds, ", "))
		g.table(b, "", group[s.params])
	}
	for _, kind := range g.cat.Kinds() {
		d, dir, _ := g.find(typeOf[kind])
		fmt.Fprintf(b, "### %s\n\n", code(kind))
		if err := g.rules(b, typeOf[kind]); err != nil {
			return err
		}
		g.where(b, dir, d.file, g.checked[kind], "new"+typeOf[kind]+"(", `"`+kind+`"`, "kind: "+kind)
		if len(inherits[kind]) > 0 {
			fmt.Fprintf(b, "It has the parameters of: %s.\n\n", strings.ToLower(strings.Join(inherits[kind], ", ")))
		}
		if len(ownFields[kind]) > 0 {
			g.table(b, kind, ownFields[kind])
		}
	}
	return nil
}

func (g *generator) where(b *bytes.Buffer, dir, file string, reference bool, words ...string) {
	words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
	var checks []string
	if dir == "agents/talks" {
		words = append(words, "package talks") // all of its tests are of the game
	}
	for _, in := range institutions {
		stem := file
		if in != dir {
			stem = ""
		}
		checks = append(checks, tests(g.root, in, stem, words...)...)
	}
	if all := link("agents/conformance_test.go"); !slices.Contains(checks, all) {
		checks = append(checks, all) // it runs every kind of the catalogue
	}
	if reference {
		checks = append(checks, link("test/reference/reference_test.go"))
	}
	fmt.Fprintf(b, "Code: %s. Tests: %s.\n\n", link(dir+"/"+file), strings.Join(checks, ", "))
}

// table lists the parameters of a kind, or those of a shared group by the first
// kind that has them.
func (g *generator) table(b *bytes.Buffer, kind string, names map[string]bool) {
	head(b, "Parameter", "Unit", "Range", "Default", "Base world", "Role", "Status", "Source", "Meaning")
	done := map[string]bool{}
	for _, e := range g.params {
		_, name, _ := strings.Cut(e.Key, ".")
		if e.Kind == "" || kind != "" && e.Kind != kind || !names[name] {
			continue
		}
		if kind == "" && !g.inGroup(e.Kind, names) {
			continue
		}
		g.written[e.Key] = true
		if done[name] {
			continue
		}
		done[name] = true
		role := e.Role
		if e.Free {
			role += ", free"
		}
		row(b, code(name), e.Unit, e.Range(), configs.FormatValue(e.Default), g.inWorld(kind, name, names, e.Default), role, e.Status, e.Source, e.Doc)
	}
	b.WriteByte('\n')
}

// inGroup says whether the kind has all names of the group, so that a name it
// shares by chance does not count.
func (g *generator) inGroup(kind string, names map[string]bool) bool {
	n := 0
	for _, e := range g.params {
		if _, name, _ := strings.Cut(e.Key, "."); e.Kind == kind && names[name] {
			n++
		}
	}
	return n == len(names)
}

// inWorld is what the agents of the base world have instead of the default.
func (g *generator) inWorld(kind, name string, group map[string]bool, def any) string {
	var values []string
	least, most, numbers := 0.0, 0.0, true
	for _, a := range g.base.Agents {
		if kind != "" && a.Kind != kind || kind == "" && !g.inGroup(a.Kind, group) || !g.has[a.Kind+"."+name] {
			continue
		}
		e, err := configs.Explain(g.base, "agents."+a.ID+"."+name)
		if err != nil {
			continue
		}
		text := configs.FormatValue(e.Value)
		if text == configs.FormatValue(def) {
			continue
		}
		x, ok := e.Value.(float64)
		numbers = numbers && ok
		if len(values) == 0 || x < least {
			least = x
		}
		if len(values) == 0 || x > most {
			most = x
		}
		if !slices.Contains(values, text) {
			values = append(values, text)
		}
	}
	switch {
	case len(values) == 0:
		return ""
	case numbers && len(values) > 2:
		return configs.FormatValue(least) + " to " + configs.FormatValue(most)
	}
	return strings.Join(values, "; ")
}

// free lists the parameters that calibration may move.
func (g *generator) free(b *bytes.Buffer) error {
	head(b, "Parameter", "Unit", "Default", "Source")
	for _, e := range g.params {
		if e.Free {
			row(b, code(e.Key), e.Unit, configs.FormatValue(e.Default), e.Source)
		}
	}
	return nil
}

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
