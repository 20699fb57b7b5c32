package api

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"backofflab/experiment/validation"
	"backofflab/web/view/manual"
)

// The page has every claim and every row, and each opens a scenario that the lab
// takes.
func TestProofPage(t *testing.T) {
	lab := startLab(t)
	page := lab.get(t, "/proof")
	if page.status != http.StatusOK {
		t.Fatalf("status %d", page.status)
	}
	body := string(page.body)
	links := map[string]bool{}
	for _, m := range regexp.MustCompile(`href="(/|/\?[^"]*)"`).FindAllStringSubmatch(body, -1) {
		links[html.UnescapeString(m[1])] = true
	}
	report := validation.Published()
	if len(report.Claims) != 19 {
		t.Errorf("%d claims, want 19", len(report.Claims))
	}
	for _, claim := range manual.ProofOf(report).Claims {
		if !strings.Contains(body, `id="`+claim.ID+`"`) {
			t.Errorf("claim %s is not there", claim.ID)
		}
		for _, row := range claim.Rows {
			if row.Link == "" || !links[row.Link] {
				t.Errorf("claim %s: row %q opens %q", claim.ID, row.What, row.Link)
			}
		}
	}
	tried := 0
	for link := range links {
		if tried++; tried > 20 { // the rest are parsed by the tests of proof
			break
		}
		if got := lab.get(t, link); got.status != http.StatusOK {
			t.Errorf("%s: status %d", link, got.status)
		}
	}
}
