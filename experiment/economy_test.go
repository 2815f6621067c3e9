package experiment

import (
	"bytes"
	"io/fs"
	"testing"
	"testing/fstest"

	"kirifuda/agents"
	"kirifuda/economy"
)

// OwnTables are the embedded tables, to be changed.
func OwnTables(t *testing.T) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	names, err := fs.Glob(economy.Embedded(), "*.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := fs.ReadFile(economy.Embedded(), name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = &fstest.MapFile{Data: b}
	}
	return out
}

// edited is the embedded economy with some text in one table replaced.
func edited(t *testing.T, file, old, with string) *economy.Economy {
	t.Helper()
	tables := OwnTables(t)
	tables[file].Data = bytes.Replace(tables[file].Data, []byte(old), []byte(with), 1)
	e, err := economy.LoadFS(tables)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestWithEconomy(t *testing.T) {
	e := edited(t, "levels.csv", "boj_call,0.5,", "boj_call,0.75,")
	b, err := NewBuilder(sale(t), agents.Default(), WithEconomy(e))
	if err != nil {
		t.Fatal(err)
	}
	w, err := b.Build(RunOptions{Inline: true})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if jpy := w.View().Currencies[1]; jpy.ID != "jpy" || jpy.PolicyRatePct != 0.75 || jpy.Country != "JP" {
		t.Errorf("the world starts with %+v", jpy)
	}
}
