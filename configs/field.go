package configs

import (
	"io/fs"
	"reflect"

	"kirifuda/world"
)

type fieldType int

const (
	typeFloat fieldType = iota
	typeInt
	typeBool
	typeString
	typeDate
	typeFloats
	typeStrings
	typeDates
	typeFloatMap
	typeDay
)

var fieldTypeNames = [...]string{
	"number", "integer", "boolean", "string", "date", "list of numbers", "list of strings", "list of dates", "map of numbers", "day",
}

func (t fieldType) String() string { return fieldTypeNames[t] }

// article returns the name of the type with its article.
func (t fieldType) article() string {
	if t == typeInt {
		return "an " + t.String()
	}
	return "a " + t.String()
}

// field describes one parameter, as read from the tags of a struct field.
type field struct {
	name     string
	index    []int
	typ      fieldType
	unit     string
	min, max *float64
	enum     []string // accepted words
	keys     []string // accepted keys of a map
	list     []string // keys of a map in the order of its older form, a list
	def      any      // the default, or the zero value
	hasDef   bool
	role     string
	free     bool
	needs    string // what it takes for the parameter to have an effect
	// tag is the description in the tags. What it leaves open is in the comment of
	// the Go field goType.goName, if sources has the text.
	tag     Description
	goType  reflect.Type
	goName  string
	sources map[string]fs.FS
	// calendar has the days that a date may be; nil: weekdays.
	calendar *world.Calendar
	// back lets a day be a date on which all markets are closed: it is the last business
	// day before.
	back bool
}

// element describes one entry of a map.
func (f *field) element() *field {
	e := *f
	e.typ, e.keys = typeFloat, nil
	return &e
}

func (f *field) value(ptr any) reflect.Value {
	return reflect.ValueOf(ptr).Elem().FieldByIndex(f.index)
}

// get returns the value as one of float64, int64, bool, string, world.Date,
// world.When, []float64, []string, []world.Date or map[string]float64. Lists and maps are
// copies.
func (f *field) get(ptr any) any {
	v := f.value(ptr)
	switch f.typ {
	case typeFloat:
		return v.Float()
	case typeInt:
		return v.Int()
	case typeBool:
		return v.Bool()
	case typeString:
		return v.String()
	case typeDate:
		return world.Date(v.Int())
	case typeDay:
		return v.Interface().(world.When)
	case typeFloats:
		out := make([]float64, v.Len())
		for i := range out {
			out[i] = v.Index(i).Float()
		}
		return out
	case typeStrings:
		out := make([]string, v.Len())
		for i := range out {
			out[i] = v.Index(i).String()
		}
		return out
	case typeDates:
		out := make([]world.Date, v.Len())
		for i := range out {
			out[i] = world.Date(v.Index(i).Int())
		}
		return out
	default:
		out := make(map[string]float64, v.Len())
		for it := v.MapRange(); it.Next(); {
			out[it.Key().String()] = it.Value().Float()
		}
		return out
	}
}

// set stores a value of the types that get returns. Lists and maps are copied.
func (f *field) set(ptr, x any) {
	v := f.value(ptr)
	switch x := x.(type) {
	case float64:
		v.SetFloat(x)
	case int64:
		v.SetInt(x)
	case bool:
		v.SetBool(x)
	case string:
		v.SetString(x)
	case world.Date:
		v.SetInt(int64(x))
	case world.When:
		v.Set(reflect.ValueOf(x))
	case []float64:
		s := reflect.MakeSlice(v.Type(), len(x), len(x))
		for i, e := range x {
			s.Index(i).SetFloat(e)
		}
		v.Set(s)
	case []string:
		s := reflect.MakeSlice(v.Type(), len(x), len(x))
		for i, e := range x {
			s.Index(i).SetString(e)
		}
		v.Set(s)
	case []world.Date:
		s := reflect.MakeSlice(v.Type(), len(x), len(x))
		for i, e := range x {
			s.Index(i).SetInt(int64(e))
		}
		v.Set(s)
	case map[string]float64:
		m := reflect.MakeMapWithSize(v.Type(), len(x))
		for k, e := range x {
			m.SetMapIndex(reflect.ValueOf(k).Convert(v.Type().Key()), reflect.ValueOf(e).Convert(v.Type().Elem()))
		}
		v.Set(m)
	}
}

// zero returns the zero value of the field's type.
func (f *field) zero() any {
	switch f.typ {
	case typeFloat:
		return float64(0)
	case typeInt:
		return int64(0)
	case typeBool:
		return false
	case typeString:
		return ""
	case typeDate:
		return world.Date(0)
	case typeDay:
		return world.When{}
	case typeFloats:
		return []float64{}
	case typeStrings:
		return []string{}
	case typeDates:
		return []world.Date{}
	default:
		return map[string]float64{}
	}
}
