package backofflab_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// CI runs make test alone, so whatever else must hold before a change lands and takes
// no more than seconds is a part of it.
func TestMakeTestIsAGate(t *testing.T) {
	// go test reuses a verdict as long as what the test itself looked at is the same.
	if _, err := os.ReadFile("Makefile"); err != nil {
		t.Fatal(err)
	}
	for target, commands := range map[string][]string{
		"test":  {"scripts/format.sh", "vet ./...", "templ generate -check", "mod tidy -diff", "test -shuffle"},
		"check": {"scripts/format.sh", "vet ./...", "templ generate -check", "mod tidy -diff", "test -race", "staticcheck ./..."},
	} {
		out, err := exec.Command("make", "--dry-run", target).CombinedOutput()
		if err != nil {
			t.Fatalf("make --dry-run %s: %v\n%s", target, err, out)
		}
		for _, command := range commands {
			if !strings.Contains(string(out), command) {
				t.Errorf("make %s does not run %s", target, command)
			}
		}
		// What make test takes a sample of runs in full in make check.
		if short := strings.Contains(string(out), " -short"); short != (target == "test") {
			t.Errorf("make %s is short: %t", target, short)
		}
	}
}
