package experiment

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"kirifuda/configs"
)

// tableFile is a table of text with a row of names, as spreadsheets and statistics
// packages write it.
type tableFile struct {
	file  string
	comma rune
	names []string
	rows  [][]string
	lines []int // of the rows
	notes []string
}

// asTable is the remedy for files that are something else.
const asTable = "a table is text in UTF-8, with commas between cells and a row of keys at the top"

// foreign are the first bytes of files that are no table of text, with what they are.
var foreign = []struct{ start, what string }{
	{"PK\x03\x04", "a spreadsheet (.xlsx, .ods) or another zip archive, whatever its name: save the sheet as CSV UTF-8"},
	{"\xd0\xcf\x11\xe0", "a spreadsheet of the older form (.xls): save the sheet as CSV UTF-8"},
	{"\x1f\x8b", "compressed by gzip: unpack it with gunzip, or write it without compression"},
	{"BZh", "compressed by bzip2: unpack it first"},
	{"\xfd7zXZ", "compressed by xz: unpack it first"},
	{"\x28\xb5\x2f\xfd", "compressed by Zstandard: unpack it first"},
	{"PAR1", "a Parquet file: write it as CSV, such as with DuckDB's COPY … TO 'points.csv'"},
	{"ARROW1", "an Arrow file: write it as CSV"},
	{"\xff\xfe\x00\x00", "text in UTF-32: save it in UTF-8"},
	{"\x00\x00\xfe\xff", "text in UTF-32: save it in UTF-8"},
	{"%PDF", "a PDF document"},
	{"\x89HDF", "an HDF5 file: write it as CSV"},
	{"<", "HTML or XML: save it as CSV"},
	{"{", "JSON: write it as CSV, such as with pandas: read_json(…).to_csv(…, index=False)"},
	{"[", "JSON: write it as CSV, such as with pandas: read_json(…).to_csv(…, index=False)"},
}

// problem is an error about the file; line and column are 0 if it is about all of it.
func (t *tableFile) problem(line, column int, key, value, format string, args ...any) error {
	return &configs.Error{Problems: []configs.Problem{{File: t.file, Line: line, Column: column, Key: key, Value: value, Message: fmt.Sprintf(format, args...)}}}
}

func (t *tableFile) note(format string, args ...any) {
	t.notes = append(t.notes, t.file+": "+fmt.Sprintf(format, args...))
}

// readTable reads the text of a table. Cells are without blanks at their ends.
func readTable(file string, data []byte) (*tableFile, error) {
	t := &tableFile{file: file}
	text, err := t.decode(data)
	if err != nil {
		return nil, err
	}
	text = t.separator(text)
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = t.comma, -1
	skipped := strings.Count(string(data[:max(0, len(data)-len(text))]), "\n") // a line such as sep=;
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var p *csv.ParseError
		if errors.As(err, &p) {
			return nil, t.problem(p.Line+skipped, p.Column, "", "", "%s", p.Err)
		}
		if err != nil {
			return nil, t.problem(0, 0, "", "", "%v", err)
		}
		for j := range row {
			row[j] = strings.TrimSpace(row[j])
		}
		line, _ := r.FieldPos(0)
		if t.names == nil {
			t.names = row
			continue
		}
		t.rows, t.lines = append(t.rows, row), append(t.lines, line+skipped)
	}
	if t.names == nil {
		return nil, t.problem(0, 0, "", "", "the file is empty; %s", asTable)
	}
	return t, t.shape()
}

// decode returns the text of a file in UTF-8 or UTF-16, with \n at the end of lines.
func (t *tableFile) decode(data []byte) (string, error) {
	head := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n")
	for _, f := range foreign {
		if bytes.HasPrefix(data, []byte(f.start)) || len(f.start) == 1 && bytes.HasPrefix(head, []byte(f.start)) {
			return "", t.problem(0, 0, "", "", "not a table of text but %s", f.what)
		}
	}
	text := ""
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		order = binary.BigEndian
	}
	if order != nil {
		units := make([]uint16, len(data)/2-1)
		for i := range units {
			units[i] = order.Uint16(data[2+2*i:])
		}
		text = string(utf16.Decode(units))
	} else {
		text = strings.TrimPrefix(string(data), "\ufeff")
	}
	if i := strings.IndexByte(text, 0); i >= 0 {
		return "", t.problem(1+strings.Count(text[:i], "\n"), 0, "", "", "not text in UTF-8: it has bytes of value 0; save it as CSV UTF-8")
	}
	if !utf8.ValidString(text) {
		line := 1
		for l := range strings.Lines(text) {
			if !utf8.ValidString(l) {
				break
			}
			line++
		}
		return "", t.problem(line, 0, "", "", "not text in UTF-8, perhaps Latin-1 or Shift-JIS; save it as CSV UTF-8")
	}
	if !strings.Contains(text, "\n") { // lines of old spreadsheets end in \r alone
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	return text, nil
}

