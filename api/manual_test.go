package api

import (
	"net/http"
	"strings"
	"testing"

	"backofflab/explain/glossary"
)

// Every word has its place on the page, with a picture in which something is drawn, and is
// answered alone as well.
func TestGlossaryPage(t *testing.T) {
	lab := startLab(t)
	page := lab.get(t, "/glossary")
	if page.status != http.StatusOK {
		t.Fatalf("status %d", page.status)
	}
	for _, g := range glossary.Groups() {
		for _, e := range g.Entries {
			_, own, found := strings.Cut(page.body, `id="`+e.Key+`"`)
			own, _, _ = strings.Cut(own, "</article>")
			if !found || strings.Count(own, " d=\"M") < 2 {
				t.Errorf("%s is not there, or its picture is empty", e.Key)
			}
			if p := e.Picture; p.Mark != "" && p.Mark != glossary.MarkTime && !strings.Contains(own, `class="mark"`) && !strings.Contains(own, `class="limit"`) {
				t.Errorf("%s: its picture does not point at the %s", e.Key, p.Mark)
			}
		}
	}
}

func TestTerm(t *testing.T) {
	lab := startLab(t)
	if term := lab.get(t, "/fragment/term?key=cap"); term.status != http.StatusOK || !strings.Contains(term.body, "longest backoff delay") || !strings.Contains(term.body, `href="/glossary#cap"`) {
		t.Errorf("%d: %s", term.status, term.body)
	}
	if term := lab.get(t, "/fragment/term?key=nonsense"); term.status != http.StatusBadRequest {
		t.Errorf("a word that is none: %d", term.status)
	}
}
