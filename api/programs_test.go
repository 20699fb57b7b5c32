package api

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"backofflab/api/mcp"
	"backofflab/docs"
)

// Every address that language models are given answers, and the text is short.
func TestAddressesForModelsAnswer(t *testing.T) {
	lab := startLab(t)
	a := lab.get(t, "/llms.txt")
	if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "text/plain") || strings.ContainsAny(a.body, "{}") {
		t.Fatalf("%d %s:\n%s", a.status, a.header.Get("Content-Type"), a.body)
	}
	found := regexp.MustCompile(regexp.QuoteMeta(lab.url)+`(/[^\s)]*[^\s).:,])`).FindAllStringSubmatch(a.body, -1)
	for _, m := range found {
		want := http.StatusOK
		if m[1] == mcp.Path || m[1] == importJSONPath { // by POST
			want = http.StatusMethodNotAllowed
		}
		if got := lab.get(t, m[1]); got.status != want {
			t.Errorf("%s: %d", m[1], got.status)
		}
	}
	if least := len(docs.Names()) + 8; len(found) < least || len(a.body) > 6000 {
		t.Errorf("%d addresses, want %d; %d bytes:\n%s", len(found), least, len(a.body), a.body)
	}
	for _, name := range mcp.Names() {
		if !strings.Contains(a.body, name) {
			t.Errorf("there is no word of %s", name)
		}
	}
}

// Programs get a document as it is written, people as a page.
func TestDocumentsAsMarkdown(t *testing.T) {
	lab := startLab(t)
	for _, name := range append(docs.Names(), "decisions/one-verdict") {
		a := lab.get(t, docs.SourcePath(name))
		if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "text/markdown") || !strings.Contains(a.body, "\n# ") && !strings.HasPrefix(a.body, "# ") {
			t.Errorf("%s: %d %s %.100q", name, a.status, a.header.Get("Content-Type"), a.body)
		}
	}
	skill := lab.get(t, docs.SourcePath("SKILL"))
	if !strings.HasPrefix(skill.body, "---\nname: backoff-lab\ndescription: ") {
		t.Errorf("an assistant does not learn what the skill is for: %.200s", skill.body)
	}
	if page := lab.get(t, docs.Path("SKILL")); page.status != http.StatusOK || strings.Contains(page.body, "name: backoff-lab") {
		t.Errorf("people read what is for programs: %d", page.status)
	}
	for _, bad := range []string{"/docs/none.md", "/docs/docs.go", "/docs/../docs.go", "/docs/images/lab-dark.webp", "/docs/..%2fdocs.go"} {
		if a := lab.get(t, bad); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", bad, a.status)
		}
	}
}
