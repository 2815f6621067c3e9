// Command docgen fills the generated parts of the pages in docs: tables and
// equations that the code already states. A generated part stands between
//
//	<!-- begin NAME -->
//	<!-- end NAME -->
//
// and NAME is a key of parts. Run it in the module's folder:
//
//	go run ./cmd/docgen          write
//	go run ./cmd/docgen -check   exit 1 if a page is out of date
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"

	"kirifuda/output"
)

func main() {
	check := flag.Bool("check", false, "write nothing; exit 1 if a page is out of date")
	flag.Parse()
	stale, err := run(".", *check)
	if err != nil {
		fmt.Fprintln(os.Stderr, "docgen:", err)
		os.Exit(2)
	}
	if *check && len(stale) > 0 {
		fmt.Fprintln(os.Stderr, "docgen: out of date, run make docs:", stale)
		os.Exit(1)
	}
}

var begin = regexp.MustCompile(`(?m)^<!-- begin ([a-z:_]+) -->\n`)

// run brings the pages of the module in root up to date and returns those that
// were not. With check it writes nothing.
func run(root string, check bool) (stale []string, err error) {
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		return nil, err
	}
	g, err := newGenerator(root)
	if err != nil {
		return nil, err
	}
	for _, page := range pages {
		old, err := os.ReadFile(page)
		if err != nil {
			return nil, err
		}
		fresh, err := g.fill(old)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", page, err)
		}
		if bytes.Equal(old, fresh) {
			continue
		}
		stale = append(stale, filepath.Base(page))
		if check {
			continue
		}
		if err := output.WriteFile(page, output.Replace, func(w io.Writer) error {
			_, err := w.Write(fresh)
			return err
		}); err != nil {
			return nil, err
		}
	}
	return stale, nil
}

// fill replaces the generated parts of a page.
func (g *generator) fill(page []byte) ([]byte, error) {
	var out bytes.Buffer
	rest := page
	for {
		m := begin.FindSubmatchIndex(rest)
		if m == nil {
			out.Write(rest)
			return out.Bytes(), nil
		}
		name := string(rest[m[2]:m[3]])
		end := []byte("<!-- end " + name + " -->")
		to := bytes.Index(rest, end)
		if to < m[1] {
			return nil, fmt.Errorf("%s does not end", name)
		}
		write, ok := parts[name]
		if !ok {
			return nil, fmt.Errorf("there is no part %s", name)
		}
		var body bytes.Buffer
		if err := write(g, &body); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out.Write(rest[:m[1]])
		out.WriteByte('\n')
		out.Write(bytes.TrimRight(body.Bytes(), "\n"))
		out.WriteString("\n\n")
		out.Write(end)
		rest = rest[to+len(end):]
	}
}
