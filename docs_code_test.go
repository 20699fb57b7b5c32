package backofflab_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	goBlock   = regexp.MustCompile("(?s)```go\n(.*?)```")
	lineStart = regexp.MustCompile(`(?m)^[ \t]+`)
)

// The code of docs/retry.md is a part of Examples, which are compiled and run.
func TestCodeOfTheGuideIsRun(t *testing.T) {
	files, err := filepath.Glob("retry/*/example*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var examples strings.Builder
	for _, file := range append(files, "retry/example_test.go") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		examples.Write(text)
	}
	run := lineStart.ReplaceAllString(examples.String(), "")
	page, err := os.ReadFile("docs/retry.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := goBlock.FindAllSubmatch(page, -1)
	if len(blocks) < 8 {
		t.Errorf("there are only %d blocks of code", len(blocks))
	}
	for _, block := range blocks {
		if !strings.Contains(run, lineStart.ReplaceAllString(string(block[1]), "")) {
			t.Errorf("no Example has this part of docs/retry.md:\n%s", block[1])
		}
	}
}
