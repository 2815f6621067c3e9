package figures

import (
	"bytes"
	"strings"
	"testing"
)

// A page in every format, with the same bytes each time; a file of none is refused before anything is read.
func TestFormats(t *testing.T) {
	g, err := example().overview(exampleTaken())
	if err != nil {
		t.Fatal(err)
	}
	for format, want := range map[string][]string{
		"png": {"\x89PNG\r\n", "IEND"},
		"svg": {"<svg", "font-weight:bold", "sale-300 less calm"},
		"pdf": {"%PDF-", "LiberationSans-Bold", "%%EOF", "CreationDate (D:19700101"},
	} {
		b, err := g.encode(format)
		if err != nil {
			t.Errorf("%s: %v", format, err)
		}
		for range 3 {
			if again, err := g.encode(format); err != nil || !bytes.Equal(b, again) {
				t.Errorf("%s: drawn again, the page differs: %v", format, err)
				break
			}
		}
		for _, part := range want {
			if !bytes.Contains(b, []byte(part)) {
				t.Errorf("%s has no %q", format, part)
			}
		}
	}
	if err := Fan.Render(Source{Dir: "nosuch"}, nil, "fan.txt"); err == nil || !strings.Contains(err.Error(), ".svg, .png or .pdf") {
		t.Error(err)
	}
}
