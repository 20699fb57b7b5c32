package api

import (
	"net/http"
	"strings"
	"testing"

	"backofflab/api/problem"
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

// Every preset and page that a wrong address can lead to is one.
func TestHintsLeadSomewhere(t *testing.T) {
	lab := startLab(t)
	for _, asked := range []string{"/senarios", "/about", "/words", "/evidence", "/doc", "/api", "/assumptions", "/diff", "/results", "/widget", "/preview", "/status", "/home", "/stress", "/config", "/snippet",
		"/api/v1/runs", "/api/v1/run.cs", "/api/v1/results", "/api/v1/delays", "/api/v1/traces", "/api/v1/attempt", "/api/v1/attempt.csv"} {
		p := problem.Missing(asked)
		if p.See == nil {
			t.Errorf("%s has no hint", asked)
			continue
		}
		if a := lab.get(t, p.See.Path); a.status != http.StatusOK {
			t.Errorf("%s leads to %s, which answers %d", asked, p.See.Path, a.status)
		}
	}
	if a := lab.get(t, "/api/v1/runs"); a.status != http.StatusNotFound || !strings.Contains(a.body, `"see":{"path":"/api/v1/run"`) {
		t.Errorf("%d: %s", a.status, a.body)
	}
}

func TestHelpAndDocuments(t *testing.T) {
	lab := startLab(t, func(c *Config) {
		c.Version, c.SourceURL, c.FeedbackURL = "v7.0.1", "https://example.org/source", "mailto:lab@example.org"
	})
	for path, wants := range map[string][]string{
		"/help":           {"What it leaves out", "<kbd>Escape</kbd>", "This is Backoff Lab v7.0.1", "“Engine 3”", "62.0\u00a0s"},
		"/docs":           {"<h1>Reading the charts</h1>"},
		"/docs/model":     {"<h1>The model</h1>", `id="herd-index"`, `href="/docs/links"`},
		"/docs/decisions": {`href="/docs/decisions/one-verdict"`},
		"/fragment/keys":  {"<kbd>V</kbd>"},
	} {
		a := lab.get(t, path)
		if a.status != http.StatusOK {
			t.Errorf("%s: %d", path, a.status)
		}
		if strings.HasPrefix(path, "/fragment") == strings.Contains(a.body, `href="https://example.org/source"`) || strings.HasPrefix(path, "/fragment") == strings.Contains(a.body, `href="mailto:lab@example.org"`) {
			t.Errorf("%s: the ways to source and feedback", path)
		}
		for _, want := range wants {
			if !strings.Contains(a.body, want) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
	}
	if strings.Contains(startLab(t).get(t, "/help").body, "Feedback") {
		t.Error("a lab that has no address for feedback offers one")
	}
}

func TestLinksOfTheOperator(t *testing.T) {
	for address, fine := range map[string]bool{
		"": true, "https://example.org/a": true, "http://example.org": true, "mailto:a@example.org": true,
		"javascript:alert(1)": false, "example.org": false, "https:": false, "mailto:": false,
	} {
		c := DefaultConfig()
		c.SourceURL = address
		if err := c.Validate(); (err == nil) != fine {
			t.Errorf("%q: %v", address, err)
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
