package backofflab_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// ignoreRule is a line of .dockerignore. It matches the paths that its pattern names
// and whatever lies below them.
type ignoreRule struct {
	pattern string
	again   bool // it began with "!": what an earlier line left out comes in again
}

// ignoreRules reads .dockerignore: of its language what the file uses, which is *, **
// for any number of folders, ! and comments.
func ignoreRules(t *testing.T) []ignoreRule {
	t.Helper()
	text, err := os.ReadFile(".dockerignore")
	if err != nil {
		t.Fatal(err)
	}
	var rules []ignoreRule
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		pattern, again := strings.CutPrefix(line, "!")
		if _, err := path.Match(pattern, ""); err != nil {
			t.Fatalf(".dockerignore: %s: %v", line, err)
		}
		rules = append(rules, ignoreRule{path.Clean(pattern), again})
	}
	return rules
}

func (r ignoreRule) matches(name string) bool {
	return matchesFrom(strings.Split(r.pattern, "/"), strings.Split(name, "/"))
}

func matchesFrom(pattern, name []string) bool {
	switch {
	case len(pattern) == 0:
		return true
	case pattern[0] == "**":
		return matchesFrom(pattern[1:], name) || len(name) > 0 && matchesFrom(pattern, name[1:])
	case len(name) == 0:
		return false
	}
	ok, _ := path.Match(pattern[0], name[0]) // ignoreRules looked at the pattern
	return ok && matchesFrom(pattern[1:], name[1:])
}

// inImage reports whether the image's build sees a file: the last line that matches
// it decides.
func inImage(rules []ignoreRule, name string) bool {
	in := true
	for _, r := range rules {
		if r.matches(name) {
			in = r.again
		}
	}
	return in
}

func TestIgnoreRules(t *testing.T) {
	rules := []ignoreRule{{"*", false}, {"web", true}, {"**/*_test.go", false}, {"**/testdata", false}, {"web/**/kept", true}}
	for name, want := range map[string]bool{
		"web/web.go": true, "web/static/app.js": true, "webs/a.go": false, "a.go": false, "docs/web/a.go": false,
		"web/web_test.go": false, "web/a/b_test.go": false, "web/testdata/a": false, "web/a/testdata/b/c": false,
		"web/kept": true, "web/testdata/kept": true,
	} {
		if inImage(rules, name) != want {
			t.Errorf("%s is in: %v, want %v", name, !want, want)
		}
	}
}

// ownFiles lists what of this module the server is built from, by path in the tree.
func ownFiles(t *testing.T) []string {
	t.Helper()
	list := exec.Command("go", "list", "-deps", "-json=Dir,GoFiles,EmbedFiles,Module", "./cmd/server")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var found struct {
			Dir                 string
			GoFiles, EmbedFiles []string
			Module              *struct{ Main bool }
		}
		if err := decoder.Decode(&found); errors.Is(err, io.EOF) {
			return files
		} else if err != nil {
			t.Fatal(err)
		}
		if found.Module == nil || !found.Module.Main {
			continue
		}
		dir, err := filepath.Rel(root, found.Dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range slices.Concat(found.GoFiles, found.EmbedFiles) {
			files = append(files, path.Join(filepath.ToSlash(dir), file))
		}
	}
}

// tops lists the first elements of paths, each once and in order.
func tops(paths []string) []string {
	var first []string
	for _, p := range paths {
		top, _, _ := strings.Cut(p, "/")
		first = append(first, top)
	}
	slices.Sort(first)
	return slices.Compact(first)
}

// copyTree copies the files of the working tree that keep wants, and returns their
// paths.
func copyTree(t *testing.T, to string, keep func(name string) bool) []string {
	t.Helper()
	var copied []string
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == ".git": // a folder, or in a worktree a file
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !entry.Type().IsRegular() || !keep(name):
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Join(to, path.Dir(name)), 0o755); err != nil {
			return err
		}
		copied = append(copied, name)
		return os.WriteFile(filepath.Join(to, name), content, info.Mode())
	})
	if err != nil {
		t.Fatal(err)
	}
	return copied
}

