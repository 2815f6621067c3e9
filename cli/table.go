package cli

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// table prints rows in columns: text to the left, numbers to the right.
type table struct {
	head  []string
	right []bool
	rows  [][]string
}

// newTable returns a table; a heading that starts with > marks a column of numbers.
func newTable(head ...string) *table {
	t := &table{}
	for _, h := range head {
		name, right := strings.CutPrefix(oneLine(h), ">")
		t.head, t.right = append(t.head, name), append(t.right, right)
	}
	return t
}

func (t *table) add(cells ...string) {
	row := make([]string, len(cells))
	for i, c := range cells {
		row[i] = oneLine(c)
	}
	t.rows = append(t.rows, row)
}

// widths are the numbers of characters of the columns.
func (t *table) widths() []int {
	width := make([]int, len(t.head))
	for _, r := range append([][]string{t.head}, t.rows...) {
		for i, c := range r {
			width[i] = max(width[i], utf8.RuneCountInString(c))
		}
	}
	return width
}

// width is the number of characters of a line.
func (t *table) width() int {
	n := 2 * (len(t.head) - 1)
	for _, w := range t.widths() {
		n += w
	}
	return n
}

func (t *table) write(w *screen) {
	width := t.widths()
	for n, r := range append([][]string{t.head}, t.rows...) {
		if n == 0 && strings.Join(r, "") == "" {
			continue
		}
		var b strings.Builder
		for i, c := range r {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(c))
			if i > 0 {
				b.WriteString("  ")
			}
			if t.right[i] {
				b.WriteString(pad + c)
			} else {
				b.WriteString(c + pad)
			}
		}
		look := plain
		if n == 0 {
			look = strong
		}
		w.paint(look, strings.TrimRight(b.String(), " ")+"\n")
	}
}

// number writes a value with about four significant digits.
func number(v float64) string {
	switch a := math.Abs(v); {
	case v != v:
		return "–"
	case a != 0 && a < 1e-3:
		return strconv.FormatFloat(v, 'e', 1, 64)
	case a >= 1000:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case a >= 100:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case a >= 1:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
	return strconv.FormatFloat(v, 'f', 3, 64)
}

// shareText writes a share in percent with one decimal, or with as many as are needed
// to distinguish it from 100 %.
func shareText(v float64) string {
	s := strconv.FormatFloat(100*v, 'f', 1, 64)
	for digits := 2; digits <= 15 && v < 1 && strings.Trim(s, "0.") == "1"; digits++ {
		s = strconv.FormatFloat(100*v, 'f', digits, 64)
	}
	return s + " %"
}

func bytesText(n int64) string {
	const unit = 1000
	switch {
	case n >= unit*unit*unit:
		return fmt.Sprintf("%.1f GB", float64(n)/unit/unit/unit)
	case n >= unit*unit:
		return fmt.Sprintf("%.1f MB", float64(n)/unit/unit)
	case n >= unit:
		return fmt.Sprintf("%.1f kB", float64(n)/unit)
	}
	return fmt.Sprintf("%d B", n)
}
