package configs_test

import (
	"testing"

	"kirifuda/configs"
)

// TestEmbedded checks what can be checked without the real catalogue.
func TestEmbedded(t *testing.T) {
	list := configs.List()
	if len(list) == 0 {
		t.Fatal("no scenario is embedded")
	}
	for _, s := range list {
		if s.Title == s.Name || s.Story == "" {
			t.Errorf("%s: no title or no story, or not readable", s.Name)
		}
	}
}

func TestList(t *testing.T) {
	got := configs.ListFS(testFS())
	if len(got) != 3 || got[1].Name != "japan-sale" || got[1].Title != "Japan sells Treasuries" ||
		got[1].Extends != "baseline" || len(got[1].Sources) != 2 || got[1].Story != "A threat, then a sale over a quarter." {
		t.Errorf("%+v", got)
	}
}
