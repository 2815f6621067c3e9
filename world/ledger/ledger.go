// Package ledger keeps the books of every agent in integer amounts.
//
// Amounts are int64 in the smallest unit of their currency (cent, yen, won);
// securities are counted in the same unit of par. Integers make the identities
// exact zeros and sums independent of order, so that a check is an equality and
// not a tolerance.
//
// Every entry has two sides. Three identities hold after each of them and are
// checked by Check:
//
//	Σ_agents units(agent, asset) = 0                    issuers hold the negative
//	−units(issuer, asset) = outstanding(asset)          counted apart, entry by entry
//	Σ_assets in c value(agent, asset) = equity(agent, c)  each sheet balances in each currency
//
// Cash in a currency is an asset like others; its issuer is the central bank,
// whose negative balance is the money it has created. A negative balance of
// anybody else is secured borrowing.
package ledger

import (
	"fmt"
	"math"
)

// Kind says what an entry is for.
type Kind uint8

// Kinds of entries.
const (
	Opening   Kind = iota
	Trade          // securities or derivatives against cash
	Exchange       // cash of one currency against another
	Coupon         // interest on securities
	Interest       // interest on cash
	Variation      // daily settlement of swaps and futures
	Redeem         // principal paid at maturity
	Tariff         // customs duty
	Goods          // payment for goods and services
	Transfer       // any other payment
	Loan           // cash lent or repaid
	Revalue        // change of the value of what is held
	NumKinds
)

var kindNames = [NumKinds]string{
	"opening", "trade", "exchange", "coupon", "interest", "variation", "redeem", "tariff", "goods", "transfer", "loan", "revalue",
}

func (k Kind) String() string { return kindNames[k] }

// Asset describes one column of the books.
type Asset struct {
	Name     string
	Currency int  // index of the cash asset it is paid in; its own index for cash
	Cash     bool // money
	Swap     bool // notional of a derivative: carries no value, settles daily
	Issuer   int  // agent that carries the negative, −1 for none
}

// Entry is one transaction: From gives Units of Asset to To, which pays Cash of
// currency Money (zero for a one-sided payment of cash, where Asset is the money).
type Entry struct {
	Step  int
	Kind  Kind
	From  int
	To    int
	Asset int
	Units int64
	Money int
	Cash  int64
}

// Breach is a failed identity.
type Breach struct {
	Step            int
	Identity        string
	Agent           string
	Asset           string
	Off             int64
	Entry           Entry // the last entry that touched the agent and asset
	EntryFrom, Last string
}

func (b *Breach) Error() string {
	return fmt.Sprintf("ledger: step %d: %s of %s in %s is off by %d; last entry there: %s of %d units, %s to %s, for %d",
		b.Step, b.Identity, b.Agent, b.Asset, b.Off, b.Entry.Kind, b.Entry.Units, b.EntryFrom, b.Last, b.Entry.Cash)
}

// Ledger holds the books of all agents. It is not safe for concurrent writes.
type Ledger struct {
	agents []string
	assets []Asset
	na, ns int
	cash   []int   // the assets that are money
	paidIn [][]int // per element of cash, the assets of that currency

	units  []int64 // [agent*ns+asset]
	value  []int64 // carrying value in the asset's currency; units for cash
	equity []int64 // [agent*ns+currency]: only columns of cash assets are used
	out    []int64 // outstanding per asset, counted by entries

	bought  []int64 // units acquired less given since ResetFlows
	gain    []int64 // revaluation since ResetFlows, in the asset's currency
	income  []int64 // [agent*ns+currency]: coupons, interest, variation since opening
	byKind  []int64 // [kind*ns+asset]: units moved since opening
	last    []Entry // [agent*ns+asset]
	sheet   []int64 // scratch of Check
	step    int
	entries int64
	watch   func(Entry)
}

// New returns empty books.
func New(agents []string, assets []Asset) *Ledger {
	na, ns := len(agents), len(assets)
	l := &Ledger{
		agents: agents, assets: assets, na: na, ns: ns,
		units: make([]int64, na*ns), value: make([]int64, na*ns), equity: make([]int64, na*ns),
		out: make([]int64, ns), bought: make([]int64, na*ns), gain: make([]int64, na*ns), income: make([]int64, na*ns),
		byKind: make([]int64, int(NumKinds)*ns), last: make([]Entry, na*ns), sheet: make([]int64, ns),
	}
	for s, a := range assets {
		if !a.Cash {
			continue
		}
		l.cash = append(l.cash, s)
		var in []int
		for other, b := range assets {
			if b.Currency == s {
				in = append(in, other)
			}
		}
		l.paidIn = append(l.paidIn, in)
	}
	return l
}

