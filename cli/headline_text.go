package cli

import (
	"fmt"
	"math"
	"strings"

	"kirifuda/analysis"
	"kirifuda/engine"
	"kirifuda/experiment"
	"kirifuda/internal/english"
	"kirifuda/world"
)

// printEventDay says how days are counted and on which the scenario first does something.
func (a *app) printEventDay(name string, day *int, with *analysis.Path) {
	text := name + " scripts no event by the last day"
	if day != nil {
		text = fmt.Sprintf("event day %d", *day)
		if *day <= len(with.Dates) {
			text += fmt.Sprintf(" (%s)", with.Dates[*day-1])
		}
	}
	a.print("day 0 is the base date; %s\n\n", text)
}

// printCardEffects prints what the card does: differences to the twin.
func (a *app) printCardEffects(h *headline) {
	if h.Twin == nil {
		a.print("no difference to a twin: %s\n\n", h.NoTwin)
		a.printActs(h)
		a.printPlayed(h)
		return
	}
	a.print("what the card does: this run less its twin, which has the same draws of the news and no card\n\n")
	t := newTable("", ">largest", ">on day", "date", ">at the end", "unit")
	for _, e := range h.Twin.Effects {
		on, date := "–", ""
		if e.PeakAt != nil {
			on, date = fmt.Sprint(e.PeakAt.Day), e.PeakAt.Date
		}
		unit := e.Unit
		if unit == "%" {
			unit = "% of the level of the base date"
		}
		t.add(e.Label, number(e.Peak), on, date, number(float64(e.End)), unit)
	}
	t.write(a.stdout)
	a.print("\n")
	at := map[string]*difference{}
	for i := range h.Twin.Differences {
		at[strings.TrimPrefix(h.Twin.Differences[i].Name, "y_")] = &h.Twin.Differences[i]
	}
	u := newTable("", ">difference", "unit")
	for _, row := range []struct{ label, name, unit string }{
		{"Japan's Treasuries sold", "jp_mof_sold_usd_bn", "USD bn at prices of the base date"},
		{"Federal Reserve purchases", "fed_purchases_usd_bn", "USD bn"},
		{"deal in the talks (1: only with the card, −1: only without)", "deal", ""},
		{"average tariff on Japan's goods at the end", "final_tariff_pct", "pp"},
	} {
		d := at[row.name]
		if d == nil || d.Value == nil {
			continue
		}
		u.add(row.label, number(*d.Value), row.unit)
		if row.name == "jp_mof_sold_usd_bn" {
			u.add("dollars received for them", number(h.Twin.Proceeds), "USD bn at the prices paid")
		}
	}
	u.write(a.stdout)
	a.print("\n")
	a.printActs(h)
	a.printPlayed(h)
	a.printHolders(h.Twin.Holders)
	a.printCard(h.Twin.Card)
	a.print("\n")
}

// printActs says what became of the acts of the scenario.
func (a *app) printActs(h *headline) {
	if len(h.Acts) == 0 {
		return
	}
	a.print("acts of the scenario: asked for by the last day as each is measured, received at the prices paid; USD bn\n")
	t := newTable("", "", "", ">asked", ">not done", ">received", "")
	for _, x := range h.Acts {
		asked, void := "–", ""
		if x.Asked != nil {
			asked = number(*x.Asked)
		}
		if x.Void {
			void = "left out or ended by its condition"
		}
		t.add("  "+x.Name, x.Actor, x.Do, asked, number(x.Short), number(0-x.Paid), void)
	}
	t.write(a.stdout)
	a.print("\n")
}

// lossOrGain names the change in value of Japan's Treasuries, of which a loss is positive.
func lossOrGain(loss float64) (label string, v float64) {
	if loss < 0 {
		return "Japan's gain on Treasuries still held", -loss
	}
	return "Japan's loss on Treasuries still held", loss
}

// printPlayed says how much of what was asked was sold, where it is not all.
func (a *app) printPlayed(h *headline) {
	any := false
	for _, p := range h.Played {
		if p.Asked <= 0 || p.Sold+p.Borrowed >= 0.999*p.Asked {
			continue
		}
		text := fmt.Sprintf("%s sold %s of %s USD bn that its timetable asks for by the last day", p.Holder, number(p.Sold), number(p.Asked))
		if p.Borrowed > 0 {
			text += fmt.Sprintf(" and borrowed %s", number(p.Borrowed))
		}
		if p.Stopped {
			text += "; the deal ended the sale"
		}
		a.print("%s\n", text)
		any = true
	}
	if any {
		a.print("\n")
	}
}

// mostHolders is the number of holders listed.
const mostHolders = 8

// printHolders lists who holds more Treasuries than in the twin.
func (a *app) printHolders(list []analysis.Held) {
	var less, more, rest float64
	for _, x := range list {
		if x.USDBn < 0 {
			less -= x.USDBn
		} else {
			more += x.USDBn
		}
	}
	if more < 5e-4 {
		return
	}
	a.print("who holds more Treasuries than in the twin on the last day, USD bn at prices of the base date\n")
	t := newTable("", ">difference", ">share")
	share := func(v, of float64) string { return fmt.Sprintf("%.1f %%", 100*v/of) }
	n, others := 0, 0
	for _, x := range list {
		switch {
		case x.USDBn <= 0:
		case n < mostHolders:
			n++
			t.add("  "+x.Agent, number(x.USDBn), share(x.USDBn, more))
		default:
			others++
			rest += x.USDBn
		}
	}
	if others > 0 {
		t.add("  "+english.Count(others, "other"), number(rest), share(rest, more))
	}
	t.add("  all", number(more), "")
	sellers, sold := 0, 0.0 // those too small for a line of their own
	for _, x := range list {
		switch {
		case x.USDBn >= 0:
		case x.USDBn < -0.005*less:
			t.add("  less: "+x.Agent, number(x.USDBn), "")
		default:
			sellers++
			sold += x.USDBn
		}
	}
	if sellers > 0 {
		t.add("  less: "+english.Count(sellers, "other"), number(sold), "")
	}
	t.write(a.stdout)
}

