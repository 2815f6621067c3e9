package world

import (
	"fmt"
	"strings"
)

// SeriesKind says how the values of several days of a series combine into one, as
// they do between the days that a thinned trace keeps.
type SeriesKind uint8

// Kinds of series. The zero value is Level.
const (
	Level SeriesKind = iota // a state at the close or a rate: the value of the last day
	Flow                    // an amount of the day: the sum
	Peak                    // the largest of something during the day: the largest of all days
)

var seriesKinds = [...]string{"level", "flow", "peak"}

func (k SeriesKind) String() string { return seriesKinds[k] }

// Combine is the value of the days up to today, given that of the days before and
// today's. A value that is not a number stands for none.
func (k SeriesKind) Combine(before, today float64) float64 {
	switch {
	case k == Level || before != before:
		return today
	case today != today:
		return before
	case k == Flow:
		return before + today
	}
	return max(before, today)
}

// Valuation says at which prices an amount of money is counted.
type Valuation string

// Valuations.
const (
	AtFace       Valuation = "face"         // par, whatever the price
	AtBasePrices Valuation = "base prices"  // at prices and exchange rates of the base date: a quantity
	AtMarket     Valuation = "market value" // at prices and exchange rates of the close
	AtCost       Valuation = "prices paid"  // money that changed hands
)

// IsAmount reports whether a unit is that of an amount of money, such as USD bn or USD bn/day:
// not USD bn per bp, an exchange rate or a share.
func IsAmount(unit string) bool {
	if unit == "minor units" {
		return true
	}
	amount, _, _ := strings.Cut(unit, "/")
	currency, _, _ := strings.Cut(amount, " ")
	return len(currency) == 3 && strings.Trim(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" && isUnit(unit) && !strings.Contains(unit, " per ")
}

// CheckValuation says whether a valuation is known; the empty one is.
func CheckValuation(v Valuation) error {
	switch v {
	case "", AtFace, AtBasePrices, AtMarket, AtCost:
		return nil
	}
	return fmt.Errorf("valuation %q is not known (allowed: %s, %s, %s, %s)", v, AtFace, AtBasePrices, AtMarket, AtCost)
}
