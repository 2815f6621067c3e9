package agents

import "kirifuda/world"

var _ = register("pboc", Define("People's Bank of China: managed currency, reserves", newPBoC, officialTreasuries))

// PBoCParams describe the People's Bank of China: a managed currency and the
// largest official holding of Treasuries after Japan's.
type PBoCParams struct {
	CentralBankParams    `yaml:",inline"`
	ReserveManagerParams `yaml:",inline"`
}

// PBoC is the People's Bank of China. It manages the yuan as other central banks that
// smooth their currency do, and its reserves as other reserve managers do, but runs more
// quickly.
type PBoC struct {
	bank     *CentralBank
	reserves *ReserveManager
}

func newPBoC(s *world.Setup, p *PBoCParams) (*PBoC, error) {
	bank, err := newCentralBank(s, &p.CentralBankParams)
	if err != nil {
		return nil, err
	}
	reserves, err := newReserveManager(s, &p.ReserveManagerParams)
	if err != nil {
		return nil, err
	}
	return &PBoC{bank, reserves}, nil
}

// Act decides on policy and reports custody.
func (b *PBoC) Act(d *world.Desk) {
	b.bank.Act(d)
	b.reserves.Act(d)
}

// Bid smooths the currency and manages reserves.
func (b *PBoC) Bid(d *world.Desk) {
	b.bank.Bid(d)
	b.reserves.Bid(d)
}

// Open reports opening holdings.
func (b *PBoC) Open(d *world.Desk) { b.reserves.Open(d) }

// Close records what the bank has done and reports holdings.
func (b *PBoC) Close(d *world.Desk) {
	b.bank.Close(d)
	b.reserves.Close(d)
}

// Adjust changes what it wants to hold by what an act of the scenario has bought.
func (b *PBoC) Adjust(k int, bought, paid float64) {
	b.bank.Adjust(k, bought, paid)
	b.reserves.Adjust(k, bought, paid)
}
