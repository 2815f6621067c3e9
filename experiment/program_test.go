package experiment

import "testing"

// A commit set by the linker is what tables say, whatever the build recorded.
func TestProgram(t *testing.T) {
	defer func(v, c string) { version, commit = v, c }(version, commit)
	version, commit = "1.2.3", "abc+changes.12345678"
	if v, c := Program(); v != "1.2.3" || c != "abc+changes.12345678" {
		t.Errorf("%s, %s", v, c)
	}
	version, commit = "", ""
	if v, c := Program(); v == "" || c == "" {
		t.Errorf("version %q, commit %q: nothing must be empty", v, c)
	}
}
