// Package rules holds the rules that several institutions share: slow demand of a
// habitat, a fast position under a risk limit, what the public makes of threats
// (Belief), of the safety of dollar assets (Convenience) and of all other news
// (FairValue), the book of tariffs, calendars, traits and checks of parameters.
//
// Each rule has its equation above it. A rule is a value of one institution: what
// it reads is public, so that institutions with equal parameters agree.
//
// Quantities are USD bn at base prices; prices are displacements from base in
// bp. DV01 is 0.1·Q·D USD m per bp for Q in USD bn and modified duration D in
// years.
package rules
