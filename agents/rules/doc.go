// Package rules has the rules shared by several institutions: slow demand (Habitat), a
// fast position under a risk limit (Position), the public's view of threats (Belief), of
// the safety of dollar assets (Convenience) and of all other news (FairValue), the book
// of tariffs (TariffBook), calendars, traits and checks of parameters.
//
// Each rule has its equation above it. Each institution has its own copy of a rule; a
// rule reads only public information, so that institutions with equal parameters agree.
//
// Quantities are USD bn at base prices; prices are deviations from base in bp. DV01 is 0.1·Q·D USD m per bp for Q in USD bn and modified duration D in
// years.
package rules
