package experiment

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"kirifuda/agents"
	"kirifuda/agents/acts"
	"kirifuda/agents/rules"
	"kirifuda/configs"
	"kirifuda/world"
)

// actReader turns the acts of a scenario into orders and finds those that cannot be
// carried out.
type actReader struct {
	*Builder
	of     numbers
	act    *configs.Act
	wrong  []configs.Problem
	orders map[string][]acts.Order // by agent
	sold   map[[2]string]float64   // by agent and asset: to be sold by acts so far, USD bn
}

// readActs turns the scenario's acts into orders to their actors.
func (b *Builder) readActs() error {
	if len(b.scenario.Acts) == 0 {
		return nil
	}
	r := actReader{Builder: b, of: b.numbers(), orders: map[string][]acts.Order{}, sold: map[[2]string]float64{}}
	for i := range b.scenario.Acts {
		r.act = &b.scenario.Acts[i]
		r.read()
	}
	r.checkBoth()
	if err := refuse(r.wrong); err != nil {
		return err
	}
	for i := range b.agents {
		if orders := r.orders[b.agents[i].ID]; orders != nil {
			b.agents[i] = acts.Wrap(b.agents[i], orders, b.economy.Descent())
		}
		b.acts = append(b.acts, r.orders[b.agents[i].ID]...)
	}
	return nil
}

// checkBoth refuses acts that leave an agent too little for what its parameters tell it to
// do.
func (r *actReader) checkBoth() {
	for i := range r.scenario.Agents {
		a := &r.scenario.Agents[i]
		p, ok := a.Params.(agents.Solvent)
		if !ok || r.orders[a.ID] == nil {
			continue
		}
		left := func(asset string) float64 {
			return r.opening(a.ID, asset) - r.sold[[2]string{a.ID, asset}]
		}
		for _, f := range p.Faults(r.instruments, left) {
			r.wrong = append(r.wrong, r.located(configs.Problem{Key: a.ID + "." + f.Key, Value: fmt.Sprint(f.Value),
				Message: f.Message + ", less what acts of the scenario take", Allowed: f.Allowed}))
		}
	}
}

// fail reports what is wrong with the act at hand.
func (r *actReader) fail(field, value, message, allowed string) {
	p := r.located(configs.Problem{Key: "acts." + r.act.Name + "." + field, Value: value, Message: message, Allowed: allowed})
	if p.File == "" { // the field is not given
		o := r.scenario.Origin("acts." + r.act.Name + ".do")
		p.File, p.Line = o.File, o.Line
	}
	r.wrong = append(r.wrong, p)
}

// read reads the act at hand.
func (r *actReader) read() {
	a, before := r.act, len(r.wrong)
	from, to := a.Span()
	o := acts.Order{Name: a.Name, From: from.Day(), To: to.Day(), Convert: -1, Said: a.Said,
		TotalUSDBn: a.USDBn, PerDayUSDBn: a.PerDayUSDBn, PathUSDBn: a.PathUSDBn}
	o.When, o.Unless, o.Until = r.condition("when", a.When), r.condition("unless", a.Unless), r.condition("until", a.Until)
	verb, err := acts.ParseVerb(a.Do)
	if err != nil {
		r.say(&o)
		return
	}
	o.Verb = verb
	for _, word := range a.What {
		r.what(&o, word)
	}
	if verb == acts.Redeem && len(a.What) == 0 {
		r.what(&o, "treasuries")
	}
	if len(r.wrong) > before {
		return
	}
	r.checkWhat(&o)
	r.convert(&o)
	if len(r.wrong) > before {
		return
	}
	if days := o.Days(r.instruments, r.economy.Calendar(), r.date); len(days) == 0 {
		r.fail("from", from.String(), "the markets are closed on all days of the act", "")
		return
	} else if n := len(a.PathUSDBn); n > len(days) {
		r.fail("path_usd_bn", fmt.Sprintf("%d sizes", n), "more than the days of the act on which its markets are open", fmt.Sprintf("at most %d", len(days)))
		return
	} else {
		r.afford(&o, len(days))
	}
	r.checkSaid(&o)
	if len(r.wrong) == before {
		r.orders[a.Actor] = append(r.orders[a.Actor], o)
	}
}

