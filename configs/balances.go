package configs

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"
)

//go:embed data/*.csv
var balanceData embed.FS

// The data of this file is the closed world on the base date, 31 March 2025.
// Amounts written "bn" are billions of the currency named in the column or of
// the instrument's own currency; amounts written "units" are whole numbers of
// the smallest unit of that currency (cent, penny, fen, centavo, yen, won).

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

const (
	// sumToleranceBn is the largest difference allowed when rows typed with
	// one or more decimals are added up, in billions.
	sumToleranceBn = 1e-6
	// roundToleranceBn is the largest difference allowed once par amounts have
	// been rounded to whole lots, in billions.
	roundToleranceBn = 1e-4
	// lotUnits is the lot to which Treasury par is rounded: 1,000 dollars. A
	// coarse lot makes the result the same on every processor.
	lotUnits = 100_000
	// roundingAgent absorbs the lots left over by rounding.
	roundingAgent = "us_households"
)

// An InstrumentRow is one row of instruments.csv.
type InstrumentRow struct {
	ID           string
	Name         string
	Class        string  // bond, swap, fx or equity
	Currency     string  // currency of settlement
	BasePrice    float64 // per unit of par; for fx, USD per unit of the currency
	DurationYr   float64 // modified duration; 0 for fx and equity
	BaseYieldPct float64 // yield on the base date; for fx, the policy rate
	CouponPct    float64 // yearly coupon in % of par
	// OutstandingBn is par in billions of the local currency; market value for
	// equities, central-bank money for fx, 0 for swaps.
	OutstandingBn  float64
	Status, Source string
}

// UnitsPerBn returns the smallest units in one billion of the instrument. A
// currency counts in its own units although it settles in dollars.
func (r InstrumentRow) UnitsPerBn() float64 {
	if r.Class == "fx" {
		return UnitsPerBn(r.ID)
	}
	return UnitsPerBn(r.Currency)
}

// An AgentRow is one row of agents.csv.
type AgentRow struct {
	ID, Name       string
	Kind           string // central_bank, government, reserve_manager, dealer, ...
	Country        string // US, JP, CN, EU, UK, KR, CA, MX or ROW
	Status, Source string
}

// A Position is what one agent holds of one asset, in the smallest unit of the
// asset's currency. An issuer's position is negative, and so are borrowed cash
// and swaps on which the agent pays the fixed rate.
type Position struct {
	Agent, Asset string
	Units        int64
}

// A USTHolding is the part of an agent's Treasuries that sits in one line of
// the published statistics. Relative-value funds sit in several lines.
type USTHolding struct {
	Agent   string
	Sector  string  // line of ust_sectors.csv
	Country string  // row of ust_foreign_holders.csv; empty for a U.S. line
	USDBn   float64 // market value
}

// A USTLine is a published total: a sector, a country or a memorandum item.
type USTLine struct {
	ID     string // "sector/fed", "country/japan", "total", "official", ...
	USDBn  float64
	Status string
}

// A Component is one row of other_balances.csv. The components of an agent's
// cash add up to its position: a bank's reserves, for instance, less the
// deposits that it owes.
type Component struct {
	Agent, Asset   string
	AmountBn       float64
	Component      string
	Status, Source string
}

// A LeveragedRow describes an agent that finances its Treasuries in repo.
type LeveragedRow struct {
	Agent       string
	Kind        string  // rv_basis, rv_swap or dealer
	USDBn       float64 // market value of its Treasuries
	HaircutFrac float64 // equity as a fraction of market value
}

// Balances is the closed world on the base date.
type Balances struct {
	Instruments []InstrumentRow
	Agents      []AgentRow
	Positions   []Position         // sorted by agent, then asset; no zero rows
	Levels      map[string]float64 // levels.csv: yields, rates, exchange rates, ...
	Issuers     map[string]string  // asset to the agent that carries the negative side
	USTHoldings []USTHolding
	USTLines    []USTLine
	Components  []Component
	Leveraged   []LeveragedRow

	bucketDV01 [nBuckets]float64 // as published, USD mn per bp
}

// UnitsPerBn returns the smallest units in one billion of a currency, given by
// its lower-case code: 1e9 yen or won, 1e11 cents, pence, fen or centavos. It
// returns 0 for an unknown currency.
func UnitsPerBn(currency string) float64 {
	switch currency {
	case "jpy", "krw":
		return 1e9
	case "usd", "eur", "gbp", "cny", "cad", "mxn":
		return 1e11
	}
	return 0
}

// LoadBalances reads the embedded data files, distributes Treasuries over
// maturities and checks the result.
func LoadBalances() (*Balances, error) {
	fsys, err := fs.Sub(balanceData, "data")
	if err != nil {
		return nil, err
	}
	return LoadBalancesFS(fsys)
}

