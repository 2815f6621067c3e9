// Package agents holds the institutions of the model, one file each: a rule
// with its equation above it and a thin method that applies it.
//
// Institutions know only what the world shows them. What several of them share is
// in package rules, the negotiation in package talks. Catalogue lists the kinds
// that a scenario can name.
//
// Quantities are USD bn at base prices; prices are displacements from base in
// bp. DV01 is 0.1·Q·D USD m per bp for Q in USD bn and modified duration D in
// years.
package agents
