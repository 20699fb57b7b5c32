package api

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"backofflab/experiment/validation"
	"backofflab/scenario"
	"backofflab/scenario/link"
	"backofflab/sim"
	"backofflab/web/templates"
)

// proof shows the published results and what the lab made of them when it was
// last validated.
func (s *Server) proof(c echo.Context) error {
	view := proofOf(validation.Published())
	view.Static = s.static.prefix
	view.Preview = s.preview(c, "/proof", "Does the lab tell the truth?", view.Lead, link.Link{Scenario: scenario.Default(), Title: "Does the lab tell the truth?"})
	return sendMarkup(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, templates.ProofView(view))
}

func proofOf(report validation.Report) templates.Proof {
	view := templates.Proof{
		Lead: "Others have simulated retries, measured libraries and worked out queues. The lab runs their scenarios and compares. " +
			"Every row has a link into the lab; a result that the lab does not reproduce stays here.",
	}
	passed := 0
	for _, claim := range report.Claims {
		if claim.Pass {
			passed++
		}
		view.Claims = append(view.Claims, claimOf(claim))
	}
	view.Summary = fmt.Sprintf("%d of %d reproduced", passed, len(report.Claims))
	if report.Engine != sim.EngineVersion {
		view.Summary += fmt.Sprintf(" by engine %s; this is engine %s", report.Engine, sim.EngineVersion)
	}
	return view
}

func claimOf(c validation.Claim) templates.Claim {
	claim := templates.Claim{
		ID: strings.ToLower(c.ID), Title: c.Title, Source: c.Source, SourceURL: c.SourceURL,
		Says: c.Says, Tolerance: c.Tolerance, Note: c.Note, Pass: c.Pass, Link: scenarioLink(c.Query),
	}
	for _, r := range c.Rows {
		row := templates.ProofRow{What: r.What, Theirs: r.Theirs, Ours: r.Ours, Off: r.Off, Pass: r.Pass, Link: claim.Link}
		if r.Query != "" { // else what was run has no form as a scenario, and the claim's shows it
			row.Link = scenarioLink(r.Query)
		}
		claim.Rows = append(claim.Rows, row)
	}
	return claim
}

// scenarioLink is the address of a scenario in the lab.
func scenarioLink(query string) string {
	if query == "" {
		return "/"
	}
	return "/?" + query
}
