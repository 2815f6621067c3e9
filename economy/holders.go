package economy

import (
	"fmt"
	"math"
)

// USTHolding is the part of an agent's Treasuries recorded in one line of the published
// statistics. Relative-value funds are recorded in several lines.
type USTHolding struct {
	Agent   string
	Sector  string  // line of ust_sectors.csv
	Country string  // row of ust_foreign_holders.csv; empty for a U.S. line
	USDBn   float64 // market value
}

// USTLine is a published total: a sector, a country or a memorandum item.
type USTLine struct {
	ID     string // "sector/fed", "country/japan", "total", "official", ...
	USDBn  float64
	Status string
}

// lines reads the published totals and assigns them to agents: sectors, countries,
// Japanese holders, and leveraged funds taken out of these.
func (l *loader) lines() error {
	l.japan = make(map[string][nBuckets]float64)

	var holdings []USTHolding
	private, err := l.japanSplit()
	if err != nil {
		return err
	}
	foreign, err := l.foreignHolders(private)
	if err != nil {
		return err
	}
	holdings = append(holdings, foreign...)
	sectors, err := l.sectors()
	if err != nil {
		return err
	}
	holdings = append(holdings, sectors...)
	holdings, err = l.leveraged(holdings)
	if err != nil {
		return err
	}
	l.b.USTHoldings = holdings
	return l.buckets()
}

// japanSplit returns Japan's private holders and stores the maturity shares of every
// Japanese holder.
func (l *loader) japanSplit() ([]USTHolding, error) {
	t, err := openTable(l.fsys, "japan_split.csv", "holder", "agent", "usd_bn", shareColumns[0], shareColumns[1], shareColumns[2], shareColumns[3],
		"duration_yr", "fx_hedged_share")
	if err != nil {
		return nil, err
	}
	var private []USTHolding
	var sum, total float64
	seen := map[string]bool{}
	for t.next() {
		usd := t.within("usd_bn", 0, maxUSDBn)
		t.once("holder", seen)
		t.optWithin("duration_yr", 0, 100)
		t.optWithin("fx_hedged_share", 0, 1)
		if t.opt("agent") == "" {
			if t.str("holder") == "total" {
				total = usd
				l.b.USTLines = append(l.b.USTLines, USTLine{ID: "country/japan", USDBn: usd, Status: t.str("status")})
			}
			continue
		}
		agent := l.agentOf(t, "agent")
		l.japan[agent] = t.shares()
		sum += usd
		if t.str("holder") == "mof" {
			continue // repeated, and compared, in ust_foreign_holders.csv
		}
		private = append(private, USTHolding{Agent: agent, Sector: "foreign_private", Country: "japan", USDBn: usd})
	}
	if t.err == nil && math.Abs(sum-total) > sumToleranceBn {
		t.err = fmt.Errorf("%s: column %q: holders sum to %.6f, the total row says %.6f (off by %+.6f)", t.file, "usd_bn", sum, total, sum-total)
	}
	return private, t.err
}

