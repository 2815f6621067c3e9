// Package market finds the prices at which demand schedules clear.
//
// It is pure: bids go in, prices and trades come out; it knows no state of the
// world, no institutions and no money. Prices are moves dx in basis points from the
// last price of each instrument (yields in bp; exchange rates and equities in
// 1e4 times the logarithm). Quantities are USD bn at base prices, purchases
// positive.
//
// A Bid is what one bidder would trade at any price near the last one: orders at
// the last price, called shifts, each with a Cause, and a response to dx that is
// zero at dx = 0. The market clears where
//
//	E_k(dx) = Σ_i [ Σ_c shift_{i,c,k} + response_{i,k}(dx) ] = 0   for every instrument k.
//
// Because every reason to trade is a shift with a cause, the move of every price
// can be split exactly between bidders and causes (see Attribution).
package market
