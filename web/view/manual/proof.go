package manual

import (
	"fmt"
	"strings"

	"backofflab/experiment/validation"
	"backofflab/internal/format"
	"backofflab/sim"
	"backofflab/web/templates"
	"backofflab/web/view"
)

func ProofOf(report validation.Report) templates.Proof {
	view := templates.Proof{
		Lead: "Others have simulated retries, measured libraries and worked out queues. The lab runs their scenarios and compares. " +
			"Every row has a link into the lab; a result that the lab does not reproduce stays here.",
	}
	for _, claim := range report.Claims {
		view.Claims = append(view.Claims, claimOf(claim))
	}
	view.Summary = reproduced(report)
	if report.Engine != sim.EngineVersion {
		view.Summary += fmt.Sprintf(" by engine %s; this is engine %s", report.Engine, sim.EngineVersion)
	}
	return view
}

// reproduced says how many results are.
func reproduced(report validation.Report) string {
	passed := 0
	for _, claim := range report.Claims {
		if claim.Pass {
			passed++
		}
	}
	return format.Count(passed) + " of " + format.Count(len(report.Claims)) + " reproduced"
}

func claimOf(c validation.Claim) templates.Claim {
	claim := templates.Claim{
		ID: strings.ToLower(c.ID), Title: c.Title, Source: c.Source, SourceURL: c.SourceURL,
		Says: format.Typeset(c.Says), Tolerance: format.Typeset(c.Tolerance), Note: format.Typeset(c.Note), Pass: c.Pass, Link: view.ScenarioLink(c.Query),
	}
	for _, r := range c.Rows {
		row := templates.ProofRow{What: format.Typeset(r.What), Theirs: format.Typeset(r.Theirs), Ours: format.Typeset(r.Ours), Off: format.Typeset(r.Off), Pass: r.Pass, Link: claim.Link, Note: format.Typeset(r.Note)}
		if r.Query != "" { // else what was run has no form as a scenario, and the claim's shows it
			row.Link = view.ScenarioLink(r.Query)
		}
		claim.Rows = append(claim.Rows, row)
	}
	return claim
}