// LoadBalancesFS is LoadBalances with the data files of the caller, who may
// thus start the world from other balances.
func LoadBalancesFS(fsys fs.FS) (*Balances, error) {
	l := &balanceLoader{
		fsys:  fsys,
		units: make(map[[2]string]int64, 512),
		instr: make(map[string]InstrumentRow, 32),
		agent: make(map[string]bool, 128),
		b:     &Balances{Levels: make(map[string]float64, 64), Issuers: make(map[string]string, 32)},
	}
	for _, step := range []func() error{
		l.instruments, l.agents, l.issuers, l.levels,
		l.lines, l.treasuries, l.swaps, l.others,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	l.finish()
	if err := l.b.Check(); err != nil {
		return nil, err
	}
	return l.b, nil
}

// Instrument returns the row of one instrument.
func (b *Balances) Instrument(id string) (InstrumentRow, bool) {
	for _, r := range b.Instruments {
		if r.ID == id {
			return r, true
		}
	}
	return InstrumentRow{}, false
}

// Units returns an agent's position in an asset, 0 if it has none.
func (b *Balances) Units(agent, asset string) int64 {
	i, ok := slices.BinarySearchFunc(b.Positions, Position{Agent: agent, Asset: asset}, comparePositions)
	if !ok {
		return 0
	}
	return b.Positions[i].Units
}

// USTMarketValueBn returns an agent's Treasuries at base prices by maturity
// bucket, in USD bn.
func (b *Balances) USTMarketValueBn(agent string) [nBuckets]float64 {
	var v [nBuckets]float64
	for k, id := range ustBuckets {
		r, _ := b.Instrument(id)
		v[k] = float64(b.Units(agent, id)) * r.BasePrice / UnitsPerBn("usd")
	}
	return v
}

// Check verifies that the world is closed and agrees with the published
// totals. It returns every breach found, each with the sum and its difference.
func (b *Balances) Check() error {
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf("balances: "+format, args...)) }

	b.checkClosed(fail)
	b.checkSigns(fail)
	b.checkTreasuries(fail)
	b.checkLeverage(fail)
	return errors.Join(errs...)
}

type failFunc func(format string, args ...any)

