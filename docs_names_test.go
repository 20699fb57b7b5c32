package backofflab_test

import (
	"cmp"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"backofflab/limit"
	"backofflab/retry"
	"backofflab/retry/guard"
)

var (
	namedFile = regexp.MustCompile("`([A-Za-z0-9_*.-]+(?:/[A-Za-z0-9_*.-]+)+\\.(?:go|templ|js|css|csv|json|md|sh))`")
	linked    = regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
)

// documents are all that this file holds to something.
func documents(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md"} {
		some, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, some...)
	}
	return all
}

// A file that a document names is there.
func TestDocumentsNameFilesThatExist(t *testing.T) {
	named := 0
	for _, document := range documents(t) {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		check := func(name string) {
			named++
			if there, err := filepath.Glob(name); err != nil || len(there) == 0 {
				t.Errorf("%s names %s, which is not there (%v)", document, name, err)
			}
		}
		for _, match := range namedFile.FindAllStringSubmatch(string(text), -1) {
			if !strings.Contains(match[1], "NAME") { // a place for a name
				check(match[1])
			}
		}
		for _, match := range linked.FindAllStringSubmatch(string(text), -1) {
			if !strings.HasPrefix(match[1], "/?") { // a run of the lab
				check(path.Join(path.Dir(document), match[1]))
			}
		}
	}
	if named < 50 {
		t.Errorf("only %d files are named; the search for them is broken", named)
	}
}

// CONTRIBUTING.md shows the arrows that house_test.go holds, and has a line for each room.
func TestContributingShowsTheArrows(t *testing.T) {
	page, err := os.ReadFile("CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(page), "```arrows\n")
	block, _, _ = strings.Cut(block, "```\n")
	shown := map[string][]string{}
	for line := range strings.Lines(strings.ReplaceAll(block, "\n  ", " ")) {
		from, to, _ := strings.Cut(strings.TrimSpace(line), " -> ")
		for _, room := range strings.Split(from, ", ") {
			shown[room] = nil
			for _, name := range strings.Split(to, ", ") {
				if name != "nothing" {
					shown[room] = append(shown[room], cmp.Or(modules[name], name))
				}
			}
			slices.Sort(shown[room])
		}
	}
	for room, want := range arrows {
		want = slices.Sorted(slices.Values(want))
		if got, ok := shown[room]; !ok || !slices.Equal(got, want) {
			t.Errorf("CONTRIBUTING.md says that %s may import %q; house_test.go says %q", room, got, want)
		}
		if !regexp.MustCompile("(?m)^\\|[^|]*`" + room + "`[^|]*\\|").Match(page) {
			t.Errorf("CONTRIBUTING.md does not say what is in %s", room)
		}
		delete(shown, room)
	}
	for room := range shown {
		t.Errorf("CONTRIBUTING.md has arrows from %s, and house_test.go has none", room)
	}
}

// modules are what CONTRIBUTING.md calls those of others.
var modules = map[string]string{
	"Echo": echo, "templ": templ, "gorilla": gorilla, "brotli": brotli, "minify": minify, "goldmark": goldmark,
	"x/time/rate": "golang.org/x/time/rate", "x/image": "golang.org/x/image",
	"cobra": cobra, "pflag": pflag, "x/term": term,
	"Prometheus": prometheus, "OpenTelemetry": otel, "jsonschema-go": jsonSchema, "MCP SDK": mcpSDK,
	"SQLite": sqlite,
	"NATS":   nats, "NATS server": natsServer,
}

// docs/model.md has a row for whatever a scenario can choose by its key.
func TestModelHasEveryKind(t *testing.T) {
	page, err := os.ReadFile("docs/model.md")
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, kind := range retry.Kinds() {
		keys = append(keys, kind.Key)
	}
	for _, kind := range limit.Kinds() {
		keys = append(keys, kind.Key)
	}
	for field, kinds := range map[string][]guard.Kind{"budget": guard.Budgets(), "breaker": guard.Breakers(), "throttle": guard.Throttles()} {
		for _, kind := range kinds {
			if kind.New != nil {
				keys = append(keys, field+"="+kind.Key)
			}
		}
	}
	for _, key := range keys {
		if !strings.Contains(string(page), "\n| `"+key+"` |") {
			t.Errorf("docs/model.md has no row for %s", key)
		}
	}
}

var namedTest = regexp.MustCompile("`(Test[A-Z]\\w*)`")

// A test that a document names is there.
func TestDocumentsNameTestsThatExist(t *testing.T) {
	there := map[string]bool{}
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := os.ReadFile(name)
		for _, match := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllSubmatch(text, -1) {
			there[string(match[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, document := range documents(t) {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range namedTest.FindAllSubmatch(text, -1) {
			named++
			if !there[string(match[1])] {
				t.Errorf("%s names %s, which is not there", document, match[1])
			}
		}
	}
	if named < 30 {
		t.Errorf("only %d tests are named; the search for them is broken", named)
	}
}
