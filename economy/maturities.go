package economy

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// lotUnits is the lot to which Treasury par is rounded: 1,000 dollars. A coarse
// lot makes the result the same on every processor.
const lotUnits = 100_000

// ustRow is one holder in the fit of Treasuries by maturity.
type ustRow struct {
	agent    string
	usdBn    float64 // market value, the row total
	fixed    bool    // the shares hold exactly
	official bool
	v        [nBuckets]float64 // market value by bucket
}

// treasuries distributes every agent's Treasuries over maturity buckets.
func (l *loader) treasuries() error {
	rows, err := l.priors()
	if err != nil {
		return err
	}
	var column [nBuckets]float64
	var want, got float64
	for k, id := range ustBuckets {
		column[k] = float64(l.instr[id].OutstandingBn * l.instr[id].BasePrice)
		want += column[k]
	}
	for _, r := range rows {
		got += r.usdBn
	}
	if d := got - want; math.Abs(d) > sumToleranceBn {
		return fmt.Errorf("instruments.csv: Treasury par times base price sums to %.6f USD bn, holders to %.6f (off by %+.6f)", want, got, d)
	}
	if err := fitMaturities(rows, column, l.officialLe1y); err != nil {
		return err
	}
	for k, id := range ustBuckets {
		in := l.instr[id]
		rest := int64(math.Round(in.OutstandingBn * in.UnitsPerBn))
		for _, r := range rows {
			if r.agent == roundingAgent {
				continue
			}
			lots := math.Round(r.v[k] / in.BasePrice * in.UnitsPerBn / lotUnits)
			u := int64(lots) * lotUnits
			rest -= u
			l.add(r.agent, id, u)
		}
		l.add(roundingAgent, id, rest)
	}
	return nil
}

// priors returns one row per holder with its shares by bucket: the Fed and the
// Japanese holders from their own files, everyone else from the priors.
func (l *loader) priors() ([]ustRow, error) {
	var rows []ustRow
	index := make(map[string]int)
	for _, h := range l.b.USTHoldings {
		i, ok := index[h.Agent]
		if !ok {
			i = len(rows)
			index[h.Agent] = i
			rows = append(rows, ustRow{agent: h.Agent})
		}
		rows[i].usdBn += h.USDBn
		rows[i].official = rows[i].official || h.Sector == "foreign_official"
	}
	known := make([]bool, len(rows))
	set := func(agent string, s [nBuckets]float64, fixed bool) bool {
		i, ok := index[agent]
		if !ok || known[i] {
			return false
		}
		known[i], rows[i].fixed = true, fixed
		for k := range s {
			rows[i].v[k] = rows[i].usdBn * s[k]
		}
		return true
	}

	// The Fed's par by bucket is scaled to the market value of its line.
	var fed [nBuckets]float64
	var sum float64
	for k, id := range ustBuckets {
		fed[k] = float64(l.fedParBn[k] * l.instr[id].BasePrice)
		sum += fed[k]
	}
	for k := range fed {
		fed[k] /= sum
	}
	set("us_fed", fed, true)
	for _, agent := range slices.Sorted(maps.Keys(l.japan)) {
		set(agent, l.japan[agent], true)
	}

	t, err := openTable(l.fsys, "ust_maturity_priors.csv", "agent", shareColumns[0], shareColumns[1], shareColumns[2], shareColumns[3], "fixed")
	if err != nil {
		return nil, err
	}
	for t.next() {
		agent, s := l.agentOf(t, "agent"), t.shares()
		fixed := t.num("fixed")
		if fixed != 0 && fixed != 1 {
			t.fail("fixed", "is neither 0 nor 1")
		}
		if !set(agent, s, fixed == 1) && t.err == nil {
			t.fail("agent", "holds no Treasuries or already has maturity shares")
		}
	}
	if t.err != nil {
		return nil, t.err
	}
	for i, ok := range known {
		if !ok {
			return nil, fmt.Errorf("%s: agent %q holds Treasuries but has no maturity shares", t.file, rows[i].agent)
		}
	}
	return rows, nil
}

// fitMaturities scales the rows that are not fixed, by iterative proportional
// fitting, until rows sum to their totals and columns to the market value of
// each bucket. Officials' holdings up to one year are a margin of their own.
func fitMaturities(rows []ustRow, column [nBuckets]float64, officialLe1y float64) error {
	const (
		margins   = nBuckets + 1 // the last one: officials up to one year
		maxRounds = 1000
		accuracy  = 1e-9 // USD bn
	)
	margin := func(r *ustRow, k int) int {
		if k == 0 && r.official {
			return nBuckets
		}
		return k
	}
	var target [margins]float64
	copy(target[:], column[:])
	target[0] -= officialLe1y
	target[nBuckets] = officialLe1y
	for i := range rows {
		if r := &rows[i]; r.fixed {
			for k, v := range r.v {
				target[margin(r, k)] -= v
			}
		}
	}
	worst := math.Inf(1)
	for range maxRounds {
		worst = 0
		var sum [margins]float64
		for i := range rows {
			r := &rows[i]
			if r.fixed {
				continue
			}
			s := r.v[0] + r.v[1] + r.v[2] + r.v[3]
			worst = max(worst, math.Abs(s-r.usdBn))
			if s <= 0 {
				continue
			}
			f := r.usdBn / s
			for k := range r.v {
				r.v[k] = float64(r.v[k] * f)
				sum[margin(r, k)] += r.v[k]
			}
		}
		var off float64
		for m := range sum {
			off = max(off, math.Abs(sum[m]-target[m]))
		}
		if worst <= accuracy && off <= accuracy {
			return nil
		}
		for i := range rows {
			r := &rows[i]
			if r.fixed {
				continue
			}
			for k := range r.v {
				if m := margin(r, k); sum[m] > 0 {
					r.v[k] *= max(target[m], 0) / sum[m]
				}
			}
		}
	}
	return fmt.Errorf("ust_maturity_priors.csv: holdings by maturity cannot be fitted to the totals: still off by %.6f USD bn after %d rounds; fixed "+
		"rows may claim more of a bucket than is outstanding", worst, maxRounds)
}
