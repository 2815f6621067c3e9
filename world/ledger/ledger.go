package ledger

import (
	"math"
)

// Asset describes one column of the books.
type Asset struct {
	Name     string
	Currency int  // index of the cash asset in which it is paid; its own index for cash
	Cash     bool // money
	Swap     bool // notional of a derivative, which carries no value and settles daily
	Issuer   int  // agent that holds the negative, −1 for none
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
	out    []int64 // outstanding per asset, counted from entries and not from accounts

	bought  []int64 // units acquired less given since ResetFlows
	paid    []int64 // cash paid for the asset less received since ResetFlows, in the money of the trades
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
		out: make([]int64, ns), bought: make([]int64, na*ns), paid: make([]int64, na*ns), gain: make([]int64, na*ns), income: make([]int64, na*ns),
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

// Watch passes every later entry to f, which must not change the ledger. There may be
// several watchers.
func (l *Ledger) Watch(f func(Entry)) {
	if g := l.watch; g != nil {
		l.watch = func(e Entry) {
			g(e)
			f(e)
		}
		return
	}
	l.watch = f
}

// SetStep sets the step of later entries.
func (l *Ledger) SetStep(step int) { l.step = step }

// Entries is the number of entries so far.
func (l *Ledger) Entries() int64 { return l.entries }

// Open sets an opening balance at the given price per unit. The negative balance
// of the issuer must be opened, too: Check rejects books that do not sum to zero.
// The amount outstanding at the start is what the others hold.
func (l *Ledger) Open(agent, asset int, units int64, price float64) {
	i := agent*l.ns + asset
	v := l.worth(asset, units, price)
	l.units[i] += units
	l.value[i] += v
	l.equity[agent*l.ns+l.assets[asset].Currency] += v
	if is := l.assets[asset].Issuer; is >= 0 && agent != is {
		l.out[asset] += units
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