// checkClosed verifies that every asset sums to zero and that its issuer
// carries exactly what is outstanding.
func (b *Balances) checkClosed(fail failFunc) {
	sums := make(map[string]int64, len(b.Instruments))
	for i, p := range b.Positions {
		sums[p.Asset] += p.Units
		if i > 0 && comparePositions(b.Positions[i-1], p) >= 0 {
			fail("position %s/%s is out of order or double", p.Agent, p.Asset)
		}
		if p.Units == 0 {
			fail("position %s/%s is zero", p.Agent, p.Asset)
		}
	}
	for _, r := range b.Instruments {
		if s := sums[r.ID]; s != 0 {
			fail("asset %s sums to %+d units over all agents (%+.6f bn %s), want exactly 0", r.ID, s, float64(s)/r.UnitsPerBn(), unitName(r))
		}
		delete(sums, r.ID)
		want := -int64(math.Round(r.OutstandingBn * r.UnitsPerBn()))
		if got := b.Units(b.Issuers[r.ID], r.ID); r.Class != "swap" && got != want {
			fail("issuer %s of %s carries %d units, want %d (off by %d)", b.Issuers[r.ID], r.ID, got, want, got-want)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(sums)) {
		fail("asset %s is held but not in instruments.csv", id)
	}
}

// checkSigns verifies that only issuers, borrowers and swap payers are short.
func (b *Balances) checkSigns(fail failFunc) {
	borrows := make(map[[2]string]bool)
	for _, c := range b.Components {
		if isBorrowing(c.Component) {
			borrows[[2]string{c.Agent, c.Asset}] = true
		}
	}
	class := make(map[string]string, len(b.Instruments))
	for _, r := range b.Instruments {
		class[r.ID] = r.Class
	}
	for _, p := range b.Positions {
		if p.Units < 0 && class[p.Asset] != "swap" && b.Issuers[p.Asset] != p.Agent && !borrows[[2]string{p.Agent, p.Asset}] {
			fail("%s holds %d units of %s: only issuers and borrowers may be negative", p.Agent, p.Units, p.Asset)
		}
	}
}

// checkTreasuries verifies Treasury holdings against the published totals, and
// DV01 by bucket against the published one.
func (b *Balances) checkTreasuries(fail failFunc) {
	byAgent := make(map[string]float64)
	lines := make(map[string]float64)
	for _, h := range b.USTHoldings {
		byAgent[h.Agent] += h.USDBn
		lines["sector/"+h.Sector] += h.USDBn
		lines["total"] += h.USDBn
		if h.Country != "" {
			lines["country/"+h.Country] += h.USDBn
			lines["foreign"] += h.USDBn
		}
	}
	lines["official"] = lines["sector/foreign_official"]
	for _, l := range b.USTLines {
		if d := lines[l.ID] - l.USDBn; math.Abs(d) > sumToleranceBn {
			fail("Treasuries, %s: holders sum to %.6f USD bn, published %.6f (off by %+.6f)", l.ID, lines[l.ID], l.USDBn, d)
		}
	}
	var total float64
	for _, agent := range slices.Sorted(maps.Keys(byAgent)) {
		var v float64
		for _, x := range b.USTMarketValueBn(agent) {
			v += x
		}
		total += v
		if d := v - byAgent[agent]; math.Abs(d) > roundToleranceBn {
			fail("Treasuries of %s are worth %.6f USD bn at base prices, want %.6f (off by %+.6f)", agent, v, byAgent[agent], d)
		}
	}
	for k, id := range ustBuckets {
		r, _ := b.Instrument(id)
		dv01 := float64(0.1 * r.OutstandingBn * r.DurationYr)
		if want := b.bucketDV01[k]; math.Abs(dv01/want-1) > 0.05 {
			fail("%s: DV01 of par %.0f USD mn per bp, published %.0f (off by %+.1f %%, limit 5 %%)", id, dv01, want, 100*(dv01/want-1))
		}
	}
	for _, l := range b.USTLines {
		if l.ID == "total" && math.Abs(total-l.USDBn) > roundToleranceBn {
			fail("Treasuries of all holders are worth %.6f USD bn, published %.6f (off by %+.6f)", total, l.USDBn, total-l.USDBn)
		}
	}
}

// checkLeverage verifies repo borrowing against the haircut, and swap hedges
// against the Treasuries that they hedge.
func (b *Balances) checkLeverage(fail failFunc) {
	repo := make(map[string]float64)
	for _, c := range b.Components {
		if c.Component == "repo_borrowed" {
			repo[c.Agent] -= c.AmountBn
		}
	}
	for _, l := range b.Leveraged {
		want := float64(l.USDBn * (1 - l.HaircutFrac))
		if d := repo[l.Agent] - want; math.Abs(d) > 0.01 {
			fail("%s borrows %.3f USD bn in repo, want %.3f = %.3f of Treasuries less a haircut of %g (off by %+.3f)", l.Agent, repo[l.Agent], want, l.USDBn, l.HaircutFrac, d)
		}
		v := b.USTMarketValueBn(l.Agent)
		for k, id := range ustSwaps {
			if id == "" {
				continue
			}
			n := float64(b.Units(l.Agent, id)) / UnitsPerBn("usd")
			if d := n + v[k]; math.Abs(d) > roundToleranceBn {
				fail("%s: %s notional %.6f USD bn does not offset Treasuries of %.6f (off by %+.6f)", l.Agent, id, n, v[k], d)
			}
		}
	}
}

// isBorrowing reports whether a component of cash is money owed.
func isBorrowing(component string) bool {
	return component == "repo_borrowed" || component == "yen_borrowed"
}

func unitName(r InstrumentRow) string {
	if r.Class == "fx" {
		return r.ID
	}
	return r.Currency
}

func comparePositions(a, b Position) int {
	if c := cmp.Compare(a.Agent, b.Agent); c != 0 {
		return c
	}
	return cmp.Compare(a.Asset, b.Asset)
}

// A balanceLoader builds Balances from the data files, one step after another.
type balanceLoader struct {
	fsys  fs.FS
	b     *Balances
	units map[[2]string]int64
	instr map[string]InstrumentRow
	agent map[string]bool

	fedParBn      [nBuckets]float64
	fedMV         float64
	officialLe1y  float64 // Treasuries of officials up to one year, market value, USD bn
	japan         map[string][nBuckets]float64
	leveragedKind map[string]string
}

func (l *balanceLoader) instruments() error {
	t, err := openTable(l.fsys, "instruments.csv", "id", "name", "class", "currency", "base_price", "duration_yr", "base_yield_pct", "coupon_pct", "outstanding_bn")
	if err != nil {
		return err
	}
	for t.next() {
		r := InstrumentRow{
			ID: t.str("id"), Name: t.str("name"), Class: t.str("class"), Currency: t.str("currency"),
			BasePrice: t.num("base_price"), DurationYr: t.num("duration_yr"), BaseYieldPct: t.num("base_yield_pct"),
			CouponPct: t.num("coupon_pct"), OutstandingBn: t.num("outstanding_bn"),
			Status: t.str("status"), Source: t.str("source"),
		}
		switch r.Class {
		case "bond", "swap", "fx", "equity":
		default:
			t.fail("class", "is not bond, swap, fx or equity")
		}
		if UnitsPerBn(r.Currency) == 0 {
			t.fail("currency", "is not a known currency")
		}
		if r.UnitsPerBn() == 0 {
			t.fail("id", "is not a known currency")
		}
		if r.BasePrice <= 0 {
			t.fail("base_price", "must be positive")
		}
		if r.OutstandingBn < 0 || r.Class == "swap" && r.OutstandingBn != 0 {
			t.fail("outstanding_bn", "must not be negative, and 0 for a swap")
		}
		if _, ok := l.instr[r.ID]; ok {
			t.fail("id", "appears twice")
		}
		l.instr[r.ID] = r
		l.b.Instruments = append(l.b.Instruments, r)
	}
	for _, id := range slices.Concat(ustBuckets[:], ustSwaps[1:]) {
		if _, ok := l.instr[id]; !ok {
			return t.end(fmt.Errorf("%s: instrument %q is missing", t.file, id))
		}
	}
	return t.err
}

func (l *balanceLoader) agents() error {
	t, err := openTable(l.fsys, "agents.csv", "id", "name", "kind", "country")
	if err != nil {
		return err
	}
	for t.next() {
		r := AgentRow{ID: t.str("id"), Name: t.str("name"), Kind: t.str("kind"), Country: t.str("country"), Status: t.str("status"), Source: t.str("source")}
		if l.agent[r.ID] {
			t.fail("id", "appears twice")
		}
		l.agent[r.ID] = true
		l.b.Agents = append(l.b.Agents, r)
	}
	if !l.agent[roundingAgent] {
		return t.end(fmt.Errorf("%s: agent %q is missing", t.file, roundingAgent))
	}
	return t.err
}

func (l *balanceLoader) issuers() error {
	t, err := openTable(l.fsys, "issuers.csv", "asset", "issuer")
	if err != nil {
		return err
	}
	for t.next() {
		asset, issuer := l.assetOf(t, "asset"), l.agentOf(t, "issuer")
		if _, ok := l.b.Issuers[asset]; ok {
			t.fail("asset", "appears twice")
		}
		l.b.Issuers[asset] = issuer
	}
	for _, r := range l.b.Instruments {
		if r.Class == "swap" {
			continue
		}
		issuer, ok := l.b.Issuers[r.ID]
		if !ok {
			return t.end(fmt.Errorf("%s: asset %q has no issuer", t.file, r.ID))
		}
		l.add(issuer, r.ID, -int64(math.Round(r.OutstandingBn*r.UnitsPerBn())))
	}
	return t.err
}

func (l *balanceLoader) levels() error {
	t, err := openTable(l.fsys, "levels.csv", "name", "value", "unit")
	if err != nil {
		return err
	}
	for t.next() {
		name := t.str("name")
		if _, ok := l.b.Levels[name]; ok {
			t.fail("name", "appears twice")
		}
		t.str("unit")
		l.b.Levels[name] = t.num("value")
	}
	return t.err
}

// lines reads the published totals and assigns them to agents: sectors,
// countries, Japanese holders, and the leveraged funds carved out of them.
func (l *balanceLoader) lines() error {
	l.japan = make(map[string][nBuckets]float64)
	l.leveragedKind = make(map[string]string)

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

// japanSplit returns Japan's private holders. It also keeps the maturity
// shares of every Japanese holder.
func (l *balanceLoader) japanSplit() ([]USTHolding, error) {
	t, err := openTable(l.fsys, "japan_split.csv", "holder", "agent", "usd_bn", shareColumns[0], shareColumns[1], shareColumns[2], shareColumns[3], "duration_yr", "fx_hedged_share")
	if err != nil {
		return nil, err
	}
	var private []USTHolding
	var sum, total float64
	for t.next() {
		usd := t.num("usd_bn")
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
func (l *balanceLoader) foreignHolders(japan []USTHolding) ([]USTHolding, error) {
	t, err := openTable(l.fsys, "ust_foreign_holders.csv", "country", "name", "total_usd_bn", "official_usd_bn", "private_usd_bn", "official_agent", "private_agent")
	if err != nil {
		return nil, err
	}
	var hs []USTHolding
	var sum, want [3]float64
	var bills, notes float64
	columns := [3]string{"total_usd_bn", "official_usd_bn", "private_usd_bn"}
	for t.next() {
		country := t.str("country")
		switch country {
		case "total":
			want = [3]float64{t.num(columns[0]), t.num(columns[1]), t.num(columns[2])}
			l.b.USTLines = append(l.b.USTLines, USTLine{ID: "foreign", USDBn: want[0], Status: t.str("status")}, USTLine{ID: "official", USDBn: want[1], Status: t.str("status")})
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
		return nil, fmt.Errorf("%s: column %q: bills %.6f and notes %.6f do not sum to the official total %.6f (off by %+.6f)", t.file, columns[1], bills, notes, want[1], bills+notes-want[1])
	}
	share, ok := l.b.Levels["ust_official_notes_maturing_1y_share"]
	if !ok {
		return nil, errors.New("levels.csv: row \"ust_official_notes_maturing_1y_share\" is missing")
	}
	l.officialLe1y = bills + float64(share*notes)
	return hs, nil
}

// sectors returns the holdings of lines that belong to one agent.
func (l *balanceLoader) sectors() ([]USTHolding, error) {
	t, err := openTable(l.fsys, "ust_sectors.csv", "line", "name", "usd_bn", "agent")
	if err != nil {
		return nil, err
	}
	var hs []USTHolding
	var sum, total float64
	for t.next() {
		line, usd, status := t.str("line"), t.num("usd_bn"), t.str("status")
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
		if line == "fed" {
			l.fedMV = usd
		}
		hs = append(hs, USTHolding{Agent: l.agentOf(t, "agent"), Sector: line, USDBn: usd})
	}
	if t.err == nil && math.Abs(sum-total) > sumToleranceBn {
		t.err = fmt.Errorf("%s: column %q: sectors sum to %.6f, the total row says %.6f (off by %+.6f)", t.file, "usd_bn", sum, total, sum-total)
	}
	return hs, t.err
}

// leveraged adds dealers and relative-value funds, taking the latter out of
// the lines in which the statistics record them.
func (l *balanceLoader) leveraged(hs []USTHolding) ([]USTHolding, error) {
	t, err := openTable(l.fsys, "ust_leveraged.csv", "agent", "kind", "line", "usd_bn", "haircut_frac")
	if err != nil {
		return nil, err
	}
	var added []USTHolding
	for t.next() {
		agent, kind, line, usd, haircut := l.agentOf(t, "agent"), t.str("kind"), t.str("line"), t.num("usd_bn"), t.num("haircut_frac")
		if usd <= 0 {
			t.fail("usd_bn", "must be positive")
		}
		if haircut <= 0 || haircut >= 1 {
			t.fail("haircut_frac", "must lie between 0 and 1")
		}
		n := len(l.b.Leveraged)
		if n > 0 && l.b.Leveraged[n-1].Agent == agent {
			last := &l.b.Leveraged[n-1]
			if last.Kind != kind || last.HaircutFrac != haircut {
				t.fail("kind", "or haircut_frac differs from the agent's row above")
			}
			last.USDBn += usd
		} else {
			l.b.Leveraged = append(l.b.Leveraged, LeveragedRow{Agent: agent, Kind: kind, USDBn: usd, HaircutFrac: haircut})
		}
		l.leveragedKind[agent] = kind
		if line == "dealers" {
			added = append(added, USTHolding{Agent: agent, Sector: line, USDBn: usd})
			continue
		}
		i := slices.IndexFunc(hs, func(h USTHolding) bool {
			return h.Country == line && h.Sector == "foreign_private" || h.Country == "" && h.Sector == line
		})
		if i < 0 {
			t.fail("line", "is neither a country with private holdings nor a sector")
			continue
		}
		hs[i].USDBn -= usd
		if hs[i].USDBn < 0 {
			t.fail("usd_bn", fmt.Sprintf("is more than line %q holds (short by %.6f)", line, -hs[i].USDBn))
		}
		added = append(added, USTHolding{Agent: agent, Sector: hs[i].Sector, Country: hs[i].Country, USDBn: usd})
	}
	return append(hs, added...), t.err
}

// buckets reads par, the Fed's par and DV01 by maturity bucket.
func (l *balanceLoader) buckets() error {
	t, err := openTable(l.fsys, "ust_buckets.csv", "bucket", "remaining_maturity", "par_usd_bn", "fed_par_usd_bn", "duration_yr", "dv01_usd_mn_per_bp", "yield_pct")
	if err != nil {
		return err
	}
	var par, fed, wantPar, wantFed float64
	seen := 0
	for t.next() {
		id := t.str("bucket")
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

// A ustRow is one holder in the fit of Treasuries by maturity.
type ustRow struct {
	agent    string
	usdBn    float64 // market value, the row total
	fixed    bool    // the shares hold exactly
	official bool
	v        [nBuckets]float64 // market value by bucket
}

// treasuries distributes every agent's Treasuries over maturity buckets.
func (l *balanceLoader) treasuries() error {
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
		rest := int64(math.Round(in.OutstandingBn * in.UnitsPerBn()))
		for _, r := range rows {
			if r.agent == roundingAgent {
				continue
			}
			lots := math.Round(r.v[k] / in.BasePrice * in.UnitsPerBn() / lotUnits)
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
func (l *balanceLoader) priors() ([]ustRow, error) {
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
	return fmt.Errorf("ust_maturity_priors.csv: holdings by maturity cannot be fitted to the totals: still off by %.6f USD bn after %d rounds; fixed rows may claim more of a bucket than is outstanding", worst, maxRounds)
}

// swaps gives leveraged agents the swaps that offset their coupons, and their
// counterparties the opposite side.
func (l *balanceLoader) swaps() error {
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

// others reads every holding that is not a Treasury or a swap.
func (l *balanceLoader) others() error {
	t, err := openTable(l.fsys, "other_balances.csv", "agent", "asset", "amount_bn", "component")
	if err != nil {
		return err
	}
	for t.next() {
		c := Component{
			Agent: l.agentOf(t, "agent"), Asset: l.assetOf(t, "asset"), AmountBn: t.num("amount_bn"),
			Component: t.str("component"), Status: t.str("status"), Source: t.str("source"),
		}
		if t.err != nil {
			break
		}
		if slices.Contains(ustBuckets[:], c.Asset) || l.instr[c.Asset].Class == "swap" {
			t.fail("asset", "is fitted, not listed here")
		}
		if c.AmountBn < 0 && !isBorrowing(c.Component) && c.Component != "deposits_owed" {
			t.fail("amount_bn", "is negative but the component is neither borrowed nor owed")
		}
		l.b.Components = append(l.b.Components, c)
		l.add(c.Agent, c.Asset, int64(math.Round(c.AmountBn*l.instr[c.Asset].UnitsPerBn())))
	}
	return t.err
}

// finish sorts the positions and drops zero ones.
func (l *balanceLoader) finish() {
	l.b.Positions = make([]Position, 0, len(l.units))
	for key, u := range l.units {
		if u != 0 {
			l.b.Positions = append(l.b.Positions, Position{Agent: key[0], Asset: key[1], Units: u})
		}
	}
	slices.SortFunc(l.b.Positions, comparePositions)
}

func (l *balanceLoader) add(agent, asset string, units int64) {
	l.units[[2]string{agent, asset}] += units
}

// agentOf returns the agent named in a column, which must exist.
func (l *balanceLoader) agentOf(t *csvTable, column string) string {
	id := t.str(column)
	if !l.agent[id] {
		t.fail(column, "is not an agent of agents.csv")
	}
	return id
}

// assetOf returns the asset named in a column, which must exist.
func (l *balanceLoader) assetOf(t *csvTable, column string) string {
	id := t.str(column)
	if _, ok := l.instr[id]; !ok {
		t.fail(column, "is not an instrument of instruments.csv")
	}
	return id
}

// A TradeRow is one sector of goods trade between the United States and Japan
// in 2024. The sector "total" repeats the sum.
type TradeRow struct {
	Direction          string // "JP->US" or "US->JP"
	Sector             string
	USDBn              float64 // value in 2024
	BaseTariffPct      float64 // before April 2025
	Tariff202506Pct    float64 // in force in June 2025
	TariffNoDealPct    float64 // threatened for August 2025
	TariffDealPct      float64 // in force from September 2025
	SigmaShort         float64 // Armington elasticity, short run
	SigmaLong          float64 // Armington elasticity, long run
	PassThroughFrac    float64 // border pass-through at first
	PassThrough12mFrac float64 // border pass-through after twelve months
	Status, Source     string
}

// A TradeFlow is the goods trade from one economy to another in 2024.
type TradeFlow struct {
	Exporter, Importer string // US, JP, CN, EU, UK, KR, CA, MX or ROW
	USDBn              float64
	Status, Source     string
}

// A PartnerRow says who trades goods with the United States, apart from Japan,
// and at which tariffs.
type PartnerRow struct {
	Country        string  // as in the trade matrix
	Government     string  // agent that collects its duties and answers tariffs
	Firms          string  // agent that trades for it
	Currency       string  // instrument into which receipts are converted, empty for none
	USTariffPct    float64 // U.S. duties on its goods, 2024
	TariffOnUSPct  float64 // its duties on U.S. goods, 2024
	RiseMid2025PP  float64 // rise of U.S. tariffs on its goods in force in mid-2025
	Status, Source string
}

// A TariffRow is one dated step of the U.S. tariff path. A rate that the source
// does not give on that date is NaN.
type TariffRow struct {
	Date            time.Time
	Event           string
	USAveragePct    float64 // average effective tariff before substitution
	JapanGeneralPct float64
	JapanAutosPct   float64
	Status, Source  string
}

// A MacroRow holds the macroeconomic level of one economy. A value that the
// source does not give is NaN.
type MacroRow struct {
	Country         string
	GDPUSDTn        float64 // 2024
	FXReservesUSDBn float64 // March 2025, excluding gold
	CPIYoYPct       float64 // March 2025
	UnemploymentPct float64 // March 2025
	GovDebtPctGDP   float64
	Status, Source  string
}

// TradeUSJapan returns trade between the United States and Japan by sector.
func TradeUSJapan() ([]TradeRow, error) { return fromData(parseTradeUSJapan) }

// TradeMatrix returns bilateral goods trade, without the diagonal.
func TradeMatrix() ([]TradeFlow, error) { return fromData(parseTradeMatrix) }

// TradePartners returns the partners of the United States other than Japan.
func TradePartners() ([]PartnerRow, error) { return fromData(parseTradePartners) }

// Tariffs returns the dated tariff path, oldest step first.
func Tariffs() ([]TariffRow, error) { return fromData(parseTariffs) }

// Macro returns macroeconomic levels by economy.
func Macro() ([]MacroRow, error) { return fromData(parseMacro) }

func fromData[T any](parse func(fs.FS) ([]T, error)) ([]T, error) {
	fsys, err := fs.Sub(balanceData, "data")
	if err != nil {
		return nil, err
	}
	return parse(fsys)
}

func parseTradeUSJapan(fsys fs.FS) ([]TradeRow, error) {
	t, err := openTable(fsys, "trade_us_japan.csv", "direction", "sector", "usd_bn", "base_tariff_pct", "tariff_pct_2025_06", "tariff_pct_no_deal_2025_08", "tariff_pct_deal_2025_09", "sigma_sr", "sigma_lr", "passthrough_start", "passthrough_12m")
	if err != nil {
		return nil, err
	}
	var rows []TradeRow
	for t.next() {
		r := TradeRow{
			Direction: t.str("direction"), Sector: t.str("sector"), USDBn: t.num("usd_bn"),
			BaseTariffPct: t.num("base_tariff_pct"), Tariff202506Pct: t.num("tariff_pct_2025_06"),
			TariffNoDealPct: t.num("tariff_pct_no_deal_2025_08"), TariffDealPct: t.num("tariff_pct_deal_2025_09"),
			SigmaShort: t.num("sigma_sr"), SigmaLong: t.num("sigma_lr"), PassThroughFrac: t.num("passthrough_start"),
			PassThrough12mFrac: t.num("passthrough_12m"),
			Status:             t.str("status"), Source: t.str("source"),
		}
		if r.Direction != "JP->US" && r.Direction != "US->JP" {
			t.fail("direction", "is neither JP->US nor US->JP")
		}
		if r.Sector == "total" {
			var sum float64
			for _, x := range rows {
				if x.Direction == r.Direction {
					sum += x.USDBn
				}
			}
			if math.Abs(sum-r.USDBn) > sumToleranceBn {
				t.fail("usd_bn", fmt.Sprintf("differs from the sum of the sectors above, %.6f (off by %+.6f)", sum, r.USDBn-sum))
			}
		}
		rows = append(rows, r)
	}
	return rows, t.err
}

func parseTradeMatrix(fsys fs.FS) ([]TradeFlow, error) {
	t, err := openTable(fsys, "trade_matrix.csv", "exporter", "importer", "usd_bn")
	if err != nil {
		return nil, err
	}
	var rows []TradeFlow
	for t.next() {
		r := TradeFlow{Exporter: t.str("exporter"), Importer: t.str("importer"), USDBn: t.num("usd_bn"), Status: t.str("status"), Source: t.str("source")}
		if r.USDBn < 0 {
			t.fail("usd_bn", "must not be negative")
		}
		if r.Exporter == r.Importer {
			t.fail("importer", "is the exporter")
		}
		rows = append(rows, r)
	}
	return rows, t.err
}

func parseTradePartners(fsys fs.FS) ([]PartnerRow, error) {
	t, err := openTable(fsys, "trade_partners.csv", "country", "government", "firms", "currency", "us_tariff_2024_pct", "tariff_on_us_2024_pct", "us_tariff_rise_mid_2025_pp")
	if err != nil {
		return nil, err
	}
	var rows []PartnerRow
	for t.next() {
		r := PartnerRow{
			Country: t.str("country"), Government: t.str("government"), Firms: t.str("firms"), Currency: t.opt("currency"),
			USTariffPct: t.num("us_tariff_2024_pct"), TariffOnUSPct: t.num("tariff_on_us_2024_pct"), RiseMid2025PP: t.num("us_tariff_rise_mid_2025_pp"),
			Status: t.str("status"), Source: t.str("source"),
		}
		for _, column := range []string{"us_tariff_2024_pct", "tariff_on_us_2024_pct", "us_tariff_rise_mid_2025_pp"} {
			if t.num(column) < 0 {
				t.fail(column, "must not be negative")
			}
		}
		for i := range rows {
			if rows[i].Country == r.Country {
				t.fail("country", "appears twice")
			}
		}
		rows = append(rows, r)
	}
	return rows, t.err
}

func parseTariffs(fsys fs.FS) ([]TariffRow, error) {
	t, err := openTable(fsys, "tariffs.csv", "date", "event", "us_avg_tariff_pct", "japan_general_pct", "japan_autos_pct")
	if err != nil {
		return nil, err
	}
	var rows []TariffRow
	for t.next() {
		date, err := time.Parse(time.DateOnly, t.str("date"))
		if err != nil {
			t.fail("date", "is not a date such as 2025-03-31")
		}
		if n := len(rows); n > 0 && !date.After(rows[n-1].Date) {
			t.fail("date", "is not later than the row above")
		}
		rows = append(rows, TariffRow{
			Date: date, Event: t.str("event"), USAveragePct: t.optNum("us_avg_tariff_pct"),
			JapanGeneralPct: t.optNum("japan_general_pct"), JapanAutosPct: t.optNum("japan_autos_pct"),
			Status: t.str("status"), Source: t.str("source"),
		})
	}
	return rows, t.err
}

func parseMacro(fsys fs.FS) ([]MacroRow, error) {
	t, err := openTable(fsys, "macro.csv", "country", "gdp_usd_tn", "fx_reserves_usd_bn", "cpi_yoy_pct", "unemployment_pct", "gov_debt_pct_gdp")
	if err != nil {
		return nil, err
	}
	var rows []MacroRow
	for t.next() {
		rows = append(rows, MacroRow{
			Country: t.str("country"), GDPUSDTn: t.num("gdp_usd_tn"), FXReservesUSDBn: t.optNum("fx_reserves_usd_bn"),
			CPIYoYPct: t.optNum("cpi_yoy_pct"), UnemploymentPct: t.optNum("unemployment_pct"), GovDebtPctGDP: t.optNum("gov_debt_pct_gdp"),
			Status: t.str("status"), Source: t.str("source"),
		})
	}
	return rows, t.err
}

// A csvTable reads one CSV file row by row. The first error sticks and ends the
// iteration; it names the file, line, column and value.
type csvTable struct {
	file string
	cols map[string]int
	r    *csv.Reader
	row  []string
	err  error
}

// openTable opens a file whose header must consist of the given columns,
// "status" and "source", in any order.
func openTable(fsys fs.FS, file string, columns ...string) (*csvTable, error) {
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, fmt.Errorf("configs: %w", err)
	}
	t := &csvTable{file: file, cols: make(map[string]int, len(columns)+2), r: csv.NewReader(bytes.NewReader(data))}
	t.r.ReuseRecord = true
	header, err := t.r.Read()
	if err != nil {
		return nil, fmt.Errorf("%s:1: no header: %w", file, err)
	}
	for i, h := range header {
		if _, ok := t.cols[h]; ok {
			return nil, fmt.Errorf("%s:1: column %q appears twice", file, h)
		}
		t.cols[h] = i
	}
	columns = append(columns, "status", "source")
	for _, c := range columns {
		if _, ok := t.cols[c]; !ok {
			return nil, fmt.Errorf("%s:1: column %q is missing", file, c)
		}
	}
	for _, h := range header {
		if !slices.Contains(columns, h) {
			return nil, fmt.Errorf("%s:1: unknown column %q", file, h)
		}
	}
	return t, nil
}

// next moves to the next row and reports whether there is one and no error.
func (t *csvTable) next() bool {
	if t.err != nil {
		return false
	}
	row, err := t.r.Read()
	if errors.Is(err, io.EOF) {
		return false
	}
	if err != nil {
		t.err = fmt.Errorf("%s: %w", t.file, err)
		return false
	}
	t.row = row
	switch t.str("status") {
	case "READ", "COMPUTED", "RECALLED", "ASSUMED":
	default:
		t.fail("status", "is not READ, COMPUTED, RECALLED or ASSUMED")
	}
	t.str("source")
	return t.err == nil
}

// str returns a value that must not be empty.
func (t *csvTable) str(column string) string {
	s := t.opt(column)
	if s == "" {
		t.fail(column, "must not be empty")
	}
	return s
}

// opt returns a value that may be empty.
func (t *csvTable) opt(column string) string { return t.row[t.cols[column]] }

// num returns a finite number.
func (t *csvTable) num(column string) float64 {
	x, err := strconv.ParseFloat(t.opt(column), 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		t.fail(column, "is not a number")
		return 0
	}
	return x
}

// optNum returns a finite number, or NaN if the value is empty.
func (t *csvTable) optNum(column string) float64 {
	if t.opt(column) == "" {
		return math.NaN()
	}
	return t.num(column)
}

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

// fail records the first error of the table.
func (t *csvTable) fail(column, problem string) {
	if t.err != nil {
		return
	}
	line, _ := t.r.FieldPos(t.cols[column])
	t.err = fmt.Errorf("%s:%d: column %q: %q %s", t.file, line, column, t.opt(column), problem)
}

// end returns the table's own error or, failing that, err.
func (t *csvTable) end(err error) error { return cmp.Or(t.err, err) }