// Watch has every later entry passed to f, which must not touch the ledger.
func (l *Ledger) Watch(f func(Entry)) { l.watch = f }

// SetStep tells the ledger the step that entries belong to.
func (l *Ledger) SetStep(step int) { l.step = step }

// Entries is the number of entries so far.
func (l *Ledger) Entries() int64 { return l.entries }

// Open sets an opening balance at the given price per unit. The issuer's
// negative must be opened too: Check refuses books that do not sum to zero.
func (l *Ledger) Open(agent, asset int, units int64, price float64) {
	i := agent*l.ns + asset
	v := l.worth(asset, units, price)
	l.units[i] += units
	l.value[i] += v
	l.equity[agent*l.ns+l.assets[asset].Currency] += v
	if agent == l.assets[asset].Issuer {
		l.out[asset] -= units
	}
	l.last[i] = Entry{Kind: Opening, From: agent, To: agent, Asset: asset, Units: units}
}

func (l *Ledger) worth(asset int, units int64, price float64) int64 {
	a := &l.assets[asset]
	switch {
	case a.Cash:
		return units
	case a.Swap:
		return 0
	}
	return int64(math.Round(float64(units) * price))
}

func (l *Ledger) move(agent, asset int, units, value int64, e *Entry) {
	i := agent*l.ns + asset
	l.units[i] += units
	l.value[i] += value
	l.bought[i] += units
	if agent == l.assets[asset].Issuer {
		l.out[asset] -= units
	}
	l.last[i] = *e
}

func (l *Ledger) record(e *Entry) {
	l.entries++
	if e.Units < 0 {
		l.byKind[int(e.Kind)*l.ns+e.Asset] -= e.Units
	} else {
		l.byKind[int(e.Kind)*l.ns+e.Asset] += e.Units
	}
	if l.watch != nil {
		l.watch(*e)
	}
}

// Sell moves units of a security from one agent to another against cash of the
// security's currency. Negative units reverse the direction of both.
func (l *Ledger) Sell(kind Kind, from, to, asset int, units, cash int64) {
	if units == 0 && cash == 0 {
		return
	}
	money := l.assets[asset].Currency
	e := Entry{Step: l.step, Kind: kind, From: from, To: to, Asset: asset, Units: units, Money: money, Cash: cash}
	v := cash
	if l.assets[asset].Swap { // a fee: nothing of value stands against it
		v = 0
		l.equity[from*l.ns+money] += cash
		l.equity[to*l.ns+money] -= cash
	}
	l.move(from, asset, -units, -v, &e)
	l.move(to, asset, units, v, &e)
	if cash != 0 {
		l.move(from, money, cash, cash, &e)
		l.move(to, money, -cash, -cash, &e)
	}
	l.record(&e)
}

// Lend moves cash from a lender to a borrower against a claim of equal units in
// asset, a column without an issuer in which borrowers stand negative. Negative
// units repay. Nobody's equity changes.
func (l *Ledger) Lend(lender, borrower, asset int, units int64) {
	l.Sell(Loan, borrower, lender, asset, units, units)
}

// Convert moves cash of one currency from one agent to another against cash of
// a second currency; equity changes currency with it.
func (l *Ledger) Convert(from, to, asset int, units int64, money int, cash int64) {
	if units == 0 && cash == 0 {
		return
	}
	e := Entry{Step: l.step, Kind: Exchange, From: from, To: to, Asset: asset, Units: units, Money: money, Cash: cash}
	l.move(from, asset, -units, -units, &e)
	l.move(to, asset, units, units, &e)
	l.move(from, money, cash, cash, &e)
	l.move(to, money, -cash, -cash, &e)
	l.equity[from*l.ns+asset] -= units
	l.equity[to*l.ns+asset] += units
	l.equity[from*l.ns+money] += cash
	l.equity[to*l.ns+money] -= cash
	l.record(&e)
}

// Pay moves cash one way: what one agent loses in equity the other gains.
func (l *Ledger) Pay(kind Kind, from, to, money int, cash int64) {
	if cash == 0 || from == to {
		return
	}
	e := Entry{Step: l.step, Kind: kind, From: from, To: to, Asset: money, Units: cash, Money: money}
	l.move(from, money, -cash, -cash, &e)
	l.move(to, money, cash, cash, &e)
	i, j := from*l.ns+money, to*l.ns+money
	l.equity[i] -= cash
	l.equity[j] += cash
	if kind == Coupon || kind == Interest || kind == Variation {
		l.income[i] -= cash
		l.income[j] += cash
	}
	l.record(&e)
}