// foreignHolders returns official and private holdings by country. Private
// Japanese holders are given.
func (l *loader) foreignHolders(japan []USTHolding) ([]USTHolding, error) {
	t, err := openTable(l.fsys, "ust_foreign_holders.csv", "country", "name", "total_usd_bn", "official_usd_bn", "private_usd_bn", "official_agent",
		"private_agent")
	if err != nil {
		return nil, err
	}
	var hs []USTHolding
	var sum, want [3]float64
	var bills, notes float64
	columns := [3]string{"total_usd_bn", "official_usd_bn", "private_usd_bn"}
	seen := map[string]bool{}
	for t.next() {
		country := t.once("country", seen)
		switch country {
		case "total":
			want = [3]float64{t.num(columns[0]), t.num(columns[1]), t.num(columns[2])}
			l.b.USTLines = append(l.b.USTLines, USTLine{ID: "foreign", USDBn: want[0], Status: t.str("status")},
				USTLine{ID: "official", USDBn: want[1], Status: t.str("status")})
			continue
		case "total_bills":
			bills = t.num(columns[1])
			continue
		case "total_notes":
			notes = t.num(columns[1])
			continue
		}
		v := [3]float64{t.num(columns[0]), t.num(columns[1]), t.num(columns[2])}
		for i := range v {
			if v[i] < 0 {
				t.fail(columns[i], "must not be negative")
			}
			sum[i] += v[i]
		}
		if math.Abs(v[0]-v[1]-v[2]) > sumToleranceBn {
			t.fail(columns[0], fmt.Sprintf("is not official %g plus private %g (off by %+.6f)", v[1], v[2], v[0]-v[1]-v[2]))
		}
		if country != "japan" {
			l.b.USTLines = append(l.b.USTLines, USTLine{ID: "country/" + country, USDBn: v[0], Status: "READ"})
		}
		if v[1] > 0 {
			hs = append(hs, USTHolding{Agent: l.agentOf(t, "official_agent"), Sector: "foreign_official", Country: country, USDBn: v[1]})
		}
		if country == "japan" {
			var p float64
			for _, h := range japan {
				p += h.USDBn
			}
			if math.Abs(p-v[2]) > sumToleranceBn {
				t.fail(columns[2], fmt.Sprintf("differs from the private holders of japan_split.csv, %.6f (off by %+.6f)", p, v[2]-p))
			}
			hs = append(hs, japan...)
		} else if v[2] > 0 {
			hs = append(hs, USTHolding{Agent: l.agentOf(t, "private_agent"), Sector: "foreign_private", Country: country, USDBn: v[2]})
		}
	}
	if t.err != nil {
		return nil, t.err
	}
	for i := range sum {
		if math.Abs(sum[i]-want[i]) > sumToleranceBn {
			return nil, fmt.Errorf("%s: column %q: countries sum to %.6f, the total row says %.6f (off by %+.6f)", t.file, columns[i], sum[i], want[i], sum[i]-want[i])
		}
	}
	if math.Abs(bills+notes-want[1]) > sumToleranceBn {
		return nil, fmt.Errorf("%s: column %q: bills %.6f and notes %.6f do not sum to the official total %.6f (off by %+.6f)", t.file, columns[1], bills,
			notes, want[1], bills+notes-want[1])
	}
	share, err := l.b.Level("ust_official_notes_maturing_1y_share")
	if err != nil {
		return nil, err
	}
	l.officialLe1y = bills + float64(share*notes)
	return hs, nil
}

// sectors returns the holdings of lines that belong to one agent.
func (l *loader) sectors() ([]USTHolding, error) {
	t, err := openTable(l.fsys, "ust_sectors.csv", "line", "name", "usd_bn", "agent")
	if err != nil {
		return nil, err
	}
	var hs []USTHolding
	var sum, total float64
	seen := map[string]bool{}
	for t.next() {
		line, usd, status := t.once("line", seen), t.within("usd_bn", 0, maxUSDBn), t.str("status")
		if line == "total" {
			total = usd
			l.b.USTLines = append(l.b.USTLines, USTLine{ID: "total", USDBn: usd, Status: status})
			continue
		}
		sum += usd
		l.b.USTLines = append(l.b.USTLines, USTLine{ID: "sector/" + line, USDBn: usd, Status: status})
		switch t.str("agent") {
		case "by country", "by desk": // ust_foreign_holders.csv, ust_leveraged.csv
			continue
		}
		hs = append(hs, USTHolding{Agent: l.agentOf(t, "agent"), Sector: line, USDBn: usd})
	}
	if t.err == nil && math.Abs(sum-total) > sumToleranceBn {
		t.err = fmt.Errorf("%s: column %q: sectors sum to %.6f, the total row says %.6f (off by %+.6f)", t.file, "usd_bn", sum, total, sum-total)
	}
	return hs, t.err
}