// goIn runs the go command in a folder and returns what it says.
func goIn(t *testing.T, dir string, args ...string) string {
	t.Helper()
	command := exec.Command("go", args...)
	command.Dir = dir
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// What .dockerignore lets through is what the server is built from: all of it, and no
// folder more.
func TestImageSeesWhatTheServerIsBuiltFrom(t *testing.T) {
	rules, files := ignoreRules(t), append(ownFiles(t), "go.mod", "go.sum")
	var missing []string
	for _, file := range files {
		if !inImage(rules, file) {
			missing = append(missing, file)
		}
	}
	if len(missing) > 0 {
		t.Errorf(".dockerignore leaves out %d files that the server is built from, below %q: %q", len(missing), tops(missing), missing[:min(5, len(missing))])
	}
	for _, r := range rules {
		if r.again && !slices.ContainsFunc(files, r.matches) {
			t.Errorf(".dockerignore lets %s through, which the server is not built from", r.pattern)
		}
	}
}

// linkerFlags are those of the image's build, for a version.
func linkerFlags(t *testing.T, version string) string {
	t.Helper()
	text, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	flags := regexp.MustCompile(`(?m)^ARG VERSION$(?:.|\n)*^RUN .*go build .*-ldflags="([^"]*)"`).FindSubmatch(text)
	if flags == nil {
		t.Fatal("the Dockerfile does not tell its build a version")
	}
	return os.Expand(string(flags[1]), func(name string) string { return map[string]string{"VERSION": version}[name] })
}

// The server builds from what .dockerignore lets through, and from nothing else, and
// knows the version that the image was given. This is the image's build without the
// image: no container engine is needed to see it fail. With -short, as in make test, the
// packages and the embedded files are found and nothing is compiled; make check builds it.
func TestImageBuilds(t *testing.T) {
	rules, dir := ignoreRules(t), t.TempDir()
	seen := copyTree(t, dir, func(name string) bool { return inImage(rules, name) })
	if got, want := tops(seen), tops(append(ownFiles(t), "go.mod", "go.sum")); !slices.Equal(got, want) {
		t.Errorf("the image's build sees %q, the server is built from %q", got, want)
	}
	const version = "1.2.3-4-gabcdef"
	flags := linkerFlags(t, version)
	goIn(t, dir, "list", "-deps", "./cmd/server")
	if testing.Short() {
		return
	}
	server := filepath.Join(t.TempDir(), "backofflab")
	goIn(t, dir, "build", "-buildvcs=false", "-ldflags="+flags, "-o", server, "./cmd/server")
	if out, err := exec.Command(server, "-version").CombinedOutput(); err != nil || !strings.HasPrefix(string(out), "backofflab "+version+"\n") {
		t.Errorf("the image's server says it is %q (%v)", out, err)
	}
}

// The image sets nothing by flags, which the environment could not change, and its health check
// asks where its server listens.
func TestImageIsSetByTheEnvironment(t *testing.T) {
	text, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		`ENTRYPOINT ["/backofflab-server"]`, `ENV BACKOFFLAB_ADDR=:8080`, `EXPOSE 8080`,
		`HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["/backofflab-server", "-health"]`,
	} {
		if !strings.Contains(string(text), "\n"+line+"\n") {
			t.Errorf("the Dockerfile lacks %s", line)
		}
	}
}

// One release of Go builds the image, the lab and what is measured beside it: the patch release
// that go.mod names. make current looks whether there is a later one.
func TestOneReleaseOfGo(t *testing.T) {
	named := func(file, pattern string) string {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile(pattern).FindSubmatch(text)
		if found == nil {
			t.Fatalf("%s names no release of Go", file)
		}
		return string(found[1])
	}
	const toolchain = `(?m)^toolchain go(1\.\d+\.\d+)$`
	release := named("go.mod", toolchain)
	if image := named("Dockerfile", `(?m)^FROM golang:(\S+) AS build$`); image != release {
		t.Errorf("the image is built with Go %s, and go.mod names %s", image, release)
	}
	below, err := filepath.Glob("benchmarks/*/go.mod")
	if err != nil || len(below) == 0 {
		t.Fatalf("no modules below this one: %v", err)
	}
	for _, file := range below {
		if other := named(file, toolchain); other != release {
			t.Errorf("%s names Go %s, and go.mod %s", file, other, release)
		}
	}
}
