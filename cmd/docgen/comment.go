package main

import (
	"fmt"
	"go/doc/comment"
	"strings"
)

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func link(path string) string { return fmt.Sprintf("[`%s`](../%s)", path, path) }

// parse reads a Go comment as go doc and gofmt do.
func parse(doc string) *comment.Doc { return new(comment.Parser).Parse(doc) }

// displays reports whether a comment contains an indented display, an equation.
func displays(doc string) bool {
	for _, b := range parse(doc).Content {
		if _, ok := b.(*comment.Code); ok {
			return true
		}
	}
	return false
}

// lists reports whether a comment contains a list. To gofmt, a line of an equation that
// begins with a sign is a list item, so that it moves and joins the lines below.
func lists(doc string) bool {
	for _, b := range parse(doc).Content {
		if _, ok := b.(*comment.List); ok {
			return true
		}
	}
	return false
}

// markdown turns a Go comment into Markdown; displays become blocks of code.
func markdown(doc string) string {
	var b strings.Builder
	for i, block := range parse(doc).Content {
		if i > 0 {
			b.WriteByte('\n')
		}
		switch block := block.(type) {
		case *comment.Code:
			b.WriteString("```\n" + block.Text + "```\n")
		case *comment.Paragraph:
			b.WriteString(plain(block.Text) + "\n")
		case *comment.Heading:
			b.WriteString("**" + plain(block.Text) + "**\n")
		case *comment.List:
			for _, item := range block.Items {
				mark := "-"
				if item.Number != "" {
					mark = item.Number + "."
				}
				for _, c := range item.Content {
					if p, ok := c.(*comment.Paragraph); ok {
						b.WriteString(mark + " " + oneLine(plain(p.Text)) + "\n")
					}
				}
			}
		}
	}
	return b.String()
}

func plain(text []comment.Text) string {
	var b strings.Builder
	for _, t := range text {
		switch t := t.(type) {
		case comment.Plain:
			b.WriteString(string(t))
		case comment.Italic:
			b.WriteString(string(t))
		case *comment.Link:
			b.WriteString(plain(t.Text))
		case *comment.DocLink:
			b.WriteString(plain(t.Text))
		}
	}
	return b.String()
}
