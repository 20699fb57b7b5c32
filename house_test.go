// Package backofflab_test keeps the house in order: which room may know which,
// and what the engine must never reach. CONTRIBUTING.md shows the plan.
package backofflab_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is what the imports of our own rooms begin with. Whoever hosts a copy may
// have renamed it.
var module = moduleName() + "/"

func moduleName() string {
	text, err := os.ReadFile("go.mod")
	if err != nil {
		panic(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimSpace(strings.TrimPrefix(first, "module "))
}

const (
	templ   = "github.com/a-h/templ"
	echo    = "github.com/labstack/echo/v4"
	gorilla = "github.com/gorilla/websocket"
	brotli  = "github.com/andybalholm/brotli"
	minify  = "github.com/tdewolff/minify/v2"

	goldmark = "github.com/yuin/goldmark"

	cobra      = "github.com/spf13/cobra"
	pflag      = "github.com/spf13/pflag"
	term       = "golang.org/x/term"
	jsonSchema = "github.com/google/jsonschema-go"
	mcpSDK     = "github.com/modelcontextprotocol/go-sdk"

	yaml = "go.yaml.in/yaml/v4"

	nats       = "github.com/nats-io/nats.go"
	natsServer = "github.com/nats-io/nats-server/v2"

	prometheus = "github.com/prometheus/client_golang"
	otel       = "go.opentelemetry.io/otel"

	sqlite = "github.com/ncruces/go-sqlite3"
)

// arrows lists the rooms, and for each what it may import beside the standard
// library: other rooms, and modules by the start of their path. A new room
// needs a line here.
var arrows = map[string][]string{
	"cmd/server": {"api", "sim", "experiment/job", "studies", "studies/broker", "studies/kept", "studies/remote", "internal/logging", prometheus},

	"api": {
		"api/calculator", "api/learn", "api/mcp", "api/middleware", "api/openapi", "api/posted", "api/problem", "api/stream", "api/studies", "api/wire", "docs", "runs", "studies",
		"web", "web/raster", "web/templates", "web/templates/chart", "web/view", "web/view/settings", "web/view/manual", "web/view/measured", "web/view/exchanged",
		"exchange", "retry/config", "teach", "testbed", "explain", "experiment", "experiment/job", "experiment/validation", "scenario", "scenario/link", "scenario/schedule", "sim", "internal/format", "internal/logging", "internal/share",
		echo, templ,
	},
	"api/learn": {
		"api/middleware", "experiment", "scenario", "scenario/link", "teach", "web/templates", "web/templates/lesson", "web/view/lesson",
		echo, templ,
	},
	"api/calculator": {
		"api/posted", "api/wire", "calculator", "calculator/observed", "calculator/fit", "scenario", "scenario/typed",
		"web/templates/calculator", "web/view/calculated", "internal/format",
		echo, templ,
	},
	"api/studies": {
		"api/problem", "api/stream", "api/wire", "studies", "runs", "experiment", "experiment/job", "experiment/sweep", "experiment/find", "experiment/tipping", "scenario", "scenario/link",
		"web/templates/study", "web/view/studied", "web/templates/found", "web/view/found", "web/templates/tipped", "web/view/tipped", "internal/format", "internal/share",
		echo, templ,
	},
	"api/posted":     {"api/problem", "scenario", echo},
	"api/middleware": {"api/problem", "limit", "internal/format", "internal/logging", echo, brotli},
	"api/problem":    {"runs", "scenario", "sim", "internal/format"},
	"api/openapi":    {"api/problem", "api/wire", "calculator", "calculator/observed", "exchange", "exchange/form", "experiment", "experiment/find", "scenario", "scenario/link", "sim", "sim/metrics", jsonSchema},
	"api/mcp":        {"api/problem", "exchange", "exchange/form", "explain", "experiment", "scenario", "scenario/link", "scenario/schedule", "sim", "internal/format", jsonSchema, mcpSDK},
	"api/stream": {
		"api/problem", "api/wire", "runs", "web/templates/chart", "web/view",
		"scenario", "scenario/link", "sim", "internal/format", "internal/logging", "internal/share",
		gorilla, "golang.org/x/time/rate",
	},
	"api/wire": {"calculator", "calculator/observed", "calculator/fit", "exchange", "exchange/form", "testbed", "experiment", "experiment/find", "experiment/sweep", "experiment/tipping", "scenario", "scenario/link", "scenario/schedule", "sim", "sim/metrics", "retry"},
	"runs":     {"experiment", "scenario", "sim", "internal/share"},
	"studies":  {"experiment/job", "runs", "internal/share"},

	"studies/remote": {"studies/broker", "experiment", "experiment/job", "scenario"},

	"studies/kept": {sqlite},

	"studies/broker": {"retry", "internal/format", nats, natsServer},

	"web":      {brotli, minify},
	"web/pack": {"web"},
	"web/view": {
		"web/templates", "web/templates/chart", "explain", "explain/figures", "explain/glossary", "experiment",
		"scenario", "scenario/link", "scenario/schedule", "sim", "sim/metrics", "retry", "retry/config", "retry/export", "internal/format", "internal/share",
	},
	"web/view/settings": {
		"web/view", "web/templates", "explain/glossary",
		"scenario", "scenario/link", "retry", "retry/library", "internal/format",
	},
	"web/view/manual": {
		"web/view", "web/templates", "web/templates/chart", "explain", "explain/glossary", "experiment/validation",
		"scenario", "scenario/schedule", "sim", "retry", "internal/format",
	},
	"web/view/exchanged": {
		"web/view", "web/templates", "web/templates/chart", "exchange", "exchange/form", "explain", "experiment",
		"scenario", "scenario/link", "retry/config", "internal/format",
	},
	"web/view/lesson": {
		"web/view", "web/templates", "web/templates/chart", "web/templates/lesson", "teach", "explain", "explain/figures", "explain/glossary", "experiment",
		"scenario", "sim", "internal/format",
	},
	"web/view/measured": {
		"web/view", "web/view/settings", "web/templates", "web/templates/chart", "testbed", "explain", "experiment",
		"scenario", "scenario/link", "sim", "internal/format",
	},
	"web/templates":        {"web/templates/chart", "internal/format", templ},
	"web/templates/lesson": {"web/templates", "web/templates/chart", "internal/format", templ},
	"web/templates/chart":  {"internal/format", templ},
	"web/raster":           {"golang.org/x/image"},
	"web/view/calculated": {
		"calculator", "calculator/observed", "calculator/fit", "web/view", "web/templates", "web/templates/calculator", "web/templates/chart",
		"scenario", "scenario/schedule", "retry", "retry/library", "internal/format",
	},
	"web/view/studied": {
		"studies", "experiment", "experiment/sweep", "explain", "explain/figures", "web/view", "web/templates", "web/templates/study", "web/templates/chart",
		"scenario", "scenario/link", "internal/format",
	},
	"web/view/found": {
		"experiment", "experiment/find", "experiment/ranking", "experiment/sweep", "explain", "explain/studied", "web/view", "web/templates", "web/templates/found", "web/templates/study", "web/templates/chart",
		"scenario", "scenario/link", "internal/format",
	},
	"web/templates/calculator": {"web/templates", "web/templates/chart", "internal/format", templ},
	"web/templates/study":      {"web/templates", "web/templates/chart", templ},
	"web/templates/found":      {"web/templates/chart", templ},
	"web/templates/tipped":     {"web/templates/chart", templ},
	"web/view/tipped": {
		"experiment", "experiment/tipping", "explain", "explain/studied", "web/view", "web/templates", "web/templates/tipped", "web/templates/study", "web/templates/chart",
		"scenario", "scenario/link", "internal/format",
	},

	"explain":               {"experiment", "scenario", "scenario/schedule", "sim", "sim/metrics", "retry/library", "limit", "internal/format"},
	"explain/glossary":      {},
	"explain/figures":       {"explain", "experiment", "scenario", "sim", "internal/format"},
	"explain/studied":       {"explain/figures", "experiment", "experiment/find", "experiment/ranking", "experiment/tipping", "scenario", "internal/format"},
	"docs":                  {"internal/markdown"},
	"teach":                 {"experiment", "scenario", "scenario/link", "scenario/schedule", "scenario/typed", "internal/format", "internal/markdown", goldmark, yaml},
	"internal/markdown":     {goldmark},
	"experiment":            {"scenario", "sim", "sim/metrics", "sim/rng"},
	"experiment/job":        {"experiment", "scenario", "sim", "sim/rng", "internal/format"},
	"experiment/sweep":      {"experiment", "experiment/job", "scenario", "scenario/link", "scenario/typed", "sim/metrics", "internal/format"},
	"experiment/find":       {"experiment", "experiment/job", "experiment/ranking", "experiment/sweep", "scenario", "scenario/link", "scenario/typed", "sim/rng", "internal/format"},
	"experiment/tipping":    {"experiment", "experiment/job", "scenario", "scenario/link", "scenario/typed", "sim", "sim/metrics", "sim/rng", "internal/format"},
	"experiment/validation": {},
	"experiment/ranking":    {},
	"sim":                   {"scenario", "retry", "sim/des", "sim/metrics", "sim/rng", "sim/service", "internal/format"},
	"sim/service":           {"limit", "retry", "sim/rng"},
	"cmd/backofflab": {
		"cmd/backofflab/screen", "api/problem", "api/wire", "exchange", "exchange/form", "runs", "studies", "testbed/conformance", "explain", "explain/figures", "explain/studied",
		"experiment", "experiment/find", "experiment/job", "experiment/sweep", "experiment/tipping", "experiment/validation",
		"scenario", "scenario/link", "scenario/typed", "sim", "sim/metrics", "retry", "retry/config", "retry/library", "internal/format",
		cobra, pflag, term,
	},
	"cmd/backofflab/screen": {"experiment", "experiment/find", "experiment/sweep", "experiment/tipping", "explain", "explain/figures", "explain/studied", "scenario", "internal/format"},
	"testbed/compare":       {"testbed/conformance", "internal/format"},
	"testbed/conformance":   {"testbed", "scenario", "internal/format"},
	"testbed":               {"scenario", "sim", "sim/des", "sim/metrics", "sim/rng", "sim/service", "limit", "retry"},
	"sim/des":               {},
	"sim/metrics":           {"sim/des"},
	"sim/rng":               {},
	"scenario":              {"scenario/typed", "retry", "retry/guard", "retry/library", "limit", "sim/rng", "internal/format"},
	"scenario/link":         {"scenario", "internal/format"},
	"scenario/typed":        {},
	"scenario/schedule":     {"scenario", "retry", "retry/library", "sim/rng"},
	"calculator":            {"scenario", "scenario/link", "scenario/schedule", "scenario/typed", "retry", "internal/format"},
	"retry":                 {},
	"retry/guard":           {"retry"},
	"retry/library":         {"retry"},
	"retry/export":          {"retry", "retry/library", "internal/format"},
	"retry/config":          {"retry", "retry/export", "scenario", "scenario/link"},
	"retry/stage":           {"retry"},

	// What other programs say of retries, read and written.
	"exchange": {
		"exchange/form", "exchange/tree", "exchange/source", "exchange/files", "exchange/golang", "exchange/python", "exchange/javascript", "exchange/others",
		"retry", "retry/config", "retry/export", "scenario", "scenario/link", "scenario/schedule", "internal/format",
	},
	"exchange/form":       {"exchange/tree", "exchange/source", "retry", "retry/export", "retry/library", "scenario", "internal/format"},
	"exchange/tree":       {yaml},
	"exchange/source":     {"exchange/tree"},
	"exchange/files":      {"exchange/form", "exchange/source", "exchange/tree", "retry/library", "scenario", "internal/format"},
	"exchange/golang":     {"exchange/form", "exchange/tree", "exchange/source", "retry/export", "scenario", "internal/format"},
	"exchange/python":     {"exchange/form", "exchange/tree", "exchange/source", "retry/export", "scenario", "internal/format"},
	"exchange/javascript": {"exchange/form", "exchange/tree", "exchange/source", "retry/export", "scenario", "internal/format"},
	"exchange/others":     {"exchange/form", "exchange/tree", "exchange/source", "retry/export", "scenario", "internal/format"},
	"calculator/observed": {"internal/format"},
	"calculator/fit":      {"calculator/observed", "retry", "retry/library", "scenario", "sim/rng", "internal/format"},
	"retry/retryprom":     {"retry", prometheus},
	"retry/retryotel":     {"retry", otel},
	"retry/httpretry":     {"retry"},
	"limit":               {},
	"internal/format":     {},
	"internal/share":      {"internal/logging"},
	"internal/logging":    {},

	// Tests in a browser, and what tests of several rooms share.
	"e2e":                   {},
	"claims":                {},
	"scenario/scenariotest": {"scenario"},
	"exchange/formtest":     {"exchange/form", "scenario"},
	"internal/labtest":      {"api/wire", "experiment", "scenario", "scenario/link", "sim", "web/templates/chart"},
}

// engine is every room whose outcome depends on its arguments alone.
var engine = []string{
	"retry", "retry/guard", "retry/library", "retry/export", "limit", "scenario", "scenario/link", "scenario/schedule", "scenario/typed",
	"calculator", "calculator/observed", "calculator/fit",
	"exchange", "exchange/form", "exchange/tree", "exchange/source", "exchange/files", "exchange/golang", "exchange/python", "exchange/javascript", "exchange/others",
	"sim", "sim/des", "sim/rng", "sim/metrics", "sim/service", "internal/format",
	"experiment", "experiment/job", "experiment/sweep", "experiment/ranking", "experiment/find", "experiment/tipping",
}

// outside is what the engine reaches neither directly nor through others.
var outside = []string{
	"net", "net/http", "log", "log/slog", "os/exec", "math/rand", "crypto/rand",
	templ, echo, gorilla, prometheus, otel, sqlite, "database/sql",
}

// chance is what no file of the engine imports.
var chance = []string{"math/rand", "math/rand/v2", "crypto/rand", "hash/maphash"}

// wallClock is what depends on when it is called, of the packages that have such.
var wallClock = map[string][]string{
	"time":    {"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer"},
	"context": {"WithTimeout", "WithTimeoutCause", "WithDeadline", "WithDeadlineCause"},
}

// wall is the one file of the engine that has a clock and chance: that of real calls.
const wall = "retry/wall.go"

// real is what of package retry makes real calls. The engine makes none.
var real = []string{"Do", "Call", "Client", "DefaultClient", "Session"}

type room struct {
	ImportPath, Dir string
	GoFiles         []string
	Imports, Deps   []string
}

// rooms asks the go command for all packages of the module, by the name they
// have in the plan.
func rooms(t *testing.T) map[string]room {
	t.Helper()
	list := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,Imports,Deps", "./...")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	found := map[string]room{}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var r room
		if err := decoder.Decode(&r); errors.Is(err, io.EOF) {
			return found
		} else if err != nil {
			t.Fatal(err)
		}
		if len(r.GoFiles) == 0 { // the top level holds this test alone
			continue
		}
		found[strings.TrimPrefix(r.ImportPath, module)] = r
		// go test reuses a verdict as long as what the test itself looked at is
		// the same, and go list looks at the files out of its sight.
		if _, err := os.ReadDir(r.Dir); err != nil {
			t.Fatal(err)
		}
	}
}

func TestArrowsBetweenRooms(t *testing.T) {
	found := rooms(t)
	for name := range arrows {
		if _, ok := found[name]; !ok {
			t.Errorf("the plan has a room %s that does not exist", name)
		}
	}
	for name, r := range found {
		allowed, ok := arrows[name]
		if !ok {
			t.Errorf("room %s is not in the plan", name)
			continue
		}
		for _, path := range r.Imports {
			if !mayImport(allowed, path) {
				t.Errorf("%s imports %s; it may import the standard library and %q", name, path, allowed)
			}
		}
	}
}

func mayImport(allowed []string, path string) bool {
	if own, ok := strings.CutPrefix(path, module); ok {
		return slices.Contains(allowed, own)
	}
	if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
		return true // the standard library
	}
	return slices.ContainsFunc(allowed, func(start string) bool {
		return path == start || strings.HasPrefix(path, start+"/")
	})
}

