// Package market finds the prices at which demand schedules clear.
//
// It is pure: bids in, prices and trades out, no state of the world, no
// institutions, no money. Prices are displacements dx in basis points from the
// last price of each instrument (yields in bp; exchange rates and equities in
// 1e4 times the logarithm). Quantities are USD bn at base prices, bought
// positive.
//
// A Bid is what one bidder would trade at any price near the last one: named
// changes it wants at the last price (each with a Cause) and a response to dx
// that is zero at dx = 0. The market clears where
//
//	E_k(dx) = Σ_i [ Σ_c shift_{i,c,k} + response_{i,k}(dx) ] = 0   for every instrument k.
//
// Because every reason to trade is a named shift, the move of every price can
// be split among bidders and causes exactly (see Attribute).
package market
