package templates

import (
	"backofflab/internal/format"
	"backofflab/web/templates/chart"
)

// Proof is everything that the page of proofs shows: published results, and what
// this lab makes of the same scenarios.
type Proof struct {
	Static  string // URL prefix of the static files, without a slash at the end
	Lead    string
	Summary string // "11 of 11 reproduced"
	Claims  []Claim
	Preview *Preview
}

// Claim is one published result.
type Claim struct {
	ID        string // fit for a fragment of an address
	Title     string
	Source    string
	SourceURL string
	Says      string // what the source says
	Tolerance string // how far off counts as the same, and why
	Note      string // what to know about the rows; "" mostly
	Pass      bool   // every row does
	Rows      []ProofRow
	Link      string // "/?…" opens its scenario; "" when rows have links of their own
}

// ProofRow is one figure: theirs, and this lab's.
type ProofRow struct {
	Note               string // how it was checked besides; may be ""
	What, Theirs, Ours string
	Off                string // the difference, in the unit of the tolerance
	Pass               bool
	Link               string // "/?…" opens the scenario; "" when there is none
}

// foldedRows is from how many rows on a claim's rows are folded away.
const foldedRows = 9

func (c Claim) folded() bool { return len(c.Rows) >= foldedRows }

// foldWords is what stands for rows that are folded away.
func (c Claim) foldWords() string {
	return chart.OrElse(c.Note, format.Plural(len(c.Rows), "row"))
}

// failures are the rows that do not pass.
func (c Claim) failures() []ProofRow {
	var rows []ProofRow
	for _, row := range c.Rows {
		if !row.Pass {
			rows = append(rows, row)
		}
	}
	return rows
}

// verdict says in words what the colour says.
func (c Claim) verdict() string {
	failed := len(c.failures())
	switch {
	case c.Pass:
		return "Reproduced"
	case failed == 0:
		return "Not reproduced"
	}
	return "Not reproduced: " + format.Of(failed, len(c.Rows), "row") + " are off"
}

// linked reports whether some row opens a scenario.
func (c Claim) linked() bool {
	for _, row := range c.Rows {
		if row.Link != "" {
			return true
		}
	}
	return false
}

func (p Proof) shell() Shell {
	return Shell{
		Static: p.Static, Title: "Proof · Backoff Lab", Lead: p.Lead,
		Sheet:  "truth",
		Action: Places(proofPath), Foot: proofFoot(), Preview: p.Preview,
	}
}

func (p Proof) passed() bool {
	for _, c := range p.Claims {
		if !c.Pass {
			return false
		}
	}
	return true
}

// verdictClass is the class of what passed or failed.
func verdictClass(pass bool) string {
	if pass {
		return "pass"
	}
	return "fail"
}
