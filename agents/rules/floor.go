package rules

import (
	"math"

	"kirifuda/world"
	"kirifuda/world/market"
)

// SellAtFloor offers bonds against new money once their yield is below a floor, the cost
// of holding money. This supply keeps yields from falling without bound.
//
//	q = −share·holding·(floor − y),  y < floor in percent
//
// It returns q, at most the whole holding, USD bn. share is the share of the holding sold
// per day and percentage point.
func SellAtFloor(d *world.Desk, k int, floorPct, share float64) float64 {
	gap := floorPct - d.View.Level(k)
	if gap <= 0 || !d.View.IsOpen(k) {
		return 0
	}
	q := -math.Min(1, share*gap) * math.Max(0, d.Book.Holding(k))
	d.Bid.Order(k, market.Policy, q)
	return q
}
