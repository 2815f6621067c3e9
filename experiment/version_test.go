package experiment

import (
	"regexp"
	"testing"
)

// A commit set by the linker is what tables say, whatever the build recorded.
func TestProgram(t *testing.T) {
	defer func(v, c string) { version, commit = v, c }(version, commit)
	version, commit = "1.2.3", "abc+changes.12345678"
	if v, c := Program(); v != "1.2.3" || c != "abc+changes.12345678" {
		t.Errorf("%s, %s", v, c)
	}
	version, commit = "", ""
	// Without it two programs of one tree must not pass for the same.
	if v, c := Program(); v != release || !regexp.MustCompile(`^(unknown|[0-9a-f]{40}\+changes)\.[0-9a-f]{8}$|^[0-9a-f]{40}$`).MatchString(c) {
		t.Errorf("version %q, commit %q", v, c)
	}
}
