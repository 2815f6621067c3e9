package ledger

// Kind is the purpose of an entry.
type Kind uint8

// Kinds of entries.
const (
	Opening    Kind = iota
	Trade           // securities or derivatives against cash
	Exchange        // cash of one currency against another
	Coupon          // interest on securities
	Interest        // interest on cash
	Variation       // daily settlement of swaps
	Tariff          // customs duty
	Goods           // payment for goods and services
	Transfer        // any other payment
	Loan            // cash lent or repaid
	Redemption      // securities that mature, against cash of their issuer
	NumKinds
)

var kindNames = [NumKinds]string{
	"opening", "trade", "exchange", "coupon", "interest", "variation", "tariff", "goods", "transfer", "loan", "redemption",
}

func (k Kind) String() string { return kindNames[k] }