// printPath prints the path of the run.
func (a *app) printPath(h *headline) {
	v := map[string]engine.Value{}
	for _, x := range h.Outcomes {
		v[x.Name] = x
	}
	get := func(name string) string {
		x, ok := v["y_"+name]
		if !ok || x.Value == nil {
			return "–"
		}
		if strings.HasSuffix(name, "_n") {
			return fmt.Sprintf("%.0f", *x.Value)
		}
		return number(*x.Value)
	}
	a.print("the path of this run, one draw of the news: moves from the base date, whatever caused them\n\n")
	t := newTable("", ">peak", ">on day", ">trough", ">end", "unit")
	for _, tenor := range []string{"2y", "5y", "10y", "30y"} {
		n := "ust_" + tenor
		t.add("Treasury "+tenor+" yield", get(n+"_peak_bp"), day(v["y_"+n+"_peak_day_n"].Value), get(n+"_trough_bp"), get(n+"_end_bp"), "bp")
	}
	t.add("USDJPY", get("usdjpy_peak_pct"), "", get("usdjpy_trough_pct"), get("usdjpy_end_pct"), "% (rise: weaker yen)")
	t.add("U.S. equities", "", "", get("eq_us_trough_pct"), get("eq_us_end_pct"), "%")
	t.add("Japanese equities", "", "", get("eq_jp_trough_pct"), get("eq_jp_end_pct"), "%")
	t.add("JGB 10y yield", get("jgb_10y_peak_bp"), "", "", "", "bp")
	t.add("VIX", get("vix_max_idx"), "", "", "", "index, level")
	t.add("MOVE", get("move_max_idx"), "", "", "", "index, level")
	t.write(a.stdout)
	a.print("\n")
	loss := "Japan's loss on Treasuries still held"
	lost := get("jp_mof_loss_usd_bn")
	if x := v["y_jp_mof_loss_usd_bn"].Value; x != nil {
		label, value := lossOrGain(*x)
		loss, lost = label, number(value)
	}
	u := newTable("", ">", "")
	for _, row := range [][3]string{
		{"U.S. interest cost, change from the base date", get("us_interest_cost_chg_usd_bn"), "USD bn/yr"},
		{"Japan's Treasuries sold", get("jp_mof_sold_usd_bn"), "USD bn at prices of the base date"},
		{"dollars received for them", number(h.Proceeds), "USD bn at the prices paid"},
		{loss, lost, "USD bn"},
		{"Federal Reserve purchases", get("fed_purchases_usd_bn"), "USD bn"},
		{"tariff agreed", get("deal_rate_pct"), "% (– without a deal)"},
		{"average tariff on Japan's goods at the end", get("final_tariff_pct"), "%"},
		{"rounds of talks", get("talks_round_n"), ""},
		{"largest excess demand", get("residual_max_usd_bn"), "USD bn"},
		{"largest number of solver iterations on a day", get("iterations_max_n"), ""},
	} {
		u.add(row[0], row[1], row[2])
	}
	for _, x := range h.Outcomes {
		if name := strings.TrimPrefix(x.Name, "y_"); x.Metric {
			u.add(name, get(name), strings.TrimSpace(world.WithUnit("", x.Unit)))
		}
	}
	u.write(a.stdout)
	a.printGross(h.Gross)
}

// printGross lists the holders that bought what was sold.
func (a *app) printGross(list []experiment.Buyer) {
	if len(list) == 0 {
		return
	}
	var all, rest float64
	for _, b := range list {
		all += b.USDBn
	}
	a.print("\ngross buyers of what %s sold, day by day, whatever they sold later or to others; USD bn at prices of the base date\n", experiment.Seller)
	b := newTable("", ">bought", ">share")
	for i, x := range list {
		if i >= mostHolders {
			rest += x.USDBn
			continue
		}
		b.add("  "+x.Agent, number(x.USDBn), fmt.Sprintf("%.1f %%", 100*x.USDBn/all))
	}
	if n := len(list) - mostHolders; n > 0 {
		b.add("  "+english.Count(n, "other"), number(rest), fmt.Sprintf("%.1f %%", 100*rest/all))
	}
	b.write(a.stdout)
}

func day(v *float64) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf("%.0f", math.Round(*v))
}

// printCard prints the value of the card to each side.
func (a *app) printCard(card []analysis.CardLine) {
	a.print("\nthe card's balance sheet: difference to the twin; %s\n", signsOfCard)
	t := newTable("", "", ">", "", "")
	side := ""
	for _, l := range card {
		name := ""
		if l.Side != side {
			side, name = l.Side, l.Side
		}
		t.add("  "+name, l.Item, number(l.Value), l.Unit, l.Period)
	}
	t.write(a.stdout)
}
