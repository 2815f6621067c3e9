package economy

import (
	"fmt"
	"math"
)

// issuers reads the issuer of each asset and gives it the negative side, and who pays the
// taxes from which the interest on bonds is paid.
func (l *loader) issuers() error {
	t, err := openTable(l.fsys, "issuers.csv", "asset", "issuer", "taxpayer")
	if err != nil {
		return err
	}
	for t.next() {
		asset, issuer := l.assetOf(t, "asset"), l.agentOf(t, "issuer")
		if _, ok := l.b.Issuers[asset]; ok {
			t.fail("asset", "appears twice")
		}
		if l.instr[asset].Class == "fx" && issuer != l.currency[asset].CentralBank {
			t.fail("issuer", "is not the central bank in currencies.csv, "+l.currency[asset].CentralBank)
		}
		l.b.Issuers[asset] = issuer
		if t.opt("taxpayer") != "" {
			if l.instr[asset].Class != "bond" {
				t.fail("taxpayer", "pays interest on bonds only, and "+asset+" is none")
			}
			l.b.Taxpayers[asset] = l.agentOf(t, "taxpayer")
		}
	}
	for _, r := range l.b.Instruments {
		if r.Class == "swap" {
			continue
		}
		issuer, ok := l.b.Issuers[r.ID]
		if !ok {
			return t.end(fmt.Errorf("%s: asset %q has no issuer", t.file, r.ID))
		}
		l.add(issuer, r.ID, -int64(math.Round(r.OutstandingBn*r.UnitsPerBn)))
	}
	return t.err
}
