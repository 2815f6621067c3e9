package figures

import (
	"slices"
	"strings"

	"kirifuda/output"
)

// taken is what groups of buyers took of a holder's sales, USD bn per run.
type taken struct {
	seller string
	sold   map[string]float64 // sales to the group at the prices paid
	kept   map[string]float64 // holdings on the last day in excess of the baseline, at that day's prices
	all    float64            // sales to all groups
}

// loadTaken adds up purchases from the seller and, where there is a baseline, how
// much more each group holds at the end than in the same runs of the baseline.
// Holdings are valued at the closing prices of the run with the sale, so that a
// change in prices does not count as a change in holdings.
func (s *study) loadTaken(dir, seller string) (*taken, error) {
	k := &taken{seller: seller, sold: map[string]float64{}, kept: map[string]float64{}}
	n := float64(len(s.with.runs))
	err := output.Scan(dir, output.Filter{Scenario: s.scenario}, func(r *output.FlowRow) error {
		if _, drawn := s.with.runs[r.RunID]; drawn && r.Seller == seller {
			k.sold[group(r.Buyer)] += r.ValueUSDBn / n
			k.all += r.ValueUSDBn / n
		}
		return nil
	})
	if err != nil || s.base == nil {
		return k, err
	}
	common := s.common()
	type place struct {
		run    int32
		bucket string
	}
	price := map[place]float64{}
	last := func(p *paths, use func(r *output.HoldingRow)) func(r *output.HoldingRow) error {
		return func(r *output.HoldingRow) error {
			if r.Date == p.dates[len(p.dates)-1] && slices.Contains(common, r.RunID) {
				use(r)
			}
			return nil
		}
	}
	err = output.Scan(dir, output.Filter{Scenario: s.scenario}, last(s.with, func(r *output.HoldingRow) {
		if at := (place{r.RunID, r.Bucket}); price[at] == 0 && r.ParUSDBn > 1 { // large enough for rounding not to matter
			price[place{r.RunID, strings.Clone(r.Bucket)}] = r.ValueUSDBn / r.ParUSDBn
		}
	}))
	if err != nil {
		return nil, err
	}
	for _, arm := range []struct {
		scenario string
		p        *paths
		sign     float64
	}{{s.scenario, s.with, 1}, {s.baseline, s.base, -1}} {
		err := output.Scan(dir, output.Filter{Scenario: arm.scenario}, last(arm.p, func(r *output.HoldingRow) {
			if r.Holder != seller {
				k.kept[group(r.Holder)] += arm.sign * r.ParUSDBn * price[place{r.RunID, r.Bucket}] / float64(len(common))
			}
		}))
		if err != nil {
			return nil, err
		}
	}
	return k, nil
}

// group is the group of holders that an identifier belongs to.
func group(id string) string {
	kind, rest, _ := strings.Cut(id, "_")
	switch {
	case kind == "dealer":
		return "Dealers"
	case kind == "rv":
		return "Relative-value funds"
	case kind == "fp":
		return "Foreign private"
	case kind == "rm", strings.HasSuffix(id, "pboc"):
		return "Foreign official"
	case id == "us_fed":
		return "Federal Reserve"
	case id == "us_banks":
		return "U.S. banks"
	case id == "us_households":
		return "U.S. households"
	case id == "us_mmf", id == "us_mutual_funds", id == "us_etfs":
		return "U.S. funds"
	case kind == "us" && (strings.HasSuffix(rest, "insurers") || strings.HasSuffix(rest, "pensions")):
		return "U.S. insurers, pensions"
	case kind == "jp":
		return "Japan, private"
	default:
		return "Others"
	}
}
