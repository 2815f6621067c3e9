package configs_test

import (
	"errors"
	"strings"
	"testing"

	"kirifuda/configs"
)

func TestCatalogueFaults(t *testing.T) {
	for want, params := range map[string]func() any{
		"not a pointer to a struct":   func() any { return struct{}{} },
		"is not a name in lower case": func() any { return &struct{ A float64 }{} },
		"the name kind is reserved": func() any {
			return &struct {
				A string `yaml:"kind"`
			}{}
		},
		"is used twice": func() any {
			return &struct {
				A, B float64 `yaml:"a"`
			}{}
		},
		"unsupported type": func() any {
			return &struct {
				A complex128 `yaml:"a"`
			}{}
		},
		"is not a number": func() any {
			return &struct {
				A float64 `yaml:"a" min:"x"`
			}{}
		},
		"does not apply to a string": func() any {
			return &struct {
				A string `yaml:"a" min:"1"`
			}{}
		},
		"enum does not apply to a number": func() any {
			return &struct {
				A float64 `yaml:"a" enum:"a|b"`
			}{}
		},
		"the minimum is above the maximum": func() any {
			return &struct {
				A float64 `yaml:"a" min:"2" max:"1"`
			}{}
		},
		"unknown role": func() any {
			return &struct {
				A float64 `yaml:"a" role:"x"`
			}{}
		},
		"is not true or false": func() any {
			return &struct {
				A float64 `yaml:"a" free:"x"`
			}{}
		},
		`the default "3": above the maximum`: func() any {
			return &struct {
				A float64 `yaml:"a" max:"1" default:"3"`
			}{}
		},
		`the default "x": not an integer`: func() any {
			return &struct {
				A int `yaml:"a" default:"x"`
			}{}
		},
		"no unit tag": func() any {
			return &struct {
				A float64 `yaml:"a" role:"lever" doc:"d"`
			}{}
		},
		"no comment and no doc tag": func() any {
			return &struct {
				A bool `yaml:"a"`
			}{}
		},
		"the zero value is not allowed": func() any {
			return &struct {
				A string `yaml:"a" enum:"a|b"`
			}{}
		},
	} {
		if err := configs.CheckCatalogue(oneKind(params)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	bad := oneKind(func() any { return 1 })
	_, err := configs.Load("world", bad, options())
	var e *configs.Error
	if err == nil || errors.As(err, &e) {
		t.Errorf("a wrong catalogue is reported as wrong input: %v", err)
	}
	if _, err := configs.Load("world", nil, options()); err == nil {
		t.Error("no catalogue")
	}
	if configs.Parameters(bad) != nil || configs.Keys(bad, nil) != nil {
		t.Error("tables of a wrong catalogue")
	}
}