// say reads an act that says something. One that depends on nothing is a statement of the
// script, like an event.
func (r *actReader) say(o *acts.Order) {
	a := r.act
	o.Verb = acts.Say
	e := configs.Event{Actor: a.Actor, Type: a.Do, Target: a.Target, Value: a.Value, Text: a.Text}
	before := len(r.wrong)
	o.Statement = r.statement(r.of, &e, func(field, value, message string) {
		if field == "type" {
			field = "do"
		}
		r.fail(field, value, message, "")
	})
	o.Statement.Doubt = 1 - a.Credibility
	if o.Statement.Type == world.TariffSector {
		r.sector(&o.Statement)
	}
	if len(r.wrong) > before {
		return
	}
	if o.When.Set || o.Unless.Set {
		r.orders[a.Actor] = append(r.orders[a.Actor], *o)
		return
	}
	if o.Until.Set {
		r.fail("until", a.Until, "what is said on one day cannot end", "when, unless")
		return
	}
	o.Statement.Day = o.From
	r.script = append(r.script, o.Statement)
}

// sector finds the sector on which a tariff is put: of Japan's goods by Washington, of U.S.
// goods by Tokyo.
func (r *actReader) sector(s *world.Statement) {
	var words []string
	of := "jp_trade"
	for i, g := range r.facts.Goods {
		if g.ToUS != (r.act.Actor == "us_trade") {
			continue
		}
		if words = append(words, g.ID); g.ID == r.act.Sector {
			s.Good, words = i, nil
			break
		}
	}
	if r.act.Actor == "jp_trade" {
		of = "us_trade"
	}
	if words != nil {
		r.fail("sector", r.act.Sector, "not a sector of the trade that the actor taxes", strings.Join(words, ", "))
	}
	if r.act.Target != of {
		r.fail("target", r.act.Target, "sectors are those of the trade between the United States and Japan", of)
	}
}

// condition reads a type of statement, or a level: the name of an instrument, a currency,
// vix or move, then < or > and a number in the unit of its quote.
func (r *actReader) condition(field, text string) acts.Condition {
	c := acts.Condition{Set: text != "", About: -1}
	at := strings.IndexAny(text, "<>")
	if at < 0 {
		c.Type, _ = world.ParseStatementType(text) // checked when the scenario was loaded
		if r.act.About != "" {
			c.About = r.of.agent[r.act.About]
		}
		return c
	}
	name := strings.TrimSpace(text[:at])
	var err error
	if c.Level, err = strconv.ParseFloat(strings.TrimSpace(text[at+1:]), 64); err != nil || c.Level-c.Level != 0 {
		r.fail(field, text, "the level is not a number", "such as jgb_gt10y > 3 or vix < 20")
	}
	c.Below, c.Gauge = text[at] == '<', acts.Quote
	m := rules.FindMarkets(r.instruments)
	k, ok := r.of.instrument[name]
	switch {
	case name == "vix":
		c.Gauge = acts.VIX
	case name == "move":
		c.Gauge = acts.MOVE
	case ok:
		c.Of = k
	case m.FX(name) >= 0:
		c.Of = m.FX(name)
	default:
		words := []string{"vix", "move"}
		for _, in := range r.instruments {
			words = append(words, in.ID)
		}
		r.fail(field, text, name+" has no level", strings.Join(words, ", "))
	}
	return c
}

// what adds the instruments of a word: an identifier, a range of maturities or a currency.
func (r *actReader) what(o *acts.Order, word string) {
	m := rules.FindMarkets(r.instruments)
	var found []int
	within := map[string]func(rules.Bucket) bool{
		"treasuries": func(rules.Bucket) bool { return true }, "bills": rules.Bucket.Bill, "notes": rules.Bucket.Note, "long": rules.Bucket.Long,
	}[word]
	if within != nil {
		for _, b := range m.Buckets {
			if within(b) {
				found = append(found, b.Cash)
			}
		}
	} else if k, ok := r.of.instrument[word]; ok {
		found = []int{k}
	} else if k := m.FX(word); k >= 0 {
		found = []int{k}
	} else {
		words := []string{"treasuries", "bills", "notes", "long"}
		for _, in := range r.instruments {
			if in.Class == world.FX {
				words = append(words, in.Currency)
			} else if in.Class != world.Swap {
				words = append(words, in.ID)
			}
		}
		r.fail("what", word, "neither an instrument nor a range of maturities nor a currency", strings.Join(words, ", "))
	}
	for _, k := range found {
		if !slices.Contains(o.What, k) {
			o.What = append(o.What, k)
		}
	}
	// The shortest bonds first, what is not a bond last.
	slices.SortStableFunc(o.What, func(a, b int) int {
		x, y := &r.instruments[a], &r.instruments[b]
		if p, q := x.Class == world.Bond, y.Class == world.Bond; p != q {
			if p {
				return -1
			}
			return 1
		}
		return cmp.Compare(x.DurationYr, y.DurationYr)
	})
}

