package measured

import (
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"backofflab/scenario"
	"backofflab/testbed"
)

// linesFor are the lines of a testbed of a family that tells clients apart as said.
func linesFor(t *testing.T, family, tell string) map[string]string {
	t.Helper()
	by, err := testbed.ParseTell(tell)
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenario.ParseQuery("clients=30&strategies=full&attempts=4&base=250ms&rate=7")
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]string{}
	for _, line := range linesOf(testbed.Config{Scenario: s, Family: testbed.Family(family), Tell: by}, "http://lab.example.org/m/k/") {
		lines[line.Key] = line.Code
	}
	return lines
}

func TestLinesTellClientsApart(t *testing.T) {
	for _, row := range []struct{ family, tell, line, want string }{
		{"plain", "header X-A", "curl", "curl --retry 3 -H 'X-A: 1' http://lab.example.org/m/k/"},
		{"plain", "query c", "curl", "curl --retry 3 'http://lab.example.org/m/k/?c=1'"},
		{"plain", "address", "curl", "curl --retry 3 http://lab.example.org/m/k/"},
		{"plain", "header X-A", "loop", "seq 30 | xargs -P 30 -I{}"},
		{"plain", "header X-A", "loop", "-H 'X-A: {}'"},
		{"plain", "query c", "loop", "?c={}'"},
		{"plain", "header X-A", "python", `headers={"X-A": "1"}`},
		{"openai", "header X-A", "python", `base_url="http://lab.example.org/m/k/v1"`},
		{"openai", "query c", "python", `default_query={"c": "1"}`},
		{"openai", "address", "environment", "OPENAI_BASE_URL=http://lab.example.org/m/k/v1\n"},
		{"groq", "address", "environment", "GROQ_BASE_URL=http://lab.example.org/m/k\n"},
		{"anthropic", "header X-A", "python", `base_url="http://lab.example.org/m/k"`},
		{"anthropic", "address", "environment", "ANTHROPIC_BASE_URL=http://lab.example.org/m/k\n"},
	} {
		if got := linesFor(t, row.family, row.tell)[row.line]; !strings.Contains(got, row.want) {
			t.Errorf("%s, told apart by %s, %s:\n%s\nlacks %s", row.family, row.tell, row.line, got, row.want)
		}
	}
}

// Requests that keep coming are sent at their rate, not all at once.
func TestLinesOfAStream(t *testing.T) {
	s, err := scenario.ParseQuery("population=open&offered=5&duration=10s&strategies=full")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range linesOf(testbed.Config{Scenario: s, Tell: testbed.Tell{By: testbed.ByHeader, Name: "X-A"}}, "http://lab.example.org/m/k/") {
		want := map[string]string{
			"loop": "for i in $(seq 50); do\n  curl -s --retry 19 -H 'X-A: '$i'' http://lab.example.org/m/k/ > /dev/null &\n  sleep 0.2\ndone; wait",
			"go":   "rand.N(10 * time.Second)",
		}[line.Key]
		if !strings.Contains(line.Code, want) {
			t.Errorf("%s:\n%s\nlacks %s", line.Key, line.Code, want)
		}
	}
}

// The program compiles as it is pasted, within this module, and is formatted.
func TestGoProgramCompiles(t *testing.T) {
	for _, tell := range []string{"header X-Client", "query client", "address"} {
		code := linesFor(t, "plain", tell)["go"]
		if nice, err := format.Source([]byte(code)); err != nil || string(nice) != code {
			t.Errorf("told apart by %s it is not formatted (%v):\n%s", tell, err, code)
		}
		file := filepath.Join(t.TempDir(), "main.go")
		if err := os.WriteFile(file, []byte(code), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command("go", "vet", file).CombinedOutput(); err != nil {
			t.Errorf("told apart by %s: %v\n%s", tell, err, out)
		}
	}
}
