package configs_test

import (
	"errors"
	"testing"

	"kirifuda/configs"
	"kirifuda/world"
)

type demanding struct {
	Mode string     `yaml:"mode" enum:"a|b"`
	Size float64    `yaml:"size" unit:"m" min:"1"`
	Day  world.Date `yaml:"day"`
}

func (d demanding) Validate() error {
	if d.Size == 7 {
		panic("seven")
	}
	return errors.Join(errors.New("one"), errors.New("two"))
}

func TestRequiredAndValidate(t *testing.T) {
	load := func(text string) error {
		opts := configs.Options{ReadFile: files(map[string]string{"f.yaml": "standalone: true\nstart: 2025-04-01\ndays: 2\nagents:\n  x: " + text})}
		_, err := configs.Load("f.yaml", oneKind(func() any { return &demanding{} }), opts)
		return err
	}
	for text, want := range map[string]string{
		"{kind: k}":                    "f.yaml:5:3: x.mode: must be set (allowed a, b)\nf.yaml:5:3: x.size: must be set (allowed at least 1)",
		"{kind: k, mode: a, size: 2}":  "f.yaml:5:3: x: one\nf.yaml:5:3: x: two",
		"{kind: k, mode: a, size: 7}":  "f.yaml:5:3: x: the check of the parameters failed: seven",
		"{kind: k, mode: c, size: 2}":  "f.yaml:5:22: x.mode = c: not one of the allowed words (allowed a, b)",
		"{kind: k, mode:, size: null}": "f.yaml:5:21: x.mode: empty (allowed a, b)\nf.yaml:5:29: x.size = null: empty, expected a number (allowed at least 1)",
	} {
		if err := load(text); err == nil || err.Error() != want {
			t.Errorf("%s: got\n%v\nwant\n%s", text, err, want)
		}
	}
}