// checkWhat refuses instruments with which the verb cannot be done by the actor.
func (r *actReader) checkWhat(o *acts.Order) {
	actor := r.act.Actor
	for _, k := range o.What {
		in := &r.instruments[k]
		issues := r.economy.Balances.Issuers[in.ID] == actor
		switch {
		case in.Class == world.Swap:
			r.fail("what", in.ID, "a swap is an agreement and is neither bought nor sold", "bonds, equities, currencies")
		case o.Verb == acts.Intervene && (in.Class != world.FX || len(o.What) > 1):
			r.fail("what", in.ID, "an intervention is made in one currency", "")
		case o.Verb == acts.Redeem && !in.Treasury(), o.Verb == acts.RaiseCash && in.Currency != "usd":
			r.fail("what", in.ID, o.Verb.String()+" is done with "+o.Verb.Doc().What, "")
		case (o.Verb == acts.Issue || o.Verb == acts.BuyBack) && !issues:
			r.fail("actor", actor, "does not issue "+in.ID, r.economy.Balances.Issuers[in.ID])
		case o.Verb != acts.Issue && o.Verb != acts.BuyBack && issues && in.Class != world.FX:
			r.fail("actor", actor, "is the issuer of "+in.ID, "issue, buy_back")
		default:
			continue
		}
		return
	}
	if o.Verb == acts.Redeem && len(o.What) != len(rules.FindMarkets(r.instruments).Buckets) {
		r.fail("what", strings.Join(r.act.What, ", "), "what comes down from a longer maturity is of a shorter one, so that all are let mature", "treasuries")
	}
}

// convert finds the currency of proceeds or of payment.
func (r *actReader) convert(o *acts.Order) {
	for _, x := range [...]struct{ field, value, no string }{{"proceeds", r.act.Proceeds, "keep"}, {"paid_with", r.act.PaidWith, "own"}} {
		if x.value == x.no {
			continue
		}
		m := rules.FindMarkets(r.instruments)
		if o.Convert = m.FX(x.value); o.Convert < 0 {
			words := []string{x.no}
			for _, k := range m.Currencies() {
				words = append(words, r.instruments[k].Currency)
			}
			r.fail(x.field, x.value, "not a currency that is traded against the dollar", strings.Join(words, ", "))
			return
		}
		for _, k := range o.What {
			if in := &r.instruments[k]; in.Class == world.FX || in.Currency != "usd" {
				r.fail(x.field, x.value, in.ID+" is not paid in dollars, of which alone other money is bought and sold", x.no)
			}
		}
	}
}

