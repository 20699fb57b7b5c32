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

// The code of docs/retry.md, and that of the pages of the guide, is a part of Examples, which
// are compiled and run.
func TestCodeOfTheGuideIsRun(t *testing.T) {
	run := codeOfExamples(t)
	pages, err := filepath.Glob("teach/guide/*.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := map[string]int{}
	for _, page := range append(pages, "docs/retry.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range goBlock.FindAllSubmatch(text, -1) {
			blocks[filepath.Dir(page)]++
			if !strings.Contains(run, lineStart.ReplaceAllString(string(block[1]), "")) {
				t.Errorf("no Example has this part of %s:\n%s", page, block[1])
			}
		}
	}
	if blocks["docs"] < 8 || blocks["teach/guide"] < 2 {
		t.Errorf("there are only %v blocks of code", blocks)
	}
}

// codeOfExamples is the text of all Examples of the rooms below retry, lines without what they
// begin with.
func codeOfExamples(t *testing.T) string {
	t.Helper()
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
	return lineStart.ReplaceAllString(examples.String(), "")
}