// separator finds what stands between the cells of the first row, and takes off a line
// such as sep=; that tells spreadsheets.
func (t *tableFile) separator(text string) string {
	t.comma = ','
	text = strings.TrimLeft(text, "\r\n")
	first, rest, _ := strings.Cut(text, "\n")
	if sep, ok := strings.CutPrefix(strings.TrimRight(first, "\r"), "sep="); ok && (sep == ";" || sep == "," || sep == "\t") {
		text, first = rest, strings.SplitN(rest, "\n", 2)[0]
	}
	if strings.Contains(first, ",") {
		return text
	}
	switch {
	case strings.Contains(first, ";"):
		t.comma = ';'
		t.note("cells are separated by semicolons")
	case strings.Contains(first, "\t"):
		t.comma = '\t'
		t.note("cells are separated by tabs")
	}
	return text
}

// shape takes off what is not part of the points (blank rows at the end, a column of
// row numbers, an empty column at the right) and checks names and lengths.
func (t *tableFile) shape() error {
	blank := func(row []string) bool { return !slices.ContainsFunc(row, func(c string) bool { return c != "" }) }
	for len(t.rows) > 0 && blank(t.rows[len(t.rows)-1]) {
		t.rows = t.rows[:len(t.rows)-1]
	}
	if len(t.rows) == 0 {
		return t.problem(0, 0, "", "", "the file has no points; a row of keys is followed by one row per point")
	}
	if name, ok := strings.CutPrefix(t.names[0], "#"); ok {
		t.names[0] = strings.TrimSpace(name)
		t.note("the # before the first key is left out")
	}
	// R's write.table leaves out the name of the column of row names.
	if n := len(t.names); !slices.ContainsFunc(t.rows, func(row []string) bool { return len(row) != n+1 }) && t.numbered() {
		t.names = append([]string{""}, t.names...)
	}
	for i, row := range t.rows {
		if len(row) != len(t.names) {
			message := fmt.Sprintf("the row has %d cells and the row of keys has %d", len(row), len(t.names))
			if t.comma == ',' && len(row) > len(t.names) {
				message += "; a decimal comma, as in 2,5, ends a cell: write 2.5"
			}
			return t.problem(t.lines[i], 0, "", "", "%s", message)
		}
	}
	if last := len(t.names) - 1; last > 0 && t.names[last] == "" && !slices.ContainsFunc(t.rows, func(row []string) bool { return row[last] != "" }) {
		t.names = t.names[:last]
		for i := range t.rows {
			t.rows[i] = t.rows[i][:last]
		}
	}
	if first := t.names[0]; (first == "" || first == "Unnamed: 0") && len(t.names) > 1 {
		if !t.numbered() {
			return t.problem(1, 1, "", first, "the first column has no key and is not a count of rows from 0 or 1; leave it out, in pandas with index=False, in R with row.names = FALSE")
		}
		t.note("the column of row numbers without a key is left out")
		t.names = t.names[1:]
		for i := range t.rows {
			t.rows[i] = t.rows[i][1:]
		}
	}
	for j, name := range t.names {
		if name == "" {
			return t.problem(1, 0, "", "", "column %d has no key", j+1)
		}
		if k := slices.Index(t.names, name); k < j {
			return t.problem(1, 0, name, "", "the key heads columns %d and %d", k+1, j+1)
		}
	}
	return nil
}

// numbered reports whether the first column counts the rows from 0 or 1.
func (t *tableFile) numbered() bool {
	from := 0
	for i, row := range t.rows {
		n, err := strconv.Atoi(row[0])
		if i == 0 && n == 1 {
			from = 1
		}
		if err != nil || n != from+i {
			return false
		}
	}
	return true
}
