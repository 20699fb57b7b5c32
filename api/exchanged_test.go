package api

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestUse(t *testing.T) {
	lab := startLab(t)
	const query = "clients=30&strategies=full,lib:got&attempts=7"
	page := lab.get(t, "/use?"+query)
	for _, want := range []string{"<h1>Use these settings</h1>", "maxAttempts = 7", "AWS_MAX_ATTEMPTS=7", `href="/?clients=30&amp;strategies=full,lib:got&amp;attempts=7"`, `href="/use?clients=30&amp;strategies=full,lib:got&amp;attempts=7&amp;strategy=lib%3Agot"`} {
		if page.status != http.StatusOK || !strings.Contains(page.body, want) {
			t.Errorf("%d, without %s", page.status, want)
		}
	}
	part := lab.get(t, "/fragment/use?"+query+"&strategy=lib%3Agot")
	if part.status != http.StatusOK || strings.Contains(part.body, "<html") || !strings.Contains(page.body, "<html") || !strings.Contains(part.body, "lib:got") {
		t.Errorf("the fragment: %d %.200s", part.status, part.body)
	}
	for target, field := range map[string]string{"/use?" + query + "&strategy=equal": "strategy", "/fragment/use?rate=x": "rate"} {
		if a := lab.get(t, target); a.status != http.StatusBadRequest || !strings.Contains(a.body, field) {
			t.Errorf("%s: %d %.200s", target, a.status, a.body)
		}
	}
}

// The texts are there without a run.
func TestUseOfARunThatIsTooLarge(t *testing.T) {
	lab := startLab(t, func(c *Config) { c.PageAttempts = 100 })
	if a := lab.get(t, "/use?clients=1000"); a.status != http.StatusOK || !strings.Contains(a.body, "maxAttempts") || strings.Contains(a.body, "ahead") {
		t.Errorf("%d %.200s", a.status, a.body)
	}
}

func TestNumbers(t *testing.T) {
	lab := startLab(t)
	for _, row := range []struct {
		answers  string
		status   int
		location string
		has      []string
	}{
		{"", http.StatusOK, "", []string{"Use my numbers", `name="limit" value=""`}},
		{"clients=400&limit=40&within=10s", http.StatusSeeOther, "/?burst=40&base=200ms&cap=2s&attempts=16&deadline=10s", nil},
		{"clients=400&limit=40&within=5s", http.StatusOK, "", []string{"No retry policy can do this", `value="400"`, "Run it anyway", `href="/?burst=40&amp;cap=1s&amp;attempts=16&amp;deadline=5s"`}},
		{"clients=400&limit=" + url.QueryEscape(`"><b>`) + "&within=", http.StatusBadRequest, "", []string{`value="400"`, `value="&#34;&gt;&lt;b&gt;"`, `aria-invalid="true"`}},
	} {
		a := lab.get(t, "/numbers?"+row.answers)
		if a.status != row.status || a.header.Get("Location") != row.location {
			t.Errorf("%s: %d to %q", row.answers, a.status, a.header.Get("Location"))
		}
		for _, want := range row.has {
			if !strings.Contains(a.body, want) {
				t.Errorf("%s: without %s", row.answers, want)
			}
		}
	}
}