func TestEngineReachesNothingOutside(t *testing.T) {
	found := rooms(t)
	for _, name := range engine {
		for _, path := range found[name].Deps {
			if slices.Contains(outside, path) {
				t.Errorf("%s reaches %s", name, path)
			}
		}
	}
}

// The room retry has one file that real calls need and virtual ones never run; so what is
// outside for all others is looked at file by file.
func TestEngineReadsNoWallClock(t *testing.T) {
	found := rooms(t)
	for _, name := range engine {
		for _, file := range found[name].GoFiles {
			fset := token.NewFileSet()
			tree, err := parser.ParseFile(fset, filepath.Join(found[name].Dir, file), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			uses := slices.Concat(selectors(tree, "time", wallClock["time"]), selectors(tree, "context", wallClock["context"]))
			if name+"/"+file == wall {
				if len(uses) == 0 {
					t.Errorf("%s uses no clock: then it need not be an exception", wall)
				}
				continue
			}
			for _, use := range uses {
				t.Errorf("%s: the engine's time is an argument, not %s", fset.Position(use.Pos()), use.Sel.Name)
			}
			for _, path := range imports(tree) {
				if slices.Contains(chance, path) {
					t.Errorf("%s/%s imports %s: the engine's draws are arguments", name, file, path)
				}
			}
			for _, use := range selectors(tree, module+"retry", real) {
				t.Errorf("%s: the engine makes no real calls, as retry.%s does", fset.Position(use.Pos()), use.Sel.Name)
			}
		}
	}
}

func imports(file *ast.File) []string {
	var paths []string
	for _, spec := range file.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		paths = append(paths, path)
	}
	return paths
}

