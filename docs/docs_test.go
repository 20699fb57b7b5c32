package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every document of the folder is a page, but for those of pictures, which the program does not have.
func TestEveryDocumentIsAPage(t *testing.T) {
	found, err := filepath.Glob("*.md")
	if err != nil || len(found) < 5 {
		t.Fatal(found, err)
	}
	more, _ := filepath.Glob("decisions/*.md")
	for _, file := range append(found, more...) {
		page, ok := Find(strings.TrimSuffix(file, ".md"))
		if text, _ := os.ReadFile(file); strings.Contains(string(text), "](images/") || file == "reaches.md" {
			if ok {
				t.Errorf("%s is a page, and its pictures are not there", file)
			}
			continue
		}
		if !ok || page.Title == "" || !strings.Contains(page.HTML, "<p>") {
			t.Errorf("%s is no page: %q", file, page.Title)
		}
		for _, bad := range []string{"<h1", " style=\"", "<script", "127.0.0.1"} {
			if strings.Contains(page.HTML, bad) {
				t.Errorf("%s has %s", file, bad)
			}
		}
	}
}

var (
	linkForm = regexp.MustCompile(`href="(/docs[^"#]*)?(#[^"]*)?"`)
	idForm   = regexp.MustCompile(` id="([^"]*)"`)
)

// A link from one document to another leads to a page, and to a heading that it has.
func TestLinksBetweenDocumentsLead(t *testing.T) {
	links := 0
	for _, name := range append(Names(), "decisions/one-verdict") {
		page, ok := Find(name)
		if !ok {
			t.Fatalf("%s is not there", name)
		}
		for _, m := range linkForm.FindAllStringSubmatch(page.HTML, -1) {
			links++
			target := page
			if m[1] != "" {
				target, ok = Find(strings.TrimPrefix(m[1], Root+"/"))
				if !ok {
					t.Errorf("%s leads to %s, which is no page", name, m[1])
					continue
				}
			}
			if m[2] != "" && !hasID(target.HTML, m[2][1:]) {
				t.Errorf("%s leads to %s, and there is no such heading", name, m[0])
			}
		}
	}
	if links < 10 {
		t.Errorf("%d links", links)
	}
}

func hasID(markup, id string) bool {
	for _, m := range idForm.FindAllStringSubmatch(markup, -1) {
		if m[1] == id {
			return true
		}
	}
	return false
}

func TestDestination(t *testing.T) {
	for _, row := range []struct{ link, folder, want string }{
		{"model.md", ".", "/docs/model"},
		{"links.md#libraries", ".", "/docs/links#libraries"},
		{"../model.md", "decisions", "/docs/model"},
		{"one-verdict.md", "decisions", "/docs/decisions/one-verdict"},
		{"decisions/README.md", ".", "/docs/decisions"},
		{"#herd-index", ".", "#herd-index"},
		{"http://127.0.0.1:8080/?rate=5", ".", "/?rate=5"},
		{"https://example.org/a.md", ".", "https://example.org/a.md"},
	} {
		if got := destination(row.link, row.folder); got != row.want {
			t.Errorf("%s in %s leads to %s, want %s", row.link, row.folder, got, row.want)
		}
	}
}
