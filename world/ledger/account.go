package ledger

// Agents is the number of sheets.
func (l *Ledger) Agents() int { return l.na }

// Assets is the number of columns.
func (l *Ledger) Assets() int { return l.ns }

// AgentName names a sheet.
func (l *Ledger) AgentName(agent int) string { return l.agents[agent] }

// AssetName names a column.
func (l *Ledger) AssetName(asset int) string { return l.assets[asset].Name }

// Units held by an agent, in the smallest unit of the asset.
func (l *Ledger) Units(agent, asset int) int64 { return l.units[agent*l.ns+asset] }

// Value is what an agent's holding is carried at, in its currency.
func (l *Ledger) Value(agent, asset int) int64 { return l.value[agent*l.ns+asset] }

// Bought is what an agent acquired of an asset since ResetFlows, in units.
func (l *Ledger) Bought(agent, asset int) int64 { return l.bought[agent*l.ns+asset] }

// Gain is an agent's revaluation of an asset since ResetFlows, in its currency.
func (l *Ledger) Gain(agent, asset int) int64 { return l.gain[agent*l.ns+asset] }

// Income is what an agent received net in coupons, interest and variation
// margin in a currency since opening.
func (l *Ledger) Income(agent, money int) int64 { return l.income[agent*l.ns+money] }

// Equity is an agent's net worth in a currency.
func (l *Ledger) Equity(agent, money int) int64 { return l.equity[agent*l.ns+money] }

// Outstanding is what is in circulation of an asset: held at the opening, issued
// since, less what its issuer has taken back; 0 for an asset without an issuer.
func (l *Ledger) Outstanding(asset int) int64 { return l.out[asset] }

// Turnover is the number of units that entries of a kind have moved since opening.
func (l *Ledger) Turnover(kind Kind, asset int) int64 { return l.byKind[int(kind)*l.ns+asset] }
