package configs

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// setPlace is the place of an override on the command line.
var setPlace = place{file: "-s", origin: Origin{Layer: LayerSet, File: "-s"}}

// EnvPrefix begins the names of environment variables that override values.
const EnvPrefix = "SIM_"

// EnvName returns the environment variable that sets a key:
// jp_mof.sale_usd_bn is SIM_JP_MOF__SALE_USD_BN.
func EnvName(key string) string {
	return EnvPrefix + strings.ToUpper(strings.ReplaceAll(key, ".", "__"))
}

// environment applies the variables SIM_* in the order of their names.
func (l *loader) environment(environ []string) {
	values := map[string]string{}
	for _, e := range environ {
		if name, value, ok := strings.Cut(e, "="); ok && strings.HasPrefix(name, EnvPrefix) {
			values[name] = value
		}
	}
	for _, name := range sortedKeys(values) {
		key := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, EnvPrefix), "__", "."))
		where := place{file: "env " + name, origin: Origin{Layer: LayerEnv, Name: oneLine(name), File: "env " + name}}
		if key != "days" && key != "start" && !strings.Contains(key, ".") {
			// The variable belongs to the program, unless it is a key with one
			// underscore where two are needed.
			if k := l.singleUnderscore(key); k != "" {
				l.problems.at(where, Problem{Key: k, Message: "a dot is written as two underscores", Suggestion: EnvName(k)})
			}
			continue
		}
		l.setKeyText(key, values[name], where)
	}
}

// singleUnderscore finds the key that a name with single underscores means.
func (l *loader) singleUnderscore(name string) string {
	for _, k := range l.s.keys() {
		if strings.ReplaceAll(k, ".", "_") == name {
			return k
		}
	}
	return ""
}

// setText applies one key=value.
func (l *loader) setText(text string) {
	key, value, ok := strings.Cut(text, "=")
	if !ok {
		l.problems.at(setPlace, Problem{Value: text, Message: "expected key=value or @file.yaml"})
		return
	}
	key = strings.TrimSpace(key)
	if base, ok := strings.CutSuffix(key, factorMark); ok {
		l.scale(base, value, setPlace)
		return
	}
	l.setKeyText(key, value, setPlace)
}

func (l *loader) setKeyText(key, value string, where place) {
	l.setKey(key, where, func(f *field) (*yaml.Node, string) { return f.textNode(value) })
}