// Revalue marks what everybody holds of an asset to a price per unit; the
// change goes to equity.
func (l *Ledger) Revalue(asset int, price float64) {
	a := &l.assets[asset]
	if a.Cash || a.Swap {
		return
	}
	for i, g := asset, 0; g < l.na; i, g = i+l.ns, g+1 {
		if l.units[i] == 0 && l.value[i] == 0 {
			continue
		}
		d := int64(math.Round(float64(l.units[i])*price)) - l.value[i]
		if d == 0 {
			continue
		}
		l.value[i] += d
		l.gain[i] += d
		l.equity[g*l.ns+a.Currency] += d
	}
}

// ResetFlows forgets transactions and gains since the last call.
func (l *Ledger) ResetFlows() {
	clear(l.bought)
	clear(l.gain)
}

// Check verifies the identities and returns the first that fails as a *Breach.
func (l *Ledger) Check() error {
	ns := l.ns
	clear(l.sheet)
	for i := 0; i < len(l.units); i += ns {
		sum := l.sheet[:ns]
		for s, u := range l.units[i:][:len(sum)] {
			sum[s] += u
		}
	}
	for s, sum := range l.sheet {
		if sum != 0 {
			return l.breach("sum of holdings over all agents", l.largest(s), s, sum)
		}
		if is := l.assets[s].Issuer; is >= 0 {
			if d := -l.units[is*ns+s] - l.out[s]; d != 0 {
				return l.breach("amount outstanding against the issuer's liability", is, s, d)
			}
		}
	}
	for g := range l.na {
		value := l.value[g*ns : g*ns+ns]
		for c, s := range l.cash {
			d := -l.equity[g*ns+s]
			for _, in := range l.paidIn[c] {
				d += value[in]
			}
			if d != 0 {
				return l.breach("assets less equity", g, s, d)
			}
		}
	}
	return nil
}

// largest is the agent whose last entry in the asset is the newest and largest:
// where to start looking.
func (l *Ledger) largest(asset int) int {
	at := 0
	var best Entry
	for g := range l.na {
		e := l.last[g*l.ns+asset]
		if e.Step > best.Step || (e.Step == best.Step && abs(e.Units) > abs(best.Units)) {
			at, best = g, e
		}
	}
	return at
}

func abs(v int64) int64 {
	if v < 0 {
		return -v
	}
	return v
}

func (l *Ledger) breach(what string, agent, asset int, off int64) *Breach {
	e := l.last[agent*l.ns+asset]
	return &Breach{
		Step: l.step, Identity: what, Agent: l.agents[agent], Asset: l.assets[asset].Name, Off: off,
		Entry: e, EntryFrom: l.agents[e.From], Last: l.agents[e.To],
	}
}

// Agents is the number of sheets.
func (l *Ledger) Agents() int { return l.na }

// Assets is the number of columns.
func (l *Ledger) Assets() int { return l.ns }

// AgentName names a sheet.
func (l *Ledger) AgentName(agent int) string { return l.agents[agent] }

// AssetName names a column.
func (l *Ledger) AssetName(asset int) string { return l.assets[asset].Name }

// Units held by an agent, in the smallest unit of the asset.
func (l *Ledger) Units(agent, asset int) int64 { return l.units[agent*l.ns+asset] }

// Value is what an agent's holding is carried at, in its currency.
func (l *Ledger) Value(agent, asset int) int64 { return l.value[agent*l.ns+asset] }

// Bought is what an agent acquired of an asset since ResetFlows, in units.
func (l *Ledger) Bought(agent, asset int) int64 { return l.bought[agent*l.ns+asset] }

// Gain is an agent's revaluation of an asset since ResetFlows, in its currency.
func (l *Ledger) Gain(agent, asset int) int64 { return l.gain[agent*l.ns+asset] }

// Income is what an agent received net in coupons, interest and variation
// margin in a currency since opening.
func (l *Ledger) Income(agent, money int) int64 { return l.income[agent*l.ns+money] }

// Equity is an agent's net worth in a currency.
func (l *Ledger) Equity(agent, money int) int64 { return l.equity[agent*l.ns+money] }

// Outstanding is what issuers have issued of an asset.
func (l *Ledger) Outstanding(asset int) int64 { return l.out[asset] }

// Turnover is the number of units that entries of a kind have moved since opening.
func (l *Ledger) Turnover(kind Kind, asset int) int64 { return l.byKind[int(kind)*l.ns+asset] }
