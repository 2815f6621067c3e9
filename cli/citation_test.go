package cli

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"kirifuda/agents"
)

// citationKeys are the keys of the Citation File Format 1.2.0.
var citationKeys = strings.Fields(`abstract authors cff-version commit contact date-released doi identifiers keywords license license-url message
	preferred-citation references repository repository-artifact repository-code title type url version`)

func TestCitation(t *testing.T) {
	b, err := os.ReadFile("../CITATION.cff")
	if err != nil {
		t.Fatal(err)
	}
	var c map[string]any
	if err := yaml.Unmarshal(b, &c); err != nil {
		t.Fatal(err)
	}
	for key := range c {
		if !slices.Contains(citationKeys, key) {
			t.Errorf("the format has no key %s", key)
		}
	}
	for key, want := range map[string]string{
		"cff-version": `^1\.2\.0$`, "message": `.`, "title": `.`, "type": `^software$`, "license": `^Apache-2\.0$`, "abstract": `.`, "version": `^\d+\.\d+\.\d+$`,
	} {
		if s, _ := c[key].(string); !regexp.MustCompile(want).MatchString(s) {
			t.Errorf("%s: %v", key, c[key])
		}
	}
	if list, _ := c["authors"].([]any); len(list) == 0 {
		t.Errorf("authors: %v", c["authors"])
	}
	day := regexp.MustCompile(`(?m)^date-released: (\S+)$`).FindSubmatch(b)
	if day == nil {
		t.Fatal("there is no date-released, from which the year of a citation comes")
	}
	if _, err := time.Parse(time.DateOnly, string(day[1])); err != nil {
		t.Error(err)
	}
	var out, msg bytes.Buffer
	if code := Run([]string{"version"}, agents.Default(), strings.NewReader(""), &out, &msg); code != 0 || !strings.HasPrefix(out.String(), "sim "+c["version"].(string)+",") {
		t.Errorf("CITATION.cff has version %v, the program says %s%s", c["version"], out.String(), msg.String())
	}
}
