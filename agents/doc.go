// Package agents has the institutions of the model, one file each: rules with their
// equations and thin methods that apply them.
//
// Institutions know only what the world shows them. Rules shared by several of them are
// in package rules, the negotiation is in package talks. A Catalogue lists the kinds
// that a scenario can name.
//
// Quantities are USD bn at base prices; prices are deviations from base in bp. DV01 is 0.1·Q·D USD m per bp for Q in USD bn and modified duration D in
// years.
package agents
