package ledger

import (
	"fmt"
)

// Breach is the error of an identity that does not hold.
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

// Check verifies the identities and returns the first that does not hold as a
// *Breach.
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

// largest is the agent whose last entry in the asset is the newest and, among
// those, the largest: the place to look for the fault first.
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
