package economy

import (
	"fmt"
	"math"
	"slices"
)

// nBuckets is the number of Treasury maturity buckets.
const nBuckets = 4

// ustBuckets are the Treasury instruments in maturity order. Shares and
// holdings by bucket are always in this order.
var ustBuckets = [nBuckets]string{"ust_le1y", "ust_1_5y", "ust_5_10y", "ust_gt10y"}

// ustSwaps are the swaps that hedge each Treasury bucket. Paper up to one year
// is not hedged.
var ustSwaps = [nBuckets]string{"", "usdsw_1_5y", "usdsw_5_10y", "usdsw_gt10y"}

// shareColumns are the columns with a holder's shares by Treasury bucket.
var shareColumns = [nBuckets]string{"share_le1y", "share_1_5y", "share_5_10y", "share_gt10y"}

// shares returns the shares by Treasury bucket, which must sum to one.
func (t *csvTable) shares() [nBuckets]float64 {
	var s [nBuckets]float64
	var sum float64
	for k, column := range shareColumns {
		s[k] = t.num(column)
		if s[k] < 0 {
			t.fail(column, "must not be negative")
		}
		sum += s[k]
	}
	if math.Abs(sum-1) > sumToleranceBn {
		t.fail(shareColumns[nBuckets-1], fmt.Sprintf("makes the shares of the row sum to %g, want 1 (off by %+.6g)", sum, sum-1))
	}
	return s
}

// buckets reads par, the Fed's par and DV01 by maturity bucket.
func (l *loader) buckets() error {
	t, err := openTable(l.fsys, "ust_buckets.csv", "bucket", "remaining_maturity", "par_usd_bn", "fed_par_usd_bn", "duration_yr", "dv01_usd_mn_per_bp",
		"yield_pct", "descent_sh_per_yr")
	if err != nil {
		return err
	}
	var par, fed, wantPar, wantFed float64
	seen, rows := 0, map[string]bool{}
	for t.next() {
		id := t.once("bucket", rows)
		if id == "total" {
			wantPar, wantFed = t.num("par_usd_bn"), t.num("fed_par_usd_bn")
			continue
		}
		k := slices.Index(ustBuckets[:], id)
		if k < 0 {
			t.fail("bucket", "is not a Treasury bucket")
			continue
		}
		seen++
		l.fedParBn[k] = t.num("fed_par_usd_bn")
		l.b.bucketDV01[k] = t.num("dv01_usd_mn_per_bp")
		if p, r := t.num("par_usd_bn"), l.instr[id]; p != r.OutstandingBn {
			t.fail("par_usd_bn", fmt.Sprintf("differs from outstanding_bn %g in instruments.csv", r.OutstandingBn))
		}
		if l.b.descent[k] = t.num("descent_sh_per_yr"); l.b.descent[k] < 0 {
			t.fail("descent_sh_per_yr", "must not be negative")
		}
		t.num("duration_yr")
		t.num("yield_pct")
		par += t.num("par_usd_bn")
		fed += l.fedParBn[k]
	}
	switch {
	case t.err != nil:
		return t.err
	case seen != nBuckets:
		return fmt.Errorf("%s: %d buckets, want %d", t.file, seen, nBuckets)
	case math.Abs(par-wantPar) > sumToleranceBn:
		return fmt.Errorf("%s: column \"par_usd_bn\": buckets sum to %g, the total row says %g (off by %+g)", t.file, par, wantPar, par-wantPar)
	case math.Abs(fed-wantFed) > sumToleranceBn:
		return fmt.Errorf("%s: column \"fed_par_usd_bn\": buckets sum to %g, the total row says %g (off by %+g)", t.file, fed, wantFed, fed-wantFed)
	}
	return nil
}

// Descent is, by instrument, the share of a maturity of Treasuries that comes within the
// next shorter one, or is redeemed if there is none, in a year; 0 for other instruments.
func (e *Economy) Descent() []float64 {
	out := make([]float64, len(e.Instruments))
	for i := range e.Instruments {
		if k := slices.Index(ustBuckets[:], e.Instruments[i].ID); k >= 0 {
			out[i] = e.Balances.descent[k]
		}
	}
	return out
}
