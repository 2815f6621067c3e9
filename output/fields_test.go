package output

import (
	"math"
	"strings"
	"testing"
	"unsafe"

	"pgregory.net/rapid"
)

// Any row, once prepared, is written, read and hashed alike: the canonical form
// of the struct is that of the Parquet row.
func TestCodec(t *testing.T) {
	number := rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{0, math.Copysign(0, -1), math.NaN(), math.Inf(1), 1e300, 5e-324}))
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.IntRange(-1, 6).Draw(t, "digits")
		c := codecOf[EventRow](eventsTable, digits)
		row := EventRow{
			Scenario: rapid.String().Draw(t, "scenario"), RunID: rapid.Int32().Draw(t, "run"), Date: rapid.Int32().Draw(t, "date"),
			Type: rapid.String().Draw(t, "type"), Actor: rapid.Ptr(rapid.String(), true).Draw(t, "actor"), Text: rapid.Ptr(rapid.String(), true).Draw(t, "text"),
		}
		if rapid.Bool().Draw(t, "has value") {
			v := number.Draw(t, "value")
			row.Value = &v
		}
		var given float64
		if row.Value != nil {
			given = *row.Value
		}
		b, err := c.prepare(nil, unsafe.Pointer(&row))
		if err != nil {
			t.Fatal(err)
		}
		if row.Value != nil {
			v := *row.Value
			if !finite(v) || (v == 0 && math.Signbit(v)) {
				t.Fatalf("%g passed", v)
			}
			if digits < 0 && v != given {
				t.Fatalf("%g became %g", given, v)
			}
			if digits >= 0 && math.Abs(v-given) > 0.5*math.Pow10(-digits)+1e-15*math.Abs(v) {
				t.Fatalf("%g became %g with %d digits", given, v, digits)
			}
		}
		again, err := c.prepare(nil, unsafe.Pointer(&row))
		if err != nil || string(again) != string(b) {
			t.Fatalf("preparing twice differs: %x, %x", b, again)
		}
		values := eventsTable.schema.Deconstruct(nil, &row)
		if got := encodeRow(nil, eventsTable, values); string(got) != string(b) {
			t.Fatalf("struct %x, Parquet row %x", b, got)
		}
	})
}

func TestCodecRefuses(t *testing.T) {
	h := HoldingRow{Scenario: "a", ValueUSDBn: math.NaN()}
	if _, err := codecOf[HoldingRow](holdingsTable, -1).prepare(nil, unsafe.Pointer(&h)); err == nil || !strings.Contains(err.Error(), "table holdings, column value_usd_bn") {
		t.Errorf("error %v", err)
	}
	e := TradeRow{UnitsN: 1 << 54}
	if _, err := codecOf[TradeRow](tradesTable, -1).prepare(nil, unsafe.Pointer(&e)); err == nil || !strings.Contains(err.Error(), "table trades, column units_n") {
		t.Errorf("error %v", err)
	}
}
