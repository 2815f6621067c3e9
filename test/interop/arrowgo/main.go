// Command arrowgo reads an experiment's tables with arrow-go and prints rows,
// types, nulls and sums.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

type column struct {
	Name  string  `json:"name"`
	Type  string  `json:"type"`
	Nulls int64   `json:"nulls"`
	Sum   float64 `json:"sum"`
}

type table struct {
	Rows    int64     `json:"rows"`
	Columns []*column `json:"columns"`
}

func main() {
	out := map[string]*table{}
	parts, err := filepath.Glob(filepath.Join(os.Args[1], "*", "*", "*.parquet"))
	if err != nil {
		panic(err)
	}
	for _, part := range parts {
		folder := filepath.Dir(part)
		name := filepath.Base(filepath.Dir(folder)) + "/" + filepath.Base(folder)
		if out[name] == nil {
			out[name] = &table{}
		}
		if err := read(part, out[name]); err != nil {
			fmt.Fprintln(os.Stderr, part, err)
			os.Exit(1)
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		panic(err)
	}
}

func read(path string, t *table) error {
	f, err := file.OpenParquetFile(path, false)
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		return err
	}
	data, err := r.ReadTable(context.Background())
	if err != nil {
		return err
	}
	defer data.Release()
	t.Rows += data.NumRows()
	for i := range int(data.NumCols()) {
		c := data.Column(i)
		if i == len(t.Columns) {
			t.Columns = append(t.Columns, &column{Name: c.Name(), Type: typeName(c.DataType())})
		}
		for _, chunk := range c.Data().Chunks() {
			t.Columns[i].add(chunk)
		}
	}
	return nil
}

func typeName(t arrow.DataType) string {
	switch t.ID() {
	case arrow.DATE32:
		return "DATE"
	case arrow.FLOAT64:
		return "DOUBLE"
	case arrow.BOOL:
		return "BOOLEAN"
	case arrow.STRING:
		return "STRING"
	default:
		return strings.ToUpper(t.Name())
	}
}

func (c *column) add(a arrow.Array) {
	c.Nulls += int64(a.NullN())
	for i := range a.Len() {
		if a.IsNull(i) {
			continue
		}
		switch a := a.(type) {
		case *array.Float64:
			c.Sum += a.Value(i)
		case *array.Int32:
			c.Sum += float64(a.Value(i))
		case *array.Int64:
			c.Sum += float64(a.Value(i))
		case *array.Date32:
			c.Sum += float64(a.Value(i))
		case *array.Boolean:
			if a.Value(i) {
				c.Sum++
			}
		case *array.String:
			c.Sum += float64(len(a.Value(i)))
		default:
			panic(fmt.Sprintf("column %s is a %T", c.Name, a))
		}
	}
}
