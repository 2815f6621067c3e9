package audit

import (
	"kirifuda/output"
)

type balanceRow struct {
	key key
	at  account

	units int64
	value float64
}

func readBalance(c *output.Cells) balanceRow {
	return balanceRow{keyOf(c), account{c.String(3), c.String(4)}, c.Int64(5), c.Double(6)}
}

type tradeRow struct {
	key key
	seq int32
	entry
}

func readTrade(c *output.Cells) tradeRow {
	return tradeRow{keyOf(c), c.Int32(3), entry{seller: c.String(4), buyer: c.String(5), asset: c.String(6), units: c.Int64(7), money: c.String(8), cash: c.Int64(9)}}
}

type holdingRow struct {
	key   key
	at    account
	parBn float64
}

func readHolding(c *output.Cells) holdingRow {
	return holdingRow{keyOf(c), account{c.String(3), c.String(4)}, c.Double(5)}
}

type priceRow struct {
	key         key
	asset       string
	outstanding int64
}

func readPrice(c *output.Cells) priceRow { return priceRow{keyOf(c), c.String(3), c.Int64(4)} }

// assetFacts are what instruments says of an asset.
type assetFacts struct {
	issuer     string
	unitsPerBn float64
}

// readAssets reads the table instruments; what it says is the same in all runs.
func readAssets(dir string) (map[string]assetFacts, error) {
	out := map[string]assetFacts{}
	columns := []output.Column{text("instrument"), text("issuer"), whole("units_per_bn_n")}
	found, err := output.ScanParts(dir, "instruments", columns, func(c *output.Cells) error {
		out[c.String(0)] = assetFacts{c.String(1), float64(c.Int64(2))}
		return nil
	})
	if err == nil && !found {
		err = &MissingTable{Dir: dir, Table: "instruments"}
	}
	return out, err
}

// sequence checks that the entries of each day are numbered from 0 without gaps.
type sequence struct {
	begun bool
	date  int32
	next  int32
	fault string // the first; empty if there is none
	at    account
	n     int32
}

func (s *sequence) see(t *tradeRow) {
	if !s.begun || t.key.date != s.date {
		s.begun, s.date, s.next = true, t.key.date, 0
	}
	if t.seq != s.next && s.fault == "" {
		s.at, s.n = account{t.seller, t.asset}, s.next
		s.fault = "an entry is missing"
		if t.seq < s.next {
			s.fault, s.n = "an entry occurs twice", t.seq
		}
	}
	s.next = t.seq + 1
}
