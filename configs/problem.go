package configs

import (
	"fmt"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Problem is one thing wrong with a configuration.
type Problem struct {
	// File is the file as the user named it, "-s" for an override on the
	// command line, or "env NAME" for an environment variable.
	File string `json:"file,omitempty"`
	// Line and Column count from 1; 0 means that there is none.
	Line   int `json:"line,omitempty"`
	Column int `json:"column,omitempty"`
	// Key is the dotted key of the value, if the problem concerns one.
	Key string `json:"key,omitempty"`
	// Value is the offending text, shortened if it is long.
	Value string `json:"value,omitempty"`
	// Message says what is wrong.
	Message string `json:"message"`
	// Allowed lists the values that would be accepted.
	Allowed string `json:"allowed,omitempty"`
	// Suggestion is what was probably meant.
	Suggestion string `json:"suggestion,omitempty"`
}

// String returns the problem as one line, for example
//
//	file.yaml:12:5: jp_mof.sale_usd_bn = 90000: above the maximum 5000 USD bn (allowed 0 to 5000)
func (p Problem) String() string {
	var b strings.Builder
	if p.File != "" {
		b.WriteString(p.File)
		if p.Line > 0 {
			fmt.Fprintf(&b, ":%d", p.Line)
			if p.Column > 0 {
				fmt.Fprintf(&b, ":%d", p.Column)
			}
		}
		b.WriteString(": ")
	}
	if p.Key != "" {
		b.WriteString(p.Key)
		if p.Value != "" {
			b.WriteString(" = ")
			b.WriteString(p.Value)
		}
		b.WriteString(": ")
	} else if p.Value != "" {
		b.WriteString(p.Value)
		b.WriteString(": ")
	}
	b.WriteString(p.Message)
	if p.Allowed != "" {
		fmt.Fprintf(&b, " (allowed %s)", p.Allowed)
	}
	if p.Suggestion != "" {
		fmt.Fprintf(&b, "; did you mean `%s`?", p.Suggestion)
	}
	return oneLine(b.String())
}

// Error reports every problem found in a configuration. It means that the
// input is wrong, never that the program is: a command line exits with code 2.
type Error struct {
	Problems []Problem `json:"problems"`
}

// Error returns one line per problem.
func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// problemList collects problems.
type problemList struct {
	list []Problem
}

// maxProblems bounds the report for a hopeless file.
const maxProblems = 1000

func (l *problemList) add(p Problem) {
	if len(l.list) >= maxProblems {
		return
	}
	p.File, p.Key, p.Value = oneLine(p.File), oneLine(p.Key), shorten(oneLine(p.Value))
	p.Message, p.Suggestion = oneLine(p.Message), oneLine(p.Suggestion)
	l.list = append(l.list, p)
}

// at adds a problem at a place and returns it for further detail.
func (l *problemList) at(where place, p Problem) {
	p.File, p.Line, p.Column = where.file, where.line, where.column
	l.add(p)
}

// err returns the problems in the order of files and lines, or nil.
func (l *problemList) err() error {
	if len(l.list) == 0 {
		return nil
	}
	rank := map[string]int{}
	for _, p := range l.list {
		if _, ok := rank[p.File]; !ok {
			rank[p.File] = len(rank)
		}
	}
	out := append([]Problem(nil), l.list...)
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if rank[a.File] != rank[b.File] {
			return rank[a.File] < rank[b.File]
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Column < b.Column
	})
	return &Error{Problems: out}
}

// oneLine replaces every character that could break a line or a terminal.
func oneLine(s string) string {
	ok := utf8.ValidString(s)
	if ok {
		for _, r := range s {
			if !unicode.IsPrint(r) {
				ok = false
				break
			}
		}
	}
	if ok {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case !unicode.IsPrint(r) || r == utf8.RuneError:
			return '?'
		}
		return r
	}, s)
}

// shorten cuts a long value for a message.
func shorten(s string) string {
	const most = 80
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	r := []rune(s)
	return string(r[:most-1]) + "…"
}

// Suggest returns the candidate nearest to a mistyped word, or "".
func Suggest(word string, candidates []string) string {
	if len(word) < 2 || len(word) > 100 {
		return ""
	}
	best, dist := "", max(1, min(3, len(word)/3))+1
	for _, c := range candidates {
		if abs(len(c)-len(word)) >= dist {
			continue
		}
		if d := editDistance(word, c); d < dist {
			best, dist = c, d
		}
	}
	if best != "" {
		return best
	}
	// A forgotten unit or prefix: sale for sale_usd_bn.
	for _, c := range candidates {
		if len(word) >= 3 && (strings.HasPrefix(c, word+"_") || strings.HasSuffix(c, "_"+word)) {
			return c
		}
	}
	return ""
}

func abs(i int) int {
	if i < 0 {
		return -i
	}
	return i
}

// editDistance is the number of insertions, deletions, substitutions and swaps
// of neighbours that turn a into b (restricted Damerau–Levenshtein distance).
func editDistance(a, b string) int {
	x, y := []rune(strings.ToLower(a)), []rune(strings.ToLower(b))
	prev2 := make([]int, len(y)+1)
	prev := make([]int, len(y)+1)
	cur := make([]int, len(y)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(x); i++ {
		cur[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(y)]
}

// listWords joins words for a message and cuts a long list.
func listWords(words []string) string {
	const most = 12
	if len(words) <= most {
		return strings.Join(words, ", ")
	}
	return strings.Join(words[:most], ", ") + fmt.Sprintf(", … %d in all", len(words))
}
