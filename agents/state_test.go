package agents

import (
	"fmt"
	"reflect"
	"testing"
)

// What changes of an institution is plain data: it can be copied and printed, and
// hides no other thing behind a pointer.
func TestStateIsPlainData(t *testing.T) {
	var plain func(at string, typ reflect.Type)
	plain = func(at string, typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Struct:
			for i := range typ.NumField() {
				plain(at+"."+typ.Field(i).Name, typ.Field(i).Type)
			}
		case reflect.Slice, reflect.Array:
			plain(at+"[]", typ.Elem())
		case reflect.Pointer, reflect.Map, reflect.Func, reflect.Chan, reflect.Interface, reflect.UnsafePointer:
			t.Errorf("%s is a %s", at, typ.Kind())
		}
	}
	for _, institution := range []any{
		CentralBank{}, Dealer{}, EquityFund{}, Exporter{}, Fed{}, officialRepo{}, Government{}, Importer{}, JPMoF{}, JPTrade{},
		MacroFund{}, ReserveManager{}, SmallFunds{}, USTrade{}, USTreasury{},
	} {
		typ := reflect.TypeOf(institution)
		state, ok := typ.FieldByName("state")
		if !ok {
			t.Errorf("%s has no state", typ.Name())
			continue
		}
		plain(typ.Name()+".state", state.Type)
		if text := fmt.Sprintf("%+v", reflect.Zero(state.Type)); len(text) < 3 {
			t.Errorf("%s prints as %q", typ.Name(), text)
		}
	}
}
