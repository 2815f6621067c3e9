package ledger

// Agents is the number of sheets.
func (l *Ledger) Agents() int { return l.na }

// Assets is the number of columns.
func (l *Ledger) Assets() int { return l.ns }

// AgentName names a sheet.
func (l *Ledger) AgentName(agent int) string { return l.agents[agent] }

// AssetName names a column.
func (l *Ledger) AssetName(asset int) string { return l.assets[asset].Name }

// Units is an agent's holding, in the smallest unit of the asset.
func (l *Ledger) Units(agent, asset int) int64 { return l.units[agent*l.ns+asset] }

// Value is the carrying value of an agent's holding, in the currency of the asset.
func (l *Ledger) Value(agent, asset int) int64 { return l.value[agent*l.ns+asset] }

// Bought is what an agent acquired of an asset net of sales since ResetFlows, in
// units.
func (l *Ledger) Bought(agent, asset int) int64 { return l.bought[agent*l.ns+asset] }

// Paid is the cash that an agent has paid for an asset, less what it has received for
// it, since ResetFlows: in the currency of a security, and in the money against which a
// currency was exchanged.
func (l *Ledger) Paid(agent, asset int) int64 { return l.paid[agent*l.ns+asset] }

// Gain is an agent's revaluation gain on an asset since ResetFlows, in the currency
// of the asset.
func (l *Ledger) Gain(agent, asset int) int64 { return l.gain[agent*l.ns+asset] }

// Income is an agent's net receipts of coupons, interest and variation margin in a
// currency since the opening.
func (l *Ledger) Income(agent, money int) int64 { return l.income[agent*l.ns+money] }

// Equity is an agent's net worth in a currency.
func (l *Ledger) Equity(agent, money int) int64 { return l.equity[agent*l.ns+money] }

// Outstanding is the amount of an asset in circulation: held at the opening, plus
// issued since, less taken back by the issuer; 0 for an asset without an issuer.
func (l *Ledger) Outstanding(asset int) int64 { return l.out[asset] }

// Turnover is the number of units moved by entries of a kind since the opening.
func (l *Ledger) Turnover(kind Kind, asset int) int64 { return l.byKind[int(kind)*l.ns+asset] }
