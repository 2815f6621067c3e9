package experiment

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"kirifuda/internal/bounded"
)

func utf16Text(order binary.AppendByteOrder, text string) string {
	var out []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + text)) {
		out = order.AppendUint16(out, u)
	}
	return string(out)
}

// Tables as programs write them give their points; what is left out is said.
func TestPointsAccepted(t *testing.T) {
	s := sale(t)
	const plain = "jp_mof.sale_usd_bn,jp_mof.covert\n100,true\n2.5,false\n"
	for name, c := range map[string]struct{ text, want, note string }{
		"plain":                 {plain, "[[100 true] [2.5 false]]", ""},
		"pandas":                {"jp_mof.sale_usd_bn,jp_mof.covert\n100.0,True\n2.5,False\n", "[[100 true] [2.5 false]]", ""},
		"R":                     {"\"jp_mof.sale_usd_bn\",\"jp_mof.covert\"\n100,TRUE\n2.5,FALSE\n", "[[100 true] [2.5 false]]", ""},
		"pandas with its index": {",jp_mof.sale_usd_bn\n0,1\n1,2\n", "[[1] [2]]", "row numbers"},
		"pandas, read again":    {"Unnamed: 0,jp_mof.sale_usd_bn\n0,1\n1,2\n", "[[1] [2]]", "row numbers"},
		"R with row names":      {"\"\",\"jp_mof.sale_usd_bn\"\n\"1\",1\n\"2\",2\n", "[[1] [2]]", "row numbers"},
		"R's write.table":       {"\"jp_mof.sale_usd_bn\"\n\"1\",1\n\"2\",2\n", "[[1] [2]]", "row numbers"},
		"one row with an index": {",jp_mof.sale_usd_bn\n0,7\n", "[[7]]", "row numbers"},
		"carriage returns":      {strings.ReplaceAll(plain, "\n", "\r\n"), "[[100 true] [2.5 false]]", ""},
		"carriage returns only": {strings.ReplaceAll(plain, "\n", "\r"), "[[100 true] [2.5 false]]", ""},
		"byte-order mark":       {"\ufeff" + plain, "[[100 true] [2.5 false]]", ""},
		"UTF-16, little":        {utf16Text(binary.LittleEndian, plain), "[[100 true] [2.5 false]]", ""},
		"UTF-16, big":           {utf16Text(binary.BigEndian, plain), "[[100 true] [2.5 false]]", ""},
		"tabs":                  {strings.ReplaceAll(plain, ",", "\t"), "[[100 true] [2.5 false]]", "tabs"},
		"semicolons":            {strings.ReplaceAll(plain, ",", ";"), "[[100 true] [2.5 false]]", "semicolons"},
		"Excel's first line":    {"sep=,\n" + plain, "[[100 true] [2.5 false]]", ""},
		"quoted numbers":        {"jp_mof.sale_usd_bn\n\"100\"\n", "[[100]]", ""},
		"blank lines":           {"\n" + plain + "\n,\n\n", "[[100 true] [2.5 false]]", ""},
		"blanks":                {"jp_mof.sale_usd_bn , jp_mof.covert\n 100 , true\n", "[[100 true]]", ""},
		"a comma at each end":   {"jp_mof.sale_usd_bn,\n100,\n", "[[100]]", ""},
		"numpy's comment":       {"# jp_mof.sale_usd_bn\n1.000000000000000000e+02\n", "[[100]]", "#"},
		"noise":                 {"jp_mof.sale_days\n20.000000000000004\n2.9999999999999996\n1e1\n", "[[20] [3] [10]]", ""},
		"words":                 {"jp_mof.proceeds\nkeep\nconvert\n", "[[keep] [convert]]", ""},
	} {
		d, err := ReadPoints(s, "p.csv", []byte(c.text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, p := range d.Points {
			var row []string
			for _, v := range p {
				row = append(row, v.String())
			}
			got = append(got, "["+strings.Join(row, " ")+"]")
		}
		if text := "[" + strings.Join(got, " ") + "]"; text != c.want || !strings.Contains(strings.Join(d.Warnings, "\n"), c.note) || (c.note == "") != (len(d.Warnings) == 0) {
			t.Errorf("%s: %s, %q; want %s, %q", name, text, d.Warnings, c.want, c.note)
		}
	}
}

// Everything else is named, with its place and the remedy.
func TestPointsRefused(t *testing.T) {
	s := sale(t)
	for text, want := range map[string]string{
		"":                              "p.csv: the file is empty",
		"jp_mof.sale_usd_bn\n":          "no points",
		"jp_mof.sale_usd_bn\n\"2,5\"\n": "p.csv:2: jp_mof.sale_usd_bn = 2,5: a decimal comma; a decimal point is expected (allowed 0 to 800); did you mean `2.5`?",
		"\ufeffjp_mof.sale_usd_bn;jp_mof.sale_days\n100,5;20": "separated by semicolons, as spreadsheets write it in countries with a decimal comma",
		"jp_mof.sale_usd_bn\n2,5\n3,5\n":                      "p.csv:2: the row has 2 cells and the row of keys has 1; a decimal comma",
		"jp_mof.sale_usd_bn\n010\n":                           "p.csv:2: jp_mof.sale_usd_bn = 010: a leading zero is ambiguous",
		"jp_mof.sale_usd_bn\n0x10\n":                          "not a decimal number",
		"jp_mof.sale_usd_bn\n1_00\n":                          "did you mean `100`?",
		"jp_mof.sale_usd_bn\n1\n\n900\n":                      "p.csv:4: jp_mof.sale_usd_bn = 900: above the maximum 800 USD bn",
		"jp_mof.sale_usd_bn,jp_mof.sale_days\n1,\n":           "p.csv:2: jp_mof.sale_days: the cell is empty",
		"jp_mof.sale_usd_bn\nNA\n":                            "a missing value",
		"jp_mof.sale_usd_bn\nNaN\n":                           "a missing value",
		"jp_mof.sale_usd_bn\ninf\n":                           "not a finite number",
		"jp_mof.sale_days\n2.5\n":                             "p.csv:2: jp_mof.sale_days = 2.5: not a whole number (allowed 1 to 2500)",
		"jp_mof.sale_usd_bm\n1\n":                             "p.csv:1: jp_mof.sale_usd_bm: unknown key",
		"jp_mof.sale_days,jp_mof.sale_days\n1,2\n":            "p.csv:1: jp_mof.sale_days: the key heads columns 1 and 2",
		",jp_mof.sale_days\n5,2\n9,3\n":                       "index=False",
		"jp_mof.sale_days,\n5,2\n":                            "column 2 has no key",
		"PK\x03\x04abc":                                       ".xlsx",
		"\xd0\xcf\x11\xe0abc":                                 ".xls",
		"\x1f\x8babc":                                         "gunzip",
		"PAR1abc":                                             "Parquet",
		" {\"a\": 1}":                                         "JSON",
		"<html>":                                              "HTML",
		"\xff\xfe\x00\x00abcd":                                "UTF-32",
		"j\x00p\x00":                                          "bytes of value 0",
		"jp_mof.proceeds\nz\xfcrich\n":                        "p.csv:2: not text in UTF-8",
		"jp_mof.sale_days\n\"5\n":                             "p.csv:",
	} {
		_, err := ReadPoints(s, "p.csv", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func FuzzPoints(f *testing.F) {
	s := sale(f)
	for _, text := range []string{
		"jp_mof.sale_usd_bn,jp_mof.covert\n100,true\n", ",jp_mof.sale_days\n0,1\n", "jp_mof.sale_usd_bn;jp_mof.sale_days\n100,5;20\n", "sep=;\na;b\n", "\xff\xfej\x00",
		"\"a\n", "jp_mof.sale_usd_bn\n\"1\"\"\n", "#a\r1\r", "days\n1e309\n", "start\n2025-04-01\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		bounded.Read(t, len(data), func() {
			d, err := ReadPoints(s, "p.csv", data)
			if err != nil {
				if err.Error() == "" || strings.Contains(err.Error(), "\x00") {
					t.Fatalf("%q", err)
				}
				return
			}
			for _, p := range d.Points {
				if len(p) != len(d.Axes) {
					t.Fatal("a point without all values")
				}
			}
		})
	})
}