// selectors finds where a file uses one of these names of a package, whatever name the file
// gives to it.
func selectors(file *ast.File, pkg string, names []string) []*ast.SelectorExpr {
	local := ""
	for _, spec := range file.Imports {
		if path, _ := strconv.Unquote(spec.Path.Value); path != pkg {
			continue
		}
		local = pkg[strings.LastIndex(pkg, "/")+1:]
		if spec.Name != nil {
			local = spec.Name.Name
		}
	}
	var uses []*ast.SelectorExpr
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && slices.Contains(names, s.Sel.Name) {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == local {
				uses = append(uses, s)
			}
		}
		return true
	})
	return uses
}

// CONTRIBUTING.md shows what a strategy and a figure take by the diffs of real ones;
// they are the ones that are there.
func TestContributingShowsRealDiffs(t *testing.T) {
	page, err := os.ReadFile("CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	for path, whole := range map[string]bool{"retry/linear.go": true, "experiment/figures.go": false} {
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, diff, found := strings.Cut(string(page), "+++ b/"+path+"\n")
		diff, _, _ = strings.Cut(diff, "```\n")
		added := ""
		for line := range strings.Lines(diff) {
			if text, ok := strings.CutPrefix(line, "+"); ok {
				added += text
			}
		}
		switch {
		case !found || added == "":
			t.Errorf("CONTRIBUTING.md has no diff of %s", path)
		case whole && added != string(file), !strings.Contains(string(file), added):
			t.Errorf("CONTRIBUTING.md does not show %s as it is", path)
		}
	}
}

// A choice in the engine is a typed constant and a kind a value that was looked up:
// words are compared where links are read, never in a run.
func TestEngineComparesNoWords(t *testing.T) {
	for name, r := range rooms(t) {
		if name != "limit" && name != "retry" && name != "sim" && !strings.HasPrefix(name, "sim/") {
			continue
		}
		for _, file := range r.GoFiles {
			fset := token.NewFileSet()
			tree, err := parser.ParseFile(fset, filepath.Join(r.Dir, file), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range comparedWords(tree) {
				t.Errorf("%s: the engine compares something with %s", fset.Position(word.Pos()), word.Value)
			}
		}
	}
}

// comparedWords finds the literals of a file that something is compared with.
func comparedWords(file *ast.File) []*ast.BasicLit {
	var words []*ast.BasicLit
	add := func(of ...ast.Expr) {
		for _, e := range of {
			if word, ok := e.(*ast.BasicLit); ok && word.Kind == token.STRING && word.Value != `""` {
				words = append(words, word)
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if n.Op == token.EQL || n.Op == token.NEQ {
				add(n.X, n.Y)
			}
		case *ast.CaseClause:
			add(n.List...)
		}
		return true
	})
	return words
}
