package engine

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Failures is a limit on failed runs: a number or a share of the runs.
type Failures struct {
	Count int
	Share float64 // used instead of Count if positive
}

// ParseFailures reads a limit such as 12 or 5%.
func ParseFailures(text string) (Failures, error) {
	if share, ok := strings.CutSuffix(strings.TrimSpace(text), "%"); ok {
		v, err := strconv.ParseFloat(strings.TrimSpace(share), 64)
		if err != nil || !(v >= 0 && v <= 100) {
			return Failures{}, fmt.Errorf("%q: must be a number of runs or a share from 0%% to 100%%", text)
		}
		return Failures{Share: v / 100}, nil
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 {
		return Failures{}, fmt.Errorf("%q: must be a number of runs or a share such as 5%%", text)
	}
	return Failures{Count: n}, nil
}

// Of is the number of failed runs tolerated among total runs.
func (f Failures) Of(total int) int {
	if f.Share > 0 {
		return int(math.Floor(f.Share * float64(total)))
	}
	return f.Count
}
