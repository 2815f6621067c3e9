package economy

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// swaps gives leveraged agents the swaps that hedge their Treasuries, and their
// counterparties the opposite side.
func (l *loader) swaps() error {
	t, err := openTable(l.fsys, "swap_receivers.csv", "payer_kind", "receiver", "share")
	if err != nil {
		return err
	}
	type receiver struct {
		agent string
		share float64
	}
	receivers := make(map[string][]receiver)
	for t.next() {
		kind := t.str("payer_kind")
		receivers[kind] = append(receivers[kind], receiver{l.agentOf(t, "receiver"), t.num("share")})
	}
	if t.err != nil {
		return t.err
	}
	for _, kind := range slices.Sorted(maps.Keys(receivers)) {
		var s float64
		for _, r := range receivers[kind] {
			s += r.share
		}
		if math.Abs(s-1) > sumToleranceBn {
			return fmt.Errorf("%s: column \"share\": receivers of %q sum to %g, want 1 (off by %+g)", t.file, kind, s, s-1)
		}
	}
	for k, swap := range ustSwaps {
		if swap == "" {
			continue
		}
		paid := make(map[string]int64)
		for _, a := range l.b.Leveraged {
			par := l.units[[2]string{a.Agent, ustBuckets[k]}]
			n := int64(math.Round(float64(par) * l.instr[ustBuckets[k]].BasePrice))
			l.add(a.Agent, swap, -n)
			paid[a.Kind] += n
		}
		for _, kind := range slices.Sorted(maps.Keys(paid)) {
			rs := receivers[kind]
			if len(rs) == 0 {
				return fmt.Errorf("%s: column \"payer_kind\": nobody receives from %q", t.file, kind)
			}
			rest := paid[kind]
			for _, r := range rs[1:] {
				n := int64(math.Round(float64(paid[kind]) * r.share))
				l.add(r.agent, swap, n)
				rest -= n
			}
			l.add(rs[0].agent, swap, rest)
		}
	}
	return nil
}