// afford refuses an act that is larger than what the actor has at the start: bonds to sell,
// or money to pay with that it does not make itself. The acts of an actor are added up.
func (r *actReader) afford(o *acts.Order, days int) {
	a := r.act
	size, back := o.Planned(days), 0.0 // and what is bought back by an intervention, or sold again
	if o.Verb == acts.Redeem {
		size = 0
	}
	for _, x := range append(slices.Clone(a.PathUSDBn), size) {
		if x < 0 && o.Verb != acts.Intervene {
			r.fail(r.sizeField(), fmt.Sprint(x), "is negative", "above 0")
			return
		}
	}
	if o.Verb == acts.Intervene {
		for i := range days {
			back = math.Max(back, -o.Due(i+1, days))
			size = math.Max(size, o.Due(i+1, days))
		}
	}
	take := func(from []string, amount float64, what, field string) {
		left, taken, have := make([]float64, len(from)), 0.0, 0.0
		for i, asset := range from {
			opening := math.Max(0, r.opening(a.Actor, asset))
			left[i] = math.Max(0, opening-r.sold[[2]string{a.Actor, asset}])
			have, taken = have+left[i], taken+opening-left[i]
		}
		if amount > have+actTolerance {
			message := "more than the " + what + " that " + a.Actor + " has at the start"
			if taken > 0 {
				message += fmt.Sprintf(", of which other acts take %.4g", taken)
			}
			r.fail(field, fmt.Sprintf("%.6g USD bn", amount), message, fmt.Sprintf("at most %.6g USD bn", have))
			return
		}
		for i, asset := range from { // in proportion, as acts sell
			if have > 0 {
				r.sold[[2]string{a.Actor, asset}] += amount * left[i] / have
			}
		}
	}
	var assets []string
	for _, k := range o.What {
		assets = append(assets, r.asset(k))
	}
	switch o.Verb {
	case acts.Sell, acts.RaiseCash:
		if in := &r.instruments[o.What[0]]; len(o.What) == 1 && in.Class == world.FX && r.centralBank(a.Actor, in.Currency) {
			o.CentralBank = true
			return
		}
		take(assets, size, strings.Join(assets, ", "), r.sizeField())
	case acts.Redeem:
		if have := r.held(a.Actor, assets); have <= 0 {
			r.fail("actor", a.Actor, "holds no Treasuries", "a holder of Treasuries")
		}
	case acts.Buy, acts.BuyBack, acts.Intervene:
		money := "usd"
		in := &r.instruments[o.What[0]]
		if in.Class != world.FX {
			money = in.Currency
		}
		if back > 0 { // an intervention that sells the currency
			if r.centralBank(a.Actor, in.Currency) {
				o.CentralBank = true
			} else {
				take([]string{in.Currency}, back, in.Currency, r.sizeField())
			}
		}
		if o.Convert >= 0 {
			money = r.instruments[o.Convert].Currency
		}
		if r.centralBank(a.Actor, money) {
			o.CentralBank = true
		} else if _, levies := r.scenario.Agent(a.Actor).Params.(*agents.USTreasuryParams); size > 0 && !levies {
			take([]string{money}, size, money, r.sizeField())
		}
		r.checkSupply(o, size)
	}
}

// checkSupply refuses a purchase of more than there is.
func (r *actReader) checkSupply(o *acts.Order, size float64) {
	have := 0.0
	var names []string
	for _, k := range o.What {
		in := &r.instruments[k]
		if in.Class == world.FX {
			return
		}
		names = append(names, in.ID)
		have += r.economy.Facts.OutstandingUSDBn[in.ID] - math.Max(0, r.opening(r.act.Actor, in.ID))
	}
	if size > have+actTolerance {
		r.fail(r.sizeField(), fmt.Sprintf("%.6g USD bn", size), "more than the "+strings.Join(names, ", ")+" that others hold at the start", fmt.Sprintf("at most %.6g USD bn", have))
	}
}

// actTolerance of a sale of everything, USD bn.
const actTolerance = 1e-3

// held is what an agent holds of assets at the start, USD bn.
func (r *actReader) held(agent string, assets []string) (sum float64) {
	for _, asset := range assets {
		sum += math.Max(0, r.opening(agent, asset))
	}
	return sum
}

// asset is the asset of instrument k: a currency's money, or the instrument itself.
func (r *actReader) asset(k int) string {
	if in := &r.instruments[k]; in.Class == world.FX {
		return in.Currency
	}
	return r.instruments[k].ID
}

// sizeField is the field that gives the size of the act.
func (r *actReader) sizeField() string {
	for _, f := range acts.Sizes() {
		if r.scenario.Origin("acts."+r.act.Name+"."+f) != (configs.Origin{}) {
			return f
		}
	}
	return acts.Sizes()[0]
}

// checkSaid refuses public acts of which nobody would know what to think.
func (r *actReader) checkSaid(o *acts.Order) {
	if !o.Said {
		return
	}
	treasuries := true
	for _, k := range o.What {
		treasuries = treasuries && r.instruments[k].Treasury()
	}
	switch {
	case o.Verb == acts.Sell && (!treasuries || !r.speaksOfSales(r.act.Actor)):
		r.fail("said", "true", "what is said of a sale is read of official holders of Treasuries alone", "false")
	case o.Verb == acts.Buy && !o.CentralBank:
		r.fail("said", "true", "what is said of purchases is read of central banks alone", "false")
	}
}

// Asked is the size of an act until a day of the run, USD bn as the verb measures it, if it
// begins on its first day.
func (b *Builder) Asked(o *acts.Order, day int) float64 {
	days := o.Days(b.instruments, b.economy.Calendar(), b.date)
	n := 0
	for n < len(days) && days[n] <= day {
		n++
	}
	return o.Due(n, len(days))
}
