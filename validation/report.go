package validation

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"kirifuda/world"
)

// Verdicts on a target.
const (
	Hit     = "hit"
	Partial = "partial"
	Miss    = "miss"
)

// Row is one target and the result of the model.
type Row struct {
	ID      string   `json:"id"`
	Target  string   `json:"target"`
	Source  string   `json:"source"`
	Status  string   `json:"status"` // status of the evidence: READ, COMPUTED, RECALLED or ASSUMED
	Low     *float64 `json:"low"`    // null: no lower bound
	High    *float64 `json:"high"`   // null: no upper bound
	Unit    string   `json:"unit"`
	Weight  float64  `json:"weight"` // weight in the scored table; 0 for further checks
	N       int      `json:"n"`      // number of replications
	Median  float64  `json:"median"`
	P5      float64  `json:"p5"`
	P95     float64  `json:"p95"`
	Verdict string   `json:"verdict"`
	Comment string   `json:"comment,omitempty"` // reason why a target is not hit
	Note    string   `json:"note,omitempty"`    // definition of the measure
	Fitted  bool     `json:"fitted,omitempty"`  // used in calibration, so that a hit is not a test
}

// Table is a result that has no target.
type Table struct {
	ID    string     `json:"id"`
	Title string     `json:"title"`
	Note  string     `json:"note,omitempty"`
	Head  []string   `json:"head"`
	Rows  [][]string `json:"rows"`
}

// Report is the result of a validation.
type Report struct {
	Version int      `json:"schema_version"`
	Seed    uint64   `json:"seed"`
	Reps    int      `json:"reps"`
	Quick   bool     `json:"quick,omitempty"`
	Runs    int      `json:"runs"`
	Days    int      `json:"days"` // days simulated
	Hits    int      `json:"hits"`
	Partial int      `json:"partial"`
	Misses  int      `json:"misses"`
	Faults  []string `json:"faults,omitempty"` // errors of runs that failed
	Rows    []Row    `json:"rows"`             // misses first
	Tables  []Table  `json:"tables"`
}

// Find returns the row with an identifier, nil if there is none.
func (r *Report) Find(id string) *Row {
	for i := range r.Rows {
		if r.Rows[i].ID == id {
			return &r.Rows[i]
		}
	}
	return nil
}

// judge fills in statistics, verdict and comment.
func (r *Row) judge(sample []float64, why reasons) {
	r.Median, r.P5, r.P95 = Quantile(sample, 0.5), Quantile(sample, 0.05), Quantile(sample, 0.95)
	for _, v := range sample {
		if v == v {
			r.N++
		}
	}
	r.Verdict, r.Comment = Miss, "no replication gives a value"
	if r.N == 0 {
		r.Median, r.P5, r.P95 = 0, 0, 0
		return
	}
	if 2*r.N < len(sample) {
		r.Comment = fmt.Sprintf("only %d of %d replications give a value", r.N, len(sample))
		return
	}
	lo, hi := math.Inf(-1), math.Inf(1)
	if r.Low != nil {
		lo = *r.Low
	}
	if r.High != nil {
		hi = *r.High
	}
	switch {
	case r.Median >= lo && r.Median <= hi:
		r.Verdict, r.Comment = Hit, ""
		return
	case r.P5 <= hi && r.P95 >= lo:
		r.Verdict = Partial
	}
	bound, side, reason := lo, "below the lower", why.low
	if r.Median > hi {
		bound, side, reason = hi, "above the upper", why.high
	}
	r.Comment = fmt.Sprintf("%s %s bound.", world.WithUnit(Number(math.Abs(r.Median-bound)), r.Unit), side)
	if reason != "" {
		r.Comment += " " + reason
	}
}

// Range writes the range as text.
func (r *Row) Range() string {
	switch {
	case r.Low == nil && r.High == nil:
		return "any"
	case r.Low == nil:
		return "≤ " + Number(*r.High)
	case r.High == nil:
		return "≥ " + Number(*r.Low)
	}
	return Number(*r.Low) + " … " + Number(*r.High)
}

// Number writes a value with about three significant digits.
func Number(v float64) string {
	a := math.Abs(v)
	digits := 2
	switch {
	case v != v:
		return "–"
	case a >= 99.95:
		digits = 0
	case a >= 9.995:
		digits = 1
	case a < 0.0995 && a != 0:
		digits = 3
	}
	s := strconv.FormatFloat(v, 'f', digits, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		s = "0"
	}
	return strings.Replace(s, "-", "−", 1)
}

var verdictOrder = map[string]int{Miss: 0, Partial: 1, Hit: 2}
