package backofflab_test

import (
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// renamed is a copy of the tree after make module.
func renamed(t *testing.T, name string) (dir string, files []string) {
	t.Helper()
	dir = t.TempDir()
	files = copyTree(t, dir, func(name string) bool { return !strings.HasPrefix(name, "bin/") })
	rename := exec.Command("make", "--no-print-directory", "module", "NAME="+name)
	rename.Dir = dir
	if out, err := rename.CombinedOutput(); err != nil {
		t.Fatalf("make module: %v\n%s", err, out)
	}
	return dir, files
}

// Who hosts a copy under a path of their own renames the module with one command;
// what comes of it compiles, is vetted and keeps its house in order. With -short, as in
// make test, every import of it and of its tests is found; make check compiles and vets it.
func TestModuleCanBeRenamed(t *testing.T) {
	const name = "example.org/you/backofflab-2"
	dir, files := renamed(t, name)
	below := 0
	for _, file := range files {
		switch {
		case path.Ext(file) != ".go" && path.Ext(file) != ".templ" && path.Base(file) != "go.mod":
			continue
		case path.Base(file) == "go.mod" && file != "go.mod":
			below++
		}
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if old, _ := strings.CutSuffix(module, "/"); strings.Contains(line, `"`+module) || path.Base(file) == "go.mod" && strings.Contains(line, " "+old) {
				t.Errorf("%s still says %s", file, strings.TrimSpace(line))
			}
		}
	}
	if below == 0 {
		t.Error("there is no module below this one, and none was looked at")
	}
	goIn(t, dir, "list", "-deps", "-test", "./...")
	if !testing.Short() {
		goIn(t, dir, "vet", "./...") // which compiles all that is imported, and the types of all the rest
	}
	goIn(t, dir, "tool", "templ", "generate", "-check", "-log-level", "warn")
	if out := goIn(t, dir, "test", "-v", "-run", "^TestArrowsBetweenRooms$", "."); !strings.Contains(out, "--- PASS: TestArrowsBetweenRooms") {
		t.Errorf("the renamed house does not keep its order:\n%s", out)
	}
}

// A path that no import could have is refused before anything is changed.
func TestModuleIsNotRenamedToNonsense(t *testing.T) {
	for _, name := range []string{"", "two words", "example.org//you", "https://example.org/you", "-x"} {
		rename := exec.Command("sh", "scripts/module.sh", name)
		// A tree of its own: whatever it does wrong is not done here.
		dir := t.TempDir()
		copyTree(t, dir, func(name string) bool {
			return name == "go.mod" || path.Dir(name) == "scripts" || name == "house_test.go"
		})
		rename.Dir = dir
		if out, err := rename.CombinedOutput(); err == nil {
			t.Errorf("%q: renamed\n%s", name, out)
		}
		for _, file := range []string{"go.mod", "house_test.go"} {
			before, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if after, err := os.ReadFile(filepath.Join(dir, file)); err != nil || string(after) != string(before) {
				t.Errorf("%q: %s is changed (%v)", name, file, err)
			}
		}
	}
}
