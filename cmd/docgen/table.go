package main

import (
	"bytes"
	"fmt"
	"strings"
)

// row writes a line of a table.
func row(b *bytes.Buffer, cells ...string) {
	for _, c := range cells {
		b.WriteString("| ")
		b.WriteString(strings.ReplaceAll(oneLine(c), "|", `\|`))
		b.WriteByte(' ')
	}
	b.WriteString("|\n")
}

func head(b *bytes.Buffer, cells ...string) {
	row(b, cells...)
	b.WriteString(strings.Repeat("|---", len(cells)) + "|\n")
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

func num(v float64) string { return fmt.Sprintf("%.6g", v) }
