package english

import (
	"cmp"
	"slices"
	"strings"
)

// Nearest returns up to most names that are like a word, the nearest first.
func Nearest(word string, names []string, most int) []string {
	word = strings.ToLower(word)
	type match struct {
		name string
		same float64 // share of letters that the two have in common, in the same order
	}
	var all []match
	for _, n := range names {
		shared := 2 * float64(common(word, strings.ToLower(n)))
		all = append(all, match{n, shared / float64(max(1, len(word)+min(len(n), 2*len(word))))})
	}
	slices.SortStableFunc(all, func(a, b match) int { return cmp.Compare(b.same, a.same) })
	var out []string
	for _, m := range all[:min(most, len(all))] {
		out = append(out, m.name)
	}
	return out
}

// common is the length of the longest common subsequence of two words.
func common(a, b string) int {
	row := make([]int, len(b)+1)
	for i := range len(a) {
		before := 0
		for j := range len(b) {
			above := row[j+1]
			switch {
			case a[i] == b[j]:
				row[j+1] = before + 1
			case row[j] > above:
				row[j+1] = row[j]
			}
			before = above
		}
	}
	return row[len(b)]
}
