package api

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"backofflab/experiment/validation"
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
	if len(report.Claims) != 11 {
		t.Errorf("%d claims, want 11", len(report.Claims))
	}
	for _, claim := range proofOf(report).Claims {
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

// A claim that is not reproduced says so, and an older engine's figures say that.
func TestProofTellsShortfalls(t *testing.T) {
	view := proofOf(validation.Report{Engine: "0", Claims: []validation.Claim{
		{ID: "V1", Pass: true}, {ID: "V2", Query: "clients=5", Rows: []validation.Row{{What: "a figure"}}},
	}})
	if want := "1 of 2 reproduced by engine 0; this is engine "; !strings.HasPrefix(view.Summary, want) {
		t.Errorf("%q, want %q…", view.Summary, want)
	}
	if view.Claims[1].Rows[0].Link != "/?clients=5" {
		t.Errorf("the row opens %q", view.Claims[1].Rows[0].Link)
	}
}
